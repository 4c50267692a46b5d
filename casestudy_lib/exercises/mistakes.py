"""Mistakes that several measures share, made from the right function."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.exercises.check import Mistakes

# Constants that are often added inside a logarithm.
_EPSILONS = (1e-16, 1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)

_BITS = "this is the value in bits: use the natural logarithm, np.log."
_NEGATIVE_BITS = "this is the value in bits, and its sign is reversed."
_ZERO_LOG_ZERO = (
    "NumPy makes NaN of 0 · log 0, which counts as 0 here. Leave out the terms whose weight in "
    "front of the logarithm is zero."
)
_EPSILON = (
    "this is the value with a small constant inside the logarithm, or with probabilities clipped. "
    "It hides zeros. Leave out the terms of weight zero instead."
)
OVERFLOW = (
    "softmax without subtracting the largest logit overflows: exp of a large number is infinite. "
    "Subtract each row's largest logit first."
)


def plain_cross_entropy(log: Callable, targets: NDArray, probs: NDArray) -> float:
    """−Σ_k p_k log q_k as it stands, the mean over rows; NaN where 0 meets log 0."""
    return -(targets * log(probs)).sum(axis=1).mean()


def common_mistakes(
    reference: Callable, *, rows: Callable | None = None, plain: Callable | None = None
) -> Mistakes:
    """What goes wrong with any measure in nats.

    Args:
        reference: the right function.
        rows: gives one value a row, where the measure is their mean.
        plain: `plain(log, *given)` is the formula as it stands, with the logarithm given.
    """
    return (
        {
            _BITS: lambda *given: reference(*given) / np.log(2),
            "the sign is reversed.": lambda *given: -reference(*given),
            _NEGATIVE_BITS: lambda *given: -reference(*given) / np.log(2),
        }
        | (_mistakes_of_mean(rows) if rows else {})
        | (_mistakes_of_logarithm(plain) if plain else {})
    )


def _mistakes_of_mean(rows: Callable) -> Mistakes:
    """Something else in the place of the mean over rows."""
    return {
        "these are the values of the single rows: return their mean.": rows,
        "this is the sum over samples, not the mean.": lambda *given: rows(*given).sum(),
        "this is the mean over all entries. Add up along each row (axis=1), and take the mean over "
        "the rows.": lambda *given: rows(*given).mean() / given[-1].shape[1],
    }


def _mistakes_of_logarithm(plain: Callable) -> Mistakes:
    """Logarithms at zero."""

    def hide_zeros(e: float) -> tuple[Callable, ...]:
        return (
            lambda *given: plain(lambda q: np.log(q + e), *given),
            lambda *given: plain(lambda q: np.log(np.maximum(q, e)), *given),
            lambda *given: plain(np.log, *(np.clip(p, e, 1) for p in given)),
        )

    return {
        _ZERO_LOG_ZERO: lambda *given: plain(np.log, *given),
        _EPSILON: tuple(wrong for e in _EPSILONS for wrong in hide_zeros(e)),
    }
