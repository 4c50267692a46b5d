"""Temperature scaling: what it changes, and the temperature that fits best."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.bootstrap import bootstrap_interval
from casestudy_lib.calibration.reliability import expected_calibration_error
from casestudy_lib.metrics import (
    compute_accuracy,
    compute_entropy,
    compute_mutual_information,
    compute_prediction_confidence,
    label_code_lengths,
)
from casestudy_lib.network import SimpleNeuralNetwork, log_softmax, softmax
from casestudy_lib.validation import (
    check_features,
    check_labels,
    check_positive,
    check_same_length,
)


def temperature_analysis(
    net: SimpleNeuralNetwork,
    X: ArrayLike,
    y: ArrayLike,
    temperatures: ArrayLike,
    n_classes: int = 3,
    *,
    n_bins: int = 10,
) -> dict[str, NDArray]:
    """Measure the predictions softmax(logits / T) of a trained network at each temperature.

    Args:
        net: a network; it is not changed.
        X: features, shape (n_samples, n_features).
        y: integer labels, shape (n_samples,).
        temperatures: values of T, or one, each greater than zero.
        n_classes: number of classes.
        n_bins: bins of the calibration error.

    Returns:
        One row a temperature: `temperature`; `entropy`, `cross_entropy` and
        `mutual_information` in nats; `accuracy` and `calibration_error` as shares;
        `confidence`, a probability.

    Raises:
        ValueError: shapes that do not match, labels out of range, no temperature or one ≤ 0.
    """
    logits = net.logits(X)
    if logits.shape[1] != n_classes:
        raise ValueError(f"net must have n_classes = {n_classes} outputs, got {logits.shape[1]}")
    y = check_labels(y, n_classes)
    check_same_length(X=logits, y=y)
    temperatures = [check_positive(T, "temperature") for T in np.ravel(temperatures).tolist()]
    if not temperatures:
        raise ValueError("temperatures must hold at least one value, got none")
    rows = [_measure(logits, y, T, n_bins) for T in temperatures]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def _measure(logits: NDArray, y: NDArray, T: float, n_bins: int) -> dict[str, float]:
    probs = softmax(logits / T)
    return {
        "temperature": T,
        "entropy": compute_entropy(probs),
        "cross_entropy": float(label_code_lengths(y, log_softmax(logits / T)).mean()),
        "accuracy": compute_accuracy(y, probs),
        "confidence": compute_prediction_confidence(probs),
        "calibration_error": expected_calibration_error(y, probs, n_bins=n_bins),
        "mutual_information": compute_mutual_information(probs),
    }


def optimal_temperature(logits: ArrayLike, y: ArrayLike, *, tolerance: float = 1e-6) -> float:
    """The temperature that minimises the cross-entropy of softmax(logits / T), to `tolerance`.

    In β = 1/T the cross-entropy is convex. Its slope is the mean logit that the model expects
    minus the mean logit of the labels; its curvature is the variance of the logits under the
    model. Newton steps on the slope are kept inside a bracket (Guo et al. 2017 fit the same
    number). Fit it on validation data and report on data not used here.

    Args:
        logits: pre-softmax values, shape (n_samples, n_classes).
        y: integer labels, shape (n_samples,).
        tolerance: largest relative error of T.

    Returns:
        The optimal T; 1 where the logits of every row are all equal and T changes nothing.

    Raises:
        ValueError: shapes that do not match, or no finite optimum: every label has the largest
            logit (the sharper the better), or the logits tell less than a uniform guess.
    """
    logits = check_features(logits, name="logits")
    y = check_labels(y, logits.shape[1])
    check_same_length(logits=logits, y=y)
    tolerance = check_positive(tolerance, "tolerance")
    logits = logits - logits.max(axis=1, keepdims=True)
    scale = -logits.min()
    if scale == 0:
        return 1.0
    logits = logits / scale
    labelled = logits[np.arange(len(y)), y].mean()
    if labelled == 0:
        raise ValueError(
            "no finite optimal temperature: every label has the largest logit of its row, so "
            "the cross-entropy falls all the way to T = 0"
        )
    if labelled <= logits.mean():
        raise ValueError(
            "no finite optimal temperature: the labels' logits are no larger than the average, "
            "so the cross-entropy falls all the way to T = infinity"
        )
    return float(scale / _root_of_slope(logits, labelled, tolerance))


def _root_of_slope(logits: NDArray, labelled: float, tolerance: float) -> float:
    """β at which the logit that softmax(β logits) expects equals `labelled`."""
    low, high, beta = 0.0, np.inf, 1.0
    while True:
        probs = softmax(beta * logits)
        expected = (probs * logits).sum(axis=1)
        slope = expected.mean() - labelled
        curvature = ((probs * logits**2).sum(axis=1) - expected**2).mean()
        low, high = (beta, high) if slope < 0 else (low, beta)
        step = beta - slope / curvature if curvature > 0 else np.inf
        if not low < step < high:
            step = 2 * beta if high == np.inf else (low + high) / 2
        if abs(step - beta) <= tolerance / 10 * beta or high - low <= tolerance / 10 * beta:
            return step
        beta = step


def temperature_interval(
    logits: ArrayLike,
    y: ArrayLike,
    *,
    level: float = 0.9,
    n_resamples: int = 200,
    seed: int = 0,
) -> tuple[float, float]:
    """Bootstrap interval of `optimal_temperature`: what other samples of this size would fit.

    Args:
        logits: pre-softmax values, shape (n_samples, n_classes).
        y: integer labels, shape (n_samples,).
        level: share of the fitted temperatures inside.
        n_resamples: number of resamples.
        seed: seed of the resamples.

    Returns:
        low, high: the ends; 0 or infinity where too many resamples have no finite optimum.

    Raises:
        ValueError: as `optimal_temperature` and `bootstrap_interval`.
    """
    low, high = bootstrap_interval(
        optimal_temperature, logits, y, level=level, n_resamples=n_resamples, seed=seed
    )
    return max(low, 0.0), high
