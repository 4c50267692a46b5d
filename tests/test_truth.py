"""The limits that the densities set, against independent values and a simulation."""

import numpy as np
import pytest

from casestudy_lib import (
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


@pytest.mark.parametrize("std", [0.5, 1.0, 2.0, 4.0])
def test_limits_agree_with_samples_within_four_standard_errors(std):
    X, y = generate_data(60_000, seed=3, std=std)
    limits = bayes_limits(std=std)
    posterior = bayes_posterior(X, std=std)
    entropies = row_entropies(posterior)
    error = entropies.std() / np.sqrt(len(X))
    assert abs(entropies.mean() - limits["conditional_entropy"]) < 4 * error
    accuracy = compute_accuracy(y, posterior)
    error = np.sqrt(limits["accuracy"] * (1 - limits["accuracy"]) / len(y))
    assert abs(accuracy - limits["accuracy"]) < 4 * error


def test_entropy_and_information_add_up_to_the_label_entropy():
    limits = bayes_limits(std=1.7)
    assert limits["conditional_entropy"] + limits["mutual_information"] == pytest.approx(np.log(3))


def test_more_overlap_leaves_more_open():
    entropies = [bayes_limits(std=std)["conditional_entropy"] for std in (0.3, 0.6, 1, 2, 5, 50)]
    assert entropies == sorted(entropies)
    assert entropies[0] == pytest.approx(0, abs=1e-6)
    assert entropies[-1] == pytest.approx(np.log(3), abs=2e-3)


@pytest.mark.parametrize("std", [0.0, -1.0, np.nan, np.inf])
def test_spread_must_be_positive(std):
    with pytest.raises(ValueError, match="std must be a finite number greater than 0"):
        bayes_limits(std=std)
