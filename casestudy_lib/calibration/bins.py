"""Which bin a confidence falls into."""

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.validation import check_integer

#: How bins can be cut: of equal width, or of equal mass (as many samples in each).
BINNINGS = ("width", "mass")


def assign_bins(confidence: NDArray, n_bins: int, binning: str) -> tuple[NDArray, NDArray]:
    """The bin of every sample, and the edges of the bins between 0 and 1.

    A bin includes its upper edge. In equal-mass binning the upper edge of bin b is the
    ⌈b n / n_bins⌉-th smallest confidence, so that counts differ by at most one where all
    confidences differ. Equal confidences always share a bin, the lowest one that reaches them,
    whatever the order of the samples; the bins that they, or a lack of samples, leave over stay
    empty.

    Args:
        confidence: largest probability of each sample, shape (n_samples,).
        n_bins: number of bins, at least 1.
        binning: "width" or "mass".

    Returns:
        bins: number of each sample's bin, shape (n_samples,).
        edges: non-decreasing from 0 to 1, shape (n_bins + 1,).

    Raises:
        ValueError: no bins, or another binning.
    """
    n_bins = check_integer(n_bins, "n_bins", minimum=1)
    if binning not in BINNINGS:
        raise ValueError(f"binning must be one of {list(BINNINGS)}, got {binning!r}")
    if binning == "width":
        edges = np.linspace(0.0, 1.0, n_bins + 1)
    else:
        ranks = -(-np.arange(1, n_bins) * len(confidence) // n_bins)
        edges = np.concatenate([[0.0], np.sort(confidence)[ranks - 1], [1.0]])
    return np.digitize(confidence, edges[1:-1], right=True), edges
