"""Estimates of a known mutual information err by a known amount, in a known direction."""

import pytest

from casestudy_lib.studies.sampled_information import (
    gaussian_information_estimates,
    gaussian_mutual_information,
)


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


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: gaussian_information_estimates([0]), "n_samples must be an integer of at least"),
        (lambda: gaussian_information_estimates([9], n_repetitions=0), "n_repetitions must be"),
        (lambda: gaussian_information_estimates([9], n_shuffles=0), "n_shuffles must be"),
        (lambda: gaussian_information_estimates([9], n_bins=0), "n_bins must be"),
        (
            lambda: gaussian_information_estimates([9], correlation=1),
            "correlation must be a number between -1 and 1, both excluded, got 1",
        ),
    ],
)
def test_experiment_says_what_is_wrong(call, message):
    with pytest.raises(ValueError, match=message):
        call()
