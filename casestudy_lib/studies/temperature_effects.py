"""What temperatures do to the predictions of one trained network, where no truth is known."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.calibration import expected_calibration_error, optimal_temperature
from casestudy_lib.metrics import (
    compute_accuracy,
    compute_cross_entropy,
    compute_entropy,
    compute_prediction_confidence,
    label_code_lengths,
    row_code_lengths,
)
from casestudy_lib.softmax import log_softmax, softmax

#: Temperatures by name; "cooled" is relative to the fitted temperature T*, the others are absolute.
TEMPERATURES = {"sharpened": 0.9, "original": 1.0, "softened": 2.0, "melted": 100.0}
COOLED = 0.9


def measure_temperatures(
    logits_validation: ArrayLike,
    y_validation: ArrayLike,
    logits_test: ArrayLike,
    y_test: ArrayLike,
) -> dict[str, float]:
    """Fit a temperature on validation rows and measure it, and fixed ones, on test rows.

    Args:
        logits_validation: pre-softmax values, shape (n_validation, n_classes).
        y_validation: their integer labels, shape (n_validation,).
        logits_test: pre-softmax values, shape (n_test, n_classes).
        y_test: their integer labels, shape (n_test,).

    Returns:
        On the test rows `entropy_…` in nats and `confidence_…` for each name in `TEMPERATURES`,
        `accuracy_spread`, the largest difference of accuracy between them, and
        `loss_minus_entropy` at T = 1 with its standard error `loss_minus_entropy_error`. Of the
        fit: `optimal_temperature`; `confidence_excess`, confidence − accuracy on the validation
        rows there. On the test rows before (T = 1) and after (T*): `loss_before`, `loss_after`
        in nats, `confidence_excess_before`, `…_after`, `…_cooled` (at 0.9 T*), and
        `calibration_error_before`, `…_after`.

    Raises:
        ValueError: as `optimal_temperature`.
    """
    T_best = optimal_temperature(logits_validation, y_validation)
    probs = {name: softmax(np.divide(logits_test, T)) for name, T in TEMPERATURES.items()}
    accuracies = [compute_accuracy(y_test, q) for q in probs.values()]
    before, after = probs["original"], softmax(np.divide(logits_test, T_best))
    cooled = softmax(np.divide(logits_test, COOLED * T_best))
    fitted = softmax(np.divide(logits_validation, T_best))
    return {
        **{f"entropy_{name}": compute_entropy(q) for name, q in probs.items()},
        **{f"confidence_{name}": compute_prediction_confidence(q) for name, q in probs.items()},
        "accuracy_spread": max(accuracies) - min(accuracies),
        **_loss_minus_entropy(y_test, log_softmax(logits_test)),
        "optimal_temperature": T_best,
        "confidence_excess": _confidence_excess(y_validation, fitted),
        "loss_before": compute_cross_entropy(y_test, before),
        "loss_after": compute_cross_entropy(y_test, after),
        "confidence_excess_before": _confidence_excess(y_test, before),
        "confidence_excess_after": _confidence_excess(y_test, after),
        "confidence_excess_cooled": _confidence_excess(y_test, cooled),
        "calibration_error_before": expected_calibration_error(y_test, before),
        "calibration_error_after": expected_calibration_error(y_test, after),
    }


def _confidence_excess(y: ArrayLike, probs: NDArray) -> float:
    """Confidence − accuracy: above zero for predictions that are too sure."""
    return compute_prediction_confidence(probs) - compute_accuracy(y, probs)


def _loss_minus_entropy(y: ArrayLike, log_probs: NDArray) -> dict[str, float]:
    """Mean excess of the labels' code lengths over the entropies, and its standard error."""
    excess = label_code_lengths(y, log_probs) - row_code_lengths(np.exp(log_probs), log_probs)
    error = excess.std(ddof=1) / np.sqrt(len(excess))
    return {"loss_minus_entropy": float(excess.mean()), "loss_minus_entropy_error": float(error)}
