"""The classes, their exact posterior and what the best possible classifier knows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import dblquad
from scipy.special import entr
from scipy.stats import entropy as scipy_entropy
from scipy.stats import multivariate_normal

from casestudy_lib import CLASS_MEANS, bayes_limits, bayes_posterior, generate_data, split_data


def test_reference_values():
    X, y = generate_data()
    np.testing.assert_allclose(X[0], [-1.15367492, 2.15844805], atol=1e-8)
    assert y[0] == 2
    np.testing.assert_allclose(X.sum(axis=0), [-53.37233958, -23.19636136], atol=1e-8)


def test_draws_class_by_class_then_permutes_once():
    rng = np.random.default_rng(7)
    clusters = [rng.normal(mean, 1.0, (4, 2)) for mean in [(-2, -1), (2, -1), (0, 2)]]
    order = rng.permutation(12)
    X, y = generate_data(12, seed=7)
    np.testing.assert_array_equal(X, np.vstack(clusters)[order])
    np.testing.assert_array_equal(y, np.repeat([0, 1, 2], 4)[order])


def test_std_stretches_each_cluster_about_its_mean():
    X, y = generate_data(30)
    X_wide, y_wide = generate_data(30, std=2.5)
    np.testing.assert_array_equal(y_wide, y)
    np.testing.assert_allclose(X_wide - CLASS_MEANS[y], 2.5 * (X - CLASS_MEANS[y]))


@pytest.mark.parametrize(
    ("n_samples", "priors", "counts"),
    [
        (1, None, [1, 0, 0]),
        (2, None, [1, 1, 0]),
        (1500, None, [500, 500, 500]),
        (1501, None, [501, 500, 500]),
        (10, (0.2, 0.3, 0.5), [2, 3, 5]),
        (11, (0.2, 0.3, 0.5), [2, 3, 6]),
        (7, (0.4, 0.4, 0.2), [3, 3, 1]),
        (3, (0.98, 0.01, 0.01), [3, 0, 0]),
        (10, (0.52, 0.28, 0.2), [5, 3, 2]),  # the largest fraction, not the largest class
    ],
)
def test_classes_come_in_their_proportions_and_what_is_left_goes_to_the_first(
    n_samples, priors, counts
):
    X, y = generate_data(n_samples, priors=priors)
    assert len(X) == n_samples
    assert np.bincount(y, minlength=3).tolist() == counts


def test_equal_priors_are_the_default():
    third = [1 / 3] * 3
    X, y = generate_data(50)
    np.testing.assert_array_equal(generate_data(50, priors=third)[0], X)
    np.testing.assert_array_equal(generate_data(50, priors=third)[1], y)
    np.testing.assert_array_equal(bayes_posterior(X, priors=third), bayes_posterior(X))


@given(
    weights=st.lists(st.floats(0.05, 1), min_size=3, max_size=3),
    std=st.floats(0.5, 3),
    seed=st.integers(0, 99),
)
def test_posterior_is_bayes_rule_for_any_priors_and_spread(weights, std, seed):
    priors = np.array(weights) / np.sum(weights)
    X = generate_data(5, seed)[0]
    joint = priors * np.column_stack(
        [multivariate_normal(mean, std**2).pdf(X) for mean in CLASS_MEANS]
    )
    expected = joint / joint.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(bayes_posterior(X, std=std, priors=priors), expected, atol=1e-9)


def test_posterior_is_certain_and_finite_far_away():
    np.testing.assert_array_equal(bayes_posterior([[-1e4, -1e4], [0, 1e4]]), [[1, 0, 0], [0, 0, 1]])


def test_default_split_is_train_validation_test():
    parts = split_data(*generate_data())
    assert [len(y) for _, y in parts] == [900, 300, 300]


@given(st.integers(3, 200), st.lists(st.integers(1, 9), min_size=1, max_size=3))
def test_split_loses_and_doubles_no_row(n_samples, weights):
    n_samples = max(n_samples, 9 * len(weights))
    X, y = generate_data(n_samples)
    parts = split_data(X, y, np.array(weights) / sum(weights))
    assert len(parts) == len(weights)
    np.testing.assert_array_equal(np.vstack([X_part for X_part, _ in parts]), X)
    np.testing.assert_array_equal(np.concatenate([y_part for _, y_part in parts]), y)


@pytest.mark.parametrize(
    ("X", "y", "fractions", "message"),
    [
        ([[1], [2]], [0], (0.5, 0.5), "X has 2, y has 1"),
        ([[1], [2]], [0, 1], (0.5, 0.6), "rows of fractions must sum to 1"),
        ([[1], [2]], [0, 1], (1.5, -0.5), "fractions must not be negative"),
        ([[1], [2]], [0, 1], 0.5, "fractions must be an array, got 0.5"),
        ([[1], [2]], [0, 1], [[0.5, 0.5]], "fractions must be one row of numbers"),
        ([[1], [2]], [0, 1], (0.9, 0.1), "every part must hold at least one row"),
        ([], [], (0.5, 0.5), "every part must hold at least one row"),
        ([[1], [2, 3]], [0, 1], (0.5, 0.5), "X must be an array, got rows of unequal length"),
    ],
)
def test_split_says_what_is_wrong(X, y, fractions, message):
    with pytest.raises(ValueError, match=message):
        split_data(X, y, fractions)


@pytest.mark.parametrize("priors", [(0.5, 0.5), (1.0, 0.0, 0.0), (0.5, 0.6, -0.1), (0.2, 0.2, 0.2)])
def test_every_function_wants_a_spread_and_three_positive_shares(priors):
    for call in (generate_data, bayes_limits, lambda **known: bayes_posterior([[0, 0]], **known)):
        with pytest.raises(ValueError, match="priors must"):
            call(priors=priors)
        with pytest.raises(ValueError, match="std must be a number between 1e-100"):
            call(std=0.0)
        with pytest.raises(ValueError, match=r"std must be .* and 1e\+100, .* got 1e\+200"):
            call(std=1e200)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: generate_data(0), "n_samples must be an integer of at least 1, got 0"),
        (lambda: generate_data(2.5), "n_samples must be an integer of at least 1, got 2.5"),
        (lambda: bayes_posterior([[0, 0, 0]]), "X must have 2 columns, got 3"),
    ],
)
def test_says_what_is_wrong(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# Limits on any classifier


def entropy_by_adaptive_quadrature(std, priors):
    """H(Y|X) as an integral over the plane, by SciPy."""

    def share(x2, x1):
        distances = ((np.array([x1, x2]) - CLASS_MEANS) ** 2).sum(axis=1)
        joint = priors * np.exp(-distances / (2 * std**2)) / (2 * np.pi * std**2)
        total = joint.sum()
        return total * entr(joint / total).sum() if total > 0 else 0.0

    reach = 9 * std
    return dblquad(share, -2 - reach, 2 + reach, -1 - reach, 2 + reach, epsabs=1e-8)[0]


def accuracy_by_the_normal_distribution(std, priors):
    """Σ_k prior_k P(the two other classes are behind | k), their log odds being Gaussian."""
    accuracy = 0.0
    for k in range(3):
        towards = np.delete(CLASS_MEANS - CLASS_MEANS[k], k, axis=0) / std
        odds = np.log(np.delete(priors, k) / priors[k]) - (towards**2).sum(axis=1) / 2
        accuracy += priors[k] * multivariate_normal(odds, towards @ towards.T).cdf([0, 0])
    return accuracy


@pytest.mark.parametrize("priors", [None, (0.6, 0.3, 0.1), (0.01, 0.01, 0.98)])
@pytest.mark.parametrize("std", [0.05, 0.3, 1.0, 2.0, 50.0])
def test_limits_are_right_to_eight_digits(std, priors):
    limits = bayes_limits(std=std, priors=priors)
    known = std, np.full(3, 1 / 3) if priors is None else np.array(priors)
    entropy = entropy_by_adaptive_quadrature(*known)
    assert limits["conditional_entropy"] == pytest.approx(entropy, abs=1e-8)
    accuracy = accuracy_by_the_normal_distribution(*known)
    assert limits["accuracy"] == pytest.approx(accuracy, abs=1e-8)


@pytest.mark.parametrize("std", [1e-99, 1e-9])
def test_clouds_without_overlap_leave_nothing_open(std):
    limits = bayes_limits(std=std, priors=(0.5, 0.3, 0.2))
    assert limits["conditional_entropy"] == pytest.approx(0, abs=1e-12)
    assert limits["accuracy"] == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("std", [1e15, 1e99])
def test_clouds_without_a_difference_tell_nothing(std):
    limits = bayes_limits(std=std, priors=(0.5, 0.3, 0.2))
    assert limits["mutual_information"] == pytest.approx(0, abs=1e-12)
    assert limits["accuracy"] == pytest.approx(0.5, abs=1e-12)
    assert bayes_limits(std=std)["accuracy"] == pytest.approx(1 / 3, abs=1e-12)


@pytest.mark.parametrize("priors", [None, (0.1, 0.2, 0.7)])
def test_entropy_and_information_add_up_to_the_label_entropy(priors):
    limits = bayes_limits(std=1.7, priors=priors)
    expected = scipy_entropy([1, 1, 1] if priors is None else priors)
    assert limits["label_entropy"] == pytest.approx(expected)
    assert limits["conditional_entropy"] + limits["mutual_information"] == pytest.approx(expected)
