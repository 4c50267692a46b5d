"""What is odd about predictions is said, and what is not odd is not."""

import numpy as np
import pytest
from scipy.special import softmax

from casestudy_lib.calibrate import calibration_report
from tests.calibrate.conftest import draw


def remarks(y, **values):
    return " ".join(calibration_report(y, **values).remarks)


@pytest.fixture(scope="module")
def sure():
    """Labels and logits three times too large, so that many probabilities are tiny."""
    y, logits = draw(2000, 10, seed=5)
    return y, 3 * logits


@pytest.mark.parametrize("renormalised", [False, True])
@pytest.mark.parametrize("floor", [1e-4, 1e-7])
def test_clipping_is_pointed_out_and_lowers_the_temperature(sure, floor, renormalised):
    y, logits = sure
    clipped = softmax(logits, axis=1).clip(floor, 1)
    n_clipped = (clipped == floor).any(axis=1).sum()
    if renormalised:
        clipped /= clipped.sum(axis=1, keepdims=True)
        n_clipped = (np.sort(clipped, axis=1)[:, 1] == clipped.min(axis=1)).sum()
    report = calibration_report(y, probs=clipped)
    assert f"In {n_clipped} rows the smallest probability above 0" in " ".join(report.remarks)
    assert report.temperature.T < 0.99 * calibration_report(y, logits=logits).temperature.T


def test_clipped_logits_are_pointed_out(sure):
    y, logits = sure
    n_clipped = (logits.min(axis=1) <= -8).sum()
    text = remarks(y, logits=logits.clip(-8, 8))
    assert f"In {n_clipped} rows the smallest logit is -8 or occurs" in text


def test_zeros_and_ones_are_counted(sure):
    y, logits = sure
    probs = softmax(logits, axis=1).round(3)
    probs[np.arange(len(y)), probs.argmax(axis=1)] += 1 - probs.sum(axis=1)
    text = remarks(y, probs=probs)
    n_zeros, n_rows = (probs == 0).sum(), (probs == 0).any(axis=1).sum()
    assert f"{n_zeros} probabilities in {n_rows} rows are exactly 0" in text
    assert f"{(probs == 1).any(axis=1).sum()} rows hold a probability of exactly 1" in text
    impossible = (probs[np.arange(len(y)), y] == 0).sum()
    assert f"{impossible} rows give their label the probability 0" in text


def test_probabilities_named_logits_are_suspected(digits):
    y, logits = digits
    assert "look like probabilities" in remarks(y, logits=softmax(logits, axis=1))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_clean_predictions_get_no_remark(digits, dtype):
    y, logits = digits
    assert remarks(y, logits=logits.astype(dtype)) == ""
    assert remarks(y, probs=softmax(logits, axis=1).astype(dtype)) == ""


def test_equal_rows_are_not_taken_for_clipped():
    assert remarks([0, 1] * 20, probs=[[0.5, 0.5]] * 40) == ""
    assert remarks([0, 1] * 20, logits=[[0.0, 0.0]] * 40) == ""
