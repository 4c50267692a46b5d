"""How far a model's confidence can be trusted: accuracy against confidence, bin by bin."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.calibration.bins import assign_bins
from casestudy_lib.calibration.intervals import wilson_interval
from casestudy_lib.metrics import check_labelled


def reliability_curve(
    y: ArrayLike,
    probs: ArrayLike,
    *,
    n_bins: int = 10,
    binning: str = "width",
    level: float = 0.9,
) -> dict[str, NDArray]:
    """Accuracy against confidence, in bins of the largest probability.

    Args:
        y: integer labels, shape (n_samples,).
        probs: predictions, shape (n_samples, n_classes).
        n_bins: number of bins between 0 and 1.
        binning: "width", bins of equal width, or "mass", bins of as many samples each; equal
            confidences are never parted, and where there are too few, bins are left empty.
        level: confidence level of the intervals.

    Returns:
        One row a bin: `lower` and `upper` edge (a bin includes its upper edge), `confidence`
        and `accuracy`, means over the bin and NaN where it is empty, its `count`, and
        `accuracy_low` and `accuracy_high`, the Wilson interval of the accuracy (0 to 1 where
        the bin is empty).

    Raises:
        ValueError: shapes that do not match, labels out of range, rows that are no
            distribution, no bins, another binning, or a level outside 0 to 1.
    """
    y, probs = check_labelled(y, probs)
    confidence = probs.max(axis=1)
    correct = probs.argmax(axis=1) == y
    bins, edges = assign_bins(confidence, n_bins, binning)
    count = np.bincount(bins, minlength=n_bins)
    hits = np.bincount(bins, correct, n_bins)
    low, high = wilson_interval(hits, count, level=level)
    with np.errstate(invalid="ignore"):  # an empty bin has no mean
        return {
            "lower": edges[:-1],
            "upper": edges[1:],
            "confidence": np.bincount(bins, confidence, n_bins) / count,
            "accuracy": hits / count,
            "count": count,
            "accuracy_low": low,
            "accuracy_high": high,
        }


def expected_calibration_error(
    y: ArrayLike, probs: ArrayLike, *, n_bins: int = 10, binning: str = "width"
) -> float:
    """ECE: mean distance between confidence and accuracy over bins, weighted by their counts.

    Args:
        y: integer labels, shape (n_samples,).
        probs: predictions, shape (n_samples, n_classes).
        n_bins: number of bins between 0 and 1 (Naeini et al. 2015; Guo et al. 2017).
        binning: "width" or "mass", as for `reliability_curve`.

    Raises:
        ValueError: as `reliability_curve`.
    """
    curve = reliability_curve(y, probs, n_bins=n_bins, binning=binning)
    gaps = np.abs(curve["confidence"] - curve["accuracy"])
    filled = curve["count"] > 0
    return float(np.average(gaps[filled], weights=curve["count"][filled]))
