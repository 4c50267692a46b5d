"""Bins, intervals, the parts of the Brier score, and the test of perfection."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve
from strategies import distribution_pairs, labelled_distributions

from casestudy_lib import (
    bayes_posterior,
    brier_score,
    compute_cross_entropy,
    expected_calibration_error,
    generate_data,
    log_softmax,
    optimal_temperature,
    reliability_curve,
    softmax,
    wilson_interval,
)
from casestudy_lib.studies.brier_parts import decompose_brier_score, decompose_expected_brier_score
from casestudy_lib.studies.consistency import consistency_test, draw_consistent_scores
from casestudy_lib.studies.resampling import temperature_interval

binnings = st.sampled_from(["width", "mass"])


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


def test_temperature_interval_is_as_wide_as_the_fisher_information_says(planted):
    y, probs = planted[0][:1500], planted[1][:1500]
    logits = log_softmax(np.log(probs))
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
    logits = [[1.0, 0.0]] * 6
    assert temperature_interval(logits, [0, 0, 0, 0, 0, 1]) == (0.0, np.inf)


# The parts of the Brier score


@given(labelled_distributions(), st.integers(1, 12), binnings)
def test_parts_over_bins_sum_to_the_score(labelled, n_bins, binning):
    y, probs = labelled
    parts = decompose_brier_score(y, probs, n_bins=n_bins, binning=binning)
    hit = probs.argmax(axis=1) == y
    assert parts["brier"] == pytest.approx(((probs.max(axis=1) - hit) ** 2).mean(), abs=1e-12)
    total = parts["calibration"] + parts["refinement"] + parts["within_bins"]
    assert total == pytest.approx(parts["brier"], abs=1e-12)
    assert parts["calibration"] >= 0
    assert 0 <= parts["refinement"] <= 0.25


def test_equal_confidences_leave_murphys_two_parts():
    # 0.6 is right once in four, 0.9 three times in four.
    probs = [[0.6, 0.4]] * 4 + [[0.1, 0.9]] * 4
    parts = decompose_brier_score([0, 1, 1, 1, 1, 1, 1, 0], probs)
    assert parts["calibration"] == pytest.approx((0.35**2 + 0.15**2) / 2)
    assert parts["refinement"] == pytest.approx(3 / 16)
    assert parts["within_bins"] == pytest.approx(0, abs=1e-15)


def test_the_root_of_the_calibration_part_is_at_least_the_calibration_error(planted):
    y, probs = planted
    parts = decompose_brier_score(y, softmax(2 * np.log(probs)), n_bins=8, binning="mass")
    error = expected_calibration_error(y, softmax(2 * np.log(probs)), n_bins=8, binning="mass")
    assert error**2 <= parts["calibration"] <= error


@given(distribution_pairs())
def test_expected_parts_are_the_mean_score_over_all_labels(pair):
    targets, probs = pair
    n_samples, n_classes = probs.shape
    expected = np.mean(
        [
            sum(targets[i, k] * brier_score([k], probs[i : i + 1]) for k in range(n_classes))
            for i in range(n_samples)
        ]
    )
    parts = decompose_expected_brier_score(targets, probs)
    assert parts["brier"] == pytest.approx(expected, abs=1e-12)
    assert parts["brier"] == parts["avoidable"] + parts["unavoidable"]
    assert decompose_expected_brier_score(targets, targets)["avoidable"] == 0


# The test of perfection


def test_drawn_scores_are_those_of_labels_from_the_model(planted):
    _, probs = planted
    probs = probs[:400]
    drawn = draw_consistent_scores(probs, n_draws=2000, n_bins=6, binning="mass")
    rng = np.random.default_rng(77)
    labels = [draw_labels(probs, rng) for _ in range(300)]
    errors = [expected_calibration_error(y, probs, n_bins=6, binning="mass") for y in labels]
    losses = [compute_cross_entropy(y, probs) for y in labels]
    for name, values in (("calibration_error", errors), ("cross_entropy", losses)):
        spread = np.std(values)
        assert drawn[name].shape == (2000,)
        assert drawn[name].mean() == pytest.approx(np.mean(values), abs=spread / 4)
        assert drawn[name].std() == pytest.approx(spread, rel=0.2)


def test_impossible_labels_are_never_drawn():
    probs = np.array([[0.0, 1.0, 0.0], [0.5, 0.5 - 9e-7, 0.0], [0.0, 0.3, 0.7]])
    drawn = draw_consistent_scores(probs, n_draws=500)
    assert np.isfinite(drawn["cross_entropy"]).all()


def test_observed_scores_are_the_librarys(planted):
    y, probs = planted[0][:300], softmax(1.5 * np.log(planted[1][:300]))
    result = consistency_test(y, probs, n_draws=50, n_bins=12, binning="mass")
    expected = expected_calibration_error(y, probs, n_bins=12, binning="mass")
    assert result["calibration_error"] == pytest.approx(expected)
    assert result["cross_entropy"] == pytest.approx(compute_cross_entropy(y, probs))


def test_limits_are_quantiles_of_the_draws(planted):
    y, probs = planted[0][:300], planted[1][:300]
    options = {"n_draws": 99, "n_bins": 5, "seed": 3}
    drawn = draw_consistent_scores(probs, **options)
    result = consistency_test(y, probs, level=0.8, **options)
    assert result["calibration_error_limit"] == np.quantile(drawn["calibration_error"], 0.8)
    ends = [result["cross_entropy_low"], result["cross_entropy_high"]]
    np.testing.assert_allclose(ends, np.quantile(drawn["cross_entropy"], [0.1, 0.9]))
    above = (drawn["calibration_error"] >= result["calibration_error"]).sum()
    assert result["calibration_error_p"] == pytest.approx((1 + above) / 100)


def test_a_perfect_model_is_rejected_about_one_time_in_twenty():
    probs = bayes_posterior(generate_data(200, seed=5)[0])
    rng = np.random.default_rng(1)
    results = [
        consistency_test(draw_labels(probs, rng), probs, n_draws=99, seed=seed)
        for seed in range(300)
    ]
    for name in ("calibration_error_p", "cross_entropy_p"):
        rejected = np.mean([result[name] <= 0.05 for result in results])
        assert 0.02 <= rejected <= 0.085  # 0.05 ± 0.013 (one standard error) is to be expected
        assert np.mean([result[name] for result in results]) == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize(("sharpness", "above"), [(3.0, True), (1 / 3, False)])
def test_a_model_too_sure_or_not_sure_enough_is_always_rejected(sharpness, above):
    rng = np.random.default_rng(2)
    for seed in range(20):
        truth = bayes_posterior(generate_data(500, seed=seed)[0])
        probs = softmax(sharpness * np.log(truth))
        result = consistency_test(draw_labels(truth, rng), probs, n_draws=199)
        assert result["calibration_error"] > result["calibration_error_limit"]
        assert result["calibration_error_p"] == 1 / 200
        assert result["cross_entropy_p"] == 2 / 200
        if above:
            assert result["cross_entropy"] > result["cross_entropy_high"]
        else:
            assert result["cross_entropy"] < result["cross_entropy_low"]


def test_a_label_that_was_impossible_rejects():
    probs = [[1.0, 0.0]] * 9 + [[0.5, 0.5]]
    result = consistency_test([0] * 8 + [1, 1], probs, n_draws=99)
    assert result["cross_entropy"] == np.inf
    assert result["cross_entropy_p"] == 0.02


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
        (lambda y, q: decompose_brier_score(y, q, n_bins=0), "n_bins must be an integer"),
        (lambda y, q: decompose_brier_score([0], q), "y has 1, probs has 2"),
        (lambda y, q: decompose_expected_brier_score([[1.0, 0, 0]], q), "targets must have 2 col"),
        (lambda y, q: decompose_expected_brier_score([[1.0, 0]], q), "targets has 1, probs has 2"),
        (lambda y, q: decompose_expected_brier_score([[1.0, 1]] * 2, q), "rows of targets must"),
        (lambda y, q: draw_consistent_scores(q, n_draws=0), "n_draws must be an integer"),
        (lambda y, q: draw_consistent_scores([[0.5, 0.6]]), "rows of probs must sum to 1"),
        (lambda y, q: consistency_test(y, q, level=0), "level must be a number between 0 and 1"),
        (lambda y, q: consistency_test([0, 2], q), "y must hold labels from 0 to 1"),
        (lambda y, q: consistency_test(y, q, binning="x"), "binning must be one of"),
        (lambda y, q: wilson_interval([1, 2], [2]), "hits has 2, count has 1"),
        (lambda y, q: wilson_interval([3], [2]), r"hits must lie between 0 and count, got \[3\]"),
        (lambda y, q: wilson_interval([-1], [2]), "hits must lie between 0 and count"),
        (lambda y, q: temperature_interval([[1.0, 0.0]], [0]), "no finite optimal temperature"),
        (
            lambda y, q: temperature_interval(np.log(q), y, n_resamples=0),
            "n_resamples must be an integer",
        ),
    ],
)
def test_says_what_is_wrong(call, message):
    with pytest.raises(ValueError, match=message):
        call([0, 1], np.array([[0.7, 0.3], [0.6, 0.4]]))
