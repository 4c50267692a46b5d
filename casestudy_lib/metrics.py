"""Entropy, cross-entropy, KL divergence and mutual information of predictions, in nats.

No epsilon is added anywhere: 0 · log 0 is 0, and mass on an impossible outcome costs `inf`.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.inputs import require_labelled, require_pair, require_probs


def row_code_lengths(targets: ArrayLike, log_probs: ArrayLike) -> NDArray:
    """Expected code length −Σ_k p_k log q_k of each row from log-probabilities, in nats.

    Taking log q, which `log_softmax` gives, keeps it exact where q itself would underflow.

    Args:
        targets: distributions p, shape (..., n_classes).
        log_probs: log q of the model, in nats, of a shape that broadcasts with p; finite but where
            p has mass.

    Returns:
        The sum over the last axis: the entropy where q = p, else the cross-entropy.
    """
    return -np.einsum("...k,...k->...", targets, log_probs) + 0.0  # + 0.0, else 0 would be −0


def label_code_lengths(y: ArrayLike, log_probs: ArrayLike) -> NDArray:
    """Code length −log q_y of each label: `row_code_lengths` for one-hot targets, in nats.

    Args:
        y: integer labels, shape (n_samples,).
        log_probs: log q of the model, in nats, shape (..., n_samples, n_classes).

    Returns:
        shape (..., n_samples).
    """
    return 0.0 - np.asarray(log_probs)[..., np.arange(len(y)), y]


def row_cross_entropies(p: NDArray, q: NDArray) -> NDArray:
    """−Σ_k p_k log q_k over the last axis, for distributions that are already checked.

    The logarithm is taken only where p has mass, so that 0 · log 0 is 0 and q may be 0 there.
    """
    with np.errstate(divide="ignore"):  # log 0 = −inf is the price of an impossible outcome
        return row_code_lengths(p, np.log(q, out=np.zeros_like(q), where=p > 0))


def row_entropies(probs: ArrayLike) -> NDArray:
    """Entropy H(p) = −Σ_k p_k log p_k of each row, in nats.

    Args:
        probs: distributions, shape (n_samples, n_classes).

    Returns:
        shape (n_samples,), between 0 and log(n_classes).

    Raises:
        ValueError: a row is not a distribution.
    """
    probs = require_probs(probs)
    return row_cross_entropies(probs, probs)


def row_kl_divergences(y: ArrayLike, probs: ArrayLike) -> NDArray:
    """KL divergence of each target row from its prediction: cross-entropy − entropy, in nats.

    Args:
        y: target distributions p, shape (n_samples, n_classes).
        probs: predictions q, of the same shape.

    Returns:
        shape (n_samples,), zero where p = q.

    Raises:
        ValueError: shapes that do not match, or a row is not a distribution.
    """
    y, probs = require_pair(y, probs)
    if y.ndim != 2:
        raise ValueError(f"y must be target distributions of shape {probs.shape}, got {y.shape}")
    return row_cross_entropies(y, probs) - row_cross_entropies(y, y)


def compute_entropy(probs: ArrayLike) -> float:
    """Mean entropy of the rows: how undecided predictions are on average, in nats.

    Args, Raises: as `row_entropies`.
    """
    return float(row_entropies(probs).mean())


def compute_cross_entropy(y: ArrayLike, probs: ArrayLike, n_classes: int | None = None) -> float:
    """Mean code length −Σ_k p_k log q_k of outcomes from p under the model q, in nats.

    Args:
        y: integer labels (n_samples,), or target distributions p (n_samples, n_classes).
        probs: predictions q, shape (n_samples, n_classes).
        n_classes: number of classes, when it should be checked.

    Returns:
        The mean over samples; `inf` where a target has mass on a class of probability zero.

    Raises:
        ValueError: shapes that do not match, labels out of range, rows that are no distribution.
    """
    y, probs = require_pair(y, probs, n_classes)
    if y.ndim == 2:
        return float(row_cross_entropies(y, probs).mean())
    with np.errstate(divide="ignore"):
        return float(0.0 - np.log(probs[np.arange(len(y)), y]).mean())


def compute_kl_divergence(y: ArrayLike, probs: ArrayLike, n_classes: int | None = None) -> float:
    """Mean KL(p ‖ q) = cross-entropy − target entropy: the avoidable part of the code, in nats.

    Args, Returns, Raises: as `compute_cross_entropy`.
    """
    y, probs = require_pair(y, probs, n_classes)
    if y.ndim == 1:  # a label is certain: its entropy is 0
        return compute_cross_entropy(y, probs)
    return float(row_cross_entropies(y, probs).mean() - row_cross_entropies(y, y).mean())


def compute_class_distribution_kl(
    y: ArrayLike, probs: ArrayLike, n_classes: int | None = None
) -> float:
    """KL of the true class frequencies from the mean prediction, in nats.

    It sees only the totals: predictions wrong in every row can still have the right mean.

    Args, Returns, Raises: as `compute_cross_entropy`.
    """
    y, probs = require_pair(y, probs, n_classes)
    if y.ndim == 1:
        frequencies = np.bincount(y, minlength=probs.shape[1]) / len(y)
    else:
        frequencies = y.mean(axis=0)
    return compute_kl_divergence(frequencies[None], probs.mean(axis=0)[None])


def compute_accuracy(y: ArrayLike, probs: ArrayLike) -> float:
    """Share of samples whose most probable class is the label.

    Args:
        y: integer labels, shape (n_samples,).
        probs: predictions, shape (n_samples, n_classes).

    Raises:
        ValueError: shapes that do not match, labels out of range, rows that are no distribution.
    """
    y, probs = require_labelled(y, probs)
    return float((probs.argmax(axis=1) == y).mean())


def compute_prediction_confidence(probs: ArrayLike) -> float:
    """Mean largest probability of a row, between 1/n_classes and 1.

    Args, Raises: as `row_entropies`.
    """
    return float(require_probs(probs).max(axis=1).mean())


def compute_mutual_information(probs: ArrayLike) -> float:
    """I(X; Ŷ) = H(mean of rows) − mean row entropy, in nats.

    Ŷ is a label drawn from the model's own prediction: this is how much an input tells about
    what the model will say, true or not.

    Args, Raises: as `row_entropies`.

    Returns:
        Between 0 (all rows alike) and log(n_classes).
    """
    probs = require_probs(probs)
    mean_probs = probs.mean(axis=0)
    mean_entropy = row_cross_entropies(probs, probs).mean()
    return float(row_cross_entropies(mean_probs, mean_probs) - mean_entropy)
