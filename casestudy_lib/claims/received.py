"""The received account of such a training run, claim by claim, and what this chapter adds."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.claims.verdict import Claim, Measures, Part
from casestudy_lib.studies.turning_points import change_between, epochs_of_change

_MEMORISING = "90 samples, 128 hidden units, rate 0.5, 3000 updates"
_GENTLE = "σ = 0.6, 128 hidden units, rate 0.005"
_NARROW, _WIDE = "σ = 0.3, rate 0.5", "σ = 2, rate 0.5"
_HALF_OF_UNIFORM = float(np.log(3) / 2)

Statistic = Callable[[Measures], NDArray]


def _first(name: str) -> Statistic:
    return lambda measures: measures[name][:, 0]


def _last(name: str) -> Statistic:
    return lambda measures: measures[name][:, -1]


def _number(name: str) -> Statistic:
    return lambda measures: measures[name]


def _minus(a: Statistic, b: Statistic) -> Statistic:
    return lambda measures: a(measures) - b(measures)


def _over(a: Statistic, b: Statistic) -> Statistic:
    return lambda measures: a(measures) / b(measures)


def _over_uniform(a: Statistic) -> Statistic:
    return lambda measures: a(measures) / np.log(3)


def _share_20_to_100(name: str) -> Statistic:
    return lambda measures: change_between(measures[name], 20, 100)


def _settled(name: str) -> Statistic:
    """Epoch by which nine tenths of the change have happened."""
    return lambda measures: epochs_of_change(measures[name], (0.9,))[:, 0]


def _gap_at(epoch: int) -> Statistic:
    """Test loss − training loss at a row of the record."""
    return lambda measures: (measures["test_loss"] - measures["train_loss"])[:, epoch]


def _late_speed(measures: Measures) -> NDArray:
    """Fall of the training loss per update after epoch 100, as a share of that before."""
    loss, last = measures["train_loss"], measures["train_loss"].shape[1] - 1
    return (loss[:, 100] - loss[:, last]) / (last - 100) / ((loss[:, 0] - loss[:, 100]) / 100)


def _avoidable_share(measures: Measures) -> NDArray:
    divergence = measures["kl_divergence"][:, -1]
    return divergence / (measures["floor"] + divergence)


_OVERCONFIDENCE = _minus(_last("prediction_confidence"), _number("expected_accuracy"))
_ABOVE_FLOOR = _minus(_last("prediction_entropy"), _number("floor"))

#: What is usually said. Each claim is tried where it is said to hold, and then elsewhere.
RECEIVED = (
    Claim(
        1,
        "An untrained network's predictions are near uniform: entropy ≈ ln 3, confidence ≈ 1/3.",
        (
            Part(
                "entropy at epoch 0 ÷ ln 3", _over_uniform(_first("prediction_entropy")), above=0.95
            ),
            Part("confidence at epoch 0", _first("prediction_confidence"), below=0.4),
        ),
        elsewhere=("2048 hidden units, untrained",),
        page="phase 2",
        place="02_network.ipynb#what-does-an-untrained-network-believe",
    ),
    Claim(
        2,
        "Epochs 20–100 are when accuracy, confidence and cross-entropy change fast.",
        tuple(
            Part(
                f"share of the change of {what} in epochs 20–100", _share_20_to_100(name), above=0.4
            )
            for what, name in (
                ("accuracy", "test_accuracy"),
                ("confidence", "prediction_confidence"),
                ("cross-entropy", "test_loss"),
            )
        ),
        elsewhere=(_GENTLE,),
        page="phase 4",
        place="04_training_dynamics.ipynb#phases-located-by-a-rule",
    ),
    Claim(
        3,
        "After epoch 100 cross-entropy falls slowly, predictions turn overconfident and the "
        "train–test gap widens.",
        (
            Part(
                "speed of the training loss's fall after epoch 100 ÷ before", _late_speed, below=0.1
            ),
            Part("confidence − expected accuracy in the last row", _OVERCONFIDENCE, above=0.0),
            Part(
                "gap in the last row − gap at epoch 100 (nats)",
                _minus(_gap_at(-1), _gap_at(100)),
                above=0.0,
            ),
        ),
        elsewhere=(_MEMORISING,),
        page="phase 4",
        place="04_training_dynamics.ipynb#does-late-training-overreach",
    ),
    Claim(
        4,
        "With one-hot labels all reduction of cross-entropy is reduction of KL.",
        (
            Part(
                "largest |cross-entropy − KL| (nats)",
                _number("identity_error"),
                below=1e-12,
            ),
        ),
        page="phase 3",
        place="03_metrics.ipynb#labels-that-are-certain-labels-that-are-not",
    ),
    Claim(
        5,
        "T < 1 sharpens, keeps accuracy, and makes the model overconfident.",
        (
            Part(
                "entropy at T = 0.9 − at T = 1 (nats)",
                _minus(_number("entropy_sharpened"), _number("entropy_original")),
                below=0.0,
            ),
            Part("largest change of accuracy", _number("accuracy_spread"), below=1e-9),
            Part(
                "confidence at T = 0.9 − expected accuracy",
                _minus(_number("confidence_sharpened"), _number("expected_accuracy")),
                above=0.0,
            ),
        ),
        elsewhere=(_MEMORISING,),
        page="phase 5",
        place="05_temperature_calibration.ipynb#what-changes-with-the-temperature",
    ),
    Claim(
        6,
        "T > 1 softens towards uniform.",
        (
            Part(
                "entropy at T = 2 − at T = 1 (nats)",
                _minus(_number("entropy_softened"), _number("entropy_original")),
                above=0.0,
            ),
            Part("entropy at T = 100 ÷ ln 3", _over_uniform(_number("entropy_melted")), above=0.95),
        ),
        page="phase 5",
        place="05_temperature_calibration.ipynb#what-changes-with-the-temperature",
    ),
    Claim(
        7,
        "The best temperature is where confidence meets accuracy.",
        (
            Part(
                "confidence − accuracy at the best temperature",
                _number("confidence_excess"),
                above=-0.01,
                below=0.01,
            ),
        ),
        elsewhere=(_MEMORISING,),
        page="phase 5",
        place="05_temperature_calibration.ipynb#the-best-temperature",
    ),
    Claim(
        8,
        "A test cross-entropy far above the training one is overfitting, measured in nats of KL.",
        (
            Part(
                "gap − gap of the perfect model (nats)",
                _minus(_gap_at(-1), _number("perfect_gap")),
                above=0.1,
            ),
            Part(
                "gap ÷ KL to the truth",
                _over(_gap_at(-1), _last("kl_divergence")),
                above=0.5,
                below=2.0,
            ),
        ),
        elsewhere=(_MEMORISING,),
        page="diagnostics",
        place="diagnostics.ipynb#how-large-is-the-gap-in-nats",
    ),
    Claim(
        9,
        "Entropy that stays high late means too little capacity or too low a learning rate.",
        (
            Part(
                "entropy in the last row (nats)",
                _last("prediction_entropy"),
                above=_HALF_OF_UNIFORM,
            ),
            Part("entropy above the floor (nats)", _ABOVE_FLOOR, above=0.1),
        ),
        setting=_WIDE,
        elsewhere=("rate 0.001", "1 hidden unit, rate 0.5"),
        page="diagnostics",
        place="diagnostics.ipynb#entropy-that-stays-high",
    ),
    Claim(
        10,
        "Entropy that drops to zero quickly means memorising.",
        (
            Part("entropy in the last row (nats)", _last("prediction_entropy"), below=0.1),
            Part("KL to the truth in the last row (nats)", _last("kl_divergence"), above=0.1),
        ),
        setting=_NARROW,
        elsewhere=(_MEMORISING,),
        page="diagnostics",
        place="diagnostics.ipynb#entropy-that-collapses",
    ),
    Claim(
        11,
        "A high class-distribution KL means class imbalance.",
        (Part("class-distribution KL in the last row (nats)", _last("class_dist_kl"), above=0.05),),
        setting="uneven classes in training and test",
        elsewhere=("uneven classes in training only", "uneven classes in the test only"),
        page="diagnostics",
        place="diagnostics.ipynb#class-totals-that-do-not-fit",
    ),
    Claim(
        12,
        "Cross-entropy is the extra cost of coding with the model.",
        (Part("extra cost ÷ whole cost in the last row", _avoidable_share, above=0.95),),
        elsewhere=(_NARROW,),
        page="phase 4",
        place="04_training_dynamics.ipynb#what-a-loss-of-so-many-nats-means",
    ),
    Claim(
        13,
        "Layers compress: I(X;T) falls while I(T;Y) stays.",
        (
            Part("fall of I(X;T) from its maximum (nats)", _number("drop"), above=0.1),
            Part("change of I(T;Y) meanwhile (nats)", _number("label_change"), above=-0.05),
        ),
        setting="default network, bins of 0.25",
        elsewhere=(
            "default network, noise of 0.1",
            "4 ReLU units, rate 1, bins of 0.25",
            "4 tanh units, rate 1, bins of 0.25",
            "4 tanh units, rate 1, noise of 0.1",
        ),
        page="information plane",
        place="information_plane.ipynb#what-bins-show",
    ),
    Claim(
        14,
        "In decoding, low T is deterministic and high T diverse.",
        (
            Part(
                "different texts in ten at the low T",
                _number("distinct_cold"),
                below=1.5,
                decimals=0,
            ),
            Part("different texts in ten at T = 3", _number("distinct_hot"), above=9.5, decimals=0),
        ),
        setting="40 characters, T = 0.1 and T = 3",
        elsewhere=("40 characters, T = 0.02 and T = 3", "8 characters, T = 0.02 and T = 3"),
        page="phase 5",
        place="05_temperature_calibration.ipynb#the-same-knob-in-a-language-model",
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
                _minus(_settled("prediction_confidence"), _settled("test_accuracy")),
                above=20,
                decimals=0,
            ),
        ),
        page="phase 4",
        place="04_training_dynamics.ipynb#phases-located-by-a-rule",
    ),
    Claim(
        16,
        "The default network ends underconfident, its entropy above the floor.",
        (
            Part("best temperature", _number("optimal_temperature"), below=1.0),
            Part("entropy above the floor (nats)", _ABOVE_FLOOR, above=0.0),
        ),
        page="phase 5",
        place="05_temperature_calibration.ipynb#the-best-temperature",
    ),
    Claim(
        17,
        "The network that memorised ends overconfident, its entropy below the floor.",
        (
            Part("best temperature", _number("optimal_temperature"), above=1.0),
            Part("entropy above the floor (nats)", _ABOVE_FLOOR, below=0.0),
        ),
        setting=_MEMORISING,
        page="phase 5",
        place="05_temperature_calibration.ipynb#a-network-that-needs-it",
    ),
    Claim(
        18,
        "A temperature fitted on validation data lowers the loss on test data.",
        (
            Part(
                "test loss after − before the repair (nats)",
                _minus(_number("repaired_loss"), _last("test_loss")),
                below=0.0,
            ),
        ),
        elsewhere=(_MEMORISING,),
        page="phase 5",
        place="05_temperature_calibration.ipynb#before-and-after-on-data-not-used-for-the-fit",
    ),
    Claim(
        19,
        "The divergence from the truth falls to the end of the default run.",
        (
            Part(
                "change of KL over the last 50 updates (nats)",
                lambda m: m["kl_divergence"][:, -1] - m["kl_divergence"][:, -51],
                below=0.0,
                decimals=4,
            ),
        ),
        page="phase 4",
        place="04_training_dynamics.ipynb#the-decomposition-with-the-truth-as-target",
    ),
)
