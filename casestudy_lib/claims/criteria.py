"""Settings and criteria, written down before the runs that judge them: what is registered.

The rows that `make claims` stores carry the commit of this file and its digest. When the file
changes, the stored rows no longer belong to it, and the trials must be run anew.

Settings were looked for on the seeds `CHOOSING` and are judged on `JUDGING`, which nothing in the
book has used before. All settings that were tried for claim 2 are listed in `SCANNED`.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.claims.verdict import Claim, Measures, Part
from casestudy_lib.studies.compression import MAX_LOSS, MIN_FALL

#: Seeds on which settings were chosen, and seeds on which claims are judged.
CHOOSING, JUDGING = range(20), range(20_000, 20_200)


class Trial(NamedTuple):
    """Settings that are measured alike.

    Attributes:
        experiment: the name of a function of `measures`.
        settings: its keywords by the name of the setting.
        seeds: the seeds of every setting.
    """

    experiment: str
    settings: Mapping[str, Mapping[str, Any]]
    seeds: range = JUDGING


_EVEN, _UNEVEN = (1 / 3, 1 / 3, 1 / 3), (0.8, 0.1, 0.1)
_WIDE = {"std": 2.0, "learning_rate": 0.5}
_FULL = {"curves": True, "temperatures": True}

#: What was tried for claim 2: spread of the classes, hidden units and learning rate.
SCANNED = {
    f"σ = {std:g}, {units} units, rate {rate:g}": {
        "std": std, "hidden_dim": units, "learning_rate": rate, "curves": True,
    }
    for std in (0.4, 0.6, 1.0)
    for units in (32, 128, 512)
    for rate in (0.002, 0.005, 0.01, 0.02)
}  # fmt: skip

#: The setting in which most of the choosing seeds agree with claim 2, the widest of equals.
_SLOW = "σ = 0.6, 128 units, rate 0.005"

#: Every run of the trials, by the name of the file that holds its rows.
TRIALS = {
    "full": Trial("claim_experiment", {
        "default": _FULL,
        "memorising": _FULL | {
            "n_train": 90, "hidden_dim": 128, "learning_rate": 0.5, "n_epochs": 3000,
        },
    }),
    "beginning": Trial("claim_experiment", {
        "2048 units, rate 0.001": {
            "hidden_dim": 2048, "learning_rate": 0.001, "n_epochs": 20, "curves": True,
        },
    }),
    "course": Trial("claim_experiment", {_SLOW: SCANNED[_SLOW]}),
    "end": Trial("claim_experiment", {
        "narrow classes": {"std": 0.3, "learning_rate": 0.5},
        "wide classes": _WIDE,
        "uneven in training and test": _WIDE | {"priors": _UNEVEN},
        "uneven in training only": _WIDE | {"priors": _UNEVEN, "test_priors": _EVEN},
        "uneven in the test only": _WIDE | {"test_priors": _UNEVEN},
    }),
    "mixed": Trial("mixed_experiment", {"mixed": {}}, range(20_000, 21_000)),
    "layers": Trial("layer_experiment", {
        "default layer": {
            "activation": "relu", "std": 1.0, "hidden_dim": 32, "learning_rate": 0.05,
            "n_epochs": 200,
        },
        "4 ReLU units": {"activation": "relu"},
        "4 tanh units": {"activation": "tanh"},
    }),
    "decoding": Trial("decoding_experiment", {
        "40 characters, T = 0.1": {"n_characters": 40},
        "40 characters, T = 0.02": {"n_characters": 40, "cold": 0.02},
        "8 characters, T = 0.02": {"n_characters": 8, "cold": 0.02},
    }),
    "digits": Trial("digits_trial", {
        "digits": {},
        "digits, memorising": {"n_train": 90, "hidden_dim": 128, "n_epochs": 3000},
    }),
    "scan": Trial("claim_experiment", SCANNED, CHOOSING),
}  # fmt: skip

_MODELS = {
    "default": ("default", ""),
    "memorising": ("memorising", ""),
    "perfect model": ("default", "perfect_"),
}

#: More than one way of looking at the same runs: the name of the view, the setting, and what the
#: names of its measures begin with.
VIEWS: dict[str, tuple[str, str]] = {
    "perfect model": ("default", "perfect_"),
    **{
        f"{model}, T = {T}": (setting, f"{prefix}T{T}_")
        for model, (setting, prefix) in _MODELS.items()
        for T in ("0.9", "0.7", "0.5")
    },
    "default, T = 0.9 T*": ("default", "T0.9*_"),
    "digits, memorising, T = 0.9": ("digits, memorising", "T0.9_"),
    **{
        f"{layer}, by {how}": (layer, prefix)
        for layer in TRIALS["layers"].settings
        for how, prefix in (("bins", "binned_"), ("noise", "noisy_"))
    },
}

_LN3 = float(np.log(3))


def _of(name: str, scale: float = 1.0) -> Callable[[Measures], NDArray]:
    """The measure of this name, divided by a scale."""
    return lambda m: m[name] / scale


def _part(what: str, name: str, *, scale: float = 1.0, **criterion: Any) -> Part:
    return Part(what, _of(name, scale), **criterion)


def _fast(what: str, name: str) -> Part:
    return _part(f"share of the change of {what} in epochs 20–100", f"{name}_20_100", above=0.4)


def _excess_gap(m: Measures) -> NDArray:
    """Gap − that of the perfect model; 0 where the test classes are not those of the training."""
    return (m["gap"] - m["perfect_gap"]) * (1 - m.get("shifted", 0.0))


_OVERFIT = _part("KL in the last row − its minimum (nats)", "past_best", above=0.05)

#: What is usually said, with its hedges. Each claim is tried where it is said, then elsewhere.
RECEIVED = (
    Claim(
        1,
        "In the first epochs (0–20) predictions are close to uniform: entropy ≈ ln 3, "
        "confidence ≈ 1/3, little information about the inputs.",
        (
            _part("mean entropy, epochs 0–20 ÷ ln 3", "first_entropy", scale=_LN3, above=0.9),
            _part("mean confidence, epochs 0–20", "first_confidence", below=0.4),
            _part("mean I(X;Ŷ), epochs 0–20 ÷ ln 3", "first_information", scale=_LN3, below=0.1),
        ),
        elsewhere=("2048 units, rate 0.001",),
    ),
    Claim(
        2,
        "In epochs 20–100 cross-entropy drops sharply, entropy decreases, accuracy rises fast "
        "and confidence grows.",
        (
            _fast("cross-entropy", "loss"),
            _part("share of the change of entropy in epochs 20–100", "entropy_20_100", above=0.0),
            _fast("accuracy", "accuracy"),
            _fast("confidence", "confidence"),
        ),
        elsewhere=(_SLOW, "digits"),
    ),
    Claim(
        3,
        "After epoch 100 cross-entropy goes on falling slowly; entropy may fall further, "
        "potentially to overconfidence; the train–test gap may widen.",
        (
            _part("fall of the test loss after epoch 100 (nats)", "late_fall", above=0.0),
            _part("speed of the training loss after epoch 100 ÷ before", "late_speed", below=0.1),
            _part("fall of entropy (nats)", "late_entropy_fall", above=0.0, may=True),
            _part("confidence − expected accuracy", "excess", above=0.0, may=True),
            _part("growth of the gap (nats)", "late_gap_growth", above=0.0, may=True),
        ),
        elsewhere=("memorising",),
    ),
    Claim(
        4,
        "With one-hot labels all reduction of cross-entropy is reduction of KL.",
        (_part("|reduction of cross-entropy − of KL| (nats)", "identity_error", below=1e-9),),
        elsewhere=("memorising",),
    ),
    Claim(
        5,
        "A temperature below the calibrated T* sharpens and keeps the accuracy, but the model "
        "becomes overconfident (said of T < 1).",
        (
            _part("change of entropy from T = 1 (nats)", "entropy_change", below=0.0),
            Part("|change of accuracy|", lambda m: np.abs(m["accuracy_change"]), below=1e-9),
            _part("confidence − expected accuracy", "excess", above=0.0, decimals=4),
        ),
        setting="default, T = 0.9 T*",
        elsewhere=(
            *("default, T = 0.9", "default, T = 0.7", "default, T = 0.5"),
            *("perfect model, T = 0.9", "perfect model, T = 0.5"),
            *("memorising, T = 0.9", "memorising, T = 0.5"),
            "digits, memorising, T = 0.9",
        ),
    ),
    Claim(
        6,
        "T > 1 softens towards uniform.",
        (
            _part("entropy at T = 2 − at T = 1 (nats)", "T2_entropy_change", above=0.0),
            _part("entropy at T = 100 ÷ the largest", "T100_entropy_share", above=0.95),
        ),
        elsewhere=("memorising", "perfect model", "digits", "digits, memorising"),
    ),
    Claim(
        7,
        "The best temperature minimises the gap between confidence and accuracy.",
        (
            _part(
                "confidence − expected accuracy at T*",
                "T*_excess",
                above=-0.01,
                below=0.01,
                decimals=4,
            ),
        ),
        elsewhere=("memorising", "perfect model"),
    ),
    Claim(
        8,
        "A test cross-entropy much above the training one is overfitting, measured as the KL "
        "of the model from the test distribution.",
        (
            _OVERFIT,
            Part("gap ÷ KL to the truth", lambda m: m["gap"] / m["kl"], above=0.5, below=2.0),
        ),
        setting="mixed",
        elsewhere=("memorising",),
        symptom=Part("gap − that of the perfect model (nats)", _excess_gap, above=0.1),
    ),
    Claim(
        9,
        "Entropy that stays high late: the model may lack capacity, or its learning rate may be "
        "too low.",
        (
            Part(
                "fall of entropy with 128 units at a rate of 0.5 (nats)",
                lambda m: m["entropy"] - m["entropy_after_repair"],
                above=0.1,
            ),
        ),
        setting="mixed",
        symptom=_part("entropy in the last row (nats)", "entropy", above=_LN3 / 2),
    ),
    Claim(
        10,
        "Entropy that drops to near zero very quickly: the model may be memorising (check for "
        "overfitting).",
        (_OVERFIT,),
        setting="mixed",
        elsewhere=("narrow classes", "memorising"),
        symptom=_part(
            "entropy at epoch 200, or before it at the end (nats)", "entropy_200", below=0.1
        ),
    ),
    Claim(
        11,
        "A high class-distribution KL says that predicted and true class frequencies differ "
        "(class imbalance).",
        (_part("uneven classes in training: 1, else 0", "uneven", above=0.5, decimals=0),),
        setting="mixed",
        symptom=_part("class-distribution KL in the last row (nats)", "class_dist_kl", above=0.05),
    ),
    Claim(
        12,
        "Cross-entropy is the extra cost of coding with the model.",
        (
            Part(
                "extra cost ÷ whole cost in the last row",
                lambda m: m["kl"] / (m["floor"] + m["kl"]),
                above=0.95,
            ),
        ),
        elsewhere=("narrow classes",),
    ),
    Claim(
        13,
        "Layers compress: I(X;T) falls while I(T;Y) stays.",
        (
            _part("fall of I(X;T) ÷ its maximum", "fall", above=MIN_FALL),
            _part("change of I(T;Y) meanwhile (nats)", "label_change", above=-MAX_LOSS),
        ),
        setting="default layer, by bins",
        elsewhere=(
            "default layer, by noise",
            *(
                f"4 {units} units, by {how}"
                for units in ("ReLU", "tanh")
                for how in ("bins", "noise")
            ),
        ),
    ),
    Claim(
        14,
        "In decoding, low T is deterministic and high T diverse.",
        (
            _part("different texts in ten at the low T", "distinct_cold", below=1.5, decimals=0),
            _part("different texts in ten at T = 3", "distinct_hot", above=9.5, decimals=0),
        ),
        setting="40 characters, T = 0.1",
        elsewhere=("40 characters, T = 0.02", "8 characters, T = 0.02"),
    ),
)

#: What this chapter says of its own runs.
OWN = (
    Claim(
        15,
        "Accuracy is learned first; confidence follows.",
        (
            Part(
                "epochs from settled accuracy to settled confidence",
                lambda m: m["confidence_settled"] - m["accuracy_settled"],
                above=20,
                decimals=0,
            ),
        ),
        elsewhere=("memorising", "digits"),
    ),
    Claim(
        16,
        "The default network ends underconfident, its entropy above the floor.",
        (
            _part("calibrated temperature T*", "T_star", below=0.95),
            _part("entropy − floor (nats)", "above_floor", above=0.02),
        ),
        elsewhere=("perfect model",),
    ),
    Claim(
        17,
        "The network that memorised ends overconfident.",
        (_part("calibrated temperature T*", "T_star", above=1.05),),
        setting="memorising",
        elsewhere=("perfect model", "digits, memorising"),
    ),
    Claim(
        18,
        "The network that memorised ends with its entropy below the floor.",
        (_part("entropy − floor (nats)", "above_floor", below=-0.02),),
        setting="memorising",
        elsewhere=("perfect model",),
    ),
    Claim(
        19,
        "A temperature fitted on 300 validation rows lowers the loss on other data.",
        (_part("change of the expected loss (nats)", "repair", below=0.0, decimals=4),),
        elsewhere=("memorising", "perfect model", "digits", "digits, memorising"),
    ),
    Claim(
        20,
        "The divergence from the truth falls to the end of the default run.",
        (_part("fall of KL in the last 50 updates (nats)", "last_fall", above=0.0, decimals=4),),
        elsewhere=("memorising",),
    ),
)
