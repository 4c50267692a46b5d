"""Softmax and its logarithm: from logits to probabilities, finite for logits of any size."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.inputs import require_logits


def softmax(z: ArrayLike) -> NDArray:
    """Probabilities exp(z_k) / Σ_j exp(z_j) of each row, finite for logits of any size.

    Args:
        z: logits, shape (n_samples, n_classes), as have the probabilities.

    Raises:
        ValueError: `z` is empty or not finite.
    """
    return log_probs_and_probs(require_logits(z))[1]


def log_softmax(z: ArrayLike) -> NDArray:
    """Logarithm of the softmax, log q_k = z_k − max z − log Σ_j exp(z_j − max z), in nats.

    It is exact where the probability itself underflows.

    Args, Raises: as `softmax`.
    """
    return log_probs_and_probs(require_logits(z))[0]


def log_probs_and_probs(z: NDArray) -> tuple[NDArray, NDArray]:
    """Both from one exponential, for logits that are already checked.

    The largest logit of each row is taken off first, so that no exponential overflows.
    """
    shifted = z - z.max(axis=-1, keepdims=True)
    exponentials = np.exp(shifted)
    total = exponentials.sum(axis=-1, keepdims=True)
    return shifted - np.log(total), exponentials / total
