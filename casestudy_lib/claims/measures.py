"""What is measured in one run of a trial: numbers that do not depend on the luck of labels.

Wherever a claim is about the network and not about a record of it, the number is an expectation:
over fresh points, and over the labels that the exact posterior gives them.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.calibration import optimal_temperature
from casestudy_lib.data import N_CLASSES, bayes_posterior, generate_data
from casestudy_lib.inputs import require_integer, require_positive
from casestudy_lib.metrics import (
    compute_class_distribution_kl,
    compute_cross_entropy,
    compute_entropy,
    compute_prediction_confidence,
    row_kl_divergences,
)
from casestudy_lib.softmax import softmax
from casestudy_lib.studies.character_model import PASSAGE, CharacterModel
from casestudy_lib.studies.digits import train_on_digits
from casestudy_lib.studies.one_run import TrainedRun, train_once
from casestudy_lib.studies.turning_points import change_between, epochs_of_change

_N_FRESH, _N_VALIDATION, _N_TEXTS = 20_000, 300, 10
_TOLERANCE = 1e-11  # of temperatures, since rows are compared to 1e-9
_EVEN, _UNEVEN = (1 / 3, 1 / 3, 1 / 3), (0.8, 0.1, 0.1)

#: Columns of `train_and_track` by the name of the quantity.
_CURVES = {
    "accuracy": "test_accuracy",
    "loss": "test_loss",
    "confidence": "prediction_confidence",
    "entropy": "prediction_entropy",
}


def derive_seed(seed: int, purpose: int) -> int:
    """A seed for other draws of the same run, which differs from every run's own seed."""
    return int(np.random.SeedSequence([seed, purpose]).generate_state(1)[0])


def claim_experiment(
    seed: int, *, curves: bool = False, temperatures: bool = False, **setting: Any
) -> dict[str, float | NDArray]:
    """One training run with all that the claims need to know about it.

    Args:
        seed: seed of the data and of the weights; with 42 and no setting, the default run.
        curves: measure how the run went, by `course`.
        temperatures: measure what temperatures do, to the network and to the Bayes posterior.
        setting: keywords of `train_once`.

    Returns:
        In expectation, from 20,000 fresh points and their posterior, in nats: `floor`, the
        posterior's entropy, `entropy`, `kl`, `gap` = cross-entropy − training loss, `perfect_gap`,
        the same of the posterior, and `class_dist_kl`; and `excess`, confidence − expected
        accuracy. From the record `entropy_200`, the test entropy at epoch 200 or before it at the
        end, and `past_best`, KL in the last row − its minimum. With `curves` also what `course`
        takes from the record, and with `temperatures` what `measure_temperatures` returns for the
        network and, named `perfect_…`, for the posterior.

    Raises:
        ValueError, TrainingOverflowError: as `train_once`.
    """
    run = train_once(seed, **setting)
    std, priors = setting.get("std", 1.0), setting.get("priors")
    shape = {"std": std, "priors": setting.get("test_priors", priors)}
    X, _ = generate_data(_N_FRESH, derive_seed(seed, 1), **shape)
    truth, logits = bayes_posterior(X, **shape), run.net.logits(X)
    measured = _expectations(run, truth, softmax(logits))
    if curves:
        measured |= course(run.history) | {"identity_error": _identity_error(run, seed, setting)}
    if temperatures:
        X_held_out, y = generate_data(_N_VALIDATION, derive_seed(seed, 2), std=std, priors=priors)
        held_out_truth = bayes_posterior(X_held_out, std=std, priors=priors)
        models = {
            "": (logits, run.net.logits(X_held_out)),
            "perfect_": (np.log(truth), np.log(held_out_truth)),
        }
        for prefix, (fresh, held_out) in models.items():
            found = measure_temperatures(fresh, truth, held_out, y)
            measured |= {prefix + name: value for name, value in found.items()}
    return measured


def course(history: dict[str, NDArray]) -> dict[str, float]:
    """Numbers from the record of a run.

    Args:
        history: columns of `train_and_track` with `kl_divergence` from the exact posterior.

    Returns:
        Means over epochs 0–20 `first_entropy`, `first_confidence`, `first_information`. Of runs
        longer than 100 epochs also, for each of accuracy, loss, confidence and entropy,
        `…_20_100`, the share of its change in these epochs, and `…_settled`, the epoch by which
        nine tenths of it have happened; `late_speed`, the fall of the training loss an epoch after
        epoch 100 ÷ that before; and from epoch 100 to the last, in nats, `late_fall` of the
        expected test loss, `late_entropy_fall`, and `late_gap_growth`. `last_fall` is the fall of
        KL in the last 50 epochs.
    """
    first, kl = slice(0, 21), history["kl_divergence"]
    entropy, train_loss = history["prediction_entropy"], history["train_loss"]
    found = {
        "first_entropy": entropy[first].mean(),
        "first_confidence": history["prediction_confidence"][first].mean(),
        "first_information": history["mutual_information"][first].mean(),
    }
    if (last := len(kl) - 1) <= 100:
        return found
    for name, column in _CURVES.items():
        found[f"{name}_20_100"] = change_between(history[column], 20, 100)
        found[f"{name}_settled"] = epochs_of_change(history[column], (0.9,))[0]
    late, early = train_loss[100] - train_loss[-1], train_loss[0] - train_loss[100]
    return found | {
        "late_speed": late / (last - 100) / (early / 100),
        "late_fall": kl[100] - kl[-1],  # the posterior's entropy is the rest of the loss, and stays
        "late_entropy_fall": entropy[100] - entropy[-1],
        "late_gap_growth": late - (kl[100] - kl[-1]),
        "last_fall": kl[-51] - kl[-1],
    }


def _expectations(run: TrainedRun, truth: NDArray, probs: NDArray) -> dict[str, float]:
    floor, cross_entropy = compute_entropy(truth), compute_cross_entropy(truth, probs)
    history, kl = run.history, run.history["kl_divergence"]
    return {
        "floor": floor,
        "entropy": compute_entropy(probs),
        "entropy_200": history["prediction_entropy"][: 200 + 1][-1],
        "kl": cross_entropy - floor,
        "past_best": kl[-1] - kl.min(),
        "gap": cross_entropy - history["train_loss"][-1],
        "perfect_gap": floor - compute_cross_entropy(run.data.y_train, run.data.train_truth),
        "class_dist_kl": compute_class_distribution_kl(truth, probs),
        "excess": compute_prediction_confidence(probs) - _expected_accuracy(truth, probs),
    }


def _expected_accuracy(truth: NDArray, probs: NDArray) -> float:
    """Mean true probability of the predicted class."""
    return float(truth[np.arange(len(truth)), probs.argmax(axis=1)].mean())


def _identity_error(run: TrainedRun, seed: int, setting: dict[str, Any]) -> float:
    """|reduction of cross-entropy − reduction of KL to one-hot labels| over the run, in nats."""
    onehot = np.eye(N_CLASSES)[run.data.y_test]
    untrained = train_once(seed, **setting | {"n_epochs": 0}).net
    before, after = (net.forward(run.data.X_test) for net in (untrained, run.net))
    reduction = run.history["test_loss"][0] - run.history["test_loss"][-1]
    divergences = (row_kl_divergences(onehot, probs).mean() for probs in (before, after))
    return float(abs(reduction - (next(divergences) - next(divergences))))


def measure_temperatures(
    logits: NDArray, truth: NDArray, held_out: NDArray, y_held_out: NDArray
) -> dict[str, float]:
    """What temperatures do to a model, in expectation over the labels of fresh points.

    Args:
        logits: of the model at the fresh points, shape (n_samples, n_classes).
        truth: their posterior, or their labels as one-hot rows, of the same shape.
        held_out: logits at validation points, shape (n_validation, n_classes).
        y_held_out: their labels, shape (n_validation,).

    Returns:
        `T_star`, which minimises the expected cross-entropy; `above_floor`, the entropy of the
        predictions − that of the truth, in nats. At T = 0.9, 0.7 and 0.5, and at 0.9
        and 1 times T*, named `T0.9_…`, …, `T0.9*_…` and `T*_…`: `entropy_change` from T = 1 in
        nats, `accuracy_change`, and `excess`, confidence − expected accuracy.
        `T2_entropy_change`, and at T = 100 `T100_entropy_share` of the largest entropy. And
        `repair`, the change of expected cross-entropy in nats by the temperature that fits the
        validation rows.
    """
    T_star = optimal_temperature(logits, truth, tolerance=_TOLERANCE)
    original, warm, hot = (softmax(logits / T) for T in (1.0, 2.0, 100.0))
    entropy, accuracy = compute_entropy(original), _expected_accuracy(truth, original)
    T_fitted = optimal_temperature(held_out, y_held_out, tolerance=_TOLERANCE)
    repaired = softmax(logits / T_fitted)
    found = {
        "T_star": T_star,
        "above_floor": entropy - compute_entropy(truth),
        "T2_entropy_change": compute_entropy(warm) - entropy,
        "T100_entropy_share": compute_entropy(hot) / np.log(logits.shape[1]),
        "repair": compute_cross_entropy(truth, repaired) - compute_cross_entropy(truth, original),
    }
    sharper = {"T0.9": 0.9, "T0.7": 0.7, "T0.5": 0.5, "T0.9*": 0.9 * T_star, "T*": T_star}
    for name, T in sharper.items():
        probs = softmax(logits / T)
        reached = _expected_accuracy(truth, probs)
        found[f"{name}_entropy_change"] = compute_entropy(probs) - entropy
        found[f"{name}_accuracy_change"] = reached - accuracy
        found[f"{name}_excess"] = compute_prediction_confidence(probs) - reached
    return found


def digits_trial(seed: int, **setting: Any) -> dict[str, float | NDArray]:
    """One run on the handwritten digits, measured as far as that is possible without a truth.

    Args:
        seed: seed of the split and of the weights.
        setting: keywords of `train_on_digits`.

    Returns:
        What `course` and `measure_temperatures` return, the labels of the test rows in the place
        of a posterior; without `above_floor`, since the floor is not known.
    """
    run = train_on_digits(seed, **setting)
    (X_held_out, y_held_out), (X, y) = run.validation, run.test
    labels = np.eye(len(run.net.b2))[y]
    found = measure_temperatures(run.net.logits(X), labels, run.net.logits(X_held_out), y_held_out)
    del found["above_floor"]
    return course(run.history) | found


def mixed_experiment(seed: int) -> dict[str, float | NDArray]:
    """A run whose setting is drawn at random, for rules that go from a symptom to a cause.

    Drawn are the spread of the classes, log-uniform from 0.2 to 2; the training rows, from 30 to
    1200; the learning rate, from 0.001 to 0.5; the updates, from 50 to 1000; the hidden units, 1,
    2, 4, 8, 32 or 128. In one run of two the classes are uneven in training (0.8, 0.1, 0.1), and
    in one of four they are not in the test as in training.

    Args:
        seed: seed of the setting, the data and the weights.

    Returns:
        What `claim_experiment` returns; `entropy_after_repair`, the entropy of a network with 128
        units, trained on the same rows at a rate of 0.5 for as long, but for 200 updates at the
        least, in nats; `uneven`, 1 where the classes were uneven in training, else 0; and
        `shifted`, 1 where they were otherwise in the test.
    """
    rng = np.random.default_rng(derive_seed(seed, 3))

    def log_uniform(low: float, high: float) -> float:
        return float(np.exp(rng.uniform(np.log(low), np.log(high))))

    setting = {
        "std": log_uniform(0.2, 2.0),
        "n_train": round(log_uniform(30, 1200)),
        "learning_rate": log_uniform(0.001, 0.5),
        "n_epochs": round(log_uniform(50, 1000)),
        "hidden_dim": int(rng.choice([1, 2, 4, 8, 32, 128])),
    }
    uneven, shifted = rng.random() < 1 / 2, rng.random() < 1 / 4
    setting["priors"] = _UNEVEN if uneven else _EVEN
    setting["test_priors"] = _UNEVEN if uneven != shifted else _EVEN
    repaired = setting | {"hidden_dim": 128, "learning_rate": 0.5}
    repaired["n_epochs"] = max(200, setting["n_epochs"])
    return claim_experiment(seed, **setting) | {
        "entropy_after_repair": claim_experiment(seed, **repaired)["entropy"],
        "uneven": float(uneven),
        "shifted": float(shifted),
    }


def decoding_experiment(
    seed: int, *, n_characters: int, cold: float = 0.1, hot: float = 3.0
) -> dict[str, float]:
    """Ten texts at a low and ten at a high temperature from the chapter's character model.

    Args:
        seed: seed of the draws.
        n_characters: length of each text.
        cold: the low temperature.
        hot: the high temperature.

    Returns:
        `distinct_cold` and `distinct_hot`: how many of the ten texts differ.

    Raises:
        ValueError: no characters, or a temperature that is not positive.
    """
    n_characters = require_integer(n_characters, "n_characters", minimum=1)
    model = CharacterModel(PASSAGE, order=3)
    seeds = [seed * _N_TEXTS + i for i in range(_N_TEXTS)]
    return {
        f"distinct_{name}": len(
            {model.sample("the ", n_characters, require_positive(T, name), seed=s) for s in seeds}
        )
        for name, T in (("cold", cold), ("hot", hot))
    }
