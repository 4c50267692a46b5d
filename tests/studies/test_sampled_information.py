"""Entropy and mutual information from counts, against SciPy, scikit-learn and closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import mutual_info_score

from casestudy_lib.studies.sampled_information import (
    bin_equal_width,
    compute_discrete_entropy,
    compute_discrete_mutual_information,
    compute_shuffle_baseline,
    gaussian_information_estimates,
    gaussian_mutual_information,
)

paired_codes = st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 4)), min_size=1, max_size=30)


@given(paired_codes)
def test_entropy_and_information_agree_with_scipy_and_sklearn(pairs):
    a, b = np.array(pairs).T
    h_a, h_b = (stats.entropy(np.unique(codes, return_counts=True)[1]) for codes in (a, b))
    assert compute_discrete_entropy(a) == pytest.approx(h_a, abs=1e-12)
    value = compute_discrete_mutual_information(a, b)
    assert value == pytest.approx(mutual_info_score(a, b), abs=1e-12)
    assert -1e-12 <= value <= min(h_a, h_b) + 1e-12
    assert compute_discrete_mutual_information(a, a) == pytest.approx(h_a)


@given(paired_codes, st.sampled_from([None, "miller-madow"]))
def test_mutual_information_is_symmetric_and_blind_to_names(pairs, correction):
    a, b = np.array(pairs).T
    value = compute_discrete_mutual_information(a, b, correction=correction)
    swapped = compute_discrete_mutual_information(b, a, correction=correction)
    renamed = compute_discrete_mutual_information(
        np.exp(-a), [f"value {v}" for v in b], correction=correction
    )
    assert swapped == pytest.approx(value, abs=1e-12)
    assert renamed == pytest.approx(value, abs=1e-12)


def test_miller_madow_by_hand():
    a, b = [0, 0, 1, 1, 1], [7, 8, 7, 7, 9]
    plug_in = stats.entropy([2, 3])
    assert compute_discrete_entropy(a, correction="miller-madow") == pytest.approx(plug_in + 1 / 10)
    assert compute_discrete_entropy(["x"] * 5, correction="miller-madow") == 0
    # Two, three and four values are seen: (1 + 2 − 3) / 10.
    corrected = compute_discrete_mutual_information(a, b, correction="miller-madow")
    assert corrected == pytest.approx(mutual_info_score(a, b), abs=1e-12)
    corrected = compute_discrete_mutual_information(a, a, correction="miller-madow")
    assert corrected == pytest.approx(plug_in + 1 / 10)


def test_shuffles_have_the_bias_of_independent_variables():
    a, b = np.random.default_rng(5).integers(0, 5, (2, 1000))
    shuffled = compute_shuffle_baseline(a, b, n_shuffles=300)
    assert shuffled.shape == (300,)
    assert shuffled.mean() == pytest.approx(4 * 4 / 2000, rel=0.1)  # (K−1)(L−1) / 2n
    assert compute_shuffle_baseline(a, a).max() < 0.1 < compute_discrete_mutual_information(a, a)
    np.testing.assert_array_equal(compute_shuffle_baseline(a, b, n_shuffles=9), shuffled[:9])
    assert (compute_shuffle_baseline(a, b, seed=1) != shuffled[:20]).any()


@pytest.mark.parametrize("correlation", [0.0, 0.5, -0.9])
def test_fine_bins_of_many_samples_approach_the_gaussian_information(correlation):
    x, noise = np.random.default_rng(6).standard_normal((2, 400_000))
    y = correlation * x + np.sqrt(1 - correlation**2) * noise
    a, b = bin_equal_width(x, 80), bin_equal_width(y, 80)
    truth = gaussian_mutual_information(correlation)
    assert truth == pytest.approx(-np.log(1 - correlation**2) / 2)
    estimate = compute_discrete_mutual_information(a, b, correction="miller-madow")
    assert estimate == pytest.approx(truth, abs=0.01)


@pytest.mark.parametrize(
    ("values", "n_bins", "codes"),
    [
        ([4.0, 0.0, 0.9, 1.0, 2.5, 3.0], 4, [3, 0, 0, 1, 2, 3]),
        ([-1, 5], 1, [0, 0]),
        ([2, 2, 2], 3, [2, 2, 2]),
    ],
)
def test_bins_have_equal_width_and_include_their_lower_edge(values, n_bins, codes):
    assert bin_equal_width(values, n_bins).tolist() == codes


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


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: compute_discrete_entropy([]), r"codes must be a non-empty array.*\(0,\)"),
        (lambda: compute_discrete_entropy([[1]]), r"codes must be a non-empty array.*\(1, 1\)"),
        (lambda: compute_discrete_entropy([1], correction="x"), r"one of \[None, 'miller-madow'\]"),
        (lambda: compute_discrete_mutual_information([1], [1, 2]), "a has 1, b has 2"),
        (lambda: compute_shuffle_baseline([1], [1], n_shuffles=0), "n_shuffles must be an integer"),
        (lambda: bin_equal_width([1.0, np.nan], 2), "values must be finite"),
        (lambda: bin_equal_width([[1.0]], 2), "values must be a non-empty array"),
        (lambda: bin_equal_width([1.0], 0), "n_bins must be an integer of at least 1, got 0"),
        (lambda: gaussian_mutual_information(1.0), "correlation must be a number between -1 and 1"),
        (lambda: gaussian_information_estimates([0]), "n_samples must be an integer of at least"),
        (lambda: gaussian_information_estimates([9], n_repetitions=0), "n_repetitions must be"),
        (lambda: gaussian_information_estimates([9], correlation=1), "both excluded, got 1"),
    ],
)
def test_information_says_what_is_wrong(call, message):
    with pytest.raises(ValueError, match=message):
        call()
