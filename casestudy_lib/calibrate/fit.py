"""The best temperature with its standard error, over predictions of any size."""

from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.calibrate.rows import BLOCK_SIZE, Predictions

# A Newton step this small leaves an error of about its square.
_SMALL_STEP = 1e-5

# A first fit is on so many blocks, where there are many more.
_FIRST_BLOCKS = 64

# A temperature this many times higher stands for T = infinity.
_FAR = 1e8


class FittedTemperature(NamedTuple):
    """The optimal temperature, and an interval of what other samples of this size would give."""

    T: float
    low: float
    high: float


def fit_temperature(
    predictions: Predictions, rows: NDArray, *, start: float | None = None, level: float = 0.95
) -> FittedTemperature:
    """Minimise the cross-entropy of softmax(logits / T) on some rows.

    In β = 1/T the loss is convex; its slope is the mean of (code length − entropy) / β over the
    rows, its curvature the mean variance of log q over β². The interval is that of an
    M-estimator (Huber 1967): the scatter of the slope's terms over the curvature is the standard
    error of β, and log T has that of β over β. No row is drawn again, so it costs no pass.

    Args:
        predictions: logits or probabilities with their labels.
        rows: indices, shape (n_rows,); those whose label has the probability 0 must not be
            among them.
        start: a temperature to begin at.
        level: share of such intervals that hold the truth, nearly.

    Raises:
        ValueError: there is no finite optimum.
    """
    if start is None:
        start = _first_guess(predictions, rows)
    T, terms, curvature = _newton(predictions, rows, start)
    error = np.sqrt((terms**2).mean() / len(terms)) / curvature * T
    factor = float(np.exp(NormalDist().inv_cdf((1 + level) / 2) * error))
    return FittedTemperature(T, T / factor, T * factor)


def _first_guess(predictions: Predictions, rows: NDArray) -> float:
    """A fit on every so-manieth row, where all of them would be many blocks."""
    stride = len(rows) * predictions.values.shape[1] // (_FIRST_BLOCKS * BLOCK_SIZE)
    if stride < 4:
        return 1.0
    try:
        return _newton(predictions, rows[::stride], 1.0)[0]
    except ValueError:
        return 1.0


def _newton(predictions: Predictions, rows: NDArray, T: float) -> tuple[float, NDArray, float]:
    """The optimal T, the terms of the slope in β near it, (n_rows,), and the curvature."""
    low, high, beta = 0.0, np.inf, 1 / T
    while True:
        seen = predictions.measure(rows, T=1 / beta)
        if not seen.behind.any():
            raise ValueError("every label has the largest probability of its row")
        terms, curvature = (seen.length - seen.entropy) / beta, seen.variance.mean() / beta**2
        slope = terms.mean()
        low, high = (beta, high) if slope < 0 else (low, beta)
        # Where the curvature has vanished the slope has not: all is certain, and some of it wrong.
        step = beta - slope / curvature if curvature > 0 else np.inf
        if min(abs(step - beta), high - low) <= _SMALL_STEP * beta:
            return float(1 / step), terms, float(curvature)
        if not low < step < high:
            if low == 0:
                low = _require_informative(predictions, rows, beta / _FAR)
            step = np.sqrt(low * high)
        beta = step


def _require_informative(predictions: Predictions, rows: NDArray, beta: float) -> float:
    """`beta`, at which the loss must still fall: else it falls all the way to β = 0."""
    seen = predictions.measure(rows, T=1 / beta)
    if (seen.length - seen.entropy).mean() >= 0:
        raise ValueError("the predictions tell no more than a uniform guess")
    return beta
