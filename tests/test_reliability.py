"""Bins, Wilson intervals and calibration error, against SciPy and scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve
from strategies import labelled_distributions

from casestudy_lib import expected_calibration_error, reliability_curve, softmax, wilson_interval

binnings = st.sampled_from(["width", "mass"])


@pytest.fixture(scope="module")
def planted():
    """Logits that are right, and labels drawn from them."""
    rng = np.random.default_rng(8)
    logits = rng.normal(0, 2, (5000, 3))
    return logits, (softmax(logits).cumsum(axis=1) < rng.random((5000, 1))).sum(axis=1)


@pytest.mark.parametrize("n_bins", [1, 4, 10, 50])
@pytest.mark.parametrize(("binning", "strategy"), [("width", "uniform"), ("mass", "quantile")])
def test_reliability_curve_and_its_error_agree_with_sklearn(planted, n_bins, binning, strategy):
    y, probs = planted[1], softmax(2 * planted[0])
    curve = reliability_curve(y, probs, n_bins=n_bins, binning=binning)
    accuracy, confidence = calibration_curve(
        probs.argmax(axis=1) == y, probs.max(axis=1), n_bins=n_bins, strategy=strategy
    )
    count = curve["count"][filled := curve["count"] > 0]
    np.testing.assert_allclose(curve["accuracy"][filled], accuracy)
    np.testing.assert_allclose(curve["confidence"][filled], confidence)
    expected = (np.abs(confidence - accuracy) * count).sum() / len(y)
    error = expected_calibration_error(y, probs, n_bins=n_bins, binning=binning)
    assert error == pytest.approx(expected)


@pytest.mark.parametrize(("n_samples", "n_bins"), [(7, 3), (100, 30), (5, 5), (5000, 50)])
def test_equal_mass_bins_differ_by_one_sample_at_most(planted, n_samples, n_bins):
    logits, y = (values[:n_samples] for values in planted)
    count = reliability_curve(y, softmax(logits), n_bins=n_bins, binning="mass")["count"]
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


@given(labelled_distributions(), st.integers(1, 20), binnings, st.randoms())
def test_every_row_lies_in_one_bin_in_whatever_order(labelled, n_bins, binning, random):
    y, probs = labelled
    order = random.sample(range(len(y)), len(y))
    curve = reliability_curve(y, probs, n_bins=n_bins, binning=binning)
    shuffled = reliability_curve(y[order], probs[order], n_bins=n_bins, binning=binning)
    for name, values in curve.items():
        np.testing.assert_allclose(shuffled[name], values)
    filled = curve["count"] > 0
    assert curve["count"].sum() == len(y)
    assert (curve["lower"][filled] <= curve["confidence"][filled] + 1e-12).all()
    assert (curve["confidence"][filled] <= curve["upper"][filled] + 1e-12).all()


@given(st.integers(1, 60), st.data(), st.sampled_from([0.5, 0.9, 0.99]))
def test_wilson_interval_agrees_with_scipy(count, data, level):
    hits = data.draw(st.integers(0, count))
    expected = binomtest(hits, count).proportion_ci(level, method="wilson")
    (low,), (high,) = wilson_interval([hits], [count], level=level)
    assert (low, high) == pytest.approx(tuple(expected), abs=1e-12)


def test_curve_holds_the_wilson_intervals_of_its_bins(planted):
    logits, y = planted
    curve = reliability_curve(y, softmax(logits), level=0.8)
    hits = np.rint(np.nan_to_num(curve["accuracy"]) * curve["count"])
    low, high = wilson_interval(hits, curve["count"], level=0.8)
    np.testing.assert_allclose(curve["accuracy_low"], low)
    np.testing.assert_allclose(curve["accuracy_high"], high)
    empty, default = curve["count"] == 0, reliability_curve(y, softmax(logits))
    assert set(low[empty]) == {0}  # nothing is known without samples
    assert set(high[empty]) == {1}
    assert (default["accuracy_low"][~empty] < low[~empty]).all()  # a level of 0.9


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda y, q: reliability_curve(y, q, binning="area"), "'width', 'mass'., got 'area'"),
        (lambda y, q: expected_calibration_error(y, q, binning=None), "binning must be one of"),
        (lambda y, q: reliability_curve(y, q, level=1.5), "level must be a number .* got 1.5"),
        (lambda y, q: wilson_interval([1, 2], [2]), "hits has 2, count has 1"),
        (lambda y, q: wilson_interval([3], [2]), r"hits must lie between 0 and count, got \[3\]"),
        (lambda y, q: wilson_interval([-1], [2]), "hits must lie between 0 and count"),
    ],
)
def test_bins_and_intervals_say_what_is_wrong(call, message):
    with pytest.raises(ValueError, match=message):
        call([0, 1], np.array([[0.7, 0.3], [0.6, 0.4]]))
