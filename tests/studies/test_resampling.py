"""The bootstrap, against SciPy, closed forms, and statistics that fail."""

import math

import numpy as np
import pytest
from scipy import stats
from strategies import draw_labels

import casestudy_lib as lib
from casestudy_lib.studies.resampling import (
    bootstrap_change,
    bootstrap_interval,
    temperature_interval,
)


def correlation(x, y):
    return np.corrcoef(np.ravel(x), y)[0, 1]


@pytest.mark.parametrize(("statistic", "n_arrays"), [(np.median, 1), (correlation, 2)])
def test_agrees_with_scipy_and_resamples_all_arrays_together(rng, statistic, n_arrays):
    x = rng.exponential(size=200)
    arrays = (x, x + rng.normal(size=200))[:n_arrays]
    expected = stats.bootstrap(
        arrays, statistic, paired=True, vectorized=False, n_resamples=2000, method="percentile",
        confidence_level=0.8, rng=1,
    ).confidence_interval  # fmt: skip
    arrays = (x[:, None], *arrays[1:]) if n_arrays == 2 else arrays
    interval = bootstrap_interval(statistic, *arrays, n_resamples=2000, level=0.8)
    assert interval == pytest.approx(expected, abs=0.02)
    assert interval != bootstrap_interval(statistic, *arrays, n_resamples=2000, level=0.8, seed=1)


def failing(on, error=ValueError):
    """A statistic that gives 0, 1, 2, … and fails on some calls; call 0 is the sample."""
    calls = iter(range(1000))

    def statistic(x):
        if (call := next(calls)) in on:
            raise error("no value here")
        return call

    return statistic


@pytest.mark.parametrize(
    ("on", "n_resamples", "level", "expected"),
    [
        ([], 11, 0.75, (2, 10)),  # the places of 1/8 and 7/8 are 1.25 and 8.75
        ([5], 101, 0.9, (6, 97)),  # the sixth of −∞, 1, 2, 3, 4, 6, … and the sixth from +∞
        (range(1, 11), 101, 0.9, (-math.inf, math.inf)),
    ],
)
def test_ends_are_order_statistics_and_a_failure_counts_at_both(on, n_resamples, level, expected):
    interval = bootstrap_interval(failing(on), [0.0], n_resamples=n_resamples, level=level)
    assert interval == expected


@pytest.mark.parametrize(("on", "error"), [(0, ValueError), (3, RuntimeError)])
def test_a_failure_on_the_sample_itself_and_other_errors_are_not_hidden(on, error):
    with pytest.raises(error, match="no value here"):
        bootstrap_interval(failing([on], error), [0.0])


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
    before, after = lib.softmax(z), lib.softmax(z / 2)
    saved = lib.label_code_lengths(y, np.log(after)) - lib.label_code_lengths(y, np.log(before))
    result = bootstrap_change(lib.compute_cross_entropy, y, before, after, level=0.8, seed=4)
    assert result["change"] == pytest.approx(saved.mean())
    ends = bootstrap_interval(np.mean, saved, level=0.8, seed=4)
    assert (result["low"], result["high"]) == pytest.approx(ends)


def test_temperature_interval_is_as_wide_as_the_fisher_information_says(rng):
    logits = lib.log_softmax(rng.normal(0, 2, (1500, 3)))
    y = draw_labels(np.exp(logits), rng)
    low, high = temperature_interval(logits, y)
    T = lib.optimal_temperature(logits, y)
    q = lib.softmax(logits / T)
    variance = (q * logits**2).sum(axis=1) - (q * logits).sum(axis=1) ** 2
    standard_error = T**2 / np.sqrt(variance.sum())
    assert low < T < high
    assert (high - low) / (2 * 1.645 * standard_error) == pytest.approx(1, abs=0.2)
    narrow = temperature_interval(logits, y, level=0.5, n_resamples=100)
    assert low < narrow[0] < narrow[1] < high


def test_temperature_interval_is_open_where_resamples_have_no_optimum():
    # One mistake in six: about a third of the resamples hold none, and some hold too many.
    assert temperature_interval([[1.0, 0.0]] * 6, [0, 0, 0, 0, 0, 1]) == (0.0, np.inf)
    with pytest.raises(ValueError, match="no finite optimal temperature"):
        temperature_interval([[1.0, 0.0]], [0])
