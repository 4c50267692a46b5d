"""The limits that the densities set, against independent values and a simulation."""

import numpy as np
import pytest
from scipy.stats import entropy as scipy_entropy
from scipy.stats import multivariate_normal

from casestudy_lib import (
    CLASS_MEANS,
    bayes_limits,
    bayes_posterior,
    compute_accuracy,
    generate_data,
    row_entropies,
)


def test_limits_agree_with_an_independent_simulation_of_three_million_draws():
    limits = bayes_limits()
    assert limits["conditional_entropy"] == pytest.approx(0.1517, abs=2e-4)
    assert limits["mutual_information"] == pytest.approx(0.9469, abs=2e-4)
    assert limits["accuracy"] == pytest.approx(0.9433, abs=2e-4)


@pytest.mark.parametrize("priors", [None, (0.6, 0.3, 0.1), (0.02, 0.08, 0.9)])
@pytest.mark.parametrize("std", [0.5, 1.0, 2.0, 4.0])
def test_limits_agree_with_samples_within_four_standard_errors(std, priors):
    X, y = generate_data(60_000, seed=3, std=std, priors=priors)
    limits = bayes_limits(std=std, priors=priors)
    posterior = bayes_posterior(X, std=std, priors=priors)
    entropies = row_entropies(posterior)
    error = entropies.std() / np.sqrt(len(X))
    assert abs(entropies.mean() - limits["conditional_entropy"]) < 4 * error
    accuracy = compute_accuracy(y, posterior)
    error = np.sqrt(limits["accuracy"] * (1 - limits["accuracy"]) / len(y))
    assert abs(accuracy - limits["accuracy"]) < 4 * error


@pytest.mark.parametrize("std", [0.05, 0.7, 1.7, 20.0])
@pytest.mark.parametrize("priors", [None, (0.1, 0.2, 0.7), (0.98, 0.01, 0.01)])
def test_limits_agree_with_a_grid_over_the_whole_plane(std, priors):
    axes = [
        np.linspace(low - 8 * std, high + 8 * std, int((high - low) / std * 8) + 300)
        for low, high in zip(CLASS_MEANS.min(axis=0), CLASS_MEANS.max(axis=0), strict=True)
    ]
    X = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    posterior = bayes_posterior(X, std=std, priors=priors)
    densities = [multivariate_normal(mean, std**2).pdf(X) for mean in CLASS_MEANS]
    weights = np.full(3, 1 / 3) @ densities if priors is None else np.array(priors) @ densities
    weights /= weights.sum()
    limits = bayes_limits(std=std, priors=priors)
    entropies = scipy_entropy(posterior, axis=1)
    assert limits["conditional_entropy"] == pytest.approx(weights @ entropies, abs=1e-4)
    assert limits["accuracy"] == pytest.approx(weights @ posterior.max(axis=1), abs=1e-4)


@pytest.mark.parametrize("priors", [None, (0.1, 0.2, 0.7)])
def test_entropy_and_information_add_up_to_the_label_entropy(priors):
    limits = bayes_limits(std=1.7, priors=priors)
    expected = scipy_entropy([1, 1, 1] if priors is None else priors)
    assert limits["label_entropy"] == pytest.approx(expected)
    assert limits["conditional_entropy"] + limits["mutual_information"] == pytest.approx(expected)


def test_rare_classes_are_hard_to_see():
    limits = bayes_limits(std=3.0, priors=(0.998, 0.001, 0.001))
    assert limits["accuracy"] == pytest.approx(0.998, abs=1e-4)
    assert limits["mutual_information"] < 0.01


def test_more_overlap_leaves_more_open():
    entropies = [bayes_limits(std=std)["conditional_entropy"] for std in (0.3, 0.6, 1, 2, 5, 50)]
    assert entropies == sorted(entropies)
    assert entropies[0] == pytest.approx(0, abs=1e-6)
    assert entropies[-1] == pytest.approx(np.log(3), abs=2e-3)


@pytest.mark.parametrize("std", [0.0, -1.0, np.nan, np.inf])
def test_spread_must_be_positive(std):
    with pytest.raises(ValueError, match="std must be a finite number greater than 0"):
        bayes_limits(std=std)
