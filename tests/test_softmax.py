"""Softmax and its logarithm, against SciPy, and what they say of bad logits."""

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from strategies import logits

from casestudy_lib import log_softmax, softmax


@given(logits())
def test_softmax_agrees_with_scipy(z):
    np.testing.assert_allclose(softmax(z), scipy.special.softmax(z, axis=1), rtol=1e-12)
    np.testing.assert_allclose(log_softmax(z), scipy.special.log_softmax(z, axis=1), atol=1e-12)


@given(logits(), st.floats(-100, 100))
def test_softmax_ignores_a_common_shift(z, shift):
    np.testing.assert_allclose(softmax(z + shift), softmax(z), rtol=1e-10)
    np.testing.assert_allclose(log_softmax(z + shift), log_softmax(z), atol=1e-10)


def test_softmax_of_huge_logits():
    z = [[1e4, -1e4, 0], [-1e4, -1e4, -1e4]]
    np.testing.assert_allclose(softmax(z), [[1, 0, 0], [1 / 3] * 3])
    np.testing.assert_allclose(log_softmax(z), [[0, -2e4, -1e4], [-np.log(3)] * 3])


def test_softmax_of_one_row_without_an_axis_for_samples():
    np.testing.assert_allclose(softmax([0, np.log(3)]), [0.25, 0.75])
    np.testing.assert_allclose(log_softmax([0, np.log(3)]), np.log([0.25, 0.75]))


@pytest.mark.parametrize("function", [softmax, log_softmax])
@pytest.mark.parametrize(
    ("z", "message"),
    [
        ([], "z must be a non-empty array of logits"),
        ([[np.nan, 0]], "z must be finite"),
        ([[np.inf, 0]], "z must be finite"),
        ([["a", "b"]], "z must hold real numbers"),
        ([[1, 2], [3]], "z must be an array, got rows of unequal length"),
        (1.0, "z must be an array, got 1.0"),
    ],
)
def test_softmax_says_what_is_wrong(function, z, message):
    with pytest.raises(ValueError, match=message):
        function(z)
