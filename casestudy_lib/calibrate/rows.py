"""What one pass over predictions tells of every row.

Predictions can be large, and of any floating-point type. They are read in blocks of rows, each of
which is computed with in float64, so that a pass needs a few numbers a row besides its input.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.inputs import (
    ROW_SUM_TOLERANCE,
    require_array,
    require_labels,
    require_same_length,
)
from casestudy_lib.softmax import log_probs_and_probs

#: Numbers in a block, 256 kB: larger arrays are given back to the system after every step.
BLOCK_SIZE = 2**15

# Sums over so few classes are faster along long columns.
_FEW_CLASSES = 32

# Stands for log 0: with it 0 · log 0 is 0 and not NaN, and so is 0 · (log 0)². A longer code
# length than the second number is that of a 0.
_LOG_ZERO, _LONGEST = -1e140, 1e100


class Rows(NamedTuple):
    """Measures of every row at some temperature, each of shape (n_rows,)."""

    confidence: NDArray  # the largest probability
    correct: NDArray  # whether it is that of the label
    length: NDArray  # −log q of the label, in nats
    entropy: NDArray  # in nats
    variance: NDArray  # of log q under q, in nats²
    brier: NDArray  # Σ_k (q_k − onehot_k)²
    behind: NDArray  # log of the largest probability over that of the label, in nats

    def take(self, rows: NDArray) -> "Rows":
        """The same of some of the rows."""
        return Rows(*(values[rows] for values in self))


@dataclass(frozen=True, eq=False)
class Predictions:
    """Labels (n_samples,) and what was predicted for them, (n_samples, n_classes); checked.

    Attributes:
        y: integer labels.
        values: logits, or probabilities.
        kind: "logits" or "probs".
    """

    y: NDArray
    values: NDArray
    kind: str

    def blocks(self, rows: NDArray | slice = slice(None)) -> Iterator[tuple[NDArray, NDArray]]:
        """Labels and predictions, in float64, of some of the rows, block by block."""
        rows = np.arange(len(self.y))[rows]
        n_classes = self.values.shape[1]
        length = max(1, BLOCK_SIZE // n_classes)
        order = "F" if n_classes <= _FEW_CLASSES else "C"
        for start in range(0, len(rows), length):
            block = rows[start : start + length]
            yield self.y[block], self.values[block].astype(np.float64, order=order, copy=False)

    def measure(self, rows: NDArray | slice = slice(None), *, T: float = 1.0) -> Rows:
        """What softmax(logits / T) predicts for some of the rows.

        The logits of probabilities are their logarithms. A probability of 0 stays 0 at every T.
        """
        parts = [_finish(y, *self._log_probs(values, T)) for y, values in self.blocks(rows)]
        return Rows(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    def _log_probs(self, values: NDArray, T: float) -> tuple[NDArray, NDArray]:
        if self.kind == "logits":
            return log_probs_and_probs(values / T)
        sums = np.einsum("ij->i", values)
        # Rows that sum to one but for rounding stay as they are, each confidence in its bin.
        far = np.abs(sums - 1) > ROW_SUM_TOLERANCE
        values[far] /= sums[far, None]
        log_probs = np.log(values, out=np.full_like(values, _LOG_ZERO), where=values > 0)
        return (log_probs, values) if T == 1 else log_probs_and_probs(log_probs / T)


def _finish(y: NDArray, log_probs: NDArray, probs: NDArray) -> Rows:
    labels = np.arange(len(y)), y
    lengths, entropies = -log_probs[labels], -np.einsum("ij,ij->i", probs, log_probs)
    squares = np.einsum("ij,ij->i", probs * log_probs, log_probs)
    return Rows(
        confidence=probs.max(axis=1),
        correct=probs.argmax(axis=1) == y,
        length=np.where(lengths > _LONGEST, np.inf, lengths),
        entropy=entropies,
        variance=np.maximum(squares - entropies**2, 0.0),
        brier=np.einsum("ij,ij->i", probs, probs) - 2 * probs[labels] + 1,
        behind=log_probs.max(axis=1) + lengths,
    )


def require_predictions(
    y: ArrayLike, *, logits: ArrayLike | None = None, probs: ArrayLike | None = None
) -> Predictions:
    """Labels and either logits or probabilities, each row checked.

    Raises:
        ValueError: both or neither is given, shapes do not match, labels are out of range, or a
            row is as `first_problem` says.
    """
    if (logits is None) == (probs is None):
        raise ValueError("want either logits or probs, got both or neither")
    kind, values = ("probs", probs) if logits is None else ("logits", logits)
    values = require_array(values, kind)
    if values.ndim != 2 or values.size == 0 or values.shape[1] < 2:
        raise ValueError(
            f"{kind} must have shape (n_samples, n_classes) with at least 2 classes, got "
            f"{values.shape}"
        )
    if values.dtype.kind not in "iuf":
        raise ValueError(f"{kind} must hold real numbers, got values of type {values.dtype}")
    y = require_labels(y, values.shape[1])
    require_same_length(**{"y": y, kind: values})
    predictions, start = Predictions(y, values, kind), 0
    for _, block in predictions.blocks():
        if (problem := first_problem(block, kind)) is not None:
            raise ValueError(f"row {start + problem[0]}: {problem[1]}")
        start += len(block)
    return predictions


def row_sum_tolerance(n_classes: int) -> float:
    """How far from one a row of printed probabilities may sum.

    Four decimals are each off by 5e-5 at most, in the worst case all in one direction: 5e-5
    n_classes. Three decimals may be off by ten times that, up to 0.01.
    """
    return max(1e-3, 5e-5 * n_classes, min(5e-4 * n_classes, 0.01))


def first_problem(values: NDArray, kind: str) -> tuple[int, str] | None:
    """The first row (n_rows, n_classes) that is no prediction, and why, if there is one."""
    bad = ~np.isfinite(values)
    if kind == "probs":
        bad |= (values < 0) | (values > 1 + row_sum_tolerance(values.shape[1]))
    for row, column in np.argwhere(bad)[:1].tolist():
        wanted = "between 0 and 1" if kind == "probs" else "finite"
        return row, f"{kind[:-1]}_{column} must be {wanted}, got {values[row, column]:g}"
    if kind == "probs":
        sums, tolerance = np.einsum("ij->i", values), row_sum_tolerance(values.shape[1])
        for row in np.flatnonzero(np.abs(sums - 1) > tolerance + ROW_SUM_TOLERANCE)[:1].tolist():
            return row, f"probabilities must sum to 1 within {tolerance:g}, got {sums[row]:.6g}"
    return None
