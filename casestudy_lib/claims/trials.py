"""The experiments that the claims are tried on, and every setting that they name."""

from collections.abc import Iterable
from concurrent.futures import Executor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.calibration import optimal_temperature
from casestudy_lib.claims.verdict import Measures
from casestudy_lib.inputs import require_integer, require_positive
from casestudy_lib.metrics import (
    compute_accuracy,
    compute_cross_entropy,
    compute_entropy,
    compute_prediction_confidence,
    row_kl_divergences,
)
from casestudy_lib.softmax import softmax
from casestudy_lib.studies.character_model import PASSAGE, CharacterModel
from casestudy_lib.studies.compression import layer_experiment
from casestudy_lib.studies.many_runs import run_experiments
from casestudy_lib.studies.one_run import TrainedRun, train_once

_EVEN, _UNEVEN = (1 / 3, 1 / 3, 1 / 3), (0.8, 0.1, 0.1)
_WIDE = {"std": 2.0, "learning_rate": 0.5}

#: Keywords of `claim_experiment` by the name of the setting.
TRAINING_SETTINGS: dict[str, dict[str, Any]] = {
    "default": {"fit_temperature": True},
    "2048 hidden units, untrained": {"hidden_dim": 2048, "n_epochs": 0},
    "σ = 0.6, 128 hidden units, rate 0.005": {
        "std": 0.6, "hidden_dim": 128, "learning_rate": 0.005,
    },
    "90 samples, 128 hidden units, rate 0.5, 3000 updates": {
        "n_train": 90, "hidden_dim": 128, "learning_rate": 0.5, "n_epochs": 3000,
        "fit_temperature": True,
    },
    "rate 0.001": {"learning_rate": 0.001},
    "1 hidden unit, rate 0.5": {"hidden_dim": 1, "learning_rate": 0.5},
    "σ = 0.3, rate 0.5": {"std": 0.3, "learning_rate": 0.5},
    "σ = 2, rate 0.5": _WIDE,
    "uneven classes in training and test": _WIDE | {"priors": _UNEVEN},
    "uneven classes in training only": _WIDE | {"priors": _UNEVEN, "test_priors": _EVEN},
    "uneven classes in the test only": _WIDE | {"test_priors": _UNEVEN},
}  # fmt: skip

#: Keywords of `layer_experiment`; each is measured twice, by bins and by noise.
LAYER_SETTINGS: dict[str, dict[str, Any]] = {
    "default network": {
        "activation": "relu", "std": 1.0, "hidden_dim": 32, "learning_rate": 0.05, "n_epochs": 200,
    },
    "4 ReLU units, rate 1": {"activation": "relu"},
    "4 tanh units, rate 1": {"activation": "tanh"},
}  # fmt: skip

#: Keywords of `decoding_experiment`.
DECODING_SETTINGS: dict[str, dict[str, Any]] = {
    "40 characters, T = 0.1 and T = 3": {"n_characters": 40},
    "40 characters, T = 0.02 and T = 3": {"n_characters": 40, "cold": 0.02},
    "8 characters, T = 0.02 and T = 3": {"n_characters": 8, "cold": 0.02},
}

_TEMPERATURES = {"sharpened": 0.9, "original": 1.0, "softened": 2.0, "melted": 100.0}
_N_VALIDATION = 300
_N_TEXTS = 10


def run_trials(
    seeds: Iterable[int] = range(20), *, executor: Executor | None = None
) -> dict[str, Measures]:
    """Run every setting of every claim for every seed.

    Args:
        seeds: seeds of data, weights and draws.
        executor: as for `run_experiments`.

    Returns:
        By setting, measures by name, each (n_seeds, ...).

    Raises:
        RuntimeError: a run failed; the message names its setting and seed.
    """
    seeds = list(seeds)
    results: dict[str, Measures] = {}
    for experiment, settings in (
        (claim_experiment, TRAINING_SETTINGS),
        (layer_experiment, LAYER_SETTINGS),
        (decoding_experiment, DECODING_SETTINGS),
    ):
        found = run_experiments(experiment, settings, seeds, executor=executor)
        found.raise_failures()
        results |= {setting: found[setting] for setting in settings}
    return _by_estimator(results)


def _by_estimator(results: dict[str, Measures]) -> dict[str, Measures]:
    """Each layer setting becomes two: information by bins, and the same by noise."""
    layers = {setting: results[setting] for setting in LAYER_SETTINGS}
    others = {setting: results[setting] for setting in results if setting not in layers}
    for setting, measures in layers.items():
        names = [name for name in measures if f"noisy_{name}" in measures]
        others[f"{setting}, bins of 0.25"] = {name: measures[name] for name in names}
        others[f"{setting}, noise of 0.1"] = {name: measures[f"noisy_{name}"] for name in names}
    return others


def claim_experiment(
    seed: int, *, fit_temperature: bool = False, **setting: Any
) -> dict[str, float | NDArray]:
    """One training run with all that the claims need to know about it.

    Args:
        seed: seed of the data and of the weights.
        fit_temperature: add 300 validation rows, and what temperatures do.
        setting: keywords of `train_once`.

    Returns:
        The columns of `train_and_track`; in nats `floor`, and `perfect_gap`, test loss − training
        loss of the Bayes posterior; `expected_accuracy`, the accuracy that the final predictions
        have in expectation over the labels; and `identity_error`, how far cross-entropy − KL to
        one-hot labels is from zero. With `fit_temperature` also what `_measure_temperatures`
        returns.

    Raises:
        ValueError, TrainingOverflowError: as `train_once` and `optimal_temperature`.
    """
    run = train_once(seed, n_validation=_N_VALIDATION if fit_temperature else 0, **setting)
    y, truth = run.data.y_test, run.data.test_truth
    probs = run.net.forward(run.data.X_test)
    divergence = row_kl_divergences(np.eye(probs.shape[1])[y], probs).mean()
    perfect_train_loss = compute_cross_entropy(run.data.y_train, run.data.train_truth)
    return {
        **run.history,
        "floor": compute_entropy(truth),
        "perfect_gap": compute_cross_entropy(y, truth) - perfect_train_loss,
        "expected_accuracy": truth[np.arange(len(y)), probs.argmax(axis=1)].mean(),
        "identity_error": abs(compute_cross_entropy(y, probs) - divergence),
        **(_measure_temperatures(run) if fit_temperature else {}),
    }


def _measure_temperatures(run: TrainedRun) -> dict[str, float]:
    """What fixed temperatures do on the test rows, and what the fitted one does.

    Returns:
        `entropy_…` and `confidence_…` for each of the named temperatures; `accuracy_spread`, the
        largest difference of accuracy between them; `optimal_temperature`, fitted on the
        validation rows; there `confidence_excess`, confidence − accuracy at the optimum; and
        `repaired_loss`, the cross-entropy on the test rows at the optimum, in nats.
    """
    logits = run.net.logits(run.data.X_test)
    probs = {name: softmax(logits / T) for name, T in _TEMPERATURES.items()}
    accuracies = [compute_accuracy(run.data.y_test, q) for q in probs.values()]
    held_out, y_held_out = run.net.logits(run.data.X_validation), run.data.y_validation
    T_best = optimal_temperature(held_out, y_held_out)
    fitted = softmax(held_out / T_best)
    return {
        **{f"entropy_{name}": compute_entropy(q) for name, q in probs.items()},
        **{f"confidence_{name}": compute_prediction_confidence(q) for name, q in probs.items()},
        "accuracy_spread": max(accuracies) - min(accuracies),
        "optimal_temperature": T_best,
        "confidence_excess": (
            compute_prediction_confidence(fitted) - compute_accuracy(y_held_out, fitted)
        ),
        "repaired_loss": compute_cross_entropy(run.data.y_test, softmax(logits / T_best)),
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
