"""The arithmetic code: what is written can be read again, and is as long as promised."""

import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestudy_lib.softmax import softmax
from casestudy_lib.studies.arithmetic_code import decode_labels, encode_labels


@given(
    n_samples=st.integers(1, 40),
    n_classes=st.integers(2, 6),
    concentration=st.sampled_from([0.05, 1.0, 20.0]),
    seed=st.integers(0, 10_000),
)
def test_what_is_written_can_be_read_at_the_promised_length(
    n_samples, n_classes, concentration, seed
):
    rng = np.random.default_rng(seed)
    probs = rng.dirichlet(np.full(n_classes, concentration), n_samples)
    y = np.array([rng.choice(n_classes, p=row) for row in probs])
    bits = encode_labels(y, probs)
    for following in ("", "1", "0110"):  # the code says itself where it ends
        np.testing.assert_array_equal(decode_labels(bits + following, probs), y)
    ideal = -np.log2(probs[np.arange(n_samples), y]).sum()
    assert ideal - 0.01 <= len(bits) <= ideal + 2.01


def test_certainty_costs_nothing_and_the_impossible_is_dear_but_readable():
    certain = np.tile([1.0, 0.0, 0.0], (50, 1))
    assert len(encode_labels(np.zeros(50, int), certain)) <= 2
    y = np.eye(50, dtype=int)[7] * 2
    bits = encode_labels(y, certain)
    assert 30 <= len(bits) <= 35  # an impossible outcome is given one part in 2^32
    np.testing.assert_array_equal(decode_labels(bits, certain), y)


@given(st.integers(1, 60), st.integers(2, 8), st.sampled_from([0.0, 0.1, 3.0]), st.integers(0, 999))
def test_code_is_as_long_as_that_of_exact_fractions(n_samples, n_classes, spread, seed):
    rng = np.random.default_rng(seed)
    probs = softmax(rng.normal(0, 1, (n_samples, n_classes)) * spread)
    y = rng.integers(0, n_classes, n_samples)
    width = Fraction(1)
    for label, row in zip(y, probs, strict=True):
        edges = np.rint(np.cumsum([0, *row]) / row.sum() * (2**32 - n_classes)).astype(int)
        width *= Fraction(int(edges[label + 1] - edges[label]) + 1, 2**32)
    # The shortest grid for which a cell must fit inside: of at most half the width.
    assert len(encode_labels(y, probs)) == 1 + max(k for k in range(4000) if width * 2**k <= 1) + (
        1 if width.numerator & (width.numerator - 1) else 0
    )


def test_time_grows_in_proportion_to_the_number_of_labels(rng):
    def seconds(n_samples):
        probs, y = rng.dirichlet(np.ones(3), n_samples), rng.integers(0, 3, n_samples)
        start = time.perf_counter()
        np.testing.assert_array_equal(decode_labels(encode_labels(y, probs), probs), y)
        return time.perf_counter() - start

    # To add to a number that grows takes 16² times as long or nearly so, in all 60 times or more.
    assert seconds(32_000) < 40 * min(seconds(2000) for _ in range(3))


@pytest.mark.parametrize(
    ("function", "coded", "message"),
    [
        (encode_labels, [0, 2], "labels from 0 to 1, got 0 to 2"),
        (encode_labels, [0], "same number of rows"),
        (decode_labels, "", "bits must be a non-empty string of 0 and 1"),
        (decode_labels, "01x", "bits must be a non-empty string of 0 and 1"),
    ],
)
def test_bad_input_is_refused(function, coded, message):
    with pytest.raises(ValueError, match=message):
        function(coded, np.full((2, 2), 0.5))
