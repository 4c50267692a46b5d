"""What bins tell of predictions, from one confidence and one hit or miss a row."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.calibrate.rows import Rows
from casestudy_lib.calibration import assign_bins

# Rows whose confidences lie so near together are drawn with their mean.
_CELL_WIDTH = 1e-3


class PerfectErrors(NamedTuple):
    """Ends of the interval in which a perfect model's calibration error lies, as shares."""

    low: float
    high: float


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
    class is right with the probability of its confidence, and the error asks for no more. Hits
    are drawn for all rows of nearly one confidence at once, so that many rows cost no more time.
    """
    bins, _ = assign_bins(confidence, n_bins, "width")
    cells = np.floor(confidence / _CELL_WIDTH).astype(int) + bins * (int(1 / _CELL_WIDTH) + 2)
    _, first, cell, count = np.unique(
        cells, return_index=True, return_inverse=True, return_counts=True
    )
    sums = np.bincount(cell, confidence)
    hits = np.random.default_rng(seed).binomial(
        count, np.minimum(sums / count, 1.0), (n_draws, len(count))
    )
    starts = np.flatnonzero(np.diff(bins[first], prepend=-1))  # of the bins among the cells
    gaps = np.add.reduceat(hits - sums, starts, axis=1)
    tail = (1 - level) / 2
    low, high = np.quantile(np.abs(gaps).sum(axis=1) / len(confidence), [tail, 1 - tail])
    return PerfectErrors(float(low), float(high))
