"""Information of binned and noisy responses against closed forms, quadrature and planted cases."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.integrate import quad
from scipy.stats import norm
from sklearn.metrics import mutual_info_score

from casestudy_lib.studies.layer_information import (
    bin_responses,
    compute_binned_information,
    compute_noisy_information,
)

responses = arrays(
    np.float64,
    st.tuples(st.integers(1, 12), st.integers(1, 3)),
    elements=st.floats(-4, 4, allow_subnormal=False),
)
widths = st.sampled_from([2.0**k for k in range(-6, 3)] + [0.1, 0.3, 0.7])


def label_of(rows):
    return np.arange(len(rows)) % 3


def bounds(hidden, noise_std):
    """Lower and upper bound of I(X; T + noise)."""
    information = compute_noisy_information(hidden, label_of(hidden), noise_std)
    return information.inputs_lower, information.inputs


@given(responses, widths)
def test_rows_have_one_code_exactly_when_they_share_all_bins(hidden, bin_width):
    bins = [tuple(np.floor(row / bin_width)) for row in hidden]
    same_cell = np.array([[a == b for b in bins] for a in bins])
    codes = bin_responses(hidden, bin_width)
    np.testing.assert_array_equal(codes[:, None] == codes, same_cell)
    assert set(codes) == set(range(codes.max() + 1))


def test_an_edge_is_at_zero_and_codes_are_in_the_order_of_the_first_unit():
    assert bin_responses([[0.3, 0.1], [0.1, 0.9], [0.1, 0.2]], 0.25).tolist() == [2, 1, 0]
    hidden = np.array([[-0.26], [-0.25], [-1e-9], [-0.0], [0.0], [0.2499], [0.25]])
    assert bin_responses(hidden, 0.25).tolist() == [0, 1, 1, 2, 2, 2, 3]


@given(responses, widths)
def test_binned_information_obeys_its_limits_and_scikit_learn(hidden, bin_width):
    y = label_of(hidden)
    inputs, labels = compute_binned_information(hidden, y, bin_width)
    codes = bin_responses(hidden, bin_width)
    assert inputs == pytest.approx(mutual_info_score(np.arange(len(y)), codes), abs=1e-9)
    assert labels == pytest.approx(mutual_info_score(codes, y), abs=1e-9)
    assert -1e-12 <= inputs <= np.log(len(y)) + 1e-12
    assert labels <= min(inputs, mutual_info_score(y, y)) + 1e-9
    coarse = compute_binned_information(hidden, y, 2 * bin_width)
    assert coarse.inputs <= inputs + 1e-12
    assert coarse.labels <= labels + 1e-12


LN2, LN50, H_THIRDS = np.log(2), np.log(50), mutual_info_score(np.arange(50) % 3, np.arange(50) % 3)


@pytest.mark.parametrize(
    ("hidden", "y", "expected"),
    [
        (np.full((9, 2), 0.3), np.arange(9) % 3, (0, 0, 0)),
        (np.repeat([[0.5], [10.5]], 50, axis=0), np.repeat([0, 1], 50), (LN2, LN2, LN2)),
        (np.arange(50.0)[:, None], np.arange(50) % 3, (LN50, H_THIRDS, LN50)),
        (np.repeat([[0.5], [10.5]], 6, axis=0), np.arange(12) % 3, (LN2, 0, LN2)),
    ],
    ids=["alike", "two far clusters", "all far apart", "labels independent"],
)
def test_both_estimates_of_planted_cases(hidden, y, expected):
    assert compute_binned_information(hidden, y, 1.0) == pytest.approx(expected[:2], abs=1e-12)
    assert compute_noisy_information(hidden, y, 0.01) == pytest.approx(expected, abs=1e-12)


def test_correction_reaches_the_label_information():
    hidden, y = np.array([[4.0], [1], [2], [3], [4], [5]]), np.array([0, 0, 0, 1, 1, 1])
    plain = compute_binned_information(hidden, y, 2.0)
    corrected = compute_binned_information(hidden, y, 2.0, correction="miller-madow")
    # Three cells, two labels and five pairs of them are seen in six samples.
    shift = ((3 - 1) + (2 - 1) - (5 - 1)) / (2 * 6)
    assert corrected.labels == pytest.approx(plain.labels + shift)
    assert corrected.inputs == plain.inputs


@pytest.mark.parametrize("noise_std", [0.05, 0.4, 2.0])
def test_bounds_enclose_the_exact_information_of_a_mixture(rng, noise_std):
    """In one dimension the entropy of the mixture can be integrated."""
    places = rng.uniform(-1, 1, 12)

    def surprise(t):
        p = norm.pdf(t, places, noise_std).mean()
        return -p * np.log(p) if p > 0 else 0.0

    edges = np.linspace(-1 - 8 * noise_std, 1 + 8 * noise_std, 60)
    mixture = sum(quad(surprise, a, b)[0] for a, b in pairwise(edges))
    exact = mixture - norm(scale=noise_std).entropy()
    lower, upper = bounds(places[:, None], noise_std)
    assert lower < exact < upper


@given(responses, st.floats(0.05, 1.5))
def test_bounds_are_in_order_and_in_range_and_fall_with_the_noise(hidden, noise_std):
    lower, upper = bounds(hidden, noise_std)
    assert 0 <= lower <= upper + 1e-9
    assert upper <= np.log(len(hidden)) + 1e-9
    noisier = bounds(hidden, 2 * noise_std)
    assert noisier[0] <= lower + 1e-9
    assert noisier[1] <= upper + 1e-9


def test_bounds_are_those_of_the_pairwise_formula_in_units_of_the_noise(rng):
    hidden, s = rng.normal(size=(20, 3)), 0.7
    D = ((hidden[:, None] - hidden) ** 2).sum(axis=2)
    expected = [-np.mean(np.log(np.mean(np.exp(-D / (k * s**2)), axis=1))) for k in (8, 2)]
    assert bounds(hidden, s) == pytest.approx(expected, rel=1e-12)
    assert bounds(5 * hidden + 1000, 5 * s) == pytest.approx(expected, rel=1e-9)


def test_noisy_label_information_is_the_total_less_that_within_classes(rng):
    hidden, y = rng.normal(size=(30, 2)), np.array([4, 9, 9] * 10)
    inputs, labels, _ = compute_noisy_information(hidden, y, 0.5)
    within = [bounds(hidden[y == k], 0.5)[1] for k in (4, 9)]
    assert labels == pytest.approx(inputs - (within[0] + 2 * within[1]) / 3)


@pytest.mark.parametrize(
    ("function", "hidden", "y", "size", "message"),
    [
        (compute_binned_information, [1.0, 2.0], [0, 1], 0.1, "hidden must be a non-empty array"),
        (compute_binned_information, [[np.nan]], [0], 0.1, "hidden must be finite"),
        (compute_binned_information, [[1.0]], [0], 0, "bin_width must be a finite number greater"),
        (compute_binned_information, [[8.0]], [0], 1e-200, "bin_width is too small .* as 8, got 1"),
        (compute_binned_information, [[1.0]], [0, 1], 0.1, "but hidden has 1, y has 2"),
        (compute_noisy_information, [[1.0]], [0], -1, "noise_std must be a finite number greater"),
        (compute_noisy_information, [[0.0], [4]], [0, 1], 1e-9, "noise_std is too small .* as 2, "),
        (compute_noisy_information, [[1.0]], [0, 1], 0.1, "but hidden has 1, y has 2"),
        (compute_noisy_information, [[1.0]], [[0]], 0.1, r"y must be labels of shape \(1,\), got"),
    ],
)
def test_mistakes_are_named(function, hidden, y, size, message):
    with pytest.raises(ValueError, match=message):
        function(hidden, y, size)
