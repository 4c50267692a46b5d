"""Bins, Wilson intervals and calibration error, against SciPy and scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve
from strategies import labelled_distributions

from casestudy_lib import expected_calibration_error, reliability_curve, softmax, wilson_interval


def draw_labels(probs, rng):
    return (rng.random((len(probs), 1)) >= probs.cumsum(axis=1)[:, :-1]).sum(axis=1)


@pytest.fixture(scope="module")
def planted():
    """Probabilities without ties, and labels drawn from them."""
    rng = np.random.default_rng(8)
    probs = softmax(rng.normal(0, 2, (5000, 3)))
    return draw_labels(probs, rng), probs


# Bins


@pytest.mark.parametrize("n_bins", [1, 4, 10, 50])
def test_equal_mass_curve_agrees_with_sklearn(planted, n_bins):
    y, probs = planted
    curve = reliability_curve(y, probs, n_bins=n_bins, binning="mass")
    correct, confidence = probs.argmax(axis=1) == y, probs.max(axis=1)
    accuracy, mean_confidence = calibration_curve(
        correct, confidence, n_bins=n_bins, strategy="quantile"
    )
    assert curve["count"].tolist() == [5000 // n_bins] * n_bins
    np.testing.assert_allclose(curve["accuracy"], accuracy)
    np.testing.assert_allclose(curve["confidence"], mean_confidence)


@pytest.mark.parametrize(("n_samples", "n_bins"), [(7, 3), (100, 30), (5, 5)])
def test_equal_mass_bins_differ_by_one_sample_at_most(planted, n_samples, n_bins):
    y, probs = planted[0][:n_samples], planted[1][:n_samples]
    count = reliability_curve(y, probs, n_bins=n_bins, binning="mass")["count"]
    assert count.sum() == n_samples
    assert np.ptp(count) <= 1


def test_fewer_samples_than_bins_leave_bins_empty():
    probs = [[0.9, 0.1], [0.6, 0.4]]
    curve = reliability_curve([0, 1], probs, n_bins=4, binning="mass")
    assert curve["count"].tolist() == [1, 0, 1, 0]
    assert curve["accuracy"][[0, 2]].tolist() == [0, 1]
    assert np.isnan(curve["accuracy"][[1, 3]]).all()
    assert curve["lower"].tolist() == [0, 0.6, 0.6, 0.9]
    assert curve["upper"].tolist() == [0.6, 0.6, 0.9, 1]
    error = expected_calibration_error([0, 1], probs, n_bins=4, binning="mass")
    assert error == pytest.approx((0.1 + 0.6) / 2)


def test_equal_confidences_share_the_lowest_bin():
    probs = np.array([[0.6, 0.4]] * 5 + [[0.8, 0.2]])
    count = reliability_curve([0] * 6, probs, n_bins=3, binning="mass")["count"]
    assert count.tolist() == [5, 0, 1]


@given(labelled_distributions(), st.integers(1, 8), st.randoms())
def test_equal_mass_bins_do_not_depend_on_the_order(labelled, n_bins, random):
    y, probs = labelled
    order = random.sample(range(len(y)), len(y))
    curve = reliability_curve(y, probs, n_bins=n_bins, binning="mass")
    shuffled = reliability_curve(y[order], probs[order], n_bins=n_bins, binning="mass")
    for name, values in curve.items():
        np.testing.assert_allclose(shuffled[name], values)
    filled = curve["count"] > 0
    assert curve["count"].sum() == len(y)
    assert (curve["lower"][filled] <= curve["confidence"][filled] + 1e-12).all()
    assert (curve["confidence"][filled] <= curve["upper"][filled] + 1e-12).all()


@pytest.mark.parametrize("binning", ["width", "mass"])
def test_calibration_error_weighs_the_gaps_of_its_curve(planted, binning):
    y, probs = planted
    curve = reliability_curve(y, probs, n_bins=7, binning=binning)
    filled = curve["count"] > 0
    gaps = np.abs(curve["confidence"] - curve["accuracy"])[filled]
    expected = (gaps * curve["count"][filled]).sum() / len(y)
    error = expected_calibration_error(y, probs, n_bins=7, binning=binning)
    assert error == pytest.approx(expected)


# Intervals


@given(st.integers(1, 60), st.data(), st.sampled_from([0.5, 0.9, 0.99]))
def test_wilson_interval_agrees_with_scipy(count, data, level):
    hits = data.draw(st.integers(0, count))
    expected = binomtest(hits, count).proportion_ci(level, method="wilson")
    (low,), (high,) = wilson_interval([hits], [count], level=level)
    assert (low, high) == pytest.approx(tuple(expected), abs=1e-12)


def test_nothing_is_known_without_samples():
    low, high = wilson_interval([0, 3], [0, 3])
    assert (low[0], high[0]) == (0, 1)
    assert 0 < low[1] < high[1] == 1


def test_curve_holds_the_wilson_intervals_of_its_bins(planted):
    y, probs = planted
    curve = reliability_curve(y, probs, level=0.8)
    filled = curve["count"] > 0
    hits = np.rint(curve["accuracy"][filled] * curve["count"][filled])
    low, high = wilson_interval(hits, curve["count"][filled], level=0.8)
    np.testing.assert_allclose(curve["accuracy_low"][filled], low)
    np.testing.assert_allclose(curve["accuracy_high"][filled], high)
    assert (curve["accuracy_low"][~filled] == 0).all()
    assert (curve["accuracy_high"][~filled] == 1).all()
    ninety = reliability_curve(y, probs)
    assert (ninety["accuracy_low"][filled] < low).all()


def test_wilson_interval_holds_the_truth_about_as_often_as_it_says(rng):
    hits = rng.binomial(30, 0.85, 20_000)
    low, high = wilson_interval(hits, np.full(20_000, 30))
    assert ((low <= 0.85) & (high >= 0.85)).mean() == pytest.approx(0.9, abs=0.03)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda y, q: reliability_curve(y, q, binning="area"),
            r"binning must be one of \['width', 'mass'\], got 'area'",
        ),
        (lambda y, q: expected_calibration_error(y, q, binning=None), "binning must be one of"),
        (
            lambda y, q: reliability_curve(y, q, level=1.5),
            r"level must be a number between 0 and 1, both excluded, got 1\.5",
        ),
        (lambda y, q: wilson_interval([1, 2], [2]), "hits has 2, count has 1"),
        (lambda y, q: wilson_interval([3], [2]), r"hits must lie between 0 and count, got \[3\]"),
        (lambda y, q: wilson_interval([-1], [2]), "hits must lie between 0 and count"),
    ],
)
def test_says_what_is_wrong(call, message):
    with pytest.raises(ValueError, match=message):
        call([0, 1], np.array([[0.7, 0.3], [0.6, 0.4]]))
