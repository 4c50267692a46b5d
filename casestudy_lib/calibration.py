"""Temperature scaling, and how far a model's confidence can be trusted."""

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib import inputs, metrics
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.softmax import log_softmax, softmax


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
    y = inputs.require_labels(y, n_classes)
    inputs.require_same_length(X=logits, y=y)
    if not isinstance(temperatures, (list, tuple)):
        temperatures = np.atleast_1d(temperatures)
    rows = []
    for T in inputs.require_array(temperatures, "temperatures").ravel().tolist():
        scaled = logits / inputs.require_positive(T, "temperature")
        probs, log_probs = softmax(scaled), log_softmax(scaled)
        rows.append(
            {
                "temperature": T,
                "entropy": metrics.compute_entropy(probs),
                "cross_entropy": -log_probs[np.arange(len(y)), y].mean(),
                "accuracy": metrics.compute_accuracy(y, probs),
                "confidence": metrics.compute_prediction_confidence(probs),
                "calibration_error": expected_calibration_error(y, probs, n_bins=n_bins),
                "mutual_information": metrics.compute_mutual_information(probs),
            }
        )
    if not rows:
        raise ValueError("temperatures must hold at least one value, got none")
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


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
    tolerance = inputs.require_positive(tolerance, "tolerance")
    parts = [
        (-z.min(), own.sum(), z.mean(axis=1).sum())
        for z, own in metrics.in_blocks(_shifted, logits, y)
    ]
    spreads, labelled, average = np.transpose(parts)
    if (scale := spreads.max()) == 0:
        return 1.0
    labelled, average = labelled.sum() / len(y), average.sum() / len(y)
    if not average < labelled < 0:
        end, why = "infinity", "the labels' logits are no larger than the average"
        if labelled == 0:
            end, why = "0", "every label has the largest logit of its row"
        falls = f"so the cross-entropy falls all the way to T = {end}"
        raise ValueError(f"no finite optimal temperature: {why}, {falls}")
    return float(1 / _root_of_slope(logits, y, labelled, 1 / scale, tolerance))


def _shifted(logits: ArrayLike, y: ArrayLike) -> tuple[NDArray, NDArray]:
    """Logits less the largest of their row, which changes no softmax, and those of the labels."""
    logits = inputs.require_features(logits, name="logits")
    y = inputs.require_targets(y, logits.shape[1])
    inputs.require_same_length(logits=logits, y=y)
    z = logits - logits.max(axis=1, keepdims=True)
    return z, (z[np.arange(len(y)), y] if y.ndim == 1 else np.einsum("ij,ij->i", y, z))


def _root_of_slope(
    logits: ArrayLike, y: ArrayLike, labelled: float, beta: float, tolerance: float
) -> float:
    """β at which the logit that softmax(β logits) expects equals `labelled`; begins at `beta`."""
    low, high = 0.0, np.inf
    while True:
        moments = sum(_moments(z, beta) for z, _ in metrics.in_blocks(_shifted, logits, y)) / len(y)
        slope, curvature = moments[0] - labelled, moments[1]
        low, high = (beta, high) if slope < 0 else (low, beta)
        step = beta - slope / curvature if curvature > 0 else np.inf
        if not low < step < high:
            step = 2 * beta if high == np.inf else (low + high) / 2
        if abs(step - beta) <= tolerance / 10 * beta or high - low <= tolerance / 10 * beta:
            return step
        beta = step


def _moments(z: NDArray, beta: float) -> NDArray:
    """Sums over rows of the mean and the variance of the logits under softmax(β logits)."""
    weights = np.exp(beta * z)
    total = weights.sum(axis=1)
    weights *= z
    mean = weights.sum(axis=1) / total
    return np.array([mean.sum(), (np.einsum("ij,ij->i", weights, z) / total - mean**2).sum()])


def assign_bins(confidence: NDArray, n_bins: int, binning: str) -> tuple[NDArray, NDArray]:
    """The bin of every sample, and the edges of the bins between 0 and 1.

    A bin includes its upper edge. Bins are of equal width, or of equal mass: the upper edge of bin
    b is then the ⌈b n / n_bins⌉-th smallest confidence, so that counts differ by at most one where
    all confidences differ. Equal confidences always share a bin, the lowest one that reaches them,
    whatever the order of the samples; bins that are left over stay empty.

    Args:
        confidence: largest probability of each sample, shape (n_samples,).
        n_bins: number of bins, at least 1.
        binning: "width" or "mass"; another one, or no bins, is a ValueError.

    Returns:
        The bins, shape (n_samples,), and their edges, not decreasing, shape (n_bins + 1,).
    """
    n_bins = inputs.require_integer(n_bins, "n_bins", minimum=1)
    if inputs.require_choice(binning, "binning", ("width", "mass")) == "width":
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
    hits, count = inputs.require_floats(hits, "hits"), inputs.require_floats(count, "count")
    inputs.require_same_length(hits=hits, count=count)
    if not ((hits >= 0) & (hits <= count) & (count < np.inf)).all():
        raise ValueError(f"hits must lie between 0 and count, got {hits} of {count}")
    z = NormalDist().inv_cdf((1 + inputs.require_level(level)) / 2)
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
    return bin_hits(*metrics.confidence_and_hits(y, probs), n_bins, binning, level)


def bin_hits(
    confidence: NDArray, correct: NDArray, n_bins: int, binning: str, level: float
) -> dict[str, NDArray]:
    """`reliability_curve` from each sample's confidence and whether it is right, (n_samples,)."""
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
    return error_of_curve(reliability_curve(y, probs, n_bins=n_bins, binning=binning))


def error_of_curve(curve: dict[str, NDArray]) -> float:
    """`expected_calibration_error` from a `reliability_curve`."""
    gaps = np.abs(curve["confidence"] - curve["accuracy"])
    filled = curve["count"] > 0
    return float(np.average(gaps[filled], weights=curve["count"][filled]))


def brier_score(y: ArrayLike, probs: ArrayLike) -> float:
    """Mean squared distance Σ_k (q_k − onehot_k)² of predictions from labels (Brier 1950).

    Args, Raises: as `compute_accuracy`.

    Returns:
        Between 0 and 2; a proper scoring rule: the true posterior has the lowest expectation.
    """
    # Σ_k (q_k − onehot_k)² = Σ_k q_k² − 2 q_y + 1
    scores = [
        np.einsum("ij,ij->i", q, q) - 2 * q[np.arange(len(labels)), labels] + 1
        for labels, q in metrics.in_blocks(inputs.require_labelled, y, probs)
    ]
    return float(np.concatenate(scores).mean())
