"""Checks of entropy, cross-entropy, KL divergence and mutual information, all in nats."""

import numpy as np

from casestudy_lib.checks.check import Check, Property, Slip
from casestudy_lib.checks.slips import slips_of_logarithm, slips_of_mean, slips_of_unit
from casestudy_lib.metrics import (
    compute_cross_entropy,
    compute_entropy,
    compute_kl_divergence,
    compute_mutual_information,
    row_entropies,
    row_kl_divergences,
)

_THIRDS = [1 / 3, 1 / 3, 1 / 3]
_SUN, _RAIN = [0.5, 0.25, 0.25], [0.2, 0.2, 0.6]
_CERTAIN, _OTHER, _LAST = [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]
_FIVE = [[0.1, 0.15, 0.2, 0.25, 0.3], [0.6, 0.1, 0.1, 0.1, 0.1]]


def _mean_row(probs):
    return probs.mean(axis=0)[None]


def _row_cross_entropies(targets, probs):
    return row_kl_divergences(targets, probs) + row_entropies(targets)


def _plain_cross_entropy(log, targets, probs):
    return -(targets * log(probs)).sum(axis=1).mean()


def _plain_entropy(log, probs):
    return _plain_cross_entropy(log, probs, probs)


def _plain_kl_divergence(log, targets, probs):
    return (targets * (log(targets) - log(probs))).sum(axis=1).mean()


def _plain_mutual_information(log, probs):
    return _plain_entropy(log, _mean_row(probs)) - _plain_entropy(log, probs)


def _only_possible(targets, probs):
    """Cross-entropy that skips the classes which the *model* calls impossible."""
    return -(targets * np.log(np.where(probs > 0, probs, 1.0))).sum(axis=1).mean()


_SKIPPED = (
    "a term was left out because the model's probability is zero. Leave out only those where "
    "the target's is: to rule out what then happens costs infinitely much."
)

check_entropy = Check(
    "check_entropy",
    ("probs",),
    compute_entropy,
    properties=(
        Property("equal outcomes", "three equal outcomes have an entropy of ln 3", ([_THIRDS],)),
        Property(
            "mean over rows",
            "the entropy of several rows is the mean of their entropies",
            ([_SUN, _RAIN],),
        ),
        Property(
            "a certain row",
            "a certain outcome has an entropy of zero, exactly",
            ([_CERTAIN],),
            tolerance=0,
            hint="Zero is wanted to the last digit. Which terms of the sum should not be there?",
        ),
        Property("zeros", "an outcome of probability zero adds nothing", ([[0.5, 0.5, 0], _SUN],)),
        Property("five classes", "it holds for any number of classes", (_FIVE,)),
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

check_cross_entropy = Check(
    "check_cross_entropy",
    ("targets", "probs"),
    compute_cross_entropy,
    properties=(
        Property(
            "one-hot targets",
            "against a one-hot target it is −log of the label's probability",
            ([_OTHER], [_SUN]),
        ),
        Property(
            "soft targets",
            "a soft target weighs the code lengths of all classes",
            ([_RAIN], [_SUN]),
        ),
        Property(
            "mean over rows",
            "for several samples it is the mean",
            ([_RAIN, _LAST], [_SUN, _THIRDS]),
        ),
        Property(
            "certain and right",
            "a prediction that is certain and right costs nothing, exactly",
            ([_CERTAIN], [_CERTAIN]),
            tolerance=0,
        ),
        Property(
            "certain and wrong",
            "a target with mass where the model has none costs infinitely much",
            ([[0.5, 0.5, 0]], [_CERTAIN]),
            hint="The true answer is inf. A finite number hides that the model ruled it out.",
        ),
    ),
    slips=(
        *slips_of_unit(compute_cross_entropy),
        *slips_of_mean(_row_cross_entropies),
        Slip(
            "arguments swapped: this is H(q, p). The logarithm belongs to the predictions.",
            lambda targets, probs: compute_cross_entropy(probs, targets),
        ),
        Slip(
            "this is the KL divergence: the entropy of the targets belongs to the bill as well.",
            compute_kl_divergence,
        ),
        Slip(
            "this counts only the most probable class of a target. Weigh all its classes.",
            lambda targets, probs: compute_cross_entropy(targets.argmax(axis=1), probs),
        ),
        Slip(
            "this is the entropy of the predictions. Whose probabilities weigh the code lengths?",
            lambda targets, probs: compute_entropy(probs),
        ),
        Slip(
            "this is the entropy of the targets. Whose code lengths are paid?",
            lambda targets, probs: compute_entropy(targets),
        ),
        Slip(_SKIPPED, _only_possible),
        *slips_of_logarithm(_plain_cross_entropy),
    ),
)

check_kl_divergence = Check(
    "check_kl_divergence",
    ("targets", "probs"),
    compute_kl_divergence,
    properties=(
        Property(
            "soft targets",
            "KL(p‖q) is what coding p with a book made for q wastes",
            ([_SUN], [_RAIN]),
        ),
        Property("p = q", "a perfect model wastes nothing", ([_SUN, _THIRDS], [_SUN, _THIRDS])),
        Property(
            "mean over rows",
            "for several samples it is the mean",
            ([_SUN, _RAIN], [_THIRDS, _SUN]),
        ),
        Property(
            "one-hot targets",
            "against a one-hot target it is −log of the label's probability",
            ([_CERTAIN, _LAST], [_SUN, _RAIN]),
        ),
        Property(
            "the impossible happens",
            "a target with mass where the model has none wastes infinitely much",
            ([[0.5, 0.5, 0]], [_CERTAIN]),
            hint="The true answer is inf. A finite number hides that the model ruled it out.",
        ),
    ),
    slips=(
        *slips_of_unit(compute_kl_divergence),
        *slips_of_mean(row_kl_divergences),
        Slip(
            "arguments swapped: this is KL(q‖p).",
            lambda targets, probs: compute_kl_divergence(probs, targets),
        ),
        Slip(
            "arguments swapped and the sign reversed: this is −KL(q‖p).",
            lambda targets, probs: -compute_kl_divergence(probs, targets),
        ),
        Slip(
            "this is the cross-entropy, the whole bill: take off what anybody must pay.",
            compute_cross_entropy,
        ),
        Slip(
            "this is the mean of both directions. Wanted is the truth's code in the model's book.",
            lambda targets, probs: (
                (compute_kl_divergence(targets, probs) + compute_kl_divergence(probs, targets)) / 2
            ),
        ),
        Slip(
            "these are absolute values of single terms. Terms may be negative; their sum is not.",
            lambda targets, probs: np.abs(targets * np.log(targets / probs)).sum(axis=1).mean(),
        ),
        Slip(
            _SKIPPED,
            lambda targets, probs: _only_possible(targets, probs) - compute_entropy(targets),
        ),
        *slips_of_logarithm(_plain_kl_divergence),
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
        Property("rows alike", "where all rows are alike it is zero", ([_SUN, _SUN, _SUN],)),
        Property(
            "certain rows",
            "where every row is sure, and of another class, it is ln 3",
            ([_CERTAIN, _OTHER, _LAST],),
        ),
        Property("five classes", "it holds for any number of classes", (_FIVE,)),
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
