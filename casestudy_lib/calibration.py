"""Temperature scaling, and how far a model's confidence can be trusted."""

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib import metrics
from casestudy_lib.inputs import (
    require_array,
    require_choice,
    require_features,
    require_integer,
    require_labelled,
    require_labels,
    require_level,
    require_positive,
    require_same_length,
    require_targets,
)
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.softmax import log_softmax, softmax

#: How bins can be cut: of equal width, or of equal mass (as many samples in each).
BINNINGS = ("width", "mass")


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
    y = require_labels(y, n_classes)
    require_same_length(X=logits, y=y)
    temperatures = [require_positive(T, "temperature") for T in np.ravel(temperatures).tolist()]
    if not temperatures:
        raise ValueError("temperatures must hold at least one value, got none")
    rows = [_measure(logits, y, T, n_bins) for T in temperatures]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def _measure(logits: NDArray, y: NDArray, T: float, n_bins: int) -> dict[str, float]:
    probs = softmax(logits / T)
    return {
        "temperature": T,
        "entropy": metrics.compute_entropy(probs),
        "cross_entropy": float(metrics.label_code_lengths(y, log_softmax(logits / T)).mean()),
        "accuracy": metrics.compute_accuracy(y, probs),
        "confidence": metrics.compute_prediction_confidence(probs),
        "calibration_error": expected_calibration_error(y, probs, n_bins=n_bins),
        "mutual_information": metrics.compute_mutual_information(probs),
    }


def optimal_temperature(logits: ArrayLike, y: ArrayLike, *, tolerance: float = 1e-6) -> float:
    """The temperature that minimises the cross-entropy of softmax(logits / T), to `tolerance`.

    In β = 1/T the cross-entropy is convex. Its slope is the mean logit that the model expects
    minus the mean logit of the labels; its curvature is the variance of the logits under the
    model. Newton steps on the slope are kept inside a bracket (Guo et al. 2017 fit the same
    number). Fit it on validation data and report on data not used here.

    Args:
        logits: pre-softmax values, shape (n_samples, n_classes).
        y: integer labels (n_samples,), or target distributions (n_samples, n_classes).
        tolerance: largest relative error of T.

    Returns:
        The optimal T; 1 where the logits of every row are all equal and T changes nothing.

    Raises:
        ValueError: shapes that do not match, or no finite optimum: every label has the largest
            logit, or the logits tell less than a uniform guess.
    """
    logits = require_features(logits, name="logits")
    y = require_targets(y, logits.shape[1])
    require_same_length(logits=logits, y=y)
    tolerance = require_positive(tolerance, "tolerance")
    logits = logits - logits.max(axis=1, keepdims=True)
    scale = -logits.min()
    if scale == 0:
        return 1.0
    logits = logits / scale
    if y.ndim == 2:
        labelled = np.einsum("ij,ij->i", y, logits).mean()
    else:
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


def assign_bins(confidence: NDArray, n_bins: int, binning: str) -> tuple[NDArray, NDArray]:
    """The bin of every sample, and the edges of the bins between 0 and 1.

    A bin includes its upper edge. In equal-mass binning the upper edge of bin b is the
    ⌈b n / n_bins⌉-th smallest confidence, so that counts differ by at most one where all
    confidences differ. Equal confidences always share a bin, the lowest one that reaches them,
    whatever the order of the samples; the bins that they, or a lack of samples, leave over stay
    empty.

    Args:
        confidence: largest probability of each sample, shape (n_samples,).
        n_bins: number of bins, at least 1.
        binning: "width" or "mass".

    Returns:
        The bins, shape (n_samples,), and their edges, not decreasing, shape (n_bins + 1,).

    Raises:
        ValueError: no bins, or another binning.
    """
    n_bins = require_integer(n_bins, "n_bins", minimum=1)
    if require_choice(binning, "binning", BINNINGS) == "width":
        edges = np.linspace(0.0, 1.0, n_bins + 1)
    else:
        ranks = -(-np.arange(1, n_bins) * len(confidence) // n_bins)
        edges = np.concatenate([[0.0], np.sort(confidence)[ranks - 1], [1.0]])
    return np.digitize(confidence, edges[1:-1], right=True), edges


def wilson_interval(
    hits: ArrayLike, count: ArrayLike, *, level: float = 0.9
) -> tuple[NDArray, NDArray]:
    """Interval of a share from `hits` among `count` samples (Wilson 1927).

    It holds every share p from which the observed one is at most z standard errors √(p(1−p)/n)
    away. Unlike ± z standard errors of the *observed* share, it does not shrink to a point where
    all samples are hits, and it stays between 0 and 1.

    Args:
        hits: number of hits, shape (n_bins,).
        count: number of samples, shape (n_bins,).
        level: share of such intervals that hold the truth, nearly.

    Returns:
        low, high: shape (n_bins,); 0 and 1 where there is no sample.

    Raises:
        ValueError: unequal lengths, hits that are not between 0 and count, or no such level.
    """
    hits, count = require_array(hits, "hits"), require_array(count, "count")
    require_same_length(hits=hits, count=count)
    if not ((hits >= 0) & (hits <= count)).all():
        raise ValueError(f"hits must lie between 0 and count, got {hits} of {count}")
    z = NormalDist().inv_cdf((1 + require_level(level)) / 2)
    centre = (hits + z**2 / 2) / (count + z**2)
    spread = np.sqrt(hits * (count - hits) / np.maximum(count, 1) + z**2 / 4)
    half_width = z * spread / (count + z**2)
    return np.maximum(centre - half_width, 0.0), np.minimum(centre + half_width, 1.0)


def reliability_curve(
    y: ArrayLike, probs: ArrayLike, *, n_bins: int = 10, binning: str = "width", level: float = 0.9
) -> dict[str, NDArray]:
    """Accuracy against confidence, in bins of the largest probability.

    Args:
        y: integer labels, shape (n_samples,).
        probs: predictions, shape (n_samples, n_classes).
        n_bins: number of bins between 0 and 1.
        binning: how `assign_bins` cuts them, "width" or "mass".
        level: confidence level of the intervals.

    Returns:
        One row a bin: `lower` and `upper` edge (a bin includes its upper edge), `confidence`
        and `accuracy`, means over the bin and NaN where it is empty, its `count`, and
        `accuracy_low` and `accuracy_high`, the Wilson interval of the accuracy.

    Raises:
        ValueError: as `compute_accuracy`, no bins, another binning, or no such level.
    """
    y, probs = require_labelled(y, probs)
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

    The bins are those of Naeini et al. (2015) and Guo et al. (2017).

    Args, Raises: as `reliability_curve`.
    """
    curve = reliability_curve(y, probs, n_bins=n_bins, binning=binning)
    gaps = np.abs(curve["confidence"] - curve["accuracy"])
    filled = curve["count"] > 0
    return float(np.average(gaps[filled], weights=curve["count"][filled]))


def brier_score(y: ArrayLike, probs: ArrayLike) -> float:
    """Mean squared distance Σ_k (q_k − onehot_k)² of predictions from labels (Brier 1950).

    Args, Raises: as `compute_accuracy`.

    Returns:
        Between 0 and 2; a proper scoring rule: the true posterior has the lowest expectation.
    """
    y, probs = require_labelled(y, probs)
    # Σ_k (q_k − onehot_k)² = Σ_k q_k² − 2 q_y + 1
    squares = np.einsum("ij,ij->i", probs, probs)
    return float((squares - 2 * probs[np.arange(len(y)), y] + 1).mean())
