"""What calibration measures say where the truth is known, and how often they are right."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib import inputs
from casestudy_lib.calibration import expected_calibration_error, optimal_temperature
from casestudy_lib.data import CLASS_MEANS, bayes_posterior, generate_data
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.softmax import softmax
from casestudy_lib.studies.consistency import consistency_test
from casestudy_lib.studies.one_run import train_once
from casestudy_lib.studies.resampling import temperature_interval

_FRESH = 2**31  # a seed of data that no run is trained on


def feature_density(X: ArrayLike, *, std: float = 1.0, priors: ArrayLike | None = None) -> NDArray:
    """Density p(x) = Σ_k prior_k p(x|k) of a sample of any class, per unit of area.

    Args, Raises: as `bayes_posterior`.

    Returns:
        shape (n_samples,); it integrates to one over the plane.
    """
    X = inputs.require_features(X, n_features=CLASS_MEANS.shape[1])
    std = inputs.require_scale(std, "std")
    squares = ((X[:, None] - CLASS_MEANS) ** 2).sum(axis=2)
    densities = np.exp(-squares / (2 * std**2)) / (2 * np.pi * std**2)
    return densities @ inputs.require_priors(priors, len(CLASS_MEANS))


def perfect_calibration_errors(
    sample_sizes: Iterable[int],
    bin_counts: Iterable[int],
    *,
    n_repetitions: int = 50,
    seed: int = 0,
) -> NDArray:
    """Calibration errors of the Bayes posterior, a perfect model, on fresh data.

    Args:
        sample_sizes: numbers of samples.
        bin_counts: numbers of bins; all of them measure the same data.
        n_repetitions: data sets of each size.
        seed: seed of all data sets.

    Returns:
        shape (n_sizes, n_bin_counts, n_repetitions).

    Raises:
        ValueError: a size, a number of bins or of repetitions below 1.
    """
    bin_counts, errors = list(bin_counts), []
    for _, X, y in _fresh_data(sample_sizes, n_repetitions, seed):
        probs = bayes_posterior(X)
        errors.append([expected_calibration_error(y, probs, n_bins=b) for b in bin_counts])
    return np.reshape(errors, (-1, n_repetitions, len(bin_counts))).swapaxes(1, 2)


def _fresh_data(
    sample_sizes: Iterable[int], n_repetitions: int, seed: int
) -> Iterator[tuple[int, NDArray, NDArray]]:
    """Seed, features and labels of `n_repetitions` data sets of each size."""
    n_repetitions = inputs.require_integer(n_repetitions, "n_repetitions", minimum=1)
    rng = np.random.default_rng(inputs.require_seed(seed))
    for n_samples in sample_sizes:
        for data_seed in rng.integers(2**32, size=n_repetitions).tolist():
            yield data_seed, *generate_data(n_samples, data_seed)


def refitted_temperature(
    seed: int, *, n_train: int = 1200, n_fresh: int = 20_000
) -> dict[str, float]:
    """Optimal temperature of a network in the default setting, one seed for data and weights.

    The temperature is fitted on 300 validation rows of the same draw.

    Args:
        seed: of one run.
        n_train: training rows.
        n_fresh: samples, the same in all runs, that show what the temperature should have been.

    Returns:
        `temperature` fitted on the validation rows, the ends `low` and `high` of its 90 %
        bootstrap interval, and `fresh`, the temperature fitted on the fresh samples.

    Raises:
        ValueError: `n_train` or `n_fresh` below 1.
    """
    net, data, _ = train_once(seed, n_train=n_train, n_validation=300)
    logits, y_val = net.logits(data.X_validation), data.y_validation
    low, high = temperature_interval(logits, y_val, n_resamples=100)
    X_fresh, y_fresh = generate_data(n_fresh, seed=_FRESH)
    return {
        "temperature": optimal_temperature(logits, y_val),
        "low": low,
        "high": high,
        "fresh": optimal_temperature(net.logits(X_fresh), y_fresh),
    }


def tempered(net: SimpleNeuralNetwork, T: float = 1.0) -> Callable[[ArrayLike], NDArray]:
    """What a network predicts at a positive temperature T, as a function of features."""
    T = inputs.require_positive(T, "T")
    return lambda X: softmax(net.logits(X) / T)


def rejection_rates(
    models: Mapping[str, Callable[[ArrayLike], NDArray]],
    sample_sizes: Iterable[int],
    *,
    n_repetitions: int = 20,
    n_draws: int = 99,
    seed: int = 0,
) -> dict[str, dict[str, NDArray]]:
    """How often fresh data tell each model from a perfect one: p ≤ 0.05 in `consistency_test`.

    Args:
        models: functions of features that return probabilities, by name.
        sample_sizes: numbers of samples; all models meet the same data.
        n_repetitions: data sets of each size.
        n_draws: sets of labels that each test draws.
        seed: seed of all data sets.

    Returns:
        By name of the model the shares rejected, shape (n_sizes,), by `calibration_error` and by
        `cross_entropy`.

    Raises:
        ValueError: a size, a number of repetitions or of draws below 1.
    """
    measures = ("calibration_error", "cross_entropy")
    rejected = {name: {measure: [] for measure in measures} for name in models}
    for data_seed, X, y in _fresh_data(sample_sizes, n_repetitions, seed):
        for name, predict in models.items():
            result = consistency_test(y, predict(X), n_draws=n_draws, seed=data_seed)
            for measure, outcomes in rejected[name].items():
                outcomes.append(result[f"{measure}_p"] <= 0.05 + 1e-9)  # 2 of 40 rejects
    return {
        name: {m: np.reshape(o, (-1, n_repetitions)).mean(axis=1) for m, o in outcomes.items()}
        for name, outcomes in rejected.items()
    }
