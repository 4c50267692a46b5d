"""What calibration measures say where the truth is known, and how often they are right."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.calibration import expected_calibration_error, optimal_temperature
from casestudy_lib.data import bayes_posterior, generate_data
from casestudy_lib.inputs import require_integer, require_level, require_positive
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.softmax import softmax
from casestudy_lib.studies.consistency import consistency_test
from casestudy_lib.studies.one_run import train_once
from casestudy_lib.studies.resampling import temperature_interval

# Scores that can tell a model from a perfect one.
_MEASURES = ("calibration_error", "cross_entropy")

# A seed of data that no run is trained on.
_FRESH = 2**31


def perfect_calibration_errors(
    sample_sizes: Iterable[int],
    bin_counts: Iterable[int],
    *,
    binning: str = "width",
    n_repetitions: int = 50,
    seed: int = 0,
) -> NDArray:
    """Calibration errors of the Bayes posterior, a perfect model, on fresh data.

    Args:
        sample_sizes: numbers of samples.
        bin_counts: numbers of bins; all of them measure the same data.
        binning: "width" or "mass", as for `reliability_curve`.
        n_repetitions: data sets of each size.
        seed: seed of all data sets.

    Returns:
        shape (n_sizes, n_bin_counts, n_repetitions).

    Raises:
        ValueError: a size, a number of bins or of repetitions below 1, or another binning.
    """
    n_repetitions = require_integer(n_repetitions, "n_repetitions", minimum=1)
    bin_counts = list(bin_counts)
    rng = np.random.default_rng(seed)
    errors = []
    for n_samples in sample_sizes:
        for data_seed in rng.integers(2**32, size=n_repetitions).tolist():
            X, y = generate_data(n_samples, data_seed)
            probs = bayes_posterior(X)
            errors.append(
                [
                    expected_calibration_error(y, probs, n_bins=b, binning=binning)
                    for b in bin_counts
                ]
            )
    shape = (-1, n_repetitions, len(bin_counts))
    return np.array(errors).reshape(shape).swapaxes(1, 2)


def default_temperature(
    seed: int, *, level: float = 0.9, n_resamples: int = 100, n_fresh: int = 20_000
) -> dict[str, float]:
    """Optimal temperature of the default network, with one seed for its data and its weights.

    Args:
        seed: of one run.
        level: level of the interval.
        n_resamples: resamples of the interval.
        n_fresh: samples, the same in all runs, that show what the temperature should have been.

    Returns:
        `temperature` fitted on the validation rows, the ends `low` and `high` of its bootstrap
        interval, and `fresh`, the temperature fitted on the fresh samples.

    Raises:
        ValueError: `n_fresh` below 1, or as `temperature_interval`.
    """
    net, data, *_ = train_once(seed, n_train=900, n_validation=300)
    logits, y_val = net.logits(data.X_validation), data.y_validation
    low, high = temperature_interval(logits, y_val, level=level, n_resamples=n_resamples)
    X_fresh, y_fresh = generate_data(n_fresh, seed=_FRESH)
    return {
        "temperature": optimal_temperature(logits, y_val),
        "low": low,
        "high": high,
        "fresh": optimal_temperature(net.logits(X_fresh), y_fresh),
    }


def tempered(net: SimpleNeuralNetwork, T: float = 1.0) -> Callable[[ArrayLike], NDArray]:
    """What a network predicts at temperature T, as a function of features (n_samples, n_features).

    Raises:
        ValueError: the temperature is not a finite number greater than 0.
    """
    T = require_positive(T, "T")
    return lambda X: softmax(net.logits(X) / T)


def rejection_rates(
    models: Mapping[str, Callable[[ArrayLike], NDArray]],
    sample_sizes: Iterable[int],
    *,
    level: float = 0.95,
    n_repetitions: int = 20,
    n_draws: int = 99,
    seed: int = 0,
) -> dict[str, dict[str, NDArray]]:
    """How often fresh data tell each model from a perfect one, by `consistency_test`.

    Args:
        models: functions of features that return probabilities, by name.
        sample_sizes: numbers of samples; all models meet the same data.
        level: share of perfect models that pass each test.
        n_repetitions: data sets of each size.
        n_draws: sets of labels that each test draws.
        seed: seed of all data sets.

    Returns:
        By name of the model the shares rejected, shape (n_sizes,), by `calibration_error` and by
        `cross_entropy`.

    Raises:
        ValueError: a size or a number of repetitions below 1, or as `consistency_test`.
    """
    n_repetitions = require_integer(n_repetitions, "n_repetitions", minimum=1)
    level = require_level(level)
    sample_sizes = list(sample_sizes)
    rng = np.random.default_rng(seed)
    rejected = {name: {measure: [] for measure in _MEASURES} for name in models}
    for n_samples in sample_sizes:
        for data_seed in rng.integers(2**32, size=n_repetitions).tolist():
            X, y = generate_data(n_samples, data_seed)
            for name, predict in models.items():
                result = consistency_test(y, predict(X), n_draws=n_draws, seed=data_seed)
                for measure, outcomes in rejected[name].items():
                    outcomes.append(round(result[f"{measure}_p"], 9) <= round(1 - level, 9))
    shape = (len(sample_sizes), n_repetitions)
    return {
        name: {measure: np.reshape(o, shape).mean(axis=1) for measure, o in outcomes.items()}
        for name, outcomes in rejected.items()
    }
