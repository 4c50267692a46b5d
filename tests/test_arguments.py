"""Through every public function: integers of every type, masked arrays, seeds."""

import inspect

import numpy as np
import pytest
from numpy.typing import ArrayLike

import casestudy_lib as lib
from casestudy_lib.studies import (
    arithmetic_code,
    brier_parts,
    character_model,
    consistency,
    layer_information,
    layer_runs,
    many_runs,
    perfect_models,
    resampling,
    sampled_information,
    turning_points,
)

RNG = np.random.default_rng(0)
N_CLASSES = 200  # more than int8 reaches, as n_classes · label is beyond uint8
Y = RNG.integers(0, 120, 300)
LOGITS = RNG.normal(0, 1, (300, N_CLASSES)) + 3 * np.eye(N_CLASSES)[Y]
PROBS = lib.softmax(LOGITS)
LOG_PROBS = np.log(PROBS)
TARGETS = lib.softmax(RNG.normal(0, 1, (300, N_CLASSES)))
X = RNG.normal(0, 1, (300, 2))
CURVE = np.cumsum(RNG.random(50))
BITS = arithmetic_code.encode_labels(Y[:20], PROBS[:20])


def new_net():
    return lib.SimpleNeuralNetwork(2, 8, N_CLASSES)


def gradient(X, y):
    net = new_net()
    net.forward(X)
    return net.gradient(y)[1]["W1"]


def trained(X, y):
    return [seen.probs for seen in lib.train(new_net(), X, y, n_epochs=2)][-1]


def tracked(**changed):
    given = {"X_train": X, "y_train": Y, "X_test": X, "y_test": Y, "n_classes": N_CLASSES}
    return lib.train_and_track(**given | {"n_epochs": 2, "hidden_dim": 8} | changed)["test_loss"]


def at_temperatures(X, y, T):
    return lib.temperature_analysis(new_net(), X, y, T, N_CLASSES)["cross_entropy"]


def layer_of(X, y):
    return layer_runs.record_layer(X, y, n_epochs=3, n_stops=3, n_classes=N_CLASSES).train_loss


# Every public function with its arrays, each of which is replaced in turn.
CALLS = {
    "bayes_posterior": (lib.bayes_posterior, X),
    "bayes_posterior, priors": (lambda p: lib.bayes_posterior(X, priors=p), np.full(3, 1 / 3)),
    "feature_density": (perfect_models.feature_density, X),
    "split_data": (lambda *a: lib.split_data(*a)[0][1], X, Y),
    "split_data, fractions": (lambda f: lib.split_data(X, Y, f)[0][1], np.full(2, 0.5)),
    "softmax": (lib.softmax, LOGITS),
    "log_softmax": (lib.log_softmax, LOGITS),
    "forward": (lambda X: new_net().forward(X), X),
    "logits": (lambda X: new_net().logits(X), X),
    "hidden": (lambda X: new_net().hidden(X), X),
    "gradient": (gradient, X, Y),
    "train": (trained, X, Y),
    "train_and_track": (lambda X, y: tracked(X_train=X, y_train=y), X, Y),
    "train_and_track, test": (lambda X, y: tracked(X_test=X, y_test=y), X, Y),
    "train_and_track, targets": (lambda p: tracked(test_targets=p), TARGETS),
    "compute_entropy": (lib.compute_entropy, PROBS),
    "compute_prediction_confidence": (lib.compute_prediction_confidence, PROBS),
    "compute_mutual_information": (lib.compute_mutual_information, PROBS),
    "row_entropies": (lib.row_entropies, PROBS),
    "row_kl_divergences": (lib.row_kl_divergences, TARGETS, PROBS),
    "compute_cross_entropy": (lib.compute_cross_entropy, Y, PROBS),
    "compute_kl_divergence": (lib.compute_kl_divergence, Y, PROBS),
    "compute_kl_divergence, soft": (lib.compute_kl_divergence, TARGETS, PROBS),
    "compute_class_distribution_kl": (lib.compute_class_distribution_kl, Y, PROBS),
    "compute_accuracy": (lib.compute_accuracy, Y, PROBS),
    "label_code_lengths": (lib.label_code_lengths, Y, LOG_PROBS),
    "row_code_lengths": (lib.row_code_lengths, TARGETS, LOG_PROBS),
    "temperature_analysis": (at_temperatures, X, Y, np.array([1, 2])),
    "optimal_temperature": (lib.optimal_temperature, LOGITS, Y),
    "wilson_interval": (lib.wilson_interval, np.array([100, 3, 0]), np.array([125, 7, 0])),
    "reliability_curve": (lambda *a: lib.reliability_curve(*a)["accuracy"], Y, PROBS),
    "expected_calibration_error": (lib.expected_calibration_error, Y, PROBS),
    "brier_score": (lib.brier_score, Y, PROBS),
    "encode_labels": (arithmetic_code.encode_labels, Y, PROBS),
    "decode_labels": (lambda p: arithmetic_code.decode_labels(BITS, p), PROBS[:20]),
    "decompose_brier_score": (brier_parts.decompose_brier_score, Y, PROBS),
    "decompose_expected_brier_score": (brier_parts.decompose_expected_brier_score, TARGETS, PROBS),
    "consistency_test": (lambda *a: consistency.consistency_test(*a, n_draws=9), Y, PROBS),
    "bootstrap_interval": (
        lambda *a: resampling.bootstrap_interval(lib.compute_accuracy, *a, n_resamples=3),
        Y,
        PROBS,
    ),
    "temperature_interval": (
        lambda *a: resampling.temperature_interval(*a, n_resamples=3),
        LOGITS,
        Y,
    ),
    "compute_discrete_entropy": (sampled_information.compute_discrete_entropy, Y),
    "compute_discrete_mutual_information": (
        sampled_information.compute_discrete_mutual_information,
        Y,
        Y[::-1],
    ),
    "compute_shuffle_baseline": (sampled_information.compute_shuffle_baseline, Y, Y[::-1]),
    "bin_equal_width": (lambda v: sampled_information.bin_equal_width(v, 5), CURVE),
    "bin_responses": (lambda h: layer_information.bin_responses(h, 0.5), X),
    "compute_binned_information": (
        lambda *a: layer_information.compute_binned_information(*a, 0.5),
        X,
        Y,
    ),
    "compute_noisy_information": (
        lambda *a: layer_information.compute_noisy_information(*a, 0.5),
        X,
        Y,
    ),
    "record_layer": (layer_of, X, Y),
    "measure_layer": (lambda h, y: layer_runs.measure_layer(h, y)["binned_labels"], X[None], Y),
    "change_done": (turning_points.change_done, CURVE),
    "epochs_of_change": (turning_points.epochs_of_change, CURVE, np.array([0.5, 1.0])),
    "summarise": (many_runs.summarise, CURVE),
}


def replacing(kind):
    """Every call and the places of its arrays that hold integers, or those of any numbers."""
    for name, (_, *arrays) in CALLS.items():
        for place, array in enumerate(arrays):
            if array.dtype.kind in kind:
                yield pytest.param(name, place, id=f"{name}-{place}")


def call(name, place, replace):
    function, *arrays = CALLS[name]
    arrays[place] = replace(arrays[place])
    return function(*arrays)


def test_every_function_that_takes_an_array_is_called_here():
    takers = {
        name
        for name, function in vars(lib).items()
        if inspect.isfunction(function)
        and any(p.annotation == ArrayLike for p in inspect.signature(function).parameters.values())
    }
    # A rectifier works element by element, and gives a masked array back.
    assert takers - {"relu", "relu_derivative"} <= CALLS.keys()


@pytest.mark.parametrize("dtype", ["i1", "u1", "i2", "u2", "i4", "u4", "u8", ">i4"])
@pytest.mark.parametrize(("name", "place"), [*replacing("i")])
def test_integers_of_every_type_give_the_same_answer(name, place, dtype):
    answer = call(name, place, lambda array: array.astype(dtype))
    np.testing.assert_equal(answer, call(name, place, lambda array: array))


@pytest.mark.parametrize(("name", "place"), [*replacing("if")])
def test_masked_arrays_are_refused(name, place):
    array = CALLS[name][1 + place]
    nothing, first_row = np.zeros((2, *array.shape), bool)
    first_row[0] = True
    masked = [np.ma.array(array, mask=mask) for mask in (nothing, first_row)]
    for given in (*masked, list(np.ma.masked_equal(array, array.flat[0]))):
        with pytest.raises(ValueError, match="must not be masked"):
            call(name, place, lambda _, given=given: given)


def test_a_rectifier_keeps_a_mask():
    for rectifier in (lib.relu, lib.relu_derivative):
        assert rectifier(np.ma.array([1.0, 2.0], mask=[True, False])).mask.tolist() == [True, False]


@pytest.mark.parametrize(
    "name", [name for name, (_, *arrays) in CALLS.items() if any(a is Y for a in arrays)]
)
def test_truth_values_are_no_labels_but_are_counted_where_values_are_only_told_apart(name):
    function, *arrays = CALLS[name]
    bools = [array > 60 if array is Y else array for array in arrays]
    whole = [(array > 60).astype(int) if array is Y else array for array in arrays]
    try:
        expected = function(*whole)
        np.testing.assert_equal(function(*bools), expected)
    except ValueError as error:
        assert "integer labels, got values of type bool" in str(error)  # noqa: PT017


def test_shares_of_truth_values_and_of_numbers_beyond_their_type():
    right = lib.wilson_interval([100], [200])
    np.testing.assert_allclose(np.ravel(right), [0.4422, 0.5578], atol=1e-4)
    for dtype in ("u1", "f2", "i4", "u8"):
        hits, count = np.array([[100], [200]], dtype)
        np.testing.assert_array_equal(lib.wilson_interval(hits, count), right)
    low, high = lib.wilson_interval(np.int32([60_000]), np.int32([120_000]))
    assert 0.49 < low < 0.5 < high < 0.51
    truth = lib.wilson_interval(np.array([True]), np.array([True]))
    np.testing.assert_array_equal(truth, lib.wilson_interval([1], [1]))
    with pytest.raises(ValueError, match="hits must lie between 0 and count"):
        lib.wilson_interval([np.inf], [np.inf])


@pytest.mark.parametrize("integer", [np.int8, np.uint8, np.uint64])
def test_sizes_and_seeds_of_every_type(integer):
    size, seed = integer(100), integer(7)
    np.testing.assert_equal(lib.generate_data(size, seed), lib.generate_data(100, 7))
    np.testing.assert_equal(
        lib.SimpleNeuralNetwork(size, size, size, seed).W1,
        lib.SimpleNeuralNetwork(100, 100, 100, 7).W1,
    )
    np.testing.assert_equal(tracked(n_epochs=integer(2), seed=seed), tracked(seed=7))
    np.testing.assert_equal(
        lib.reliability_curve(Y, PROBS, n_bins=size), lib.reliability_curve(Y, PROBS, n_bins=100)
    )


SEEDED = {
    "generate_data": lambda seed: lib.generate_data(9, seed),
    "SimpleNeuralNetwork": lambda seed: lib.SimpleNeuralNetwork(2, 2, 2, seed),
    "train_and_track": lambda seed: tracked(seed=seed),
    "consistency_test": lambda seed: consistency.consistency_test(Y, PROBS, n_draws=1, seed=seed),
    "bootstrap_interval": lambda seed: resampling.bootstrap_interval(np.mean, Y, seed=seed),
    "shuffle": lambda seed: sampled_information.compute_shuffle_baseline(Y, Y, seed=seed),
    "gaussian": lambda seed: sampled_information.gaussian_information_estimates([9], seed=seed),
    "perfect": lambda seed: perfect_models.perfect_calibration_errors([9], [2], seed=seed),
    "rejection_rates": lambda seed: perfect_models.rejection_rates({}, [9], seed=seed),
    "record_layer": lambda seed: layer_runs.record_layer(X, Y, n_classes=N_CLASSES, seed=seed),
    "sample": lambda seed: character_model.CharacterModel("abcab", 1).sample("a", 1, seed=seed),
    "run_experiments": lambda seed: many_runs.run_experiments(lambda seed: {}, {"a": {}}, [seed]),
}


@pytest.mark.parametrize("seed", ["42", -1, 1.0, None, True])
@pytest.mark.parametrize("name", SEEDED)
def test_a_seed_is_an_integer_that_is_not_negative(name, seed):
    with pytest.raises(ValueError, match="seed must be an integer of at least 0, got"):
        SEEDED[name](seed)
