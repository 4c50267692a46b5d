"""The received account of such a training run, claim by claim, and what this chapter adds."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.claims.verdict import Claim, Measures, Part
from casestudy_lib.studies.turning_points import change_between, epochs_of_change

_MEMORISING = "90 samples, 128 hidden units, rate 0.5, 3000 updates"
_GENTLE = "σ = 0.6, 128 hidden units, rate 0.005"
_NARROW, _WIDE = "σ = 0.3, rate 0.5", "σ = 2, rate 0.5"
_LN3 = float(np.log(3))


# Statistics: from the measures of a setting, arrays (n_seeds, ...), to one number a seed.


def _settled(m: Measures, name: str) -> NDArray:
    """Epoch by which nine tenths of the change have happened."""
    return epochs_of_change(m[name], (0.9,))[:, 0]


def _gap(m: Measures, epoch: int) -> NDArray:
    """Test loss − training loss at a row of the record."""
    return m["test_loss"][:, epoch] - m["train_loss"][:, epoch]


def _late_speed(m: Measures) -> NDArray:
    """Fall of the training loss per update after epoch 100, as a share of that before."""
    loss, last = m["train_loss"], m["train_loss"].shape[1] - 1
    return (loss[:, 100] - loss[:, last]) / (last - 100) / ((loss[:, 0] - loss[:, 100]) / 100)


def _overconfidence(m: Measures) -> NDArray:
    return m["prediction_confidence"][:, -1] - m["expected_accuracy"]


def _above_floor(m: Measures) -> NDArray:
    return _entropy(m) - m["floor"]


def _entropy(m: Measures) -> NDArray:
    return m["prediction_entropy"][:, -1]


def _kl(m: Measures) -> NDArray:
    return m["kl_divergence"][:, -1]


def _fast(what: str, name: str) -> Part:
    number = f"share of the change of {what} in epochs 20–100"
    return Part(number, lambda m: change_between(m[name], 20, 100), above=0.4)


def _claim(number: int, said: str, *parts: Part, **where: Any) -> Claim:
    return Claim(number, said, parts, **where)


#: What is usually said. Each claim is tried where it is said to hold, and then elsewhere.
RECEIVED = (
    _claim(
        1,
        "An untrained network's predictions are near uniform: entropy ≈ ln 3, confidence ≈ 1/3.",
        Part(
            "entropy at epoch 0 ÷ ln 3", lambda m: m["prediction_entropy"][:, 0] / _LN3, above=0.95
        ),
        Part("confidence at epoch 0", lambda m: m["prediction_confidence"][:, 0], below=0.4),
        elsewhere=("2048 hidden units, untrained",),
        shown="[phase 2](02_network.ipynb#what-does-an-untrained-network-believe)",
    ),
    _claim(
        2,
        "Epochs 20–100 are when accuracy, confidence and cross-entropy change fast.",
        _fast("accuracy", "test_accuracy"),
        _fast("confidence", "prediction_confidence"),
        _fast("cross-entropy", "test_loss"),
        elsewhere=(_GENTLE,),
        shown="[phase 4](04_training_dynamics.ipynb#phases-located-by-a-rule)",
    ),
    _claim(
        3,
        "After epoch 100 cross-entropy falls slowly, predictions turn overconfident and the "
        "train–test gap widens.",
        Part("speed of the training loss's fall after epoch 100 ÷ before", _late_speed, below=0.1),
        Part("confidence − expected accuracy in the last row", _overconfidence, above=0.0),
        Part(
            "gap in the last row − gap at epoch 100 (nats)",
            lambda m: _gap(m, -1) - _gap(m, 100),
            above=0.0,
        ),
        elsewhere=(_MEMORISING,),
        shown="[phase 4](04_training_dynamics.ipynb#does-late-training-overreach)",
    ),
    _claim(
        4,
        "With one-hot labels all reduction of cross-entropy is reduction of KL.",
        Part("largest |cross-entropy − KL| (nats)", lambda m: m["identity_error"], below=1e-12),
        shown="[phase 3](03_metrics.ipynb#labels-that-are-certain-labels-that-are-not)",
    ),
    _claim(
        5,
        "T < 1 sharpens, keeps accuracy, and makes the model overconfident.",
        Part(
            "entropy at T = 0.9 − at T = 1 (nats)",
            lambda m: m["entropy_sharpened"] - m["entropy_original"],
            below=0.0,
        ),
        Part("largest change of accuracy", lambda m: m["accuracy_spread"], below=1e-9),
        Part(
            "confidence at T = 0.9 − expected accuracy",
            lambda m: m["confidence_sharpened"] - m["expected_accuracy"],
            above=0.0,
        ),
        elsewhere=(_MEMORISING,),
        shown="[phase 5](05_temperature_calibration.ipynb#what-changes-with-the-temperature)",
    ),
    _claim(
        6,
        "T > 1 softens towards uniform.",
        Part(
            "entropy at T = 2 − at T = 1 (nats)",
            lambda m: m["entropy_softened"] - m["entropy_original"],
            above=0.0,
        ),
        Part("entropy at T = 100 ÷ ln 3", lambda m: m["entropy_melted"] / _LN3, above=0.95),
        shown="[phase 5](05_temperature_calibration.ipynb#what-changes-with-the-temperature)",
    ),
    _claim(
        7,
        "The best temperature is where confidence meets accuracy.",
        Part(
            "confidence − accuracy at the best temperature",
            lambda m: m["confidence_excess"],
            above=-0.01,
            below=0.01,
        ),
        elsewhere=(_MEMORISING,),
        shown="[phase 5](05_temperature_calibration.ipynb#the-best-temperature)",
    ),
    _claim(
        8,
        "A test cross-entropy far above the training one is overfitting, measured in nats of KL.",
        Part(
            "gap − gap of the perfect model (nats)",
            lambda m: _gap(m, -1) - m["perfect_gap"],
            above=0.1,
        ),
        Part("gap ÷ KL to the truth", lambda m: _gap(m, -1) / _kl(m), above=0.5, below=2.0),
        elsewhere=(_MEMORISING,),
        shown="[diagnostics](diagnostics.ipynb#how-large-is-the-gap-in-nats)",
    ),
    _claim(
        9,
        "Entropy that stays high late means too little capacity or too low a learning rate.",
        Part("entropy in the last row (nats)", _entropy, above=_LN3 / 2),
        Part("entropy above the floor (nats)", _above_floor, above=0.1),
        setting=_WIDE,
        elsewhere=("rate 0.001", "1 hidden unit, rate 0.5"),
        shown="[diagnostics](diagnostics.ipynb#entropy-that-stays-high)",
    ),
    _claim(
        10,
        "Entropy that drops to zero quickly means memorising.",
        Part("entropy in the last row (nats)", _entropy, below=0.1),
        Part("KL to the truth in the last row (nats)", _kl, above=0.1),
        setting=_NARROW,
        elsewhere=(_MEMORISING,),
        shown="[diagnostics](diagnostics.ipynb#entropy-that-collapses)",
    ),
    _claim(
        11,
        "A high class-distribution KL means class imbalance.",
        Part(
            "class-distribution KL in the last row (nats)",
            lambda m: m["class_dist_kl"][:, -1],
            above=0.05,
        ),
        setting="uneven classes in training and test",
        elsewhere=("uneven classes in training only", "uneven classes in the test only"),
        shown="[diagnostics](diagnostics.ipynb#class-totals-that-do-not-fit)",
    ),
    _claim(
        12,
        "Cross-entropy is the extra cost of coding with the model.",
        Part(
            "extra cost ÷ whole cost in the last row",
            lambda m: _kl(m) / (m["floor"] + _kl(m)),
            above=0.95,
        ),
        elsewhere=(_NARROW,),
        shown="[phase 4](04_training_dynamics.ipynb#what-a-loss-of-so-many-nats-means)",
    ),
    _claim(
        13,
        "Layers compress: I(X;T) falls while I(T;Y) stays.",
        Part("fall of I(X;T) from its maximum (nats)", lambda m: m["drop"], above=0.1),
        Part("change of I(T;Y) meanwhile (nats)", lambda m: m["label_change"], above=-0.05),
        setting="default network, bins of 0.25",
        elsewhere=(
            "default network, noise of 0.1",
            "4 ReLU units, rate 1, bins of 0.25",
            "4 tanh units, rate 1, bins of 0.25",
            "4 tanh units, rate 1, noise of 0.1",
        ),
        shown="[information plane](information_plane.ipynb#what-bins-show)",
    ),
    _claim(
        14,
        "In decoding, low T is deterministic and high T diverse.",
        Part(
            "different texts in ten at the low T",
            lambda m: m["distinct_cold"],
            below=1.5,
            decimals=0,
        ),
        Part("different texts in ten at T = 3", lambda m: m["distinct_hot"], above=9.5, decimals=0),
        setting="40 characters, T = 0.1 and T = 3",
        elsewhere=("40 characters, T = 0.02 and T = 3", "8 characters, T = 0.02 and T = 3"),
        shown="[phase 5](05_temperature_calibration.ipynb#the-same-knob-in-a-language-model)",
    ),
)


#: What this chapter says of its own runs.
OWN = (
    _claim(
        15,
        "Accuracy is learned first; confidence follows.",
        Part(
            "epochs from settled accuracy to settled confidence",
            lambda m: _settled(m, "prediction_confidence") - _settled(m, "test_accuracy"),
            above=20,
            decimals=0,
        ),
        shown="[phase 4](04_training_dynamics.ipynb#phases-located-by-a-rule)",
    ),
    _claim(
        16,
        "The default network ends underconfident, its entropy above the floor.",
        Part("best temperature", lambda m: m["optimal_temperature"], below=1.0),
        Part("entropy above the floor (nats)", _above_floor, above=0.0),
        shown="[phase 5](05_temperature_calibration.ipynb#the-best-temperature)",
    ),
    _claim(
        17,
        "The network that memorised ends overconfident, its entropy below the floor.",
        Part("best temperature", lambda m: m["optimal_temperature"], above=1.0),
        Part("entropy above the floor (nats)", _above_floor, below=0.0),
        setting=_MEMORISING,
        shown="[phase 5](05_temperature_calibration.ipynb#a-network-that-needs-it)",
    ),
    _claim(
        18,
        "A temperature fitted on validation data lowers the loss on test data.",
        Part(
            "test loss after − before the repair (nats)",
            lambda m: m["repaired_loss"] - m["test_loss"][:, -1],
            below=0.0,
        ),
        elsewhere=(_MEMORISING,),
        shown="[phase 5](05_temperature_calibration.ipynb"
        "#before-and-after-on-data-not-used-for-the-fit)",
    ),
    _claim(
        19,
        "The divergence from the truth falls to the end of the default run.",
        Part(
            "change of KL over the last 50 updates (nats)",
            lambda m: m["kl_divergence"][:, -1] - m["kl_divergence"][:, -51],
            below=0.0,
            decimals=4,
        ),
        shown="[phase 4](04_training_dynamics.ipynb#the-decomposition-with-the-truth-as-target)",
    ),
)
