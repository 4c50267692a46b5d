"""Confidence against accuracy in bins, from one confidence and one hit or miss a row."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.calibrate.rows import Rows
from casestudy_lib.calibration import assign_bins, wilson_interval

# Draws are made in blocks of this many numbers (2 MB).
_BLOCK_SIZE = 2**18


class PerfectErrors(NamedTuple):
    """Ends of the interval in which a perfect model's calibration error lies, as shares."""

    low: float
    high: float


def bin_rows(rows: Rows, *, n_bins: int, level: float) -> dict[str, NDArray]:
    """The columns of `reliability_curve`, without the probabilities of all classes."""
    bins, edges = assign_bins(rows.confidence, n_bins, "width")
    count = np.bincount(bins, minlength=n_bins)
    hits = np.bincount(bins, rows.correct, n_bins)
    low, high = wilson_interval(hits, count, level=level)
    with np.errstate(invalid="ignore"):  # an empty bin has no mean
        return {
            "lower": edges[:-1],
            "upper": edges[1:],
            "confidence": np.bincount(bins, rows.confidence, n_bins) / count,
            "accuracy": hits / count,
            "count": count,
            "accuracy_low": low,
            "accuracy_high": high,
        }


def calibration_error(curve: dict[str, NDArray]) -> float:
    """ECE of such a curve, as `expected_calibration_error`."""
    filled = curve["count"] > 0
    gaps = np.abs(curve["confidence"] - curve["accuracy"])[filled]
    return float(np.average(gaps, weights=curve["count"][filled]))


def brier_parts(rows: Rows, curve: dict[str, NDArray]) -> dict[str, float]:
    """The Brier score of "is the most probable class right?", split over bins (Murphy 1973).

    With confidence c and hit o of each row, their means c̄ and ō over its bin, and the accuracy a:
    mean (c − o)² = mean (c̄ − ō)² − mean (ō − a)² + a (1 − a) + what the bins hide.

    Returns:
        `brier` and its parts: `reliability`, `resolution`, which lowers it, `uncertainty`, and
        `within_bins` (Stephenson, Coelho & Jolliffe 2008).
    """
    filled = curve["count"] > 0
    weights = curve["count"][filled] / len(rows.correct)
    confidence, hit = curve["confidence"][filled], curve["accuracy"][filled]
    accuracy = rows.correct.mean()
    brier = float(((rows.confidence - rows.correct) ** 2).mean())
    reliability = float(weights @ (confidence - hit) ** 2)
    resolution = float(weights @ (hit - accuracy) ** 2)
    uncertainty = float(accuracy * (1 - accuracy))
    return {
        "brier": brier,
        "reliability": reliability,
        "resolution": resolution,
        "uncertainty": uncertainty,
        "within_bins": brier - reliability + resolution - uncertainty,
    }


def perfect_errors(
    confidence: NDArray, *, n_bins: int, level: float, n_draws: int, seed: int
) -> PerfectErrors:
    """Calibration errors of a perfect model that is as confident, by consistency resampling.

    As `draw_consistent_scores`, but without labels: where a model is perfect, its most probable
    class is right with the probability of its confidence, and the error asks for no more.
    """
    bins, _ = assign_bins(confidence, n_bins, "width")
    order = np.argsort(bins, kind="stable")
    confidence = confidence[order]
    edges = np.searchsorted(bins[order], np.arange(n_bins + 1))
    sums = [confidence[low:high].sum() for low, high in pairwise(edges)]
    rng = np.random.default_rng(seed)
    n_samples, length = len(confidence), max(1, _BLOCK_SIZE // len(confidence))
    errors = []
    for start in range(0, n_draws, length):
        hit = rng.random((min(length, n_draws - start), n_samples)) < confidence
        hits = [np.count_nonzero(hit[:, a:b], axis=1) for a, b in pairwise(edges)]
        errors.append(np.abs(np.stack(hits, axis=1) - sums).sum(axis=1) / n_samples)
    tail = (1 - level) / 2
    low, high = np.quantile(np.concatenate(errors), [tail, 1 - tail])
    return PerfectErrors(float(low), float(high))
