"""Checks of temperature scaling, and of the temperature that fits best."""

import numpy as np

from casestudy_lib.calibration import optimal_temperature
from casestudy_lib.exercises.check import Check, Property
from casestudy_lib.exercises.mistakes import OVERFLOW
from casestudy_lib.exercises.predictions import plain_softmax
from casestudy_lib.metrics import compute_cross_entropy
from casestudy_lib.softmax import softmax

_Z = [[2.0, 1.0, 0.0], [-1.0, 0.5, 0.0]]

# Three of four labels are class 0 and the logit stands 2 above: T = 2 / ln 3 in closed form.
_GAP, _THREE_OF_FOUR = [[2.0, 0.0]] * 4, [0, 0, 0, 1]
_REACH = "The search must reach far enough: at which end did it stop?"


def _draw(scale: float) -> tuple[np.ndarray, np.ndarray]:
    """Logits (80, 3) and labels that follow their softmax; the logits are then scaled."""
    rng = np.random.default_rng(0)
    z = rng.normal(0.0, 2.0, (80, 3))
    y = (softmax(z).cumsum(axis=1) < rng.random((80, 1))).sum(axis=1)
    return scale * z, y


def _where_confidence_meets_accuracy(logits, y):
    accuracy = (logits.argmax(axis=1) == y).mean()
    temperatures = np.geomspace(1e-3, 1e3, 4001)
    confidence = np.array([softmax(logits / T).max(axis=1).mean() for T in temperatures])
    return temperatures[np.abs(confidence - accuracy).argmin()]


check_temperature = Check(
    "check_temperature",
    ("z", "T"),
    lambda z, T: softmax(z / T),
    properties={
        "T = 1": Property("at T = 1 it is the softmax", (_Z, 1.0)),
        "T = 2": Property("T = 2 halves the logits and softens the prediction", (_Z, 2.0)),
        "T = 1/2": Property("T = 1/2 doubles the logits and sharpens it", (_Z, 0.5)),
        "near zero": Property("as T goes to zero all goes to the largest logit", (_Z, 1e-4)),
        "very large": Property("as T grows the prediction becomes uniform", (_Z, 1e7)),
    },
    mistakes={
        "the temperature is not used.": lambda z, T: softmax(z),
        "the logits are multiplied by T. Divide them.": lambda z, T: softmax(z * T),
        "the probabilities are divided by T, so that rows do not add up to one. "
        "Divide the logits, before the softmax.": lambda z, T: softmax(z) / T,
        "the probabilities are divided by T and put through another softmax. "
        "Divide the logits, and take one softmax.": lambda z, T: softmax(softmax(z) / T),
        "the probabilities are raised to the power 1/T. That is the same up to a factor: "
        "divide each row by its sum.": lambda z, T: softmax(z) ** (1 / T),
        OVERFLOW: lambda z, T: plain_softmax(z / T),
    },
)


check_optimal_temperature = Check(
    "check_optimal_temperature",
    ("logits", "y"),
    optimal_temperature,
    properties={
        "closed form": Property(
            "with a logit 2 above the other, right three times in four, T = 2 / ln 3",
            (_GAP, _THREE_OF_FOUR),
            0.01,
            "On paper: which T turns a gap of 2 between the logits into odds of three to one?",
        ),
        "three classes": Property(
            "the cross-entropy of softmax(logits / T) is lowest there, within one per cent of T",
            _draw(1.0),
            0.01,
            "Is the search fine enough, and is it the cross-entropy that is lowest?",
        ),
        "far too sure": Property(
            "logits twenty times as large need a T twenty times as large", _draw(20.0), 0.01, _REACH
        ),
        "far too modest": Property(
            "logits a twentieth as large need a twentieth of T", _draw(0.05), 0.01, _REACH
        ),
    },
    mistakes={
        "the optimum was given as 1/T. Return its inverse.": (
            lambda logits, y: 1 / optimal_temperature(logits, y)
        ),
        "this is the lowest cross-entropy itself. Return the T at which it is reached.": (
            lambda logits, y: compute_cross_entropy(
                y, softmax(logits / optimal_temperature(logits, y))
            )
        ),
        "this is the logarithm of T.": lambda logits, y: np.log(optimal_temperature(logits, y)),
        "this is the temperature at which confidence meets accuracy, which is another "
        "criterion. Minimise the cross-entropy.": _where_confidence_meets_accuracy,
    },
)
