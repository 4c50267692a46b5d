"""What is odd about predictions, and what it does to the report."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.calibrate.rows import Predictions
from casestudy_lib.inputs import ROW_SUM_TOLERANCE

# Values are taken for clipped where at least so many rows, and such a share of them, look so.
_FEW, _SHARE = 5, 0.01

# No clip is suspected at values that are not small: this many times 1 / n_classes.
_SMALL = 0.1


def find_remarks(predictions: Predictions) -> list[str]:
    """One or two sentences for everything that a reader of the report should know."""
    if predictions.kind == "logits":
        return list(_remarks_on_logits(predictions))
    return list(_remarks_on_probs(predictions))


def _remarks_on_logits(predictions: Predictions) -> Iterator[str]:
    least, like_probs = [], True
    for _, values in predictions.blocks():
        least.append(_least(values))
        sums = values.sum(axis=1)
        like_probs &= bool(values.min() >= 0 and np.abs(sums - 1).max() < 1e-3)
    if like_probs:
        yield (
            "Every row of the logits is positive and sums to 1: they look like probabilities. "
            "If they are, name the columns prob_0, prob_1, …"
        )
    yield from _remarks_on_clipping(*np.hstack(least), "logit")


def _remarks_on_probs(predictions: Predictions) -> Iterator[str]:
    zeros, ones, worst, least = [], [], 0.0, []
    for _, values in predictions.blocks():
        zeros.append((values == 0).sum(axis=1))
        ones.append((values == 1).any(axis=1))
        worst = max(worst, float(np.abs(values.sum(axis=1) - 1).max()))
        least.append(_least(np.where(values > 0, values, np.inf)))
    yield from _remarks_on_saturation(predictions, np.concatenate(zeros), np.concatenate(ones))
    least, tied = np.hstack(least)
    if least.min() < _SMALL / predictions.values.shape[1]:
        yield from _remarks_on_clipping(least, tied, "probability above 0")
    if worst > ROW_SUM_TOLERANCE:
        yield f"Rows sum to 1 only within {worst:.1g}; each of these was divided by its sum."


def _least(values: NDArray) -> NDArray:
    """The smallest value of each row, and whether another class of the row shares it."""
    least = values.min(axis=1)
    shared = (values == least[:, None]).sum(axis=1)
    return np.stack([least, (shared > 1) & (shared < values.shape[1])])


def _remarks_on_saturation(
    predictions: Predictions, zeros: NDArray, ones: NDArray
) -> Iterator[str]:
    if zeros.any():
        yield (
            f"{zeros.sum()} probabilities in {(zeros > 0).sum()} rows are exactly 0. A 0 stays 0 "
            "at every temperature, which the model's own probabilities would not."
        )
    impossible = find_impossible(predictions).sum()
    if impossible:
        yield (
            f"{impossible} rows give their label the probability 0, so the cross-entropy is "
            "infinite. T* is fitted without them, and is too low."
        )
    if ones.any():
        yield (
            f"{ones.sum()} rows hold a probability of exactly 1: they were saturated or rounded, "
            "and T* can be off. Logits would keep what is lost."
        )


def _remarks_on_clipping(least: NDArray, tied: NDArray, what: str) -> Iterator[str]:
    smallest = least.min()
    if smallest == least.max() and not tied.any():
        return
    count = np.count_nonzero((least == smallest) | (tied > 0))
    if count >= max(_FEW, _SHARE * len(least)):
        yield (
            f"In {count} rows the smallest {what} is {smallest:.6g} or occurs more than once: "
            "it seems that values were clipped or rounded. Then what lay below is lost, classes "
            "that were ruled out look more probable than the model made them, and T* comes out "
            "too low. Logits as the model gave them are to be preferred."
        )


def find_impossible(predictions: Predictions) -> NDArray:
    """Whether each row gives its label the probability 0, shape (n_samples,)."""
    if predictions.kind == "logits":
        return np.zeros(len(predictions.y), dtype=bool)
    return predictions.values[np.arange(len(predictions.y)), predictions.y] == 0
