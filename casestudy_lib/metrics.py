"""Entropy, cross-entropy, KL divergence and mutual information of predictions, in nats.

No epsilon is added anywhere: 0 · log 0 is 0, and mass on an impossible outcome costs `inf`.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib import inputs

# Large arrays are worked through in blocks of rows of so many numbers (2 MB in float64).
_BLOCK_SIZE = 2**18


def in_blocks(require: Callable, *arrays: ArrayLike) -> Iterator:
    """What `require` returns for the same rows of each array, one block of them after the other.

    A large array in float16 or float32 is so never copied to float64 as a whole. What is not an
    array yet, or of another length than its fellows, goes to `require` as it is.
    """
    is_array = all(isinstance(array, np.ndarray) and array.ndim for array in arrays)
    if not is_array or len({len(array) for array in arrays}) > 1:
        yield require(*arrays)
        return
    length = max(1, _BLOCK_SIZE // max(1, *(array[:1].size for array in arrays)))
    for start in range(0, max(1, len(arrays[0])), length):
        yield require(*(array[start : start + length] for array in arrays))


def row_code_lengths(targets: ArrayLike, log_probs: ArrayLike) -> NDArray:
    """Expected code length −Σ_k p_k log q_k of each row from log-probabilities, in nats.

    Taking log q, which `log_softmax` gives, keeps it exact where q itself would underflow.

    Args:
        targets: distributions p, shape (..., n_classes).
        log_probs: log q of the model, in nats, of a shape that broadcasts with p.

    Returns:
        The sum over the last axis: the entropy where q = p, else the cross-entropy; `inf` where p
        has mass and log q is −inf.

    Raises:
        ValueError: rows that are no distributions or their logarithms, or shapes that do not match.
    """
    log_q, p = inputs.require_log_probs(log_probs), inputs.require_array(targets, "targets")
    rows = p.reshape(-1, max(1, p.shape[-1]))
    p = inputs.require_probs(rows, n_classes=log_q.shape[-1], name="targets").reshape(p.shape)
    return expected_code_lengths(p, np.where(p > 0, log_q, 0.0))


def expected_code_lengths(p: NDArray, log_q: NDArray) -> NDArray:
    """`row_code_lengths` of arrays that are already checked; log q finite."""
    return -np.einsum("...k,...k->...", p, log_q) + 0.0  # + 0.0, else 0 would be −0


def label_code_lengths(y: ArrayLike, log_probs: ArrayLike) -> NDArray:
    """Code length −log q_y of each label: `row_code_lengths` for one-hot targets, in nats.

    Args:
        y: integer labels, shape (n_samples,).
        log_probs: log q of the model, in nats, shape (..., n_samples, n_classes).

    Returns:
        shape (..., n_samples).

    Raises:
        ValueError: labels out of range or not one a row, or as `row_code_lengths`.
    """
    log_q = inputs.require_log_probs(log_probs)
    y = inputs.require_labels(y, log_q.shape[-1])
    if log_q.shape[-2:-1] != y.shape:
        raise ValueError(f"log_probs must have {len(y)} rows, as y has, got shape {log_q.shape}")
    return 0.0 - log_q[..., np.arange(len(y)), y]


def row_cross_entropies(p: NDArray, q: NDArray) -> NDArray:
    """−Σ_k p_k log q_k over the last axis, for distributions that are already checked.

    The logarithm is taken only where p has mass, so that 0 · log 0 is 0 and q may be 0 there.
    """
    with np.errstate(divide="ignore"):  # log 0 = −inf is the price of an impossible outcome
        return expected_code_lengths(p, np.log(q, out=np.zeros_like(q), where=p > 0))


def _costs(y: NDArray, q: NDArray) -> NDArray:
    """Code length of each row's label, or the expected one of its target distribution."""
    if y.ndim == 2:
        return row_cross_entropies(y, q)
    with np.errstate(divide="ignore"):
        return 0.0 - np.log(q[np.arange(len(y)), y])


def row_entropies(probs: ArrayLike) -> NDArray:
    """Entropy H(p) = −Σ_k p_k log p_k of each row, in nats.

    Args:
        probs: distributions, shape (n_samples, n_classes).

    Returns:
        shape (n_samples,), between 0 and log(n_classes).

    Raises:
        ValueError: a row is not a distribution.
    """
    return np.concatenate([_costs(p, p) for p in in_blocks(inputs.require_probs, probs)])


def row_kl_divergences(y: ArrayLike, probs: ArrayLike) -> NDArray:
    """KL divergence of each target row from its prediction: cross-entropy − entropy, in nats.

    Args, Raises: as `compute_cross_entropy`, where `y` are target distributions.

    Returns:
        shape (n_samples,), zero where p = q.
    """
    if np.ndim(y) == 1:
        raise ValueError("y must be target distributions, one for each row of probs, got labels")
    blocks = in_blocks(inputs.require_pair, y, probs)
    return np.concatenate([_costs(p, q) - _costs(p, p) for p, q in blocks])


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
    blocks = in_blocks(lambda *pair: inputs.require_pair(*pair, n_classes), y, probs)
    return float(np.concatenate([_costs(p, q) for p, q in blocks]).mean())


def compute_kl_divergence(y: ArrayLike, probs: ArrayLike, n_classes: int | None = None) -> float:
    """Mean KL(p ‖ q) = cross-entropy − target entropy: the avoidable part of the code, in nats.

    Args, Returns, Raises: as `compute_cross_entropy`.
    """
    cross_entropy = compute_cross_entropy(y, probs, n_classes)
    return cross_entropy - (compute_entropy(y) if np.ndim(y) == 2 else 0.0)  # a label is certain


def compute_class_distribution_kl(
    y: ArrayLike, probs: ArrayLike, n_classes: int | None = None
) -> float:
    """KL of the true class frequencies from the mean prediction, in nats.

    It sees only the totals: predictions wrong in every row can still have the right mean.

    Args, Returns, Raises: as `compute_cross_entropy`.
    """
    blocks = in_blocks(lambda *pair: inputs.require_pair(*pair, n_classes), y, probs)
    totals = [
        (p.sum(axis=0) if p.ndim == 2 else np.bincount(p, minlength=q.shape[1]), q.sum(axis=0))
        for p, q in blocks
    ]
    frequencies, mean_probs = np.sum(totals, axis=0) / len(probs)
    return compute_kl_divergence(frequencies[None], mean_probs[None])


def compute_accuracy(y: ArrayLike, probs: ArrayLike) -> float:
    """Share of samples whose most probable class is the label.

    Args, Raises: as `compute_cross_entropy`, where `y` are labels.
    """
    return float(confidence_and_hits(y, probs)[1].mean())


def confidence_and_hits(y: ArrayLike, probs: ArrayLike) -> tuple[NDArray, NDArray]:
    """Largest probability of each row, and whether its class is the label; shape (n_samples,).

    Args, Raises: as `compute_accuracy`.
    """
    blocks = in_blocks(inputs.require_labelled, y, probs)
    parts = [(q.max(axis=1), q.argmax(axis=1) == labels) for labels, q in blocks]
    return tuple(map(np.concatenate, zip(*parts, strict=True)))


def compute_prediction_confidence(probs: ArrayLike) -> float:
    """Mean largest probability of a row, between 1/n_classes and 1.

    Args, Raises: as `row_entropies`.
    """
    blocks = in_blocks(inputs.require_probs, probs)
    return float(np.concatenate([q.max(axis=1) for q in blocks]).mean())


def compute_mutual_information(probs: ArrayLike) -> float:
    """I(X; Ŷ) = H(mean of rows) − mean row entropy, in nats.

    Ŷ is a label drawn from the model's own prediction: this is how much an input tells about
    what the model will say, true or not.

    Args, Raises: as `row_entropies`. It lies between 0 (all rows alike) and log(n_classes).
    """
    blocks = [(q.sum(axis=0), _costs(q, q).sum()) for q in in_blocks(inputs.require_probs, probs)]
    mean_probs, mean_entropy = (sum(parts) / len(probs) for parts in zip(*blocks, strict=True))
    return float(row_cross_entropies(mean_probs, mean_probs) - mean_entropy)
