"""What the measures say where the truth is known: biases of a known size and direction."""

import numpy as np
import pytest

from casestudy_lib import (
    bayes_posterior,
    expected_calibration_error,
    generate_data,
    optimal_temperature,
    softmax,
)
from casestudy_lib.studies.consistency import consistency_test
from casestudy_lib.studies.one_run import train_once
from casestudy_lib.studies.perfect_models import (
    default_temperature,
    perfect_calibration_errors,
    rejection_rates,
    tempered,
)

PERFECT = {"perfect": bayes_posterior}


def test_a_perfect_model_has_the_error_of_its_chance_gaps():
    # In expectation a gap of a bin is √(2/π) of its standard deviation √(Σ p(1−p)) / n.
    errors = perfect_calibration_errors([500], [15], n_repetitions=100)
    confidence = bayes_posterior(generate_data(100_000, seed=1)[0]).max(axis=1)
    bins = np.digitize(confidence, np.linspace(0, 1, 16)[1:-1], right=True)
    variance = np.bincount(bins, confidence * (1 - confidence), 15) / 100_000
    expected = np.sqrt(2 / np.pi * variance / 500).sum()
    assert errors.mean() == pytest.approx(expected, rel=0.1)


def test_errors_of_perfection_fall_with_samples_and_rise_with_bins():
    mean = perfect_calibration_errors([100, 400, 1600], [5, 30]).mean(axis=2)
    assert (np.diff(mean, axis=0) < 0).all()
    assert (np.diff(mean, axis=1) > 0).all()
    np.testing.assert_allclose(mean[0] / mean[2], [4, 4], rtol=0.35)  # like 1 / √n


def test_all_bins_measure_the_same_data_and_seeds_repeat():
    one = perfect_calibration_errors([60], [10], n_repetitions=4, seed=3)
    both = perfect_calibration_errors([60], [5, 10], n_repetitions=4, seed=3)
    np.testing.assert_array_equal(one[:, 0], both[:, 1])
    assert (one != perfect_calibration_errors([60], [10], n_repetitions=4, seed=4)).all()
    X, y = generate_data(60, int(np.random.default_rng(3).integers(2**32, size=4)[0]))
    assert one[0, 0, 0] == expected_calibration_error(y, bayes_posterior(X))


@pytest.fixture(scope="module")
def default_run():
    return train_once(42, n_train=900, n_validation=300)


def test_default_temperature_is_fitted_on_the_validation_rows(default_run):
    net, data, _ = default_run
    row = default_temperature(42)
    T = optimal_temperature(net.logits(data.X_validation), data.y_validation)
    assert row["temperature"] == pytest.approx(T)
    assert row["low"] < row["temperature"] < row["high"]
    X, y = generate_data(50_000, seed=6)
    assert row["fresh"] == pytest.approx(optimal_temperature(net.logits(X), y), rel=0.04)


def test_a_tempered_network_divides_its_logits(default_run):
    net, X = default_run.net, default_run.data.X_test
    np.testing.assert_allclose(tempered(net)(X), net.forward(X))
    np.testing.assert_array_equal(tempered(net, 2.5)(X), softmax(net.logits(X) / 2.5))


def sharpened(X):
    return softmax(2 * np.log(bayes_posterior(X)))


def test_more_data_tell_more_models_from_a_perfect_one():
    rates = rejection_rates({"sure": sharpened, **PERFECT}, [30, 1000])
    assert list(rates) == ["sure", "perfect"]
    for name in ("calibration_error", "cross_entropy"):
        few, many = rates["sure"][name]
        assert 0 < few < 0.8 < many
        assert (rates["perfect"][name] <= 0.2).all()


def test_rejection_rates_count_p_values():
    results = []
    for seed in np.random.default_rng(9).integers(2**32, size=5).tolist():
        X, y = generate_data(150, seed)
        results.append(consistency_test(y, sharpened(X), n_draws=39, seed=seed))
    rates = rejection_rates({"sure": sharpened}, [150], n_repetitions=5, n_draws=39, seed=9)
    for name, (rate,) in rates["sure"].items():
        # 2 / 40 is one twentieth, and rejects.
        assert rate == np.mean([result[f"{name}_p"] < 0.0501 for result in results])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: perfect_calibration_errors([0], [5]), "n_samples must be an integer of at least"),
        (lambda: rejection_rates({}, [9], n_repetitions=0), "n_repetitions must be an integer"),
        (lambda: rejection_rates(PERFECT, [9], n_draws=0), "n_draws must be an integer"),
        (lambda: tempered(None, 0), "T must be a finite number greater than 0, got 0"),
    ],
)
def test_experiments_say_what_is_wrong(call, message):
    with pytest.raises(ValueError, match=message):
        call()
