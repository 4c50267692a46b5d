"""Check of the expected calibration error."""

import numpy as np

from casestudy_lib.calibration import expected_calibration_error, reliability_curve
from casestudy_lib.exercises.check import Check, Property


def _binary(*confidences: float) -> list[list[float]]:
    """Predictions of two classes that say class 0 with these probabilities."""
    return [[confidence, 1 - confidence] for confidence in confidences]


def _filled_bins(y, probs, n_bins):
    """Gap (accuracy − confidence) and count of each bin that holds a sample."""
    curve = reliability_curve(y, probs, n_bins=n_bins)
    filled = curve["count"] > 0
    return (curve["accuracy"] - curve["confidence"])[filled], curve["count"][filled]


def _weighted(of_gap, y, probs, n_bins):
    gaps, counts = _filled_bins(y, probs, n_bins)
    return np.average(of_gap(gaps), weights=counts)


def _gaps(y, probs, n_bins):
    return np.abs(_filled_bins(y, probs, n_bins)[0])


def _without_the_certain(y, probs, n_bins):
    kept = probs.max(axis=1) < 1
    if not kept.any():
        return 0.0
    return expected_calibration_error(y[kept], probs[kept], n_bins=n_bins) * kept.mean()


def _of_class_zero(y, probs, n_bins):
    """Confidence taken from the first column, whichever class is predicted."""
    bins = np.minimum((probs[:, 0] * n_bins).astype(int), n_bins - 1)
    right = probs.argmax(axis=1) == y
    return np.abs(np.bincount(bins, right - probs[:, 0])).sum() / len(y)


def _with_empty_bins(y, probs, n_bins):
    curve = reliability_curve(y, probs, n_bins=n_bins)
    return (np.abs(curve["accuracy"] - curve["confidence"]) * curve["count"]).sum() / len(y)


check_expected_calibration_error = Check(
    "check_expected_calibration_error",
    ("y", "probs", "n_bins"),
    lambda y, probs, n_bins: expected_calibration_error(y, probs, n_bins=n_bins),
    properties={
        "weights": Property(
            "bins are weighted by how many samples they hold",
            ([0, 0, 0, 1, 0], _binary(0.85, 0.85, 0.85, 0.85, 0.65), 2 * 5),
        ),
        "absolute gaps": Property(
            "too sure in one bin and too modest in another do not cancel",
            ([0, 1, 0, 0], _binary(0.95, 0.95, 0.65, 0.65), 10),
        ),
        "predicted class": Property(
            "the confidence is the largest probability, of whichever class",
            ([1, 0, 1], [[0.15, 0.85], [0.25, 0.75], [0.15, 0.85]], 5),
        ),
        "full confidence": Property(
            "a confidence of exactly one belongs to the last bin",
            ([0, 1], [[1.0, 0.0], [1.0, 0.0]], 10),
        ),
        "one bin": Property("with one bin it compares the means", ([0, 1], _binary(0.9, 0.7), 1)),
    },
    mistakes={
        "NaN comes of the mean of an empty bin. Leave out bins without a sample.": _with_empty_bins,
        "all bins weigh the same here. Weigh each by its share of the samples.": (
            lambda *given: _gaps(*given).mean()
        ),
        "the gaps are added up without weights. Weigh each by its bin's share of the samples.": (
            lambda *given: _gaps(*given).sum()
        ),
        "this is divided by the number of bins, empty ones included. Weigh each bin by its share "
        "of the samples.": lambda *given: _gaps(*given).sum() / given[-1],
        "gaps of either sign cancel: take the absolute value in each bin, before the sum.": (
            lambda *given: abs(_weighted(np.positive, *given)),
            lambda *given: _weighted(np.positive, *given),
            lambda *given: _weighted(np.negative, *given),
        ),
        "the gaps are squared. Take their absolute values.": (
            lambda *given: _weighted(np.square, *given)
        ),
        "this is the largest gap. Take the mean.": lambda *given: _gaps(*given).max(),
        "this is a percentage. Return a share.": lambda *given: 100 * _weighted(np.abs, *given),
        "predictions of confidence one fell out of the bins. The last bin includes one.": (
            _without_the_certain
        ),
        "the confidence was read from the first column. Take the largest of each row.": (
            _of_class_zero
        ),
    },
)
