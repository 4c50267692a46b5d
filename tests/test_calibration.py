"""Temperature, reliability, calibration error and Brier score, against SciPy and scikit-learn."""

from unittest.mock import Mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss
from strategies import calibratable, distributions, draw_labels, labelled_distributions, logits

from casestudy_lib import (
    SimpleNeuralNetwork,
    brier_score,
    calibration,
    compute_accuracy,
    compute_entropy,
    compute_mutual_information,
    compute_prediction_confidence,
    expected_calibration_error,
    log_softmax,
    optimal_temperature,
    reliability_curve,
    softmax,
    temperature_analysis,
    wilson_interval,
)

LN3 = np.log(3)

binnings = st.sampled_from(["width", "mass"])


def cross_entropy_at(T, logits, y):
    return -log_softmax(logits / T)[np.arange(len(y)), y].mean()


@pytest.fixture(scope="module")
def planted():
    """Logits that are right, and labels drawn from them: the best temperature is near 1."""
    rng = np.random.default_rng(8)
    logits = rng.normal(0, 2, (5000, 3))
    return logits, draw_labels(softmax(logits), rng)


@pytest.fixture(scope="module")
def large():
    """Logits of 60 blocks in single precision, wrong in one label of five."""
    rng = np.random.default_rng(4)
    logits, y = rng.normal(0, 2, (8000, 200)).astype(np.float32), rng.integers(0, 200, 8000)
    logits[np.arange(8000), y] += 5 * (rng.random(8000) < 0.8)
    return logits, y


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_large_logits_of_any_type_have_their_optimum_and_take_little_memory(
    large, peak_memory, dtype
):
    logits, y = large[0].astype(dtype), large[1]
    T, wide = optimal_temperature(logits, y), logits.astype(np.float64)
    slope = [
        (softmax(wide / t) * wide).sum(axis=1).mean() - wide[np.arange(len(y)), y].mean()
        for t in (T * (1 - 1e-9), T * (1 + 1e-9))
    ]
    assert slope[0] > 0 > slope[1]  # hotter, and the expected logit is smaller
    assert peak_memory(lambda: optimal_temperature(logits, y)) < 12e6  # 13 in double precision


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_reliability_of_a_large_array_takes_little_memory(large, peak_memory, dtype):
    probs, y = softmax(large[0]).astype(dtype), large[1]
    wide = probs.astype(np.float64)
    wide /= wide.sum(axis=1, keepdims=True)
    for measure in (reliability_curve, expected_calibration_error, brier_score):
        assert peak_memory(lambda measure=measure: measure(y, probs)) < 12e6
    for name, column in reliability_curve(y, probs).items():
        np.testing.assert_allclose(column, reliability_curve(y, wide)[name], rtol=1e-12)
    for measure in (expected_calibration_error, brier_score):
        assert measure(y, probs) == pytest.approx(measure(y, wide), rel=1e-12)


def test_soft_targets_have_an_optimal_temperature_too(planted):
    logits, y = planted
    assert optimal_temperature(logits, np.eye(3)[y]) == pytest.approx(
        optimal_temperature(logits, y)
    )
    assert optimal_temperature(logits, softmax(logits / 1.7)) == pytest.approx(1.7, rel=1e-9)


# Temperature analysis


@pytest.fixture(scope="module")
def analysis(trained, split):
    return temperature_analysis(trained, *split[2:], [0.01, 0.5, 1, 2, 5, 1e6])


def test_every_column_is_a_metric_of_softmax_of_logits_over_T(trained, split, analysis):
    X, y = split[2:]
    for row, T in enumerate(analysis["temperature"]):
        probs = softmax(trained.logits(X) / T)
        expected = {
            "temperature": T,
            "entropy": compute_entropy(probs),
            "accuracy": compute_accuracy(y, probs),
            "confidence": compute_prediction_confidence(probs),
            "calibration_error": expected_calibration_error(y, probs),
            "mutual_information": compute_mutual_information(probs),
            "cross_entropy": cross_entropy_at(T, trained.logits(X), y),
        }
        assert {name: column[row] for name, column in analysis.items()} == pytest.approx(expected)


def test_heat_softens_towards_uniform_and_leaves_the_accuracy(analysis):
    assert np.ptp(analysis["accuracy"]) == 0
    assert (np.diff(analysis["entropy"]) > 0).all()
    assert (np.diff(analysis["confidence"]) < 0).all()
    assert analysis["entropy"][-1] == pytest.approx(LN3)
    assert analysis["confidence"][-1] == pytest.approx(1 / 3, abs=1e-5)


def test_one_temperature_is_one_row_and_bins_are_those_that_are_given(trained, split):
    X, y = split[2:]
    row = temperature_analysis(trained, X, y, 2, n_bins=3)
    expected = expected_calibration_error(y, softmax(trained.logits(X) / 2), n_bins=3)
    assert row["temperature"].tolist() == [2.0]
    assert row["calibration_error"] == pytest.approx([expected])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"temperatures": [1, 0]}, "temperature must be a finite number greater than 0, got 0"),
        ({"temperatures": [-1.0]}, r"temperature must be a finite number .* than 0, got -1\.0"),
        ({"temperatures": []}, "temperatures must hold at least one value"),
        ({"y": [0]}, "X has 2, y has 1"),
        ({"y": [0, 3]}, "y must hold labels from 0 to 2"),
        ({"X": [[0, 1, 2]] * 2}, "X must have 2 columns, got 3"),
        ({"n_classes": 4}, "net must have n_classes = 4 outputs, got 3"),
        ({"n_bins": 0}, "n_bins must be an integer of at least 1"),
    ],
)
def test_analysis_says_what_is_wrong(changed, message):
    net = SimpleNeuralNetwork(2, 4, 3)
    arguments = {"X": [[0, 1], [1, 0]], "y": [0, 1], "temperatures": [1.0], **changed}
    with pytest.raises(ValueError, match=message):
        temperature_analysis(net, **arguments)


# Optimal temperature


@given(logits(), st.sampled_from([0.03, 0.5, 2, 30]))
def test_temperature_leaves_the_ranking(z, T):
    probs = softmax(z / T)
    np.testing.assert_array_equal(probs[np.arange(len(z)), z.argmax(axis=1)], probs.max(axis=1))


@pytest.mark.parametrize("scale", [1e-8, 0.2, 1.0, 3.0, 1e8])
def test_agrees_with_scipy(planted, scale):
    logits, y = scale * planted[0], planted[1]
    expected = minimize_scalar(
        lambda log_T: cross_entropy_at(np.exp(log_T), logits, y),
        bracket=(np.log(scale) - 1, np.log(scale) + 1),
        tol=1e-10,
    )
    assert optimal_temperature(logits, y) == pytest.approx(np.exp(expected.x), rel=1e-6)


@given(calibratable(), st.sampled_from([1e-8, 0.1, 3.0, 1e8]))
def test_scaling_the_logits_scales_the_temperature(case, scale):
    z, y = case
    T = optimal_temperature(z, y)
    assert optimal_temperature(scale * z, y) == pytest.approx(scale * T, rel=1e-6)


@given(calibratable())
def test_no_neighbouring_temperature_is_better(case):
    z, y = case
    T = optimal_temperature(z, y)
    best = cross_entropy_at(T, z, y)
    assert best <= cross_entropy_at(0.99 * T, z, y) + 1e-12
    assert best <= cross_entropy_at(1.01 * T, z, y) + 1e-12


@pytest.mark.parametrize("n_right", [501, 700, 999])
def test_newton_steps_reach_the_closed_form_for_two_classes_in_few_passes(n_right, monkeypatch):
    steps = Mock(wraps=calibration._moments)
    monkeypatch.setattr(calibration, "_moments", steps)
    y = np.repeat([0, 1], [n_right, 1000 - n_right])
    expected = 1 / np.log(n_right / (1000 - n_right))
    assert optimal_temperature([[1.0, 0.0]] * 1000, y) == pytest.approx(expected, rel=1e-6)
    assert 1 <= steps.call_count <= 12  # halving a bracket would take more than twenty


def test_a_shift_of_each_row_does_not_matter(planted):
    logits, y = planted
    shift = np.linspace(-50, 50, len(logits))[:, None]
    assert optimal_temperature(logits + shift, y) == pytest.approx(optimal_temperature(logits, y))


def test_one_close_mistake_among_far_successes():
    # The cross-entropy log(1 + exp(β ε)) + 5 log(1 + exp(−1000 β)) is flat at ε β / 2 = 0.
    logits = [[1e-12, 0.0]] + [[1e3, 0.0]] * 5
    expected = 1e3 / np.log(1e16)
    assert optimal_temperature(logits, [1, 0, 0, 0, 0, 0]) == pytest.approx(expected, rel=1e-5)


def test_equal_logits_leave_the_temperature_at_one():
    assert optimal_temperature([[3.0, 3.0, 3.0], [-1.0, -1.0, -1.0]], [0, 2]) == 1.0


@pytest.mark.parametrize(
    ("logits", "y", "tolerance", "message"),
    [
        ([[2.0, 1.0], [-1.0, 0.0]], [0, 1], 1e-6, "every label has the largest logit .*T = 0"),
        ([[1.0, 0.0], [0.0, 1.0]], [1, 0], 1e-6, "no larger than the average.*T = infinity"),
        ([[1.0, 0.0], [0.0, 1.0]], [0, 0], 1e-6, "no larger than the average.*T = infinity"),
        ([[1e308, -1e308], [-1e308, 1e308]], [0, 0], 1e-6, "no finite optimal"),
        ([[1.0, 0.0]], [0], 0, "tolerance must be a finite number greater than 0"),
        ([[1.0, 0.0]], [0, 1], 1e-6, "logits has 1, y has 2"),
        ([[1.0, 0.0]], [2], 1e-6, "y must hold labels from 0 to 1"),
        ([[np.inf, 0.0]], [0], 1e-6, "logits must be finite"),
    ],
)
def test_optimum_says_why_there_is_none(logits, y, tolerance, message):
    with np.errstate(over="ignore"), pytest.raises(ValueError, match=message):
        optimal_temperature(logits, y, tolerance=tolerance)


# Reliability, calibration error, Brier score


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
    assert np.isnan([curve["confidence"][[1, 3]], curve["accuracy"][[1, 3]]]).all()
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
        (lambda y, q: reliability_curve(y, q, n_bins=0), "n_bins must be an integer of at least 1"),
        (lambda y, q: reliability_curve(y, q, n_bins=2.5), "n_bins must be an integer of at leas"),
        (lambda y, q: wilson_interval([1, 2], [2]), "hits has 2, count has 1"),
        (lambda y, q: wilson_interval([3], [2]), r"hits must lie between 0 and count, got \[3\.\]"),
        (lambda y, q: wilson_interval([-1], [2]), "hits must lie between 0 and count"),
    ],
)
def test_bins_and_intervals_say_what_is_wrong(call, message):
    with pytest.raises(ValueError, match=message):
        call([0, 1], np.array([[0.7, 0.3], [0.6, 0.4]]))


def test_bins_include_their_upper_edge():
    curve = reliability_curve([0, 0, 0], [[0.5, 0.5], [0.75, 0.25], [1.0, 0.0]], n_bins=4)
    assert curve["lower"].tolist() == [0, 0.25, 0.5, 0.75]
    assert curve["upper"].tolist() == [0.25, 0.5, 0.75, 1]
    assert curve["count"].tolist() == [0, 1, 1, 1]


@given(distributions(), st.data())
def test_brier_score_is_twice_sklearns_for_two_classes(probs, data):
    probs = np.column_stack([probs[:, 0], 1 - probs[:, 0]])
    y = data.draw(st.lists(st.integers(0, 1), min_size=len(probs), max_size=len(probs)))
    expected = 2 * brier_score_loss(y, probs[:, 1], pos_label=1)
    assert brier_score(y, probs) == pytest.approx(expected, abs=1e-12)


@given(labelled_distributions())
def test_brier_score_is_the_squared_distance_from_one_hot(labelled):
    y, probs = labelled
    distances = ((probs - np.eye(probs.shape[1])[y]) ** 2).sum(axis=1)
    assert brier_score(y, probs) == pytest.approx(distances.mean(), abs=1e-12)
    assert -1e-12 <= brier_score(y, probs) <= 2


@pytest.mark.parametrize("function", [reliability_curve, expected_calibration_error, brier_score])
@pytest.mark.parametrize(
    ("y", "probs", "message"),
    [
        ([0, 1], [[0.5, 0.5]], "y has 2, probs has 1"),
        ([[1, 0]], [[0.5, 0.5]], "y must be labels"),
        ([2], [[0.5, 0.5]], "y must hold labels from 0 to 1"),
        ([0], [[0.5, 0.6]], "rows of probs must sum to 1"),
    ],
)
def test_scores_say_what_is_wrong(function, y, probs, message):
    with pytest.raises(ValueError, match=message):
        function(y, probs)
