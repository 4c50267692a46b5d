"""The fitted temperature against the library's, and its interval against the bootstrap."""

import numpy as np
import pytest
from scipy.special import softmax

from casestudy_lib import optimal_temperature
from casestudy_lib.calibrate import fit
from casestudy_lib.calibrate.fit import fit_temperature
from casestudy_lib.calibrate.rows import require_predictions
from casestudy_lib.studies.resampling import temperature_interval
from tests.calibrate.conftest import draw


def fitted(y, **values):
    level = values.pop("level", 0.95)
    return fit_temperature(require_predictions(y, **values), np.arange(len(y)), level=level)


@pytest.mark.parametrize("scale", [1e-6, 0.03, 1, 5, 1e4])
@pytest.mark.parametrize("n_classes", [2, 3, 50])
def test_temperature_is_that_of_the_library(n_classes, scale):
    y, logits = draw(400, n_classes, seed=n_classes)
    expected = optimal_temperature(scale * logits, y, tolerance=1e-10)
    np.testing.assert_allclose(fitted(y, logits=scale * logits).T, expected, rtol=1e-7)


def test_probabilities_have_the_temperature_of_their_logits(digits):
    y, logits = digits
    one, two = fitted(y, logits=logits), fitted(y, probs=softmax(logits, axis=1))
    np.testing.assert_allclose(one, two, rtol=1e-9)


def test_first_guess_on_some_rows_leaves_the_answer(monkeypatch):
    y, logits = draw(2000, 10, sharper=0.4, seed=1)
    whole = fitted(y, logits=logits)
    monkeypatch.setattr(fit, "BLOCK_SIZE", 100)
    np.testing.assert_allclose(fitted(y, logits=logits), whole, rtol=1e-8)


@pytest.mark.parametrize("scale", [2.5, 0.7, np.linspace(0.1, 8, 500)[:, None]])
def test_interval_is_that_of_the_bootstrap(scale):
    """Also where no temperature makes the model true: some rows are too sure and others not."""
    y, logits = draw(500, 4, seed=7)
    low, high = temperature_interval(scale * logits, y, n_resamples=800)
    found = fitted(y, logits=scale * logits, level=0.9)
    np.testing.assert_allclose(found[1:], (low, high), atol=0.12 * (high - low))


def test_nine_intervals_in_ten_hold_the_true_temperature():
    problems = [draw(300, 5, sharper=0.5, seed=seed) for seed in range(200)]
    found = [fitted(y, logits=logits, level=0.9) for y, logits in problems]
    held = sum(low <= 2 <= high for _, low, high in found)
    assert 168 <= held <= 191  # 1 in 1000 beyond either end where the share is 0.9


@pytest.mark.parametrize(
    ("y", "values", "problem"),
    [
        ([0, 1], {"logits": [[1.0, 0.0], [0.0, 1.0]]}, "every label has the largest"),
        ([0, 1], {"logits": [[1.0, 1.0], [2.0, 2.0]]}, "every label has the largest"),
        ([1, 0], {"logits": [[1.0, 0.0], [0.0, 1.0]]}, "no more than a uniform guess"),
        ([0, 1], {"logits": [[1e4, 0.0], [1e4, 0.0]]}, "no more than a uniform guess"),
        ([0, 0], {"probs": [[1.0, 0.0], [1.0, 0.0]]}, "every label has the largest"),
        ([1, 0], {"probs": [[0.6, 0.4, 0.0], [0.4, 0.6, 0.0]]}, "no more than a uniform guess"),
    ],
)
def test_no_finite_temperature_is_said(y, values, problem):
    with pytest.raises(ValueError, match=problem):
        fitted(y, **values)


def test_zeros_stay_out_of_the_temperature():
    y, logits = draw(300, 3, seed=4)
    probs = np.column_stack([softmax(logits, axis=1), np.zeros(300)])
    np.testing.assert_allclose(fitted(y, probs=probs).T, fitted(y, logits=logits).T, rtol=1e-9)
