"""The linear softmax: against scikit-learn, its own gradient and the exact posterior."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from casestudy_lib import bayes_posterior, generate_data
from casestudy_lib.studies.linear_softmax import exact_linear_softmax, fit_linear_softmax

UNEVEN = (0.6, 0.3, 0.1)


@pytest.fixture(params=[1.0, 2.0], ids=lambda std: f"std {std}")
def data(request):
    return generate_data(400, 3, std=request.param, priors=UNEVEN)


def test_the_gradient_vanishes_at_the_fit(data):
    X, y = data
    columns = np.column_stack([X, np.ones(len(X))])
    slopes = columns.T @ (fit_linear_softmax(X, y).probs(X) - np.eye(3)[y]) / len(X)
    assert np.linalg.norm(slopes) < 1e-10


def test_predictions_are_those_of_scikit_learn_without_a_penalty(data):
    X, y = data
    settings = {"C": np.inf, "solver": "newton-cg", "tol": 1e-12, "max_iter": 10_000}
    expected = LogisticRegression(**settings).fit(X, y).predict_proba(X)
    np.testing.assert_allclose(fit_linear_softmax(X, y).probs(X), expected, atol=1e-9)


@pytest.mark.parametrize(("std", "priors"), [(1.0, None), (2.0, UNEVEN), (0.5, UNEVEN)])
def test_the_posterior_of_equally_wide_clouds_is_a_linear_softmax(std, priors):
    X = generate_data(200, std=std)[0]
    exact = exact_linear_softmax(std=std, priors=priors)
    expected = bayes_posterior(X, std=std, priors=priors)
    np.testing.assert_allclose(exact.probs(X), expected, atol=1e-13)


def test_fitted_numbers_are_near_the_exact_ones_where_samples_are_many():
    fitted, exact = fit_linear_softmax(*generate_data(60_000, 8)), exact_linear_softmax()
    np.testing.assert_allclose(fitted.weights, exact.weights, atol=0.05)
    np.testing.assert_allclose(fitted.offsets, exact.offsets, atol=0.05)
    for model in (fitted, exact):
        assert model.weights.sum(axis=1) == pytest.approx(0, abs=1e-12)
        assert model.offsets.sum() == pytest.approx(0, abs=1e-12)


def test_neither_units_of_a_feature_nor_a_feature_twice_change_the_predictions(data):
    X, y = data
    expected = fit_linear_softmax(X, y).probs(X)
    moved = X * [1e6, 1e-3] + 10.0
    np.testing.assert_allclose(fit_linear_softmax(moved, y).probs(moved), expected, atol=1e-9)
    twice = np.column_stack([X, X[:, 0]])
    np.testing.assert_allclose(fit_linear_softmax(twice, y).probs(twice), expected, atol=1e-12)


@pytest.mark.parametrize(
    ("X", "y", "n_classes"),
    [
        ([[0.0], [1.0], [2.0]], [0, 1, 1], 2),
        ([[0.0], [1.0], [1.0], [2.0]], [0, 0, 1, 1], 2),  # parted but for a tie on the border
        ([[0.0], [1.0], [0.5], [0.2]], [0, 0, 1, 1], 3),  # no sample of the last class
        (*generate_data(60, std=0.3), 3),
    ],
)
def test_without_a_finite_optimum_there_is_an_error(X, y, n_classes):
    with pytest.raises(ValueError, match="no finite optimum"):
        fit_linear_softmax(X, y, n_classes)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fit_linear_softmax([[0, 0]], [3]), "y_train must hold labels from 0 to 2"),
        (lambda: fit_linear_softmax([[0, 0]], [0, 1]), "must have the same number of rows"),
        (lambda: fit_linear_softmax([[0, 0]], [0], 1), "n_classes must be an integer of at least"),
        (lambda: exact_linear_softmax(std=0.0), "std must be a finite number greater than 0"),
        (lambda: exact_linear_softmax().logits([[0.0]]), "X must have 2 columns, got 1"),
    ],
)
def test_a_mistake_is_explained(call, message):
    with pytest.raises(ValueError, match=message):
        call()
