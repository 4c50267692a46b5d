"""Slips that several measures share, made from the right function."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.exercises.check import Slip

LN2 = np.log(2)

#: Constants that are often added inside a logarithm.
EPSILONS = (1e-16, 1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)

ZERO_LOG_ZERO = (
    "NumPy makes NaN of 0 · log 0, which counts as 0 here. Leave out the terms whose weight in "
    "front of the logarithm is zero."
)
EPSILON = (
    "this is the value with a small constant inside the logarithm, or with probabilities clipped. "
    "It hides zeros. Leave out the terms of weight zero instead."
)
OVERFLOW = (
    "softmax without subtracting the largest logit overflows: exp of a large number is infinite. "
    "Subtract each row's largest logit first."
)


def slips_of_unit(reference: Callable) -> tuple[Slip, ...]:
    """Wrong unit or sign of a number in nats."""
    return (
        Slip(
            "this is the value in bits: use the natural logarithm, np.log.",
            lambda *given: reference(*given) / LN2,
        ),
        Slip("the sign is reversed.", lambda *given: -reference(*given)),
        Slip(
            "this is the value in bits, and its sign is reversed.",
            lambda *given: -reference(*given) / LN2,
        ),
    )


def slips_of_mean(rows: Callable[..., NDArray]) -> tuple[Slip, ...]:
    """Something else in the place of the mean over rows; `rows` gives one value a row."""
    return (
        Slip(
            "these are the values of the single rows: return their mean.",
            rows,
        ),
        Slip(
            "this is the sum over samples, not the mean.",
            lambda *given: rows(*given).sum(),
        ),
        Slip(
            "this is the mean over all entries. Add up along each row (axis=1), and take the mean "
            "over the rows.",
            lambda *given: rows(*given).mean() / given[-1].shape[1],
        ),
    )


def plain_cross_entropy(log: Callable, targets: NDArray, probs: NDArray) -> float:
    """−Σ_k p_k log q_k as it stands, the mean over rows; NaN where 0 meets log 0."""
    return -(targets * log(probs)).sum(axis=1).mean()


def slips_of_logarithm(measure: Callable) -> tuple[Slip, ...]:
    """Logarithms at zero; `measure(log, *given)` is the plain formula with the logarithm given."""
    added = [
        Slip(EPSILON, lambda *given, e=e: measure(lambda q: np.log(q + e), *given))
        for e in EPSILONS
    ]
    clipped = [
        Slip(EPSILON, lambda *given, e=e: measure(lambda q: np.log(np.maximum(q, e)), *given))
        for e in EPSILONS
    ]
    replaced = [
        Slip(EPSILON, lambda *given, e=e: measure(np.log, *(np.clip(p, e, 1) for p in given)))
        for e in EPSILONS
    ]
    return (
        Slip(ZERO_LOG_ZERO, lambda *given: measure(np.log, *given)),
        *added,
        *clipped,
        *replaced,
    )
