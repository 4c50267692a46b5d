"""What estimates of mutual information say where the truth is known."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.information import (
    bin_equal_width,
    check_correlation,
    compute_discrete_mutual_information,
    compute_shuffle_baseline,
)
from casestudy_lib.validation import check_integer


def gaussian_information_estimates(
    sample_sizes: Iterable[int],
    *,
    correlation: float = 0.0,
    n_bins: int = 20,
    n_repetitions: int = 10,
    n_shuffles: int = 5,
    seed: int = 0,
) -> dict[str, NDArray]:
    """Mutual information of two Gaussian variables, estimated on a grid of equal-width bins.

    The truth is `gaussian_mutual_information(correlation)`, less the little that bins hide.

    Args:
        sample_sizes: numbers of samples.
        correlation: ρ, between −1 and 1; 0 makes the variables independent.
        n_bins: bins of each variable, over the range of its samples.
        n_repetitions: data sets of each size.
        n_shuffles: shuffled copies that the last estimate takes the mean of.
        seed: seed of all data sets.

    Returns:
        Estimates in nats, shape (n_sizes, n_repetitions): `plug-in`; `Miller–Madow`; and
        `less shuffled`, the plug-in estimate less the mean of the shuffled ones.

    Raises:
        ValueError: a size, a number of bins, of repetitions or of shuffles below 1, or a
            correlation that is not between −1 and 1.
    """
    n_repetitions = check_integer(n_repetitions, "n_repetitions", minimum=1)
    correlation = check_correlation(correlation)
    rng = np.random.default_rng(seed)
    rows = []
    for n_samples in sample_sizes:
        n_samples = check_integer(n_samples, "n_samples", minimum=1)
        for _ in range(n_repetitions):
            x, noise = rng.standard_normal((2, n_samples))
            a = bin_equal_width(x, n_bins)
            b = bin_equal_width(correlation * x + np.sqrt(1 - correlation**2) * noise, n_bins)
            plug_in = compute_discrete_mutual_information(a, b)
            corrected = compute_discrete_mutual_information(a, b, correction="miller-madow")
            shuffled = compute_shuffle_baseline(
                a, b, n_shuffles=n_shuffles, seed=int(rng.integers(2**32))
            )
            rows.append([plug_in, corrected, plug_in - shuffled.mean()])
    columns = np.array(rows).reshape(-1, n_repetitions, 3)
    names = ("plug-in", "Miller–Madow", "less shuffled")
    return {name: columns[..., i] for i, name in enumerate(names)}
