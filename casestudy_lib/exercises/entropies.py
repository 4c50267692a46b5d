"""Checks of entropy, and of the mutual information that is a difference of two, in nats."""

import numpy as np

from casestudy_lib.exercises.check import Check, Property
from casestudy_lib.exercises.examples import CERTAIN, FIVE, LAST, OTHER, RAIN, SUN, THIRDS
from casestudy_lib.exercises.mistakes import common_mistakes, plain_cross_entropy
from casestudy_lib.metrics import compute_entropy, compute_mutual_information, row_entropies


def _entropy_of_mean(probs):
    return compute_entropy(probs.mean(axis=0)[None])


def _plain_entropy(log, probs):
    return plain_cross_entropy(log, probs, probs)


def _plain_mutual_information(log, probs):
    return _plain_entropy(log, probs.mean(axis=0)[None]) - _plain_entropy(log, probs)


check_entropy = Check(
    "check_entropy",
    ("probs",),
    compute_entropy,
    properties={
        "equal outcomes": Property("three equal outcomes have an entropy of ln 3", ([THIRDS],)),
        "mean over rows": Property(
            "the entropy of several rows is the mean of their entropies", ([SUN, RAIN],)
        ),
        "a certain row": Property(
            "a certain outcome has an entropy of zero, exactly",
            ([CERTAIN],),
            tolerance=0,
            hint="Zero is wanted to the last digit. Which terms of the sum should not be there?",
        ),
        "zeros": Property("an outcome of probability zero adds nothing", ([[0.5, 0.5, 0], SUN],)),
        "five classes": Property("it holds for any number of classes", (FIVE,)),
    },
    mistakes=common_mistakes(compute_entropy, rows=row_entropies, plain=_plain_entropy)
    | {
        "this is the entropy of the mean row. Wanted is the mean of the rows' entropies.": (
            _entropy_of_mean
        ),
        "this is divided by the largest possible entropy. Wanted are nats, not a share.": (
            lambda probs: compute_entropy(probs) / np.log(probs.shape[1])
        ),
        "this is exp(H), the number of equal outcomes with that entropy. Wanted is H.": (
            lambda probs: np.exp(compute_entropy(probs))
        ),
    },
)

check_mutual_information = Check(
    "check_mutual_information",
    ("probs",),
    compute_mutual_information,
    properties={
        "rows that differ": Property(
            "it is the entropy of the mean row minus the mean entropy of the rows",
            ([[0.9, 0.05, 0.05], [0.1, 0.6, 0.3], [0.2, 0.2, 0.6], [0.3, 0.3, 0.4]],),
            hint="Two entropies are needed: that of the mean row, and the rows' mean entropy.",
        ),
        "rows alike": Property("where all rows are alike it is zero", ([SUN, SUN, SUN],)),
        "certain rows": Property(
            "where every row is sure, and of another class, it is ln 3", ([CERTAIN, OTHER, LAST],)
        ),
        "five classes": Property("it holds for any number of classes", (FIVE,)),
    },
    mistakes=common_mistakes(compute_mutual_information, plain=_plain_mutual_information)
    | {
        "this is the entropy of the mean row alone. Take off the mean entropy of the rows.": (
            _entropy_of_mean
        ),
        "this is the mean entropy of the rows alone. Take it off the entropy of the mean row.": (
            compute_entropy
        ),
        "the entropies of the rows are added up. Take their mean.": (
            lambda probs: _entropy_of_mean(probs) - row_entropies(probs).sum()
        ),
        "this is one value a row. Take the mean over the rows.": (
            lambda probs: _entropy_of_mean(probs) - row_entropies(probs)
        ),
        "this is a share of the entropy of the mean row. Wanted are nats.": (
            lambda probs: compute_mutual_information(probs) / _entropy_of_mean(probs)
        ),
    },
)
