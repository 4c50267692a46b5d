"""The bootstrap, against SciPy, closed forms, and statistics that fail."""

import math

import numpy as np
import pytest
from scipy import stats

from casestudy_lib import (
    compute_cross_entropy,
    label_code_lengths,
    log_softmax,
    optimal_temperature,
    softmax,
)
from casestudy_lib.studies.resampling import (
    bootstrap_change,
    bootstrap_interval,
    temperature_interval,
)


def test_agrees_with_scipy(rng):
    x = rng.exponential(size=200)
    expected = stats.bootstrap(
        (x,), np.median, n_resamples=4000, method="percentile", confidence_level=0.9, rng=1
    ).confidence_interval
    assert bootstrap_interval(np.median, x, n_resamples=4000) == pytest.approx(expected, abs=0.02)


def test_rows_of_all_arrays_are_resampled_together(rng):
    x = rng.normal(size=(100, 1))
    y = x[:, 0] + rng.normal(size=100)

    def correlation(x, y):
        return np.corrcoef(x[:, 0], y)[0, 1]

    expected = stats.bootstrap(
        (x[:, 0], y), lambda x, y: np.corrcoef(x, y)[0, 1], paired=True, vectorized=False,
        n_resamples=2000, method="percentile", confidence_level=0.8, rng=1,
    ).confidence_interval  # fmt: skip
    interval = bootstrap_interval(correlation, x, y, n_resamples=2000, level=0.8)
    assert interval == pytest.approx(expected, abs=0.02)


def test_interval_of_a_mean_is_as_wide_as_its_standard_error_says(rng):
    x = rng.normal(3, 2, 400)
    low, high = bootstrap_interval(np.mean, x, n_resamples=2000, level=0.95)
    assert (low + high) / 2 == pytest.approx(x.mean(), abs=0.02)
    assert (high - low) / 2 == pytest.approx(1.96 * x.std() / 20, rel=0.1)


def test_higher_levels_hold_lower_ones_and_seeds_repeat(rng):
    x = rng.normal(size=50)
    low, high = bootstrap_interval(np.mean, x, level=0.5)
    lower, higher = bootstrap_interval(np.mean, x, level=0.99)
    assert lower < low < high < higher
    assert bootstrap_interval(np.mean, x, seed=1) == bootstrap_interval(np.mean, x, seed=1)
    assert bootstrap_interval(np.mean, x, seed=1) != bootstrap_interval(np.mean, x, seed=2)


def test_ends_are_order_statistics_rounded_outwards():
    values = iter([0.0, *range(1, 12)])
    interval = bootstrap_interval(lambda x: next(values), [0.0], n_resamples=11, level=0.75)
    assert interval == (2.0, 10.0)  # the places of 1/8 and 7/8 are 1.25 and 8.75


def fails_on(resamples):
    """A statistic that gives 0, 1, 2, … and fails on some resamples; call 0 is the sample."""
    calls = iter(range(1000))

    def statistic(x):
        call = next(calls)
        if call in resamples:
            raise ValueError("no value here")
        return call

    return statistic


def test_a_failure_counts_at_both_ends():
    few = bootstrap_interval(fails_on({5}), [0.0], n_resamples=101, level=0.9)
    assert few == (6.0, 97.0)  # the sixth of −∞, 1, 2, 3, 4, 6, … and the sixth from +∞
    many = bootstrap_interval(fails_on(set(range(1, 11))), [0.0], n_resamples=101, level=0.9)
    assert many == (-math.inf, math.inf)


def test_a_failure_on_the_sample_itself_is_not_hidden():
    with pytest.raises(ValueError, match="no value here"):
        bootstrap_interval(fails_on({0}), [0.0])


def test_other_errors_are_not_swallowed():
    values = iter([0.0])

    def statistic(x):
        try:
            return next(values)
        except StopIteration:
            raise RuntimeError("broken") from None

    with pytest.raises(RuntimeError, match="broken"):
        bootstrap_interval(statistic, [0.0])


@pytest.mark.parametrize(
    ("arrays", "options", "message"),
    [
        ([], {}, "arrays must hold at least one sample, got none"),
        ([[1, 2], [1]], {}, "array 0 has 2, array 1 has 1"),
        ([3.0], {}, "array must be an array, got 3.0"),
        ([[]], {}, "arrays must hold at least one sample, got none"),
        ([[1, 2]], {"n_resamples": 0}, "n_resamples must be an integer of at least 1, got 0"),
        ([[1, 2]], {"level": 1}, "level must be a number between 0 and 1, both excluded, got 1"),
        ([[np.nan, 2]], {}, "statistic must return a number, got NaN on a resample"),
    ],
)
def test_bootstrap_says_what_is_wrong(arrays, options, message):
    with pytest.raises(ValueError, match=message):
        bootstrap_interval(lambda *arrays: np.max(arrays[0]), *arrays, **options)


def test_change_of_a_mean_is_the_interval_of_the_differences(rng):
    y, z = rng.integers(0, 3, 150), rng.normal(size=(150, 3))
    before, after = softmax(z), softmax(z / 2)
    saved = label_code_lengths(y, np.log(after)) - label_code_lengths(y, np.log(before))
    result = bootstrap_change(compute_cross_entropy, y, before, after, level=0.8, seed=4)
    assert result["change"] == pytest.approx(saved.mean())
    ends = bootstrap_interval(np.mean, saved, level=0.8, seed=4)
    assert (result["low"], result["high"]) == pytest.approx(ends)


def test_a_model_does_not_differ_from_itself(rng):
    probs = softmax(rng.normal(size=(40, 3)))
    result = bootstrap_change(compute_cross_entropy, rng.integers(0, 3, 40), probs, probs)
    assert result == {"change": 0, "low": 0, "high": 0}


def test_temperature_interval_is_as_wide_as_the_fisher_information_says(rng):
    logits = log_softmax(rng.normal(0, 2, (1500, 3)))
    y = (rng.random((1500, 1)) >= np.exp(logits).cumsum(axis=1)[:, :-1]).sum(axis=1)
    low, high = temperature_interval(logits, y)
    T = optimal_temperature(logits, y)
    q = softmax(logits / T)
    variance = (q * logits**2).sum(axis=1) - (q * logits).sum(axis=1) ** 2
    standard_error = T**2 / np.sqrt(variance.sum())
    assert low < T < high
    assert (high - low) / (2 * 1.645 * standard_error) == pytest.approx(1, abs=0.2)
    assert temperature_interval(logits, y, seed=1) != (low, high)
    narrow = temperature_interval(logits, y, level=0.5, n_resamples=100)
    assert low < narrow[0] < narrow[1] < high


def test_temperature_interval_is_open_where_resamples_have_no_optimum():
    # One mistake in six: about a third of the resamples hold none, and some hold too many.
    assert temperature_interval([[1.0, 0.0]] * 6, [0, 0, 0, 0, 0, 1]) == (0.0, np.inf)
    with pytest.raises(ValueError, match="no finite optimal temperature"):
        temperature_interval([[1.0, 0.0]], [0])
