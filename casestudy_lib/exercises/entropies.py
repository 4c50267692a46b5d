"""Checks of entropy, and of the mutual information that is a difference of two, in nats."""

import numpy as np

from casestudy_lib.exercises.check import Check, Property, Slip
from casestudy_lib.exercises.examples import CERTAIN, FIVE, LAST, OTHER, RAIN, SUN, THIRDS
from casestudy_lib.exercises.mistakes import (
    plain_cross_entropy,
    slips_of_logarithm,
    slips_of_mean,
    slips_of_unit,
)
from casestudy_lib.metrics import compute_entropy, compute_mutual_information, row_entropies


def _mean_row(probs):
    return probs.mean(axis=0)[None]


def _plain_entropy(log, probs):
    return plain_cross_entropy(log, probs, probs)


def _plain_mutual_information(log, probs):
    return _plain_entropy(log, _mean_row(probs)) - _plain_entropy(log, probs)


check_entropy = Check(
    "check_entropy",
    ("probs",),
    compute_entropy,
    properties=(
        Property("equal outcomes", "three equal outcomes have an entropy of ln 3", ([THIRDS],)),
        Property(
            "mean over rows",
            "the entropy of several rows is the mean of their entropies",
            ([SUN, RAIN],),
        ),
        Property(
            "a certain row",
            "a certain outcome has an entropy of zero, exactly",
            ([CERTAIN],),
            tolerance=0,
            hint="Zero is wanted to the last digit. Which terms of the sum should not be there?",
        ),
        Property("zeros", "an outcome of probability zero adds nothing", ([[0.5, 0.5, 0], SUN],)),
        Property("five classes", "it holds for any number of classes", (FIVE,)),
    ),
    slips=(
        *slips_of_unit(compute_entropy),
        *slips_of_mean(row_entropies),
        *slips_of_logarithm(_plain_entropy),
        Slip(
            "this is the entropy of the mean row. Wanted is the mean of the rows' entropies.",
            lambda probs: compute_entropy(_mean_row(probs)),
        ),
        Slip(
            "this is divided by the largest possible entropy. Wanted are nats, not a share.",
            lambda probs: compute_entropy(probs) / np.log(probs.shape[1]),
        ),
        Slip(
            "this is exp(H), the number of equal outcomes with that entropy. Wanted is H.",
            lambda probs: np.exp(compute_entropy(probs)),
        ),
    ),
)

check_mutual_information = Check(
    "check_mutual_information",
    ("probs",),
    compute_mutual_information,
    properties=(
        Property(
            "rows that differ",
            "it is the entropy of the mean row minus the mean entropy of the rows",
            ([[0.9, 0.05, 0.05], [0.1, 0.6, 0.3], [0.2, 0.2, 0.6], [0.3, 0.3, 0.4]],),
            hint="Two entropies are needed: that of the mean row, and the mean of the rows'.",
        ),
        Property("rows alike", "where all rows are alike it is zero", ([SUN, SUN, SUN],)),
        Property(
            "certain rows",
            "where every row is sure, and of another class, it is ln 3",
            ([CERTAIN, OTHER, LAST],),
        ),
        Property("five classes", "it holds for any number of classes", (FIVE,)),
    ),
    slips=(
        *slips_of_unit(compute_mutual_information),
        Slip(
            "this is the entropy of the mean row alone. Take off the mean entropy of the rows.",
            lambda probs: compute_entropy(_mean_row(probs)),
        ),
        Slip(
            "this is the mean entropy of the rows alone. Take it off the entropy of the mean row.",
            compute_entropy,
        ),
        Slip(
            "the entropies of the rows are added up. Take their mean.",
            lambda probs: compute_entropy(_mean_row(probs)) - row_entropies(probs).sum(),
        ),
        Slip(
            "this is one value a row. Take the mean over the rows.",
            lambda probs: compute_entropy(_mean_row(probs)) - row_entropies(probs),
        ),
        Slip(
            "this is a share of the entropy of the mean row. Wanted are nats.",
            lambda probs: compute_mutual_information(probs) / compute_entropy(_mean_row(probs)),
        ),
        *slips_of_logarithm(_plain_mutual_information),
    ),
)
