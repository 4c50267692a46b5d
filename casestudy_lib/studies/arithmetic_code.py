"""Write labels down in bits with a model's probabilities: an arithmetic code.

The code (Rissanen & Langdon 1979; Cover & Thomas 2006, section 13.3) gives each label the share of
an interval that the model gives it in probability. Python's integers are exact, so nothing is
rounded after the probabilities themselves.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.inputs import require_labelled, require_probs

# Probabilities become whole numbers of this many parts; every outcome keeps at least one.
_PRECISION = 32


def encode_labels(y: ArrayLike, probs: ArrayLike) -> str:
    """The labels as a string of the characters 0 and 1, for a reader who has the same predictions.

    Its length is the sum of the code lengths −log2 q_y, rounded up, and one bit more.

    Args:
        y: integer labels, shape (n_samples,).
        probs: predictions q for them, shape (n_samples, n_classes).

    Raises:
        ValueError: shapes that do not match, labels out of range, rows that are no distribution.
    """
    y, probs = require_labelled(y, probs)
    low, width, scale = 0, 1, 0
    for label, edges in zip(y.tolist(), _edges_of_rows(probs), strict=True):
        low = (low << _PRECISION) + width * edges[label]
        width *= edges[label + 1] - edges[label]
        scale += _PRECISION
    n_bits = scale - width.bit_length() + 2  # the shortest for which a grid cell must fit inside
    cell = -(-low >> (scale - n_bits)) if scale > n_bits else low << (n_bits - scale)
    return format(cell, f"0{n_bits}b")


def decode_labels(bits: str, probs: ArrayLike) -> NDArray:
    """The labels that `encode_labels` wrote down with the same predictions, shape (n_samples,).

    Args:
        bits: a string of the characters 0 and 1.
        probs: the predictions that they were coded with, shape (n_samples, n_classes).

    Raises:
        ValueError: `bits` holds anything else, or a row of `probs` is not a distribution.
    """
    if not bits or set(bits) - {"0", "1"}:
        raise ValueError(f"bits must be a non-empty string of 0 and 1, got {bits[:20]!r}")
    point, width, labels = int(bits, 2), 1, []
    for edges in _edges_of_rows(require_probs(probs)):
        # The point lies in the interval; it is kept relative to its lower end.
        point <<= _PRECISION
        unit = width << len(bits)
        label = max(k for k, edge in enumerate(edges[:-1]) if unit * edge <= point)
        point -= unit * edges[label]
        width *= edges[label + 1] - edges[label]
        labels.append(label)
    return np.array(labels)


def _edges_of_rows(probs: NDArray) -> Iterator[list[int]]:
    """For each prediction the edges of its outcomes' shares, from 0 to 2^_PRECISION."""
    spare = (1 << _PRECISION) - probs.shape[1]
    for row in probs:
        cumulative = np.rint(np.cumsum(row) / row.sum() * spare).astype(np.int64)
        shares = np.diff(cumulative, prepend=0) + 1
        yield [0, *np.cumsum(shares).tolist()]
