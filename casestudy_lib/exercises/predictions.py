"""Checks of the softmax, and of the slope of the cross-entropy in the logits."""

import numpy as np

from casestudy_lib.exercises.check import Check, Property
from casestudy_lib.exercises.mistakes import OVERFLOW
from casestudy_lib.softmax import log_softmax, softmax


def plain_softmax(z):
    """The formula as it stands, which overflows."""
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def _softmax_over(axis, z):
    powers = np.exp(z - z.max())
    return powers / powers.sum(axis=axis)


def _one_hot(y, z):
    return np.eye(z.shape[1])[y]


def _slope(y, z):
    """(q − one-hot) / n for mean cross-entropy, as the network has it."""
    return (softmax(z) - _one_hot(y, z)) / len(y)


check_softmax = Check(
    "check_softmax",
    ("z",),
    softmax,
    properties={
        "odds": Property("logits ln 1, ln 2, ln 3 give odds of 1 : 2 : 3", ([np.log([1, 2, 3])],)),
        "each row by itself": Property(
            "every row is normalised by itself", ([[0.0, 1.0, 2.0], [3.0, -1.0, 0.5]],)
        ),
        "huge logits": Property(
            "a constant added to a row changes nothing, however large it is",
            ([[1e4, 1e4 + 1, 1e4 + 2], [3.0, -1.0, 0.5]],),
        ),
        "rows far apart": Property(
            "very negative logits are as good as any others",
            ([[-1e4, -1e4 + 1, -1e4 + 2], [1e4, 1e4, 0.0]],),
        ),
    },
    mistakes={
        OVERFLOW: plain_softmax,
        "the largest logit of the whole array was subtracted, and rows far below it vanish. "
        "Subtract each row's own: z.max(axis=1, keepdims=True).": (
            lambda z: plain_softmax(z - z.max())
        ),
        "this is not divided by its sum: a row of probabilities adds up to one.": (
            np.exp,
            lambda z: np.exp(z - z.max(axis=1, keepdims=True)),
        ),
        "this is divided by the sum of all rows. Sum each row: axis=1, keepdims=True.": (
            lambda z: _softmax_over(None, z)
        ),
        "this is divided by the sums of the columns. Sum each row: axis=1, keepdims=True.": (
            lambda z: _softmax_over(0, z)
        ),
        "these are the logarithms of the probabilities.": log_softmax,
        "the sign of the logits is reversed.": lambda z: softmax(-z),
        "the base is 2 where it should be e: use np.exp.": lambda z: softmax(z * np.log(2)),
        "these are shares of the logits themselves. Take np.exp of them first.": (
            lambda z: z / z.sum(axis=1, keepdims=True)
        ),
    },
)

check_gradient = Check(
    "check_gradient",
    ("y", "z"),
    _slope,
    properties={
        "several samples": Property(
            "the slope of the mean over n samples in each logit is (q − one-hot) / n",
            ([0, 2], [[0.0, 0.0, 0.0], [1.0, 2.0, 0.5]]),
        ),
        "one sample": Property(
            "a blind guess pulls its label's logit up by 2/3 and pushes the others down by 1/3",
            ([1], [[0.0, 0.0, 0.0]]),
        ),
        "two classes": Property(
            "there are as many classes as columns, not always three",
            ([1, 0, 0], [[0.5, -0.5], [1.0, 2.0], [0.0, 3.0]]),
        ),
        "sure and right": Property(
            "a prediction that is sure and right pulls on nothing",
            ([0, 1], [[1e4, 0.0, 0.0], [-1e4, 1e4, 0.0]]),
        ),
        "sure and wrong": Property(
            "a prediction that is sure and wrong pulls with all its weight",
            ([2], [[1e4, 0.0, 0.0]]),
        ),
    },
    mistakes={
        "the sign is reversed: the slope is prediction minus truth.": lambda y, z: -_slope(y, z),
        "this is the slope of the sum over samples. The loss is their mean: divide by n.": (
            lambda y, z: _slope(y, z) * len(y)
        ),
        "the sign is reversed, and this is the slope of the sum, not of the mean.": (
            lambda y, z: -_slope(y, z) * len(y)
        ),
        "this is divided by the number of entries. Divide by the number of samples.": (
            lambda y, z: _slope(y, z) / z.shape[1]
        ),
        "this is a mean over samples. Wanted is a slope for each logit of each sample.": (
            lambda y, z: _slope(y, z).sum(axis=0)
        ),
        "these are the predictions: the one-hot labels are still to be taken off.": (
            lambda y, z: softmax(z),
            lambda y, z: softmax(z) / len(y),
        ),
        "this takes the labels off the logits. Take them off the probabilities.": (
            lambda y, z: (z - _one_hot(y, z)) / len(y)
        ),
        "this is the slope in the probabilities, −1/q at the label. The logits lie one step "
        "further back.": lambda y, z: -_one_hot(y, z) / softmax(z) / len(y),
        OVERFLOW: lambda y, z: (plain_softmax(z) - _one_hot(y, z)) / len(y),
    },
)
