"""What each check lets through unchanged, and what it says of the rest."""

import numpy as np
import pytest

from casestudy_lib.inputs import (
    require_distribution,
    require_features,
    require_integer,
    require_labels,
    require_log_probs,
    require_logits,
    require_positive,
    require_probs,
    require_same_length,
    require_scale,
)


@pytest.mark.parametrize("check", [require_features, require_logits, require_probs])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64, np.uint8, bool])
def test_numbers_become_float64(check, dtype):
    checked = check(np.eye(2, dtype=dtype))
    assert checked.dtype == np.float64
    np.testing.assert_array_equal(checked, np.eye(2))


@pytest.mark.parametrize("check", [require_features, require_logits, require_probs])
def test_float64_is_not_copied(check):
    values = np.eye(2)
    assert check(values) is values


@pytest.mark.parametrize("check", [require_features, require_logits, require_probs])
@pytest.mark.parametrize("values", [[["a"]], [[None]], [[1j]]])
def test_what_is_not_a_real_number_is_named(check, values):
    with pytest.raises(ValueError, match="mine must hold real numbers, got values of type"):
        check(values, name="mine")


@pytest.mark.parametrize(
    ("probs", "message"),
    [
        ([[-0.5, 1.5]], r"probs must not be negative or NaN, got a minimum of -0\.5"),
        ([[np.nan, 1]], "probs must not be negative or NaN"),
        ([[np.inf, 0]], "rows of probs must sum to 1 within 1e-06"),
        ([[0.5, 0.4]], r"rows of probs must sum to 1 within 1e-06, got a row that is 0\.1 away"),
        ([0.5, 0.5], r"of shape \(n_samples, n_classes\), got shape \(2,\)"),
        ([[]], "probs must be a non-empty array"),
        ([[0.5, 0.5], [1]], "probs must be an array, got rows of unequal length"),
    ],
)
def test_what_is_wrong_with_probabilities(probs, message):
    with pytest.raises(ValueError, match=message):
        require_probs(probs)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([0.0], "y must hold integer labels, got values of type float64"),
        ([True], "y must hold integer labels, got values of type bool"),
        ([2], "y must hold labels from 0 to 1, got 2 to 2"),
        ([-1], "y must hold labels from 0 to 1, got -1 to -1"),
        ([], "y must be a non-empty array of labels"),
        (0, "y must be an array, got 0"),
        ([[0]], r"labels of shape \(n_samples,\), got shape \(1, 1\)"),
    ],
)
def test_what_is_wrong_with_labels(y, message):
    with pytest.raises(ValueError, match=message):
        require_labels(y, 2)


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int64])
def test_labels_of_every_integer_type(dtype):
    labels = require_labels(np.array([0, 2], dtype=dtype), 3)
    assert (labels.tolist(), labels.dtype) == ([0, 2], np.int64)


@pytest.mark.parametrize(
    ("dtype", "passes", "fails"),
    [("f2", 1.9e-3, 3e-3), ("f4", 9e-6, 2e-5), ("f8", 9e-7, 1.1e-6), ("f8", -9e-7, -1.1e-6)],
)
def test_row_sums_may_be_as_far_off_as_their_type(dtype, passes, fails):
    row = np.array([[0.5, 0.5 + passes]], dtype)
    np.testing.assert_allclose(require_probs(row).sum(axis=1), 1, rtol=1e-15)
    np.testing.assert_allclose(require_probs(row), row / row.sum(dtype=np.float64), rtol=1e-15)
    require_log_probs(np.log(row, dtype=np.float64).astype(dtype))
    with pytest.raises(ValueError, match="must sum to 1 within"):
        require_probs(np.array([[0.5, 0.5 + fails]], dtype))


def test_rows_that_are_off_by_rounding_only_are_not_copied(rng):
    probs = rng.dirichlet(np.ones(1000), 20)
    assert require_probs(probs) is probs


@pytest.mark.parametrize("order", ["C", "F"])
def test_one_bad_row_among_many_is_found(order):
    probs = np.full((1000, 4), 0.25, order=order)
    probs[617, 2] = 0.3
    with pytest.raises(ValueError, match=r"got a row that is 0\.05 away"):
        require_probs(probs)


@pytest.mark.parametrize("value", [1, 0.5, np.float32(0.5), np.int64(2)])
def test_positive_numbers_become_floats(value):
    checked = require_positive(value, "T")
    assert type(checked) is float
    assert checked == value


@pytest.mark.parametrize("value", [0, -1, np.nan, np.inf, True, "1", None, [1.0], 1j])
def test_what_is_not_a_positive_number_is_shown(value):
    with pytest.raises(ValueError, match="T must be a finite number greater than 0, got") as error:
        require_positive(value, "T")
    assert repr(value) in str(error.value)


@pytest.mark.parametrize("value", [0, -1, 1e200, 1e-200, np.nan, np.inf, "1", None])
def test_a_scale_is_one_that_can_be_squared(value):
    assert require_scale(1e99, "std") == 1e99
    with pytest.raises(ValueError, match=r"std must be a number between 1e-100 and 1e\+100"):
        require_scale(value, "std")


@pytest.mark.parametrize("value", [3, np.int32(3)])
def test_integers_become_ints(value):
    assert type(require_integer(value, "n", minimum=3)) is int


@pytest.mark.parametrize("value", [2, 3.0, True, "3", None])
def test_what_is_not_a_large_enough_integer_is_shown(value):
    with pytest.raises(ValueError, match="n must be an integer of at least 3, got") as error:
        require_integer(value, "n", minimum=3)
    assert repr(value) in str(error.value)


def test_lengths_are_compared_by_name():
    require_same_length(a=np.zeros(2), b=np.zeros((2, 5)))
    with pytest.raises(ValueError, match="same number of rows, but a has 2, b has 3"):
        require_same_length(a=np.zeros(2), b=np.zeros((3, 5)))


def test_distribution_is_one_row():
    assert require_distribution([0.25, 0.75], "weights").tolist() == [0.25, 0.75]
    with pytest.raises(ValueError, match=r"weights must be one row of numbers, got shape \(1, 2\)"):
        require_distribution([[0.25, 0.75]], "weights")
