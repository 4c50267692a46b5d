"""How far a model's confidence can be trusted: accuracy against confidence, bin by bin."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.metrics import check_labelled
from casestudy_lib.validation import check_integer


def reliability_curve(y: ArrayLike, probs: ArrayLike, *, n_bins: int = 10) -> dict[str, NDArray]:
    """Accuracy against confidence, in bins of equal width of the largest probability.

    Args:
        y: integer labels, shape (n_samples,).
        probs: predictions, shape (n_samples, n_classes).
        n_bins: number of bins between 0 and 1.

    Returns:
        One row a bin: `lower` and `upper` edge (a bin includes its upper edge), `confidence`
        and `accuracy`, means over the bin and NaN where it is empty, and its `count`.

    Raises:
        ValueError: shapes that do not match, labels out of range, rows that are no
            distribution, or no bins.
    """
    y, probs = check_labelled(y, probs)
    n_bins = check_integer(n_bins, "n_bins", minimum=1)
    confidence = probs.max(axis=1)
    correct = probs.argmax(axis=1) == y
    edges = np.linspace(0.0, 1.0, n_bins + 1)
    bins = np.digitize(confidence, edges[1:-1], right=True)
    count = np.bincount(bins, minlength=n_bins)
    with np.errstate(invalid="ignore"):  # an empty bin has no mean
        return {
            "lower": edges[:-1],
            "upper": edges[1:],
            "confidence": np.bincount(bins, confidence, n_bins) / count,
            "accuracy": np.bincount(bins, correct, n_bins) / count,
            "count": count,
        }


def expected_calibration_error(y: ArrayLike, probs: ArrayLike, *, n_bins: int = 10) -> float:
    """ECE: mean distance between confidence and accuracy over bins, weighted by their counts.

    Args:
        y: integer labels, shape (n_samples,).
        probs: predictions, shape (n_samples, n_classes).
        n_bins: number of bins between 0 and 1 (Naeini et al. 2015; Guo et al. 2017).

    Raises:
        ValueError: as `reliability_curve`.
    """
    curve = reliability_curve(y, probs, n_bins=n_bins)
    gaps = np.abs(curve["confidence"] - curve["accuracy"])
    filled = curve["count"] > 0
    return float(np.average(gaps[filled], weights=curve["count"][filled]))
