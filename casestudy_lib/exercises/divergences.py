"""Checks of cross-entropy and KL divergence, in nats."""

import numpy as np

from casestudy_lib.exercises.check import Check, Property, Slip
from casestudy_lib.exercises.examples import CERTAIN, LAST, OTHER, RAIN, SUN, THIRDS
from casestudy_lib.exercises.mistakes import (
    plain_cross_entropy,
    slips_of_logarithm,
    slips_of_mean,
    slips_of_unit,
)
from casestudy_lib.metrics import (
    compute_cross_entropy,
    compute_entropy,
    compute_kl_divergence,
    row_entropies,
    row_kl_divergences,
)


def _row_cross_entropies(targets, probs):
    return row_kl_divergences(targets, probs) + row_entropies(targets)


def _plain_kl_divergence(log, targets, probs):
    return (targets * (log(targets) - log(probs))).sum(axis=1).mean()


def _only_possible(targets, probs):
    """Cross-entropy that skips the classes which the *model* calls impossible."""
    return plain_cross_entropy(np.log, targets, np.where(probs > 0, probs, 1.0))


_SKIPPED = (
    "a term was left out because the model's probability is zero. Leave out only those where "
    "the target's is: to rule out what then happens costs infinitely much."
)

check_cross_entropy = Check(
    "check_cross_entropy",
    ("targets", "probs"),
    compute_cross_entropy,
    properties=(
        Property(
            "one-hot targets",
            "against a one-hot target it is −log of the label's probability",
            ([OTHER], [SUN]),
        ),
        Property(
            "soft targets",
            "a soft target weighs the code lengths of all classes",
            ([RAIN], [SUN]),
        ),
        Property(
            "mean over rows",
            "for several samples it is the mean",
            ([RAIN, LAST], [SUN, THIRDS]),
        ),
        Property(
            "certain and right",
            "a prediction that is certain and right costs nothing, exactly",
            ([CERTAIN], [CERTAIN]),
            tolerance=0,
        ),
        Property(
            "certain and wrong",
            "a target with mass where the model has none costs infinitely much",
            ([[0.5, 0.5, 0]], [CERTAIN]),
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
        *slips_of_logarithm(plain_cross_entropy),
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
            ([SUN], [RAIN]),
        ),
        Property("p = q", "a perfect model wastes nothing", ([SUN, THIRDS], [SUN, THIRDS])),
        Property(
            "mean over rows",
            "for several samples it is the mean",
            ([SUN, RAIN], [THIRDS, SUN]),
        ),
        Property(
            "one-hot targets",
            "against a one-hot target it is −log of the label's probability",
            ([CERTAIN, LAST], [SUN, RAIN]),
        ),
        Property(
            "the impossible happens",
            "a target with mass where the model has none wastes infinitely much",
            ([[0.5, 0.5, 0]], [CERTAIN]),
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
