"""The training loop and the tracked run: the reference table, a run by hand, and mistakes."""

import pickle
import re
from copy import deepcopy
from inspect import signature

import numpy as np
import pytest

import casestudy_lib as lib

COLUMNS = [
    "train_loss",
    "test_loss",
    "train_accuracy",
    "test_accuracy",
    "prediction_entropy",
    "prediction_confidence",
    "class_dist_kl",
    "mutual_information",
    "kl_divergence",
]

# An independent computation in float64: columns as above, the KL from the true posterior.
REFERENCE = {
    0: [1.260623, 1.250254, 0.276667, 0.290000, 1.073256, 0.409195, 0.000484, 0.024504, 1.072993],
    1: [1.186635, 1.180985, 0.317500, 0.336667, 1.079285, 0.403999, 0.000209, 0.018453, 1.004007],
    10: [0.739733, 0.758265, 0.938333, 0.923333, 1.033345, 0.480403, 0.000616, 0.062824, 0.583666],
    20: [0.503009, 0.530163, 0.940833, 0.923333, 0.892949, 0.613436, 0.000208, 0.204132, 0.357368],
    50: [0.275328, 0.302575, 0.945000, 0.930000, 0.588777, 0.784295, 0.000276, 0.509377, 0.132437],
    100: [0.194227, 0.216199, 0.945000, 0.930000, 0.393102, 0.864371, 0.000463, 0.705293, 0.048823],
    200: [0.162347, 0.179747, 0.946667, 0.930000, 0.272599, 0.907209, 0.000536, 0.825846, 0.015323],
}

N_EPOCHS = 60


def by_hand(net, split, n_epochs, learning_rate, targets):
    """The columns of a run from the network's own methods, one epoch after the other."""
    X_train, y_train, X_test, y_test = split
    rows = []
    for epoch in range(n_epochs + 1):
        test, fitted = net.forward(X_test), net.forward(X_train)
        rows.append(
            [
                lib.compute_cross_entropy(y_train, fitted),
                lib.compute_cross_entropy(y_test, test),
                lib.compute_accuracy(y_train, fitted),
                lib.compute_accuracy(y_test, test),
                lib.compute_entropy(test),
                lib.compute_prediction_confidence(test),
                lib.compute_class_distribution_kl(y_test, test),
                lib.compute_mutual_information(test),
                lib.compute_kl_divergence(targets, test),
            ]
        )
        if epoch < n_epochs:
            net.backward(y_train, learning_rate)
    return dict(zip(COLUMNS, np.transpose(rows), strict=True))


def test_every_pass_is_that_of_the_network_as_it_stands(small_split):
    X, y = small_split[:2]
    net = lib.SimpleNeuralNetwork(2, 8, 3)
    losses = []
    for seen in lib.train(net, X, y, n_epochs=5, learning_rate=0.2):
        np.testing.assert_array_equal(seen.probs, net.forward(X))
        losses.append(lib.compute_cross_entropy(y, seen.probs))
    assert len(losses) == 6
    assert losses == sorted(losses, reverse=True)


def disturb_pass(net, X, y, seen):
    for array in (seen.hidden, seen.logits, seen.log_probs, seen.probs):
        array[:] = 7


def disturb_arguments(net, X, y, seen):
    X[:], y[:] = 7, 0


@pytest.mark.parametrize("disturb", [disturb_pass, disturb_arguments])
@pytest.mark.parametrize("order", ["C", "F"])
def test_what_a_loop_does_to_its_arrays_changes_nothing(small_split, disturb, order):
    X, y = np.array(small_split[0], order=order), np.array(small_split[1])
    disturbed, alone = lib.SimpleNeuralNetwork(2, 8, 3), lib.SimpleNeuralNetwork(2, 8, 3)
    for seen in lib.train(disturbed, X, y, n_epochs=3):
        disturb(disturbed, X, y, seen)
    for _ in lib.train(alone, *small_split[:2], n_epochs=3):
        pass
    np.testing.assert_array_equal(disturbed.W1, alone.W1)


def test_features_of_a_pass_cannot_be_overwritten(small_split):
    seen = next(lib.train(lib.SimpleNeuralNetwork(2, 8, 3), *small_split[:2]))
    with pytest.raises(ValueError, match="read-only"):
        seen.X[:] = 0


@pytest.mark.parametrize("in_place", [True, False])
def test_a_loop_that_changes_the_network_goes_on_from_there(small_split, in_place):
    X, y = small_split[:2]
    net, by_hand = lib.SimpleNeuralNetwork(2, 8, 3), lib.SimpleNeuralNetwork(2, 8, 3)
    for _ in lib.train(net, X, y, n_epochs=3, learning_rate=0.1):
        if in_place:
            net.W1 *= 0.9
        else:
            net.W1 = net.W1 * 0.9
    for _ in range(3):
        by_hand.W1 = by_hand.W1 * 0.9
        by_hand.forward(X)
        by_hand.backward(y, learning_rate=0.1)
    np.testing.assert_allclose(net.W1, by_hand.W1 * 0.9, rtol=1e-12)


def test_leaving_the_loop_early_leaves_the_network_as_it_was_seen_last(small_split):
    X, y = small_split[:2]
    whole, left = lib.SimpleNeuralNetwork(2, 8, 3), lib.SimpleNeuralNetwork(2, 8, 3)
    list(lib.train(whole, X, y, n_epochs=3))
    for epoch, _ in enumerate(lib.train(left, X, y, n_epochs=9)):
        if epoch == 3:
            break
    np.testing.assert_array_equal(left.W1, whole.W1)


def test_training_takes_200_steps_of_a_twentieth_by_default(small_split):
    given, default = lib.SimpleNeuralNetwork(2, 8, 3), lib.SimpleNeuralNetwork(2, 8, 3)
    expected = list(lib.train(given, *small_split[:2], n_epochs=200, learning_rate=0.05))
    passes = list(lib.train(default, *small_split[:2]))
    assert len(passes) == len(expected) == 201
    np.testing.assert_array_equal(passes[-1].probs, expected[-1].probs)


def test_no_epochs_see_the_untrained_network(small_split):
    X, y = small_split[:2]
    net = lib.SimpleNeuralNetwork(2, 8, 3)
    (seen,) = lib.train(net, X, y, n_epochs=0)
    np.testing.assert_array_equal(seen.probs, lib.SimpleNeuralNetwork(2, 8, 3).forward(X))


def test_rows_without_a_label_are_only_looked_at(small_split):
    X, y, X_more, _ = small_split
    alone, watched = lib.SimpleNeuralNetwork(2, 8, 3), lib.SimpleNeuralNetwork(2, 8, 3)
    list(lib.train(alone, X, y, n_epochs=5))
    *_, seen = lib.train(watched, np.vstack([X, X_more]), y, n_epochs=5)
    np.testing.assert_allclose(watched.W1, alone.W1, rtol=1e-12)
    np.testing.assert_allclose(seen.probs[len(X) :], alone.forward(X_more), rtol=1e-12)


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        ([[0.0, 1.0]], [0, 1], "X has 1, y has 2"),
        ([[0.0]], [0], "X must have 2 columns, got 1"),
        ([[0.0, 1.0]], [3], "y must hold labels from 0 to 2, got 3 to 3"),
    ],
)
def test_loop_says_what_is_wrong(X, y, message):
    with pytest.raises(ValueError, match=message):
        next(lib.train(lib.SimpleNeuralNetwork(2, 4, 3), X, y))


@pytest.mark.parametrize("epoch", REFERENCE)
def test_reference_table(history, epoch):
    row = [history[name][epoch] for name in COLUMNS]
    np.testing.assert_allclose(row, REFERENCE[epoch], atol=1e-6)


@pytest.fixture(scope="module")
def run_by_hand(split):
    net = lib.SimpleNeuralNetwork(2, 8, 3, seed=5)
    return by_hand(net, split, N_EPOCHS, 0.2, lib.bayes_posterior(split[2]))


@pytest.fixture(scope="module")
def run(split):
    return lib.train_and_track(
        *split,
        hidden_dim=8,
        n_epochs=N_EPOCHS,
        learning_rate=0.2,
        seed=5,
        test_targets=lib.bayes_posterior(split[2]),
    )


@pytest.mark.parametrize("column", COLUMNS)
def test_row_e_is_the_network_after_e_updates(run, run_by_hand, column):
    np.testing.assert_allclose(run[column], run_by_hand[column], rtol=1e-9, atol=1e-12)


def test_columns(history):
    assert set(history) == {"epoch", *COLUMNS}
    assert history["epoch"].tolist() == list(range(201))
    for column in history.values():
        assert column.shape == (201,)
        assert np.isfinite(column).all()


def test_kl_to_the_labels_is_the_test_loss(small_split):
    history = lib.train_and_track(*small_split, n_epochs=5)
    np.testing.assert_array_equal(history["kl_divergence"], history["test_loss"])


def test_two_runs_of_100_are_one_of_200(split, history):
    net = lib.SimpleNeuralNetwork(2, 32, 3)
    targets = lib.bayes_posterior(split[2])
    first, second = (
        lib.train_and_track(*split, n_epochs=100, net=net, test_targets=targets) for _ in range(2)
    )
    for name in COLUMNS:
        np.testing.assert_array_equal(first[name], history[name][:101])
        np.testing.assert_array_equal(second[name], history[name][100:])


def test_a_class_that_never_occurs(small_split):
    X_train, y_train, X_test, y_test = small_split
    history = lib.train_and_track(X_train, np.minimum(y_train, 1), X_test, np.minimum(y_test, 1))
    assert all(np.isfinite(column).all() for column in history.values())
    assert history["train_accuracy"][-1] > 0.9


def test_prints_a_row_every_so_many_epochs(split, capsys):
    history = lib.train_and_track(*split, n_epochs=N_EPOCHS, log_every=50)
    header, *rows = capsys.readouterr().out.splitlines()
    assert header.split()[0] == "epoch"
    assert [int(row.split()[0]) for row in rows] == [0, 50]
    for row in rows:
        epoch, train_loss, test_loss, *_ = map(float, row.split())
        assert train_loss == pytest.approx(history["train_loss"][int(epoch)], abs=1e-4)
        assert test_loss == pytest.approx(history["test_loss"][int(epoch)], abs=1e-4)


@pytest.mark.parametrize("learning_rate", [1e3, 1e10, 1e200])
def test_overflow_names_the_epoch_and_the_learning_rate(small_split, learning_rate):
    with pytest.raises(FloatingPointError) as error:
        lib.train_and_track(*small_split, learning_rate=learning_rate)
    pattern = r"epoch (\d+) with learning rate " + re.escape(f"{learning_rate:g};")
    epoch = int(re.search(pattern, str(error.value))[1])
    assert (error.value.epoch, error.value.learning_rate) == (epoch, learning_rate)
    assert str(pickle.loads(pickle.dumps(error.value))) == str(error.value)  # from a worker
    last_good = lib.train_and_track(*small_split, n_epochs=epoch - 1, learning_rate=learning_rate)
    assert np.isfinite(last_good["test_loss"]).all()
    with pytest.raises(FloatingPointError, match=f"epoch {epoch} "):
        lib.train_and_track(*small_split, n_epochs=epoch, learning_rate=learning_rate)


X_OK, Y_OK = [[0.0, 1.0], [1.0, 0.0]], [0, 1]
NET = lib.SimpleNeuralNetwork(2, 5, 3)


def test_a_given_network_may_be_described_as_what_it_is(small_split):
    net = lib.SimpleNeuralNetwork(2, 5, 3, seed=3)
    told = lib.train_and_track(*small_split, 3, 5, 4, 0.1, net=deepcopy(net))
    np.testing.assert_equal(
        lib.train_and_track(*small_split, net=net, n_epochs=4, learning_rate=0.1), told
    )
    made = lib.train_and_track(*small_split, 3, 5, 4, 0.1, seed=3)
    np.testing.assert_equal(made, told)


def test_defaults_read_as_numbers():
    parameters = signature(lib.train_and_track).parameters
    assert (parameters["hidden_dim"].default, parameters["seed"].default) == (32, 42)
    assert "hidden_dim: int = 32" in str(signature(lib.train_and_track))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"X_train": [[0, 1]]}, "X_train has 1, y_train has 2"),
        ({"y_test": [0]}, "X_test has 2, y_test has 1"),
        ({"X_test": [[0, 1, 2]] * 2}, "X_test must have 2 columns, got 3"),
        ({"X_test": [], "y_test": []}, "X_test must be a non-empty array"),
        ({"X_train": [[np.nan, 1], [0, 0]]}, "X_train must be finite"),
        ({"y_train": [0.0, 1.0]}, "y_train must hold integer labels"),
        ({"y_train": [0, 3]}, "y_train must hold labels from 0 to 2, got 0 to 3"),
        ({"y_test": [-1, 0]}, "y_test must hold labels from 0 to 2, got -1 to 0"),
        ({"n_classes": 1}, "n_classes must be an integer of at least 2, got 1"),
        ({"hidden_dim": 0}, "hidden_dim must be an integer of at least 1, got 0"),
        ({"n_epochs": -1}, "n_epochs must be an integer of at least 0, got -1"),
        ({"learning_rate": 0}, "learning_rate must be a finite number greater than 0, got 0"),
        ({"log_every": 0}, "log_every must be an integer of at least 1, got 0"),
        ({"net": NET, "n_classes": 4}, r"n_classes \(2, 5, 4\), got \(2, 5, 3\)"),
        ({"net": lib.SimpleNeuralNetwork(5, 4, 3)}, r"n_features, .* \(2, 4, 3\), got \(5, 4, 3\)"),
        ({"net": NET, "hidden_dim": 32}, r"hidden_dim, .* \(2, 32, 3\), got \(2, 5, 3\)"),
        ({"net": NET, "seed": 42}, "seed must not be given with a net, .* got 42"),
        ({"test_targets": [[1, 0, 0]]}, "X_test has 2, test_targets has 1"),
        ({"test_targets": [[1, 0]] * 2}, "test_targets must have 3 columns, got 2"),
        ({"test_targets": [[1, 1, 0]] * 2}, "rows of test_targets must sum to 1"),
    ],
)
def test_says_what_is_wrong(changed, message):
    arguments = {"X_train": X_OK, "y_train": Y_OK, "X_test": X_OK, "y_test": Y_OK, **changed}
    with pytest.raises(ValueError, match=message):
        lib.train_and_track(**arguments)
