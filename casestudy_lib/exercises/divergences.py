"""Checks of cross-entropy and KL divergence, in nats."""

import numpy as np

from casestudy_lib.exercises.check import Check, Property
from casestudy_lib.exercises.examples import CERTAIN, LAST, OTHER, RAIN, SUN, THIRDS
from casestudy_lib.exercises.mistakes import common_mistakes, plain_cross_entropy
from casestudy_lib.metrics import (
    compute_cross_entropy,
    compute_entropy,
    compute_kl_divergence,
    row_cross_entropies,
    row_kl_divergences,
)

_IMPOSSIBLE = ([[0.5, 0.5, 0]], [CERTAIN])
_INFINITE = "The true answer is inf. A finite number hides that the model ruled it out."
_SKIPPED = (
    "a term was left out because the model's probability is zero. Leave out only those where "
    "the target's is: to rule out what then happens costs infinitely much."
)


def _skip_impossible(p, q):
    """Cross-entropy that skips the classes which the *model* calls impossible."""
    return plain_cross_entropy(np.log, p, np.where(q > 0, q, 1.0))


def _plain_kl_divergence(log, p, q):
    return (p * (log(p) - log(q))).sum(axis=1).mean()


check_cross_entropy = Check(
    "check_cross_entropy",
    ("targets", "probs"),
    compute_cross_entropy,
    properties={
        "one-hot targets": Property(
            "against a one-hot target it is −log of the label's probability", ([OTHER], [SUN])
        ),
        "soft targets": Property(
            "a soft target weighs the code lengths of all classes", ([RAIN], [SUN])
        ),
        "mean over rows": Property(
            "for several samples it is the mean", ([RAIN, LAST], [SUN, THIRDS])
        ),
        "certain and right": Property(
            "a prediction that is certain and right costs nothing, exactly",
            ([CERTAIN], [CERTAIN]),
            tolerance=0,
        ),
        "certain and wrong": Property(
            "a target with mass where the model has none costs infinitely much",
            _IMPOSSIBLE,
            hint=_INFINITE,
        ),
    },
    mistakes=common_mistakes(
        compute_cross_entropy, rows=row_cross_entropies, plain=plain_cross_entropy
    )
    | {
        "arguments swapped: this is H(q, p). The logarithm belongs to the predictions.": (
            lambda p, q: compute_cross_entropy(q, p)
        ),
        "this is the KL divergence: the entropy of the targets belongs to the bill as well.": (
            compute_kl_divergence
        ),
        "this counts only the most probable class of a target. Weigh all its classes.": (
            lambda p, q: compute_cross_entropy(p.argmax(axis=1), q)
        ),
        "this is the entropy of the predictions. Whose probabilities weigh the code lengths?": (
            lambda p, q: compute_entropy(q)
        ),
        "this is the entropy of the targets. Whose code lengths are paid?": (
            lambda p, q: compute_entropy(p)
        ),
        _SKIPPED: _skip_impossible,
    },
)

check_kl_divergence = Check(
    "check_kl_divergence",
    ("targets", "probs"),
    compute_kl_divergence,
    properties={
        "soft targets": Property(
            "KL(p‖q) is what coding p with a book made for q wastes", ([SUN], [RAIN])
        ),
        "p = q": Property("a perfect model wastes nothing", ([SUN, THIRDS], [SUN, THIRDS])),
        "mean over rows": Property(
            "for several samples it is the mean", ([SUN, RAIN], [THIRDS, SUN])
        ),
        "one-hot targets": Property(
            "against a one-hot target it is −log of the label's probability",
            ([CERTAIN, LAST], [SUN, RAIN]),
        ),
        "the impossible happens": Property(
            "a target with mass where the model has none wastes infinitely much",
            _IMPOSSIBLE,
            hint=_INFINITE,
        ),
    },
    mistakes=common_mistakes(
        compute_kl_divergence, rows=row_kl_divergences, plain=_plain_kl_divergence
    )
    | {
        "arguments swapped: this is KL(q‖p).": lambda p, q: compute_kl_divergence(q, p),
        "arguments swapped and the sign reversed: this is −KL(q‖p).": (
            lambda p, q: -compute_kl_divergence(q, p)
        ),
        "this is the cross-entropy, the whole bill: take off what anybody must pay.": (
            compute_cross_entropy
        ),
        "this is the mean of both directions. Wanted is the truth's code in the model's book.": (
            lambda p, q: (compute_kl_divergence(p, q) + compute_kl_divergence(q, p)) / 2
        ),
        "these are absolute values of single terms. Terms may be negative; their sum is not.": (
            lambda p, q: np.abs(p * np.log(p / q)).sum(axis=1).mean()
        ),
        _SKIPPED: lambda p, q: _skip_impossible(p, q) - compute_entropy(p),
    },
)
