"""A training run whose seed fixes everything, against the same run written out by hand."""

import numpy as np
import pytest
from scipy.stats import entropy as scipy_entropy
from scipy.stats import sem

import casestudy_lib as lib
from casestudy_lib.studies.one_run import draw_data, train_once, training_experiment

QUICK = {"n_epochs": 30, "n_train": 120, "n_test": 60}
SKEWED = [0.6, 0.3, 0.1]


def test_seed_42_is_the_reference_run(history):
    measures = training_experiment(42)
    for name, column in history.items():
        np.testing.assert_array_equal(measures[name], column)


def test_the_seed_is_of_the_data_and_of_the_weights():
    X, y = lib.generate_data(180, seed=5, std=1.3, priors=SKEWED)
    truth = lib.bayes_posterior(X, std=1.3, priors=SKEWED)
    net = lib.SimpleNeuralNetwork(2, 8, 3, seed=5, activation="tanh")
    training = {"n_epochs": 30, "learning_rate": 0.2}
    expected = lib.train_and_track(
        X[:120], y[:120], X[120:], y[120:], net=net, **training, test_targets=truth[120:]
    )
    setting = {"hidden_dim": 8, "std": 1.3, "priors": SKEWED, "activation": "tanh"}
    measures = training_experiment(5, **QUICK | training | setting)
    for name, column in expected.items():
        np.testing.assert_array_equal(measures[name], column)
    assert measures["floor"] == pytest.approx(lib.compute_entropy(truth[120:]))
    for name, rows in (("train", slice(120)), ("test", slice(120, None))):
        expected_loss = lib.compute_cross_entropy(y[rows], truth[rows])
        assert measures[f"perfect_{name}_loss"] == pytest.approx(expected_loss)


def test_error_of_loss_minus_entropy_is_that_of_its_mean():
    found = training_experiment(1, **QUICK)
    net, data, _ = train_once(1, **QUICK)
    probs = net.forward(data.X_test)
    terms = -np.log(probs[np.arange(60), data.y_test]) - scipy_entropy(probs, axis=1)
    difference = found["test_loss"][-1] - found["prediction_entropy"][-1]
    assert terms.mean() == pytest.approx(difference)
    assert found["loss_minus_entropy_error"] == pytest.approx(sem(terms))


def test_data_are_one_draw_in_order():
    data = draw_data(8, n_train=30, n_validation=20, n_test=10, std=0.7, priors=SKEWED)
    X, y = lib.generate_data(60, 8, std=0.7, priors=SKEWED)
    np.testing.assert_array_equal(np.vstack([data.X_train, data.X_validation, data.X_test]), X)
    labels = np.concatenate([data.y_train, data.y_validation, data.y_test])
    np.testing.assert_array_equal(labels, y)
    assert (len(data.y_train), len(data.y_validation), len(data.y_test)) == (30, 20, 10)


def test_shifted_test_rows_have_their_own_proportions_noise_and_truth():
    data = draw_data(8, n_train=40, n_validation=20, n_test=100, test_priors=SKEWED)
    np.testing.assert_array_equal(np.bincount(data.y_test), [60, 30, 10])
    X, y = lib.generate_data(60, 8)
    np.testing.assert_array_equal(np.vstack([data.X_train, data.X_validation]), X)
    np.testing.assert_array_equal(np.concatenate([data.y_train, data.y_validation]), y)
    assert not np.isin(data.X_test, lib.generate_data(100, 8, priors=SKEWED)[0]).any()
    np.testing.assert_array_equal(data.train_truth, lib.bayes_posterior(data.X_train))
    np.testing.assert_array_equal(data.test_truth, lib.bayes_posterior(data.X_test, priors=SKEWED))


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        ({"n_train": 0}, "n_train must be an integer of at least 1, got 0"),
        ({"n_test": 0}, "n_test must be an integer of at least 1, got 0"),
        ({"n_validation": -1}, "n_validation must be an integer of at least 0, got -1"),
        ({"activation": "step"}, "activation must be one of"),
    ],
)
def test_a_mistake_is_explained(mistake, message):
    with pytest.raises(ValueError, match=message):
        training_experiment(0, **mistake)
