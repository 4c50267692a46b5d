"""The parts of the Brier score add up to it, over bins and where the truth is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import distribution_pairs, labelled_distributions

from casestudy_lib import brier_score, expected_calibration_error
from casestudy_lib.studies.brier_parts import decompose_brier_score, decompose_expected_brier_score


@given(labelled_distributions(), st.integers(1, 4), st.sampled_from(["width", "mass"]))
def test_parts_over_bins_sum_to_the_score(labelled, n_bins, binning):
    y, probs = labelled
    parts = decompose_brier_score(y, probs, n_bins=n_bins, binning=binning)
    hit = probs.argmax(axis=1) == y
    assert parts["brier"] == pytest.approx(((probs.max(axis=1) - hit) ** 2).mean(), abs=1e-12)
    total = parts["calibration"] + parts["refinement"] + parts["within_bins"]
    assert total == pytest.approx(parts["brier"], abs=1e-12)
    assert 0 <= parts["refinement"] <= 0.25
    error = expected_calibration_error(y, probs, n_bins=n_bins, binning=binning)
    assert error**2 - 1e-12 <= parts["calibration"] <= error + 1e-12


def test_equal_confidences_leave_murphys_two_parts():
    # 0.6 is right once in four, 0.9 three times in four.
    probs = [[0.6, 0.4]] * 4 + [[0.1, 0.9]] * 4
    parts = decompose_brier_score([0, 1, 1, 1, 1, 1, 1, 0], probs)
    assert parts["calibration"] == pytest.approx((0.35**2 + 0.15**2) / 2)
    assert parts["refinement"] == pytest.approx(3 / 16)
    assert parts["within_bins"] == pytest.approx(0, abs=1e-15)


@given(distribution_pairs())
def test_expected_parts_are_the_mean_score_over_all_labels(pair):
    targets, probs = pair
    n_samples, n_classes = probs.shape
    scores = [[brier_score([k], q[None]) for k in range(n_classes)] for q in probs]
    parts = decompose_expected_brier_score(targets, probs)
    assert parts["brier"] == pytest.approx((targets * scores).sum() / n_samples, abs=1e-12)
    assert parts["brier"] == parts["avoidable"] + parts["unavoidable"]
    assert decompose_expected_brier_score(targets, targets)["avoidable"] == 0


@pytest.mark.parametrize(
    ("function", "targets", "message"),
    [
        (decompose_brier_score, [0], "y has 1, probs has 2"),
        (decompose_expected_brier_score, [[1.0, 0, 0]], "targets must have 2 col"),
        (decompose_expected_brier_score, [[1.0, 0]], "targets has 1, probs has 2"),
        (decompose_expected_brier_score, [[1.0, 1]] * 2, "rows of targets must"),
    ],
)
def test_says_what_is_wrong(function, targets, message):
    with pytest.raises(ValueError, match=message):
        function(targets, np.array([[0.7, 0.3], [0.6, 0.4]]))
