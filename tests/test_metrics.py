"""Every information measure: closed forms, zeros, oracles, identities, bounds, input."""

import numpy as np
import pytest
import scipy.special
import scipy.stats
from hypothesis import given
from sklearn.metrics import accuracy_score, log_loss, mutual_info_score
from strategies import distribution_pairs, distributions, labelled_distributions

from casestudy_lib import (
    compute_accuracy,
    compute_class_distribution_kl,
    compute_cross_entropy,
    compute_entropy,
    compute_kl_divergence,
    compute_mutual_information,
    compute_prediction_confidence,
    label_code_lengths,
    log_softmax,
    row_code_lengths,
    row_entropies,
    row_kl_divergences,
    softmax,
)

LN2, LN3 = np.log(2), np.log(3)
ROUNDING = 1e-12


@pytest.fixture
def predictions(rng):
    """Labels, soft targets and predictions of 500 samples over four classes."""
    return (
        rng.integers(0, 4, 500),
        softmax(rng.normal(size=(500, 4))),
        softmax(rng.normal(0, 3, (500, 4))),
    )


# Closed forms


@pytest.mark.parametrize("n_classes", [1, 2, 3, 10])
def test_uniform_rows_have_entropy_ln_k(n_classes):
    assert compute_entropy(np.full((5, n_classes), 1 / n_classes)) == pytest.approx(
        np.log(n_classes), abs=1e-15
    )


def test_what_is_certain_costs_exactly_zero_and_not_minus_zero():
    assert compute_cross_entropy([0, 1], np.eye(2)) == 0
    for costs in (row_entropies(np.eye(3)), label_code_lengths([0], [[0.0, -np.inf]])):
        assert (costs == 0).all()
        assert not np.signbit(costs).any()


def test_kl_of_two_coins_in_both_directions():
    fair, biased = [[0.5, 0.5]], [[0.25, 0.75]]
    assert compute_kl_divergence(fair, biased) == pytest.approx(np.log(4 / 3) / 2)
    assert compute_kl_divergence(biased, fair) == pytest.approx(np.log(27 / 16) / 4)


@pytest.mark.parametrize(("rows", "expected"), [(np.eye(3), LN3), ([[0.2, 0.3, 0.5]] * 7, 0)])
def test_mutual_information_of_certain_and_of_equal_rows(rows, expected):
    assert compute_mutual_information(rows) == pytest.approx(expected, abs=ROUNDING)


def test_class_distribution_kl_sees_only_the_totals():
    wrong_everywhere = np.eye(2)[[1, 0]]
    assert compute_class_distribution_kl([0, 1], wrong_everywhere) == 0
    assert compute_class_distribution_kl([0, 0, 0, 1], np.full((4, 2), 0.5)) == pytest.approx(
        LN2 - compute_entropy([[0.75, 0.25]])
    )


# Zeros


def test_zero_times_log_zero_is_exactly_zero():
    assert compute_entropy([[0.5, 0.5, 0.0]]) == compute_entropy([[0.5, 0.5]])
    assert compute_kl_divergence([[0.5, 0.5, 0.0]], [[0.5, 0.5, 0.0]]) == 0


@pytest.mark.parametrize("measure", [compute_cross_entropy, compute_kl_divergence])
@pytest.mark.parametrize(
    ("y", "probs"),
    [
        ([1], [[1, 0]]),
        ([0, 1], [[1, 0], [1, 0]]),
        ([[0.5, 0.5]], [[1, 0]]),
        ([[1, 0], [1e-300, 1]], [[1, 0], [0, 1]]),
    ],
)
def test_mass_on_an_impossible_class_costs_inf(measure, y, probs):
    assert measure(y, probs) == np.inf


def test_class_that_is_never_predicted_costs_inf():
    assert compute_class_distribution_kl([0, 1], [[1, 0], [1, 0]]) == np.inf


def test_only_the_rows_with_an_impossible_outcome_are_inf():
    targets, probs = [[0.5, 0.5], [1, 0], [0, 1]], [[1, 0], [1, 0], [0.5, 0.5]]
    assert row_kl_divergences(targets, probs).tolist() == [np.inf, 0, pytest.approx(LN2)]


def test_subnormal_probabilities_stay_finite():
    tiny = np.nextafter(0, 1)
    assert compute_cross_entropy([1], [[1, tiny]]) == pytest.approx(-np.log(tiny))
    assert compute_cross_entropy([[0.5, 0.5]], [[1, tiny]]) == pytest.approx(-np.log(tiny) / 2)


# Oracles


@given(distribution_pairs())
def test_entropy_and_kl_agree_with_scipy_for_every_pattern_of_zeros(pair):
    targets, probs = pair
    entropies = scipy.stats.entropy(probs, axis=1)
    np.testing.assert_allclose(row_entropies(probs), entropies, atol=ROUNDING)
    assert compute_entropy(probs) == pytest.approx(entropies.mean(), abs=ROUNDING)
    expected = scipy.special.rel_entr(targets, probs).sum(axis=1)
    np.testing.assert_allclose(row_kl_divergences(targets, probs), expected, atol=ROUNDING)


@pytest.mark.parametrize("soft", [False, True])
def test_class_distribution_kl_agrees_with_scipy(predictions, soft):
    y, targets, probs = predictions
    frequencies = targets.mean(axis=0) if soft else np.bincount(y) / len(y)
    expected = scipy.stats.entropy(frequencies, probs.mean(axis=0))
    assert compute_class_distribution_kl(targets if soft else y, probs) == pytest.approx(expected)


def test_cross_entropy_of_labels_agrees_with_sklearn(predictions):
    y, _, probs = predictions
    assert compute_cross_entropy(y, probs) == pytest.approx(log_loss(y, probs), rel=1e-12)


@given(labelled_distributions())
def test_accuracy_agrees_with_sklearn(labelled):
    y, probs = labelled
    assert compute_accuracy(y, probs) == pytest.approx(accuracy_score(y, probs.argmax(axis=1)))


def test_mutual_information_agrees_with_sklearn(rng):
    counts = rng.multinomial(1000, [0.5, 0.3, 0.1, 0.1], size=20)
    expected = mutual_info_score(None, None, contingency=counts)
    assert compute_mutual_information(counts / 1000) == pytest.approx(expected, rel=1e-9)


# Identities and bounds


@given(distributions())
def test_entropy_lies_between_zero_and_ln_k(probs):
    entropies = row_entropies(probs)
    assert (entropies >= 0).all()
    assert (entropies <= np.log(probs.shape[1]) + ROUNDING).all()


@given(distributions())
def test_kl_from_itself_is_zero(probs):
    np.testing.assert_array_equal(row_kl_divergences(probs, probs), 0)


@given(distribution_pairs())
def test_cross_entropy_is_entropy_plus_kl(pair):
    targets, probs = pair
    expected = compute_entropy(targets) + compute_kl_divergence(targets, probs)
    assert compute_cross_entropy(targets, probs) == pytest.approx(expected)


@given(labelled_distributions())
def test_for_labels_kl_is_cross_entropy(labelled):
    assert compute_kl_divergence(*labelled) == compute_cross_entropy(*labelled)


@given(labelled_distributions())
def test_labels_are_one_hot_targets(labelled):
    y, probs = labelled
    one_hot = np.eye(probs.shape[1])[y]
    for measure in (compute_cross_entropy, compute_kl_divergence, compute_class_distribution_kl):
        assert measure(y, probs) == pytest.approx(measure(one_hot, probs))


@given(distributions())
def test_mutual_information_lies_between_zero_and_ln_k(probs):
    information = compute_mutual_information(probs)
    assert -ROUNDING <= information <= np.log(probs.shape[1]) + ROUNDING


def test_code_lengths_stay_exact_where_probabilities_underflow():
    log_probs = log_softmax([[0.0, -2000.0]])
    assert label_code_lengths([1], log_probs).tolist() == [2000]
    assert row_code_lengths([[0.5, 0.5]], log_probs).tolist() == [1000]


def test_code_lengths_of_a_stack_of_epochs(rng):
    log_probs = log_softmax(rng.normal(size=(4, 6, 3)))
    y = rng.integers(0, 3, 6)
    by_label, by_row = label_code_lengths(y, log_probs), row_code_lengths(np.eye(3)[y], log_probs)
    np.testing.assert_allclose(by_label, by_row)
    np.testing.assert_array_equal(by_label[2], label_code_lengths(y, log_probs[2]))


SURE = [[0.0, -np.inf]]


@pytest.mark.parametrize(
    ("function", "targets", "log_probs", "message"),
    [
        (label_code_lengths, [-1], SURE, "labels from 0 to 1, got -1"),
        (label_code_lengths, [0], SURE * 4, r"must have 1 rows, as y has, got shape \(4, 2\)"),
        (label_code_lengths, [0], SURE[0], r"log_probs must have 1 rows"),
        (label_code_lengths, [0], [[np.nan, 0.0]], r"exp\(log_probs\) must not be negative or NaN"),
        (label_code_lengths, [0], [[0.5, 0.5]], r"rows of exp\(log_probs\) must sum to 1"),
        (label_code_lengths, [0], [[2000.0, 0.0]], r"rows of exp\(log_probs\) must sum to 1"),
        (label_code_lengths, [0], [[]], "log_probs must be non-empty"),
        (label_code_lengths, [True], SURE, "integer labels, got values of type bool"),
        (row_code_lengths, [[np.nan, 1]], SURE, "targets must not be negative or NaN"),
        (row_code_lengths, [[0.5, 0.6]], SURE, "rows of targets must sum to 1"),
        (row_code_lengths, [[1.0]], SURE, "targets must have 2 columns, got 1"),
        (row_code_lengths, [[]], SURE, "targets must be a non-empty array"),
        (
            row_code_lengths,
            [[1, 0]],
            [[0.0, np.nan]],
            r"p\(log_probs\) must not be negative or NaN",
        ),
        (row_code_lengths, [[1, 0]] * 3, SURE * 2, "shape mismatch|broadcast"),
    ],
)
def test_code_lengths_say_what_is_wrong(function, targets, log_probs, message):
    with pytest.raises(ValueError, match=message):
        function(targets, log_probs)


def test_an_impossible_outcome_costs_nothing_where_no_target_has_it():
    log_probs = np.array([[0.0, -np.inf], [-LN2, -LN2]])
    assert row_code_lengths([[1, 0], [0, 1]], log_probs).tolist() == [0, LN2]
    assert row_code_lengths([0.0, 1.0], log_probs).tolist() == [np.inf, LN2]
    assert label_code_lengths([0, 0], log_probs).tolist() == [0, LN2]


@pytest.mark.parametrize("error", [-1e-6, 1e-6, 1e-9])
@given(distribution_pairs())
def test_divergences_are_not_negative_also_where_rows_are_a_little_off(error, pair):
    p, q = pair
    off = p * (1 + 0.9 * error)
    for y, probs in ((p, off), (off, p), (p, q)):
        assert row_kl_divergences(y, probs).min() > -2e-15
        assert compute_kl_divergence(y, probs) > -2e-15
        assert compute_class_distribution_kl(y, probs) > -2e-15


@pytest.mark.parametrize(("dtype", "n_classes"), [("f2", 3), ("f2", 1000), ("f4", 1000)])
def test_narrow_rows_are_read_in_double_precision(rng, dtype, n_classes):
    z = rng.normal(0, 5, (400, n_classes)).astype(dtype)
    exponentials = np.exp(z - z.max(axis=1, keepdims=True), dtype=np.float32)
    sums = exponentials.cumsum(axis=1, dtype=np.float32)[:, -1:]  # as naive as can be
    probs = (exponentials / sums).astype(dtype)
    wide = probs.astype(np.float64)
    wide /= wide.sum(axis=1, keepdims=True)
    y = rng.integers(0, n_classes, 400)
    for measure in (compute_entropy, compute_mutual_information, compute_prediction_confidence):
        assert measure(probs) == pytest.approx(measure(wide), rel=1e-12)
    assert compute_accuracy(y, probs) == compute_accuracy(y, wide)
    for measure in (compute_kl_divergence, compute_class_distribution_kl, compute_cross_entropy):
        assert measure(wide, probs) == pytest.approx(measure(wide, wide), rel=1e-12, abs=1e-14)
        assert measure(y, probs) == pytest.approx(measure(y, wide), rel=1e-12)


def test_large_arrays_are_worked_through_in_blocks(rng):
    probs = rng.dirichlet(np.ones(20), 30_000)
    targets, y = probs[::-1], rng.integers(0, 20, 30_000)
    one_hot = np.eye(20)[y]
    np.testing.assert_allclose(row_entropies(probs), scipy.stats.entropy(probs, axis=1))
    assert compute_cross_entropy(y, probs) == pytest.approx(log_loss(y, probs))
    assert compute_kl_divergence(targets, probs) == pytest.approx(
        scipy.stats.entropy(targets, probs, axis=1).mean()
    )
    assert compute_accuracy(y, probs) == accuracy_score(y, probs.argmax(axis=1))
    assert compute_prediction_confidence(probs) == pytest.approx(probs.max(axis=1).mean())
    assert compute_mutual_information(probs) == pytest.approx(
        scipy.stats.entropy(probs.mean(axis=0)) - scipy.stats.entropy(probs, axis=1).mean()
    )
    for targets in (y, one_hot):
        assert compute_class_distribution_kl(targets, probs) == pytest.approx(
            scipy.stats.entropy(one_hot.mean(axis=0), probs.mean(axis=0)), rel=1e-6
        )
    probs[-1, 0] += 0.1
    with pytest.raises(ValueError, match=r"a row that is 0\.1 away"):
        compute_entropy(probs)


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_measures_of_a_large_array_take_little_memory(rng, peak_memory, dtype):
    probs = softmax(rng.normal(size=(4000, 500))).astype(dtype)
    y, targets = rng.integers(0, 500, 4000), probs[::-1].copy()
    measures = (
        lambda: compute_entropy(probs),
        lambda: compute_mutual_information(probs),
        lambda: compute_prediction_confidence(probs),
        lambda: compute_accuracy(y, probs),
        lambda: compute_cross_entropy(y, probs),
        lambda: compute_kl_divergence(targets, probs),
        lambda: compute_class_distribution_kl(targets, probs),
    )
    for measure in measures:
        # Blocks of 2 MB each, whatever the size of the array: here 16 MB in double precision.
        assert peak_memory(measure) < 12e6


# Input


def test_lists_and_single_precision():
    probs = [[0.5, 0.25, 0.25], [0.125, 0.75, 0.125]]
    for same in (np.array(probs), np.float32(probs), np.asfortranarray(probs)):
        assert compute_entropy(same) == compute_entropy(probs)
        assert compute_kl_divergence(same, np.eye(3)[[0, 0]]) == np.inf
        assert compute_cross_entropy([0, 1], same, 3) == compute_cross_entropy([0, 1], probs)


@pytest.mark.parametrize(
    "measure",
    [
        compute_entropy,
        compute_mutual_information,
        compute_prediction_confidence,
        row_entropies,
        lambda probs: compute_accuracy([0], probs),
        lambda probs: compute_cross_entropy([0], probs),
        lambda probs: compute_kl_divergence([0], probs),
        lambda probs: compute_class_distribution_kl([0], probs),
        lambda probs: row_kl_divergences([[0.5, 0.5]], probs),
    ],
)
@pytest.mark.parametrize(
    ("probs", "message"),
    [([[-0.5, 1.5]], "probs must not be negative"), ([0.5, 0.5], "of shape"), ([[]], "non-empty")],
)
def test_says_what_is_wrong_with_the_probabilities(measure, probs, message):
    with pytest.raises(ValueError, match=message):
        measure(probs)


@pytest.mark.parametrize(
    "measure", [compute_cross_entropy, compute_kl_divergence, compute_class_distribution_kl]
)
@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([0, 1], "y has 2, probs has 1"),
        ([2], "y must hold labels from 0 to 1, got 2 to 2"),
        (0, "y must be an array, got 0"),
        ([[0.5, 0.3, 0.2]], "y must have 2 columns, got 3"),
        ([[0.5, 0.4]], "rows of y must sum to 1"),
        ([[1, 0], [0, 1]], "y has 2, probs has 1"),
    ],
)
def test_says_what_is_wrong_with_the_targets(measure, y, message):
    with pytest.raises(ValueError, match=message):
        measure(y, [[0.5, 0.5]])


@pytest.mark.parametrize(
    "measure", [compute_cross_entropy, compute_kl_divergence, compute_class_distribution_kl]
)
def test_checks_the_number_of_classes_when_given(measure):
    assert measure([0], [[1, 0]], 2) == measure([0], [[1, 0]], n_classes=None)
    with pytest.raises(ValueError, match="probs must have 3 columns, got 2"):
        measure([0], [[1, 0]], n_classes=3)


def test_accuracy_wants_labels():
    with pytest.raises(ValueError, match=r"y must be labels of shape \(1,\), got shape \(1, 2\)"):
        compute_accuracy([[0.5, 0.5]], [[0.5, 0.5]])


def test_row_divergences_want_distributions():
    with pytest.raises(ValueError, match=r"y must be target distributions, .* got labels"):
        row_kl_divergences([0], [[0.5, 0.5]])
