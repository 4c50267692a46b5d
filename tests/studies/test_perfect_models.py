"""What the measures say where the truth is known: biases of a known size and direction."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

import casestudy_lib as lib
from casestudy_lib import plots
from casestudy_lib.studies.consistency import consistency_test
from casestudy_lib.studies.one_run import train_once
from casestudy_lib.studies.perfect_models import (
    feature_density,
    perfect_calibration_errors,
    refitted_temperature,
    rejection_rates,
    tempered,
)

PERFECT = {"perfect": lib.bayes_posterior}


def test_a_perfect_model_has_the_error_of_its_chance_gaps():
    # In expectation a gap of a bin is √(2/π) of its standard deviation √(Σ p(1−p)) / n.
    errors = perfect_calibration_errors([500], [15], n_repetitions=100)
    confidence = lib.bayes_posterior(lib.generate_data(100_000, seed=1)[0]).max(axis=1)
    bins = np.digitize(confidence, np.linspace(0, 1, 16)[1:-1], right=True)
    variance = np.bincount(bins, confidence * (1 - confidence), 15) / 100_000
    expected = np.sqrt(2 / np.pi * variance / 500).sum()
    assert errors.mean() == pytest.approx(expected, rel=0.1)


def test_all_bins_measure_the_same_data_and_seeds_repeat():
    one = perfect_calibration_errors([60], [10], n_repetitions=4, seed=3)
    both = perfect_calibration_errors([60], [5, 10], n_repetitions=4, seed=3)
    np.testing.assert_array_equal(one[:, 0], both[:, 1])
    assert (one != perfect_calibration_errors([60], [10], n_repetitions=4, seed=4)).all()
    X, y = lib.generate_data(60, int(np.random.default_rng(3).integers(2**32, size=4)[0]))
    assert one[0, 0, 0] == lib.expected_calibration_error(y, lib.bayes_posterior(X))


@pytest.mark.parametrize("setting", [{}, {"n_train": 900}])
def test_refitted_temperature_is_fitted_on_the_validation_rows(setting):
    net, data, _ = train_once(42, n_validation=300, **setting)
    row = refitted_temperature(42, **setting)
    T = lib.optimal_temperature(net.logits(data.X_validation), data.y_validation)
    assert row["temperature"] == pytest.approx(T)
    assert row["low"] < row["temperature"] < row["high"]
    X, y = lib.generate_data(50_000, seed=6)
    assert row["fresh"] == pytest.approx(lib.optimal_temperature(net.logits(X), y), rel=0.04)


def test_a_tempered_network_divides_its_logits(trained, split):
    X = split[2]
    np.testing.assert_allclose(tempered(trained)(X), trained.forward(X))
    np.testing.assert_array_equal(tempered(trained, 2.5)(X), lib.softmax(trained.logits(X) / 2.5))


def test_rejection_rates_count_p_values():
    models = {"sure": lambda X: lib.softmax(2 * np.log(lib.bayes_posterior(X))), **PERFECT}
    sizes = [30, 150]
    rates = rejection_rates(models, sizes, n_repetitions=5, n_draws=39, seed=9)
    seeds = np.random.default_rng(9)
    for row, n_samples in enumerate(sizes):
        draws = [
            (lib.generate_data(n_samples, s), s) for s in seeds.integers(2**32, size=5).tolist()
        ]
        for name, predict in models.items():
            results = [
                consistency_test(y, predict(X), n_draws=39, seed=seed) for (X, y), seed in draws
            ]
            for measure, rate in rates[name].items():
                # 2 / 40 is one twentieth, and rejects.
                p = np.array([result[f"{measure}_p"] for result in results])
                assert rate[row] == (p < 0.0501).mean()


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


@pytest.mark.parametrize("priors", [None, (0.1, 0.2, 0.7)])
@pytest.mark.parametrize("std", [0.6, 2.0])
def test_feature_density_is_the_mixture_and_integrates_to_one(std, priors):
    axis, grid = plots.make_plane(half_width=16.0, n_points=241)
    weights = np.full(3, 1 / 3) if priors is None else np.array(priors)
    mixture = sum(
        w * multivariate_normal(m, std**2).pdf(grid)
        for w, m in zip(weights, lib.CLASS_MEANS, strict=True)
    )
    values = feature_density(grid, std=std, priors=priors)
    np.testing.assert_allclose(values, mixture, atol=1e-12)
    assert values.sum() * (axis[1] - axis[0]) ** 2 == pytest.approx(1, abs=1e-6)
