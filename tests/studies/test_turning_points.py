"""Changes of curves whose course is known."""

import numpy as np
import pytest

from casestudy_lib.studies.turning_points import change_between, change_done, epochs_of_change


def test_a_straight_line_changes_evenly_up_or_down():
    line = np.linspace(3.0, -1.0, 101)
    np.testing.assert_allclose(change_done(line), np.linspace(0, 1, 101), atol=1e-12)
    np.testing.assert_allclose(change_done(-line), change_done(line))
    assert change_between(line, 20, 70) == pytest.approx(0.5)


def test_exponential_decay_has_its_times_in_closed_form():
    values = np.exp(-np.arange(1001) / 30)
    expected = np.ceil(-30 * np.log(1 - np.array([0.1, 0.5, 0.9])))
    np.testing.assert_array_equal(epochs_of_change(values), expected)


def test_many_curves_at_once_are_each_alone(rng):
    curves, shares = np.cumsum(rng.random((4, 50)), axis=1), (0.2, 0.5, 1.0)
    assert epochs_of_change(curves).shape == (4, 3)
    epochs, spans = epochs_of_change(curves, shares), change_between(curves, 3, 9)
    np.testing.assert_array_equal(epochs, [epochs_of_change(curve, shares) for curve in curves])
    np.testing.assert_array_equal(spans, [change_between(curve, 3, 9) for curve in curves])
    assert set(epochs[:, -1]) == {49}


def test_spans_add_up_and_going_back_is_negative():
    values = np.array([0.0, 2.0, 1.5, 1.0, 1.0])
    spans = [change_between(values, *ends) for ends in ((0, 1), (1, 3), (1, 4))]
    assert spans == [2.0, -1.0, -1.0]


@pytest.mark.parametrize(
    "values", [[1.0, 2.0, 1.0], [0.0, np.nan, 1.0], [0.0, 1.0, np.inf], [5.0], []]
)
def test_a_curve_without_a_change_is_refused(values):
    with pytest.raises(ValueError, match="finite and end elsewhere than they begin"):
        change_done(values)


@pytest.mark.parametrize("shares", [[90], [0.0], [-0.5], [0.5, 1.1], [np.nan], []])
def test_shares_lie_above_zero_and_up_to_one(shares):
    with pytest.raises(ValueError, match="shares must be above 0 and at most 1, got"):
        epochs_of_change([0.0, 1.0, 2.0], shares)


@pytest.mark.parametrize(("start", "stop"), [(0, 3), (-1, 2)])
def test_epochs_must_be_in_the_curve(start, stop):
    with pytest.raises(ValueError, match=r"(stop must be below 3|start must be an integer of at)"):
        change_between([0.0, 1.0, 2.0], start, stop)
