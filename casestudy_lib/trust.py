"""What the measures say where the truth is known: of a perfect model, and of known information."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.calibration import (
    expected_calibration_error,
    optimal_temperature,
    temperature_interval,
)
from casestudy_lib.data import bayes_posterior, generate_data, split_data
from casestudy_lib.information import (
    bin_equal_width,
    check_correlation,
    compute_discrete_mutual_information,
    compute_shuffle_baseline,
)
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.validation import check_integer

#: Updates and step size of the chapter's default network.
_N_EPOCHS, _LEARNING_RATE = 200, 0.05

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
    n_repetitions = check_integer(n_repetitions, "n_repetitions", minimum=1)
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


def gaussian_information_estimates(
    sample_sizes: Iterable[int],
    *,
    correlation: float = 0.0,
    n_bins: int = 20,
    n_repetitions: int = 10,
    n_shuffles: int = 5,
    seed: int = 0,
) -> dict[str, NDArray]:
    """Mutual information of two Gaussian variables, estimated on a grid of equal-width bins.

    The truth is `gaussian_mutual_information(correlation)`, less the little that bins hide.

    Args:
        sample_sizes: numbers of samples.
        correlation: ρ, between −1 and 1; 0 makes the variables independent.
        n_bins: bins of each variable, over the range of its samples.
        n_repetitions: data sets of each size.
        n_shuffles: shuffled copies that the last estimate takes the mean of.
        seed: seed of all data sets.

    Returns:
        Estimates in nats, shape (n_sizes, n_repetitions): `plug-in`; `Miller–Madow`; and
        `less shuffled`, the plug-in estimate less the mean of the shuffled ones.

    Raises:
        ValueError: a size, a number of bins, of repetitions or of shuffles below 1, or a
            correlation that is not between −1 and 1.
    """
    n_repetitions = check_integer(n_repetitions, "n_repetitions", minimum=1)
    correlation = check_correlation(correlation)
    rng = np.random.default_rng(seed)
    rows = []
    for n_samples in sample_sizes:
        n_samples = check_integer(n_samples, "n_samples", minimum=1)
        for _ in range(n_repetitions):
            x, noise = rng.standard_normal((2, n_samples))
            a = bin_equal_width(x, n_bins)
            b = bin_equal_width(correlation * x + np.sqrt(1 - correlation**2) * noise, n_bins)
            plug_in = compute_discrete_mutual_information(a, b)
            corrected = compute_discrete_mutual_information(a, b, correction="miller-madow")
            shuffled = compute_shuffle_baseline(
                a, b, n_shuffles=n_shuffles, seed=int(rng.integers(2**32))
            )
            rows.append([plug_in, corrected, plug_in - shuffled.mean()])
    columns = np.array(rows).reshape(-1, n_repetitions, 3)
    names = ("plug-in", "Miller–Madow", "less shuffled")
    return {name: columns[..., i] for i, name in enumerate(names)}


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
    (X_train, y_train), (X_val, y_val), _ = split_data(*generate_data(seed=seed))
    net = SimpleNeuralNetwork(2, 32, 3, seed)
    for _ in range(_N_EPOCHS):
        net.forward(X_train)
        net.backward(y_train, _LEARNING_RATE)
    logits = net.logits(X_val)
    low, high = temperature_interval(logits, y_val, level=level, n_resamples=n_resamples)
    X_fresh, y_fresh = generate_data(n_fresh, seed=_FRESH)
    return {
        "temperature": optimal_temperature(logits, y_val),
        "low": low,
        "high": high,
        "fresh": optimal_temperature(net.logits(X_fresh), y_fresh),
    }
