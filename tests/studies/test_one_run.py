"""A training run whose seed fixes everything, against the same run written out by hand."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import entropy as scipy_entropy
from scipy.stats import sem

from casestudy_lib import (
    SimpleNeuralNetwork,
    bayes_posterior,
    compute_cross_entropy,
    compute_entropy,
    expected_calibration_error,
    generate_data,
    softmax,
    train_and_track,
)
from casestudy_lib.studies.one_run import draw_data, training_experiment

QUICK = {"n_epochs": 30, "n_train": 120, "n_test": 60}
SKEWED = [0.6, 0.3, 0.1]


def test_seed_42_is_the_reference_run(history):
    measures = training_experiment(42)
    for name, column in history.items():
        np.testing.assert_array_equal(measures[name], column)
    assert measures["train_loss"][-1] == pytest.approx(0.162347, abs=1e-6)
    assert measures["kl_divergence"][-1] == pytest.approx(0.015323, abs=1e-6)


def test_the_seed_is_of_the_data_and_of_the_weights():
    X, y = generate_data(180, seed=5, std=1.3, priors=SKEWED)
    targets = bayes_posterior(X[120:], std=1.3, priors=SKEWED)
    net = SimpleNeuralNetwork(2, 8, 3, seed=5, activation="tanh")
    expected = train_and_track(
        X[:120],
        y[:120],
        X[120:],
        y[120:],
        net=net,
        n_epochs=30,
        learning_rate=0.2,
        test_targets=targets,
    )
    measures = training_experiment(
        5, **QUICK, hidden_dim=8, learning_rate=0.2, std=1.3, priors=SKEWED, activation="tanh"
    )
    for name, column in expected.items():
        np.testing.assert_array_equal(measures[name], column)
    assert measures["floor"] == compute_entropy(targets)
    assert measures["perfect_test_loss"] == compute_cross_entropy(y[120:], targets)
    assert measures["perfect_train_loss"] == compute_cross_entropy(
        y[:120], bayes_posterior(X[:120], std=1.3, priors=SKEWED)
    )


def test_error_of_loss_minus_entropy_is_that_of_its_mean():
    found = training_experiment(1, **QUICK)
    X, y = generate_data(180, 1)
    net = SimpleNeuralNetwork(2, 32, 3, seed=1)
    train_and_track(X[:120], y[:120], X[120:], y[120:], net=net, n_epochs=30)
    probs = net.forward(X[120:])
    terms = -np.log(probs[np.arange(60), y[120:]]) - scipy_entropy(probs, axis=1)
    difference = found["test_loss"][-1] - found["prediction_entropy"][-1]
    assert terms.mean() == pytest.approx(difference)
    assert found["loss_minus_entropy_error"] == pytest.approx(sem(terms))


def test_without_curves_the_last_epoch_is_left():
    whole, last = training_experiment(1, **QUICK), training_experiment(1, **QUICK, curves=False)
    assert list(whole) == list(last)
    for name, value in whole.items():
        assert last[name] == (value[-1] if np.ndim(value) else value)


def test_the_temperature_is_fitted_on_validation_rows_and_judged_on_test_rows():
    setting = {**QUICK, "n_validation": 90, "learning_rate": 0.2}
    measures = training_experiment(4, **setting)

    X, y = generate_data(270, seed=4)
    net = SimpleNeuralNetwork(2, 32, 3, seed=4)
    train_and_track(X[:120], y[:120], X[210:], y[210:], net=net, n_epochs=30, learning_rate=0.2)

    def loss(T, rows):
        return compute_cross_entropy(y[rows], softmax(net.logits(X[rows]) / T))

    oracle = minimize_scalar(loss, bounds=(0.05, 5), args=(slice(120, 210),), method="bounded")
    T = measures["optimal_temperature"]
    assert pytest.approx(oracle.x, rel=1e-3) == T
    assert measures["cross_entropy_after"] == pytest.approx(loss(T, slice(210, None)))
    assert measures["cross_entropy_before"] == pytest.approx(measures["test_loss"][-1])
    assert measures["confidence_before"] == pytest.approx(measures["prediction_confidence"][-1])
    after = softmax(net.logits(X[210:]) / T)
    assert measures["confidence_after"] == pytest.approx(after.max(axis=1).mean())
    assert measures["calibration_error_after"] == expected_calibration_error(y[210:], after)
    before = net.forward(X[210:])
    assert measures["calibration_error_before"] == expected_calibration_error(y[210:], before)


def test_without_validation_rows_there_is_no_temperature():
    assert "optimal_temperature" not in training_experiment(1, **QUICK)


def test_data_are_one_draw_in_order():
    data = draw_data(8, n_train=30, n_validation=20, n_test=10, std=0.7, priors=SKEWED)
    X, y = generate_data(60, 8, std=0.7, priors=SKEWED)
    np.testing.assert_array_equal(np.vstack([data.X_train, data.X_validation, data.X_test]), X)
    labels = np.concatenate([data.y_train, data.y_validation, data.y_test])
    np.testing.assert_array_equal(labels, y)
    assert (len(data.y_train), len(data.y_validation), len(data.y_test)) == (30, 20, 10)
    assert data.test_priors == SKEWED


def test_shifted_test_rows_have_their_own_proportions_and_noise():
    sizes = {"n_train": 40, "n_validation": 20, "n_test": 100}
    data = draw_data(8, **sizes, test_priors=SKEWED)
    np.testing.assert_array_equal(np.bincount(data.y_test), [60, 30, 10])
    X, y = generate_data(60, 8)
    np.testing.assert_array_equal(np.vstack([data.X_train, data.X_validation]), X)
    np.testing.assert_array_equal(np.concatenate([data.y_train, data.y_validation]), y)
    assert not np.isin(data.X_test, generate_data(100, 8, priors=SKEWED)[0]).any()


def test_the_truth_of_shifted_test_rows_is_their_own():
    setting = {"n_train": 60, "n_test": 6000, "n_epochs": 0}
    shifted = training_experiment(2, **setting, test_priors=SKEWED)
    data = draw_data(2, n_train=60, n_validation=0, n_test=6000, test_priors=SKEWED)
    naive = compute_cross_entropy(data.y_test, bayes_posterior(data.X_test))
    assert shifted["perfect_test_loss"] < naive - 0.01
    assert shifted["floor"] == pytest.approx(shifted["perfect_test_loss"], abs=0.02)
    train_truth = bayes_posterior(data.X_train)
    assert shifted["perfect_train_loss"] == compute_cross_entropy(data.y_train, train_truth)


@pytest.mark.parametrize(
    ("slip", "message"),
    [
        ({"n_train": 0}, "n_train must be an integer of at least 1, got 0"),
        ({"n_test": 0}, "n_test must be an integer of at least 1, got 0"),
        ({"n_validation": -1}, "n_validation must be an integer of at least 0, got -1"),
        ({"activation": "step"}, "activation must be one of"),
    ],
)
def test_a_slip_is_explained(slip, message):
    with pytest.raises(ValueError, match=message):
        training_experiment(0, **slip)
