"""What the measures say where the truth is known: biases of a known size and direction."""

import numpy as np
import pytest

from casestudy_lib import (
    SimpleNeuralNetwork,
    bayes_posterior,
    expected_calibration_error,
    generate_data,
    optimal_temperature,
    split_data,
    train_and_track,
)
from casestudy_lib.information import gaussian_mutual_information
from casestudy_lib.trust import (
    default_temperature,
    gaussian_information_estimates,
    perfect_calibration_errors,
)


def test_a_perfect_model_has_the_error_of_its_chance_gaps():
    # In expectation a gap of a bin is √(2/π) of its standard deviation √(Σ p(1−p)) / n.
    errors = perfect_calibration_errors([500], [15], n_repetitions=100)
    confidence = bayes_posterior(generate_data(100_000, seed=1)[0]).max(axis=1)
    bins = np.digitize(confidence, np.linspace(0, 1, 16)[1:-1], right=True)
    variance = np.bincount(bins, confidence * (1 - confidence), 15) / 100_000
    expected = np.sqrt(2 / np.pi * variance / 500).sum()
    assert errors.mean() == pytest.approx(expected, rel=0.1)
    assert errors.mean() == pytest.approx(0.022, abs=0.002)


@pytest.mark.parametrize("binning", ["width", "mass"])
def test_errors_of_perfection_fall_with_samples_and_rise_with_bins(binning):
    errors = perfect_calibration_errors([100, 400, 1600], [5, 30], binning=binning)
    assert errors.shape == (3, 2, 50)
    mean = errors.mean(axis=2)
    assert (np.diff(mean, axis=0) < 0).all()
    assert (np.diff(mean, axis=1) > 0).all()
    np.testing.assert_allclose(mean[0] / mean[2], [4, 4], rtol=0.35)  # like 1 / √n


def test_all_bins_measure_the_same_data_and_seeds_repeat():
    one = perfect_calibration_errors([60], [10], n_repetitions=4, seed=3)
    both = perfect_calibration_errors([60], [5, 10], n_repetitions=4, seed=3)
    np.testing.assert_array_equal(one[:, 0], both[:, 1])
    assert (one != perfect_calibration_errors([60], [10], n_repetitions=4, seed=4)).all()
    seed = int(np.random.default_rng(3).integers(2**32, size=4)[0])
    X, y = generate_data(60, seed)
    assert one[0, 0, 0] == expected_calibration_error(y, bayes_posterior(X))


def test_independent_variables_seem_to_share_information():
    estimates = gaussian_information_estimates([500, 5000])
    mean = {name: values.mean(axis=1) for name, values in estimates.items()}
    assert all(values.shape == (2, 10) for values in estimates.values())
    assert mean["plug-in"][0] == pytest.approx(0.28, abs=0.03)
    assert mean["plug-in"][1] < 0.04
    assert 0 < mean["Miller–Madow"][0] < 0.6 * mean["plug-in"][0]
    assert abs(mean["less shuffled"]).max() < 0.02


def test_with_dependent_variables_the_corrections_err_to_either_side():
    estimates = gaussian_information_estimates([500], correlation=0.8)
    mean = {name: values.mean() for name, values in estimates.items()}
    truth = gaussian_mutual_information(0.8)
    assert mean["less shuffled"] < truth - 0.05 < truth + 0.03 < mean["Miller–Madow"]
    assert mean["Miller–Madow"] < mean["plug-in"]


def test_coarse_bins_of_many_samples_hide_a_little_of_the_truth():
    estimates = gaussian_information_estimates([100_000], correlation=0.8, n_repetitions=1)
    truth = gaussian_mutual_information(0.8)
    for values in estimates.values():
        assert truth - 0.04 < values[0, 0] < truth


def test_default_temperature_is_fitted_on_the_validation_rows(trained_default):
    net, X_val, y_val = trained_default
    row = default_temperature(42)
    assert row["temperature"] == pytest.approx(optimal_temperature(net.logits(X_val), y_val))
    assert row["low"] < row["temperature"] < row["high"]
    X, y = generate_data(50_000, seed=6)
    assert row["fresh"] == pytest.approx(optimal_temperature(net.logits(X), y), rel=0.04)
    assert default_temperature(42, level=0.5)["low"] > row["low"]


@pytest.fixture(scope="module")
def trained_default():
    train, (X_val, y_val), _ = split_data(*generate_data())
    net = SimpleNeuralNetwork(2, 32, 3)
    train_and_track(*train, X_val, y_val, net=net)
    return net, X_val, y_val


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: perfect_calibration_errors([0], [5]), "n_samples must be an integer of at least"),
        (lambda: perfect_calibration_errors([9], [0]), "n_bins must be an integer of at least 1"),
        (
            lambda: perfect_calibration_errors([9], [5], n_repetitions=0),
            "n_repetitions must be an integer",
        ),
        (lambda: perfect_calibration_errors([9], [5], binning="x"), "binning must be one of"),
        (lambda: gaussian_information_estimates([0]), "n_samples must be an integer of at least"),
        (lambda: gaussian_information_estimates([9], n_repetitions=0), "n_repetitions must be"),
        (lambda: gaussian_information_estimates([9], n_shuffles=0), "n_shuffles must be"),
        (lambda: gaussian_information_estimates([9], n_bins=0), "n_bins must be"),
        (
            lambda: gaussian_information_estimates([9], correlation=1),
            "correlation must be a number between -1 and 1, both excluded, got 1",
        ),
        (lambda: default_temperature(0, n_fresh=0), "n_samples must be an integer of at least 1"),
        (lambda: default_temperature(0, level=2), "level must be a number between 0 and 1"),
    ],
)
def test_experiments_say_what_is_wrong(call, message):
    with pytest.raises(ValueError, match=message):
        call()
