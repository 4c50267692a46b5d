"""Temperature scaling, and how far a model's confidence can be trusted."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.metrics import (
    check_labelled,
    compute_accuracy,
    compute_entropy,
    compute_mutual_information,
    compute_prediction_confidence,
    label_code_lengths,
)
from casestudy_lib.network import SimpleNeuralNetwork, log_softmax, softmax
from casestudy_lib.validation import (
    check_features,
    check_integer,
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


def brier_score(y: ArrayLike, probs: ArrayLike) -> float:
    """Mean squared distance Σ_k (q_k − onehot_k)² of predictions from labels (Brier 1950).

    Args:
        y: integer labels, shape (n_samples,).
        probs: predictions, shape (n_samples, n_classes).

    Returns:
        Between 0 and 2; a proper scoring rule: the true posterior has the lowest expectation.

    Raises:
        ValueError: shapes that do not match, labels out of range, rows that are no distribution.
    """
    y, probs = check_labelled(y, probs)
    # Σ_k (q_k − onehot_k)² = Σ_k q_k² − 2 q_y + 1
    squares = np.einsum("ij,ij->i", probs, probs)
    return float((squares - 2 * probs[np.arange(len(y)), y] + 1).mean())
