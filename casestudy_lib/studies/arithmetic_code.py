"""Write labels down in bits with a model's probabilities: an arithmetic code.

The code (Rissanen & Langdon 1979; Cover & Thomas 2006, section 13.3) gives each label the share of
an interval that the model gives it in probability. The lower end of the interval is exact; its
width is kept to 96 significant bits, so that the work grows in proportion to the number of labels
and no more than a part in 2^95 is lost at each.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.inputs import require_labelled, require_probs

# Probabilities become whole numbers of this many parts; every outcome keeps at least one.
_PRECISION = 32

# The width of the interval is a whole number of so many bits at most.
_WIDTH = 96


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
    steps, width, spare = [], 1, 0
    for label, edges in zip(y.tolist(), _edges_of_rows(probs), strict=True):
        steps.append((width * edges[label], _PRECISION - spare))
        width, spare = _narrow(width, edges, label)
    low, scale = _add_up(steps)
    n_bits = scale - spare - width.bit_length() + 2  # the shortest whose grid has a point inside
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
    point, width, spare, read, labels = 0, 1, 0, 0, []
    for edges in _edges_of_rows(require_probs(probs)):
        # The point lies in the interval; it is kept relative to its lower end.
        n_next = _PRECISION - spare
        point = (point << n_next) + int("0" + bits[read : read + n_next].ljust(n_next, "0"), 2)
        read += n_next
        label = max(k for k, edge in enumerate(edges[:-1]) if width * edge <= point)
        point -= width * edges[label]
        width, spare = _narrow(width, edges, label)
        labels.append(label)
    return np.array(labels)


def _narrow(width: int, edges: list[int], label: int) -> tuple[int, int]:
    """The width of the label's share, and how many bits were left out at its end."""
    width *= edges[label + 1] - edges[label]
    spare = max(0, width.bit_length() - _WIDTH)
    return width >> spare, spare


def _add_up(steps: list[tuple[int, int]]) -> tuple[int, int]:
    """Σ of numbers, each so many bits further to the right than the one before, and all the bits.

    Neighbours are joined first: to add to one number that grows would take the square of the time.
    """
    while len(steps) > 1:
        pairs = zip(steps[::2], steps[1::2], strict=False)
        joined = [((a << n_b) + b, n_a + n_b) for (a, n_a), (b, n_b) in pairs]
        steps = joined + steps[2 * len(joined) :]
    return steps[0]


def _edges_of_rows(probs: NDArray) -> Iterator[list[int]]:
    """For each prediction the edges of its outcomes' shares, from 0 to 2^_PRECISION."""
    spare = (1 << _PRECISION) - probs.shape[1]
    for row in probs:
        cumulative = np.rint(np.cumsum(row) / row.sum() * spare).astype(np.int64)
        shares = np.diff(cumulative, prepend=0) + 1
        yield [0, *np.cumsum(shares).tolist()]
