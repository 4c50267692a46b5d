"""The report against scikit-learn, SciPy, and sums written out row by row."""

import math

import numpy as np
import pytest
from scipy.special import softmax
from scipy.stats import entropy, sem
from sklearn.metrics import accuracy_score, log_loss

from casestudy_lib import optimal_temperature, reliability_curve
from casestudy_lib.calibrate import calibration_report, rows
from casestudy_lib.studies.brier_parts import decompose_brier_score
from casestudy_lib.studies.consistency import draw_consistent_scores
from tests.calibrate.conftest import draw

Y, LOGITS = [0, 1, 0], [[1.0, 0.0], [0.0, 2.0], [0.0, 1.0]]


def calibration_error_by_hand(y, probs, n_bins=10):
    """ECE with one list a bin, and sums that do not round."""
    gaps = {}
    for label, row in zip(y.tolist(), probs.tolist(), strict=True):
        confidence = max(row)
        gap = confidence - (row.index(confidence) == label)
        gaps.setdefault(math.ceil(confidence * n_bins), []).append(gap)
    return math.fsum(abs(math.fsum(gap)) for gap in gaps.values()) / len(y)


@pytest.mark.parametrize("kind", ["logits", "probs"])
def test_scores_are_those_of_other_libraries(predictions, kind):
    y, logits, probs = predictions
    scores = calibration_report(y, **{kind: logits if kind == "logits" else probs}).scores
    exact = {"rel": 0, "abs": 1e-12}
    assert scores.cross_entropy == pytest.approx(
        log_loss(y, probs, labels=range(probs.shape[1])), **exact
    )
    assert scores.calibration_error == pytest.approx(calibration_error_by_hand(y, probs), **exact)
    assert scores.accuracy == accuracy_score(y, probs.argmax(axis=1))
    assert scores.confidence == pytest.approx(probs.max(axis=1).mean(), **exact)
    entropies = entropy(probs, axis=1)
    assert scores.entropy == pytest.approx(entropies.mean(), **exact)
    lengths = -np.log(probs[np.arange(len(y)), y])
    assert scores.excess_error == pytest.approx(sem(lengths - entropies), **exact)
    brier = ((probs - np.eye(probs.shape[1])[y]) ** 2).sum(axis=1).mean()
    assert scores.brier == pytest.approx(brier, **exact)


def test_bins_and_brier_parts_are_those_of_the_library(predictions):
    y, _, probs = predictions
    report = calibration_report(y, probs=probs, n_bins=15, level=0.9)
    for name, values in reliability_curve(y, probs, n_bins=15, level=0.9).items():
        np.testing.assert_allclose(report.scores.curve[name], values, rtol=1e-12)
    found, wanted = report.brier_parts, decompose_brier_score(y, probs, n_bins=15)
    assert found["brier"] == pytest.approx(wanted["brier"])
    assert found["reliability"] == pytest.approx(wanted["calibration"])
    refinement = found["uncertainty"] - found["resolution"]
    assert refinement == pytest.approx(wanted["refinement"])
    assert found["within_bins"] == pytest.approx(wanted["within_bins"])
    assert found["resolution"] >= 0


def test_perfect_errors_are_those_of_labels_drawn_from_the_predictions(digits):
    y, probs = digits[0], softmax(digits[1], axis=1)
    found = calibration_report(y, probs=probs, n_draws=20_000).perfect_errors
    drawn = draw_consistent_scores(probs, n_draws=20_000, seed=1)["calibration_error"]
    np.testing.assert_allclose(found, np.quantile(drawn, [0.025, 0.975]), rtol=0.02)


@pytest.mark.parametrize("sharper", [0.5, 1.0])
def test_only_a_perfect_model_has_the_error_of_perfection(sharper):
    y, logits = draw(4000, 5, sharper=sharper, seed=3)
    report = calibration_report(y, logits=logits)
    low, high = report.perfect_errors
    assert (low <= report.scores.calibration_error <= high) == (sharper == 1)


def test_held_out_half_is_measured_with_the_temperature_of_the_other(predictions):
    y, logits, _ = predictions
    order = np.random.default_rng(0).permutation(len(y))
    fitted, measured = np.split(order, [len(y) // 2])
    T = optimal_temperature(logits[fitted], y[fitted])
    held_out = calibration_report(y, logits=logits).held_out
    assert (held_out.n_fitted, held_out.n_measured) == (len(fitted), len(measured))
    np.testing.assert_allclose(held_out.T, T, rtol=1e-6)
    labels = range(logits.shape[1])
    for scores, at in ((held_out.before, 1), (held_out.after, T)):
        probs = softmax(logits[measured] / at, axis=1)
        expected = log_loss(y[measured], probs, labels=labels)
        assert scores.cross_entropy == pytest.approx(expected, abs=1e-9)
    assert held_out.after.cross_entropy < held_out.before.cross_entropy
    assert held_out.after.accuracy == held_out.before.accuracy


@pytest.mark.parametrize("kind", ["logits", "probs"])
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_narrow_numbers_are_computed_with_as_wide_ones(many_classes, dtype, kind):
    y, logits = many_classes
    values = (logits if kind == "logits" else softmax(logits, axis=1)).astype(dtype)
    narrow = calibration_report(y, **{kind: values})
    wide = calibration_report(y, **{kind: values.astype(np.float64)})
    assert str(narrow) == str(wide)
    assert narrow.scores.cross_entropy == wide.scores.cross_entropy


def test_blocks_do_not_show(digits, monkeypatch):
    y, logits = digits
    whole = calibration_report(y, logits=logits)
    monkeypatch.setattr(rows, "BLOCK_SIZE", 70)
    assert str(calibration_report(y, logits=logits)) == str(whole)


def test_memory_beside_the_input_is_a_few_numbers_a_row(peak_memory):
    y, logits = draw(8000, 500)
    logits = logits.astype(np.float32)
    assert peak_memory(lambda: calibration_report(y, logits=logits)) < logits.nbytes


@pytest.mark.parametrize("kind", ["logits", "probs"])
def test_input_stays_as_it_was(digits, kind):
    values = digits[1] if kind == "logits" else softmax(digits[1], axis=1).round(3)  # off one
    copy = values.copy()
    calibration_report(digits[0], **{kind: values})
    np.testing.assert_array_equal(values, copy)


def test_rounded_rows_are_divided_by_their_sum():
    y, logits = draw(500, 5, seed=2)
    probs = softmax(logits, axis=1).round(3).clip(0.001)
    report = calibration_report(y, probs=probs)
    expected = log_loss(y, probs / probs.sum(axis=1, keepdims=True))
    assert report.scores.cross_entropy == pytest.approx(expected, abs=1e-12)
    assert any("divided by its sum" in remark for remark in report.remarks)


def test_impossible_label_costs_infinity_and_is_said():
    probs = np.array([[0.8, 0.2], [1.0, 0.0], [0.3, 0.7], [0.6, 0.4]] * 2)
    report = calibration_report([0, 1, 1, 1] * 2, probs=probs)
    assert report.scores.cross_entropy == math.inf
    assert "2 rows give their label the probability 0" in " ".join(report.remarks)
    without = np.delete(np.arange(8), [1, 5])
    expected = optimal_temperature(np.log(probs[without]), np.array([0, 1, 1, 1] * 2)[without])
    np.testing.assert_allclose(report.temperature.T, expected, rtol=1e-6)
    assert "inf" in str(report)


def test_impossible_labels_stay_out_of_the_fit_on_one_half():
    y, logits = draw(400, 3, seed=9)
    probs = softmax(logits, axis=1)
    probs[np.arange(0, 400, 20), y[::20]] = 0
    probs /= probs.sum(axis=1, keepdims=True)
    fitted = np.random.default_rng(0).permutation(400)[:200]
    fitted = fitted[fitted % 20 > 0]
    expected = optimal_temperature(logits[fitted], y[fitted])
    found = calibration_report(y, probs=probs).held_out
    assert found.before.cross_entropy == found.after.cross_entropy == math.inf
    np.testing.assert_allclose(found.T, expected, rtol=1e-6)


@pytest.mark.parametrize("row", [[0.501, 0.5], [0.4995, 0.4995], [1 + 1e-7, 0.0]])
def test_rows_at_the_edge_of_what_rounding_does_are_taken(row):
    assert calibration_report([0, 1, 0], probs=[row] * 3).n_samples == 3


def test_class_that_never_occurs_changes_nothing(digits):
    y, logits = digits
    wider = np.column_stack([logits, np.full(len(y), -800.0)])
    one, two = calibration_report(y, logits=logits), calibration_report(y, logits=wider)
    assert two.scores.cross_entropy == one.scores.cross_entropy
    np.testing.assert_allclose(two.temperature.T, one.temperature.T, rtol=1e-9)


def test_one_row_is_reported():
    report = calibration_report([0], probs=[[0.3, 0.7]])
    assert report.scores.cross_entropy == pytest.approx(-math.log(0.3))
    assert "one row has no two halves" in str(report)
    assert "-0.0000" not in str(report)
    assert "tell no more than a uniform guess" in str(report)


def test_text_has_the_numbers_and_fits_a_terminal(digits):
    report = calibration_report(digits[0], logits=digits[1])
    text = str(report)
    for number in (
        report.scores.accuracy,
        report.scores.cross_entropy,
        report.scores.calibration_error,
        *report.perfect_errors,
        *report.temperature,
        report.held_out.after.brier,
    ):
        assert f"{number:.4f}" in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, "want either logits or probs"),
        ({"logits": LOGITS, "probs": LOGITS}, "want either logits or probs"),
        ({"logits": [1.0, 2.0, 3.0]}, "logits must have shape"),
        ({"logits": [[1.0]] * 3}, "at least 2 classes"),
        ({"logits": LOGITS[:2]}, "y has 3, logits has 2"),
        ({"logits": [["a", "b"]] * 3}, "must hold real numbers"),
        ({"logits": [[1.0, 0.0], [0.0, math.nan], [0.0, 1.0]]}, "row 1: logit_1 must be finite"),
        ({"probs": [[0.5, 0.5], [0.5, 0.5], [1.5, -0.5]]}, "row 2: prob_0 must be between 0 and 1"),
        ({"probs": [[0.5, 0.4]] * 3}, "row 0: probabilities must sum to 1 within 0.001, got 0.9$"),
        ({"logits": LOGITS, "n_bins": 0}, "n_bins must be an integer"),
        ({"logits": LOGITS, "level": 1}, "level must be a number between"),
        ({"logits": LOGITS, "n_draws": 0}, "n_draws must be an integer"),
        ({"logits": LOGITS, "y": [0, 1, 2]}, "y must hold labels from 0 to 1, got 0 to 2"),
        ({"logits": LOGITS, "y": [0, 1, -1]}, "y must hold labels from 0 to 1, got -1 to 1"),
        ({"logits": LOGITS, "y": [0.0, 1.0, 0.5]}, "y must hold integer labels"),
    ],
)
def test_mistakes_are_named(given, problem):
    with pytest.raises(ValueError, match=problem):
        calibration_report(**{"y": Y} | given)
