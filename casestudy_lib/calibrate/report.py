"""The report: what labels and predictions tell about a model, whatever made them."""

import math
from os import PathLike

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.calibrate.bins import brier_parts, perfect_errors
from casestudy_lib.calibrate.fit import FittedTemperature, fit_temperature
from casestudy_lib.calibrate.read import read_predictions
from casestudy_lib.calibrate.remarks import find_impossible, find_remarks
from casestudy_lib.calibrate.results import CalibrationReport, HeldOut, Scores
from casestudy_lib.calibrate.rows import Predictions, Rows, require_predictions
from casestudy_lib.calibration import bin_hits, error_of_curve
from casestudy_lib.inputs import require_integer, require_level


def report_on_file(path: str | PathLike, **options: float) -> CalibrationReport:
    """The report on a file; as `read_predictions` and `calibration_report`."""
    return calibration_report(**read_predictions(path), **options)


def calibration_report(
    y: ArrayLike,
    *,
    logits: ArrayLike | None = None,
    probs: ArrayLike | None = None,
    n_bins: int = 10,
    level: float = 0.95,
    n_draws: int = 1000,
    seed: int = 0,
) -> CalibrationReport:
    """Measure predictions from elsewhere.

    Give either logits or probabilities, of any floating-point type; logits are better, since
    probabilities near 0 and 1 are rounded. Rows are computed with in float64, in blocks: beside
    the input the report needs some numbers a row, whatever the number of classes.

    Args:
        y: integer labels, shape (n_samples,).
        logits: shape (n_samples, n_classes).
        probs: shape (n_samples, n_classes); rows may miss a sum of one by
            `row_sum_tolerance`, as printed decimals do, and are then divided by it.
        n_bins: bins of equal width for the calibration error.
        level: level of every interval.
        n_draws: sets of hits that are drawn for a perfect model.
        seed: seed of these, and of the halves.

    Raises:
        ValueError: shapes that do not match, labels out of range, a row that is no prediction.
    """
    predictions = require_predictions(y, logits=logits, probs=probs)
    binning = {
        "n_bins": require_integer(n_bins, "n_bins", minimum=1),
        "level": require_level(level),
    }
    n_draws = require_integer(n_draws, "n_draws", minimum=1)
    rows = predictions.measure()
    scores = _score(rows, **binning)
    possible = ~find_impossible(predictions)
    return CalibrationReport(
        *predictions.values.shape,
        predictions.kind,
        **binning,
        scores=scores,
        perfect_errors=perfect_errors(rows.confidence, n_draws=n_draws, seed=seed, **binning),
        brier_parts=brier_parts(rows, scores.curve),
        temperature=(temperature := _fit(predictions, np.flatnonzero(possible), None, level)),
        held_out=_hold_out(predictions, rows, possible, temperature, seed, binning),
        remarks=find_remarks(predictions),
    )


def _score(rows: Rows, *, n_bins: int, level: float) -> Scores:
    curve = bin_hits(rows.confidence, rows.correct, n_bins, "width", level)
    excess, n = rows.length - rows.entropy, len(rows.length)
    finite = n > 1 and np.isfinite(excess).all()
    return Scores(
        accuracy=float(rows.correct.mean()),
        confidence=float(rows.confidence.mean()),
        cross_entropy=float(rows.length.mean()),
        entropy=float(rows.entropy.mean()),
        excess_error=float(excess.std(ddof=1) / math.sqrt(n)) if finite else math.inf,
        calibration_error=error_of_curve(curve),
        brier=float(rows.brier.mean()),
        curve=curve,
    )


def _fit(
    predictions: Predictions, rows: NDArray, start: float | None, level: float
) -> FittedTemperature | str:
    if len(rows) == 0:
        return "every row gives its label the probability 0"
    try:
        return fit_temperature(predictions, rows, start=start, level=level)
    except ValueError as error:
        return str(error)


def _hold_out(
    predictions: Predictions,
    rows: Rows,
    possible: NDArray,
    temperature: FittedTemperature | str,
    seed: int,
    binning: dict[str, float],
) -> HeldOut | str:
    """Fit on a random half, measure on the other; `rows` are all of them at T = 1."""
    n = len(predictions.y)
    order = np.random.default_rng(seed).permutation(n)
    fitted, measured = np.sort(order[: n // 2]), np.sort(order[n // 2 :])
    start = temperature.T if isinstance(temperature, FittedTemperature) else None
    found = _fit(predictions, fitted[possible[fitted]], start, binning["level"])
    if isinstance(found, str):
        return found if n > 1 else "one row has no two halves"
    return HeldOut(
        len(fitted),
        len(measured),
        found.T,
        _score(rows.take(measured), **binning),
        _score(predictions.measure(measured, T=found.T), **binning),
    )
