"""What a hidden layer's responses T keep of the inputs X and of the labels Y, in nats.

The layer is deterministic: each input has one response. For inputs from a density, I(X;T) is then
infinite (Saxe et al. 2018; Goldfeld et al. 2019), and every finite number is about T made
coarser. Two ways of making it so are in use: cut the responses into bins, or add noise to them.
In both, X is one of the n rows that are given, each as likely as any other, so that without a
correction for bias neither estimate of I(X;T) can exceed log n.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.inputs import (
    require_array,
    require_features,
    require_positive,
    require_same_length,
)
from casestudy_lib.studies.sampled_information import (
    compute_discrete_entropy,
    compute_discrete_mutual_information,
)

# Bins are counted in floating point, where integers are exact only below this.
_EXACT_BELOW = 2.0**53

# Squared distances of responses beyond so many standard deviations of noise are all rounding.
_RESOLVED_BELOW = 1e7


class LayerInformation(NamedTuple):
    """I(X;T) with the inputs and I(T;Y) with the labels, in nats."""

    inputs: float
    labels: float


class NoisyInformation(NamedTuple):
    """The same by an upper bound of I(X;T), and a lower bound of it."""

    inputs: float
    labels: float
    inputs_lower: float


def bin_responses(hidden: ArrayLike, bin_width: float) -> NDArray:
    """Number the cells that rows share whose units lie in the same bins ⌊t / bin_width⌋.

    Args:
        hidden: responses, shape (n_samples, n_units).
        bin_width: width of a bin, in the units of the responses; one edge is at zero.

    Returns:
        codes: integers 0, 1, 2, … without a gap, shape (n_samples,).

    Raises:
        ValueError: `hidden` is not a finite array of rows, or `bin_width` is not positive, or so
            small that bins cannot be told apart.
    """
    hidden = require_features(hidden, name="hidden")
    bin_width = require_positive(bin_width, "bin_width")
    _require_large_enough(bin_width, "bin_width", hidden, _EXACT_BELOW)
    bins = np.floor(hidden / bin_width)
    order = np.lexsort(bins.T[::-1])  # rows that share a cell now follow each other
    is_new = (np.diff(bins[order], axis=0) != 0).any(axis=1)
    codes = np.zeros(len(bins), dtype=int)
    codes[order[1:]] = is_new.cumsum()
    return codes


def compute_binned_information(
    hidden: ArrayLike,
    y: ArrayLike,
    bin_width: float,
    *,
    correction: str | None = None,
) -> LayerInformation:
    """I(X;T) and I(T;Y) of responses that are cut into bins, in nats.

    A row's cell is a function of the row, so H(T|X) = 0 and I(X;T) = H(T): the
    entropy of the cells. It is 0 where all rows share a cell and log n_samples
    where no two do.

    Args:
        hidden: responses, shape (n_samples, n_units).
        y: labels, of any type that can be sorted, shape (n_samples,).
        bin_width: width of a bin, in the units of the responses.
        correction: for I(T;Y), as `compute_discrete_mutual_information` has it.

    Raises:
        ValueError: as `bin_responses`, or not one label a row.
    """
    codes = bin_responses(hidden, bin_width)
    y = _require_one_a_row(y, codes)
    return LayerInformation(
        compute_discrete_entropy(codes),
        compute_discrete_mutual_information(codes, y, correction=correction),
    )


def compute_noisy_information(
    hidden: ArrayLike, y: ArrayLike, noise_std: float
) -> NoisyInformation:
    """I(X; T + noise) and I(T + noise; Y), in nats, from distances between responses.

    With Gaussian noise of variance s², T + noise is a mixture of n Gaussians that differ only in
    their means t_i. With D_ij = ‖t_i − t_j‖²,

        −(1/n) Σ_i log (1/n) Σ_j exp(−D_ij / k s²)

    is a lower bound of I(X; T + noise) for k = 8 and an upper bound for k = 2: the exponents are
    then the Bhattacharyya distance and the KL divergence between two components (Kolchinsky &
    Tracey 2017). I(T;Y) = I(X;T) − Σ_y p(y) I(X;T|Y=y), since the label is a function of the row;
    each term is the upper bound, as in Saxe et al. (2018), and their difference no bound.

    Args:
        hidden: responses, shape (n_samples, n_units); distances of all pairs are held in memory.
        y: labels, of any type that can be sorted, shape (n_samples,).
        noise_std: standard deviation s of the noise in each unit, in the units of the responses.

    Raises:
        ValueError: `hidden` is not a finite array of rows, `noise_std` is not positive or too
            small beside rounding, or not one label a row.
    """
    overlap = _overlaps(hidden, noise_std)
    y = _require_one_a_row(y, overlap)
    lower = _mean_surprise(overlap)
    for _ in range(2):  # the fourth power: from the exponents of the lower bound to the upper's
        overlap *= overlap
    inputs = _mean_surprise(overlap)
    members = [y == k for k in np.unique(y)]
    within = sum(own.mean() * _mean_surprise(overlap[np.ix_(own, own)]) for own in members)
    return NoisyInformation(inputs, float(inputs - within), lower)


def _overlaps(hidden: ArrayLike, noise_std: float) -> NDArray:
    """exp(−‖t_i − t_j‖² / 8 noise_std²) of all pairs of rows, shape (n_samples, n_samples)."""
    hidden = require_features(hidden, name="hidden")
    noise_std = require_positive(noise_std, "noise_std")
    hidden = hidden - hidden.mean(axis=0)
    _require_large_enough(noise_std, "noise_std", hidden, _RESOLVED_BELOW)
    hidden /= noise_std
    squares = (hidden**2).sum(axis=1, keepdims=True) / 8
    ones = np.ones_like(squares)
    # One product gives −D/8 = t_i·t_j / 4 − ‖t_i‖² / 8 − ‖t_j‖² / 8, without temporaries.
    exponents = np.hstack([hidden / 4, -squares, ones]) @ np.hstack([hidden, ones, -squares]).T
    np.fill_diagonal(exponents, 0.0)
    np.minimum(exponents, 0.0, out=exponents)
    return np.exp(exponents, out=exponents)


def _mean_surprise(overlap: NDArray) -> float:
    """−(1/n) Σ_i log (1/n) Σ_j overlap_ij; a mean of ones may exceed one by rounding."""
    return max(0.0, float(-np.log(overlap.mean(axis=1)).mean()))


def _require_large_enough(size: float, name: str, hidden: NDArray, most: float) -> None:
    largest = np.abs(hidden).max()
    if largest >= most * size:
        raise ValueError(f"{name} is too small for responses as large as {largest:g}, got {size:g}")


def _require_one_a_row(y: ArrayLike, rows: NDArray) -> NDArray:
    y = require_array(y, "y")
    if y.ndim != 1:
        raise ValueError(f"y must be labels of shape ({len(rows)},), got shape {y.shape}")
    require_same_length(hidden=rows, y=y)
    return y
