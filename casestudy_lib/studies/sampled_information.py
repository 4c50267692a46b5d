"""Entropy and mutual information of discrete samples, estimated from counts, in nats.

The plug-in estimate takes observed frequencies for probabilities. It is biased: entropy comes out
too low, and the mutual information of independent variables too high, the more so the more
different values there are for each sample (Miller 1955; Paninski 2003).
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib import inputs
from casestudy_lib.metrics import compute_entropy


def compute_discrete_entropy(codes: ArrayLike, *, correction: str | None = None) -> float:
    """Entropy of a discrete variable from its samples, in nats.

    Args:
        codes: one value a sample, of any type that can be sorted, shape (n_samples,).
        correction: "miller-madow" adds (values seen − 1) / (2 n_samples), as much as the plug-in
            estimate is too low to first order (Miller 1955).

    Raises:
        ValueError: no samples, not one-dimensional, or an unknown correction.
    """
    return _entropy_of_counts(np.bincount(_number(codes, "codes")), correction)


def compute_discrete_mutual_information(
    a: ArrayLike, b: ArrayLike, *, correction: str | None = None
) -> float:
    """I(A; B) = H(A) + H(B) − H(A, B) of two discrete variables from samples, in nats.

    Args:
        a: one value a sample, shape (n_samples,).
        b: the other variable in the same samples, shape (n_samples,).
        correction: as for `compute_discrete_entropy`, on each of the three entropies. The
            corrected estimate can be negative.

    Raises:
        ValueError: unequal lengths, or as `compute_discrete_entropy`.
    """
    a, b = _number(a, "a"), _number(b, "b")
    inputs.require_same_length(a=a, b=b)
    both = np.unique(a * (b.max() + 1) + b, return_counts=True)[1]
    counts = (np.bincount(a), np.bincount(b), both)
    h_a, h_b, h_ab = (_entropy_of_counts(c, correction) for c in counts)
    return h_a + h_b - h_ab


def compute_shuffle_baseline(
    a: ArrayLike, b: ArrayLike, *, n_shuffles: int = 20, seed: int = 0
) -> NDArray:
    """Plug-in mutual information of `a` with `n_shuffles` shuffled copies of `b`: truly zero.

    What it finds is the bias at this sample size: an estimate less the mean has lost most of it.

    Args, Raises: as `compute_discrete_mutual_information`.

    Returns:
        one estimate a copy, in nats, shape (n_shuffles,).
    """
    rng, b = np.random.default_rng(inputs.require_seed(seed)), inputs.require_array(b, "b")
    n_shuffles = inputs.require_integer(n_shuffles, "n_shuffles", minimum=1)
    copies = (rng.permutation(b) for _ in range(n_shuffles))
    return np.array([compute_discrete_mutual_information(a, copy) for copy in copies])


def bin_equal_width(values: ArrayLike, n_bins: int) -> NDArray:
    """Number the values (n_samples,) by `n_bins` bins of equal width over their range.

    Returns:
        codes from 0 to n_bins − 1, shape (n_samples,); a bin includes its lower edge, and the
        last bin the largest value too.

    Raises:
        ValueError: values that are not finite, not one-dimensional, or none; no bins.
    """
    values = inputs.require_array(values, "values")[..., None]
    values = inputs.require_features(values, n_features=1, name="values")[:, 0]
    n_bins = inputs.require_integer(n_bins, "n_bins", minimum=1)
    edges = np.linspace(values.min(), values.max(), n_bins + 1)
    return np.digitize(values, edges[1:-1])


def gaussian_mutual_information(correlation: float) -> float:
    """I = −½ log(1 − ρ²) of two jointly Gaussian variables of correlation ρ, in nats."""
    correlation = inputs.require_between(correlation, "correlation", -1, 1)
    return float(0.0 - np.log1p(-(correlation**2)) / 2)


def gaussian_information_estimates(
    sample_sizes: Iterable[int],
    *,
    correlation: float = 0.0,
    n_bins: int = 20,
    n_repetitions: int = 10,
    seed: int = 0,
) -> dict[str, NDArray]:
    """Mutual information of two Gaussian variables, estimated on a grid of equal-width bins.

    The truth is `gaussian_mutual_information(correlation)`, less the little that bins hide.

    Args:
        sample_sizes: numbers of samples.
        correlation: ρ, between −1 and 1; 0 makes the variables independent.
        n_bins: bins of each variable, over the range of its samples.
        n_repetitions: data sets of each size.
        seed: seed of all data sets.

    Returns:
        Estimates in nats, shape (n_sizes, n_repetitions): `plug-in`; `Miller–Madow`; and
        `less shuffled`, the plug-in estimate less the mean of five shuffled ones.

    Raises:
        ValueError: an argument is not as described.
    """
    n_repetitions = inputs.require_integer(n_repetitions, "n_repetitions", minimum=1)
    correlation = inputs.require_between(correlation, "correlation", -1, 1)
    rng = np.random.default_rng(inputs.require_seed(seed))
    rows = []
    for n_samples in sample_sizes:
        n_samples = inputs.require_integer(n_samples, "n_samples", minimum=1)
        for _ in range(n_repetitions):
            x, noise = rng.standard_normal((2, n_samples))
            a = bin_equal_width(x, n_bins)
            b = bin_equal_width(correlation * x + np.sqrt(1 - correlation**2) * noise, n_bins)
            plug_in = compute_discrete_mutual_information(a, b)
            corrected = compute_discrete_mutual_information(a, b, correction="miller-madow")
            shuffle_seed = int(rng.integers(2**32))
            shuffled = compute_shuffle_baseline(a, b, n_shuffles=5, seed=shuffle_seed)
            rows.append([plug_in, corrected, plug_in - shuffled.mean()])
    columns = np.array(rows).reshape(-1, n_repetitions, 3)
    names = ("plug-in", "Miller–Madow", "less shuffled")
    return {name: columns[..., i] for i, name in enumerate(names)}


def _entropy_of_counts(counts: NDArray, correction: str | None) -> float:
    inputs.require_choice(correction, "correction", (None, "miller-madow"))
    n_samples = counts.sum()
    entropy = compute_entropy(counts[None] / n_samples)
    if correction == "miller-madow":
        entropy += (np.count_nonzero(counts) - 1) / (2 * n_samples)
    return float(entropy)


def _number(values: ArrayLike, name: str) -> NDArray:
    """The values numbered 0, 1, 2, … in sorted order, shape (n_samples,)."""
    values = inputs.require_array(values, name)
    if values.ndim != 1 or values.size == 0:
        wanted = f"{name} must be a non-empty array of shape (n_samples,)"
        raise ValueError(f"{wanted}, got shape {values.shape}")
    return np.unique(values, return_inverse=True)[1]
