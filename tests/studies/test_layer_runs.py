"""A hidden layer at the stops of a run is that of the network trained by the public steps."""

import numpy as np
import pytest

from casestudy_lib import SimpleNeuralNetwork, TrainingOverflowError, compute_cross_entropy
from casestudy_lib.studies.layer_information import (
    compute_binned_information,
    compute_noisy_information,
)
from casestudy_lib.studies.layer_runs import (
    geometric_stops,
    measure_layer,
    measure_runs,
    record_layer,
)


def test_stops_reach_from_the_start_to_the_end_in_growing_steps():
    stops = geometric_stops(1000, 12)
    assert stops[[0, 1, -1]].tolist() == [0, 1, 1000]
    assert (np.diff(stops) > 0).all()
    assert (np.diff(np.diff(stops)) >= 0).all()
    assert geometric_stops(1).tolist() == [0, 1]
    assert geometric_stops(50, 3).tolist() == [0, 1, 50]
    assert len(geometric_stops(5, 24)) == 6


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_run_holds_the_layer_of_a_network_trained_by_hand(small_split, activation):
    X, y = small_split[:2]
    run = record_layer(
        X, y, activation=activation, hidden_dim=5, learning_rate=0.3, n_epochs=9, n_stops=4, seed=7
    )
    net = SimpleNeuralNetwork(2, 5, 3, 7, activation=activation)
    assert run.epoch.tolist() == geometric_stops(9, 4).tolist()
    np.testing.assert_array_equal(run.y, y)
    for stop in range(10):
        probs = net.forward(X)
        if stop in run.epoch:
            (i,) = np.flatnonzero(run.epoch == stop)
            np.testing.assert_allclose(run.hidden[i], net.hidden(X), atol=1e-12)
            np.testing.assert_allclose(run.drive[i], X @ net.W1 + net.b1, atol=1e-12)
            assert run.train_loss[i] == pytest.approx(compute_cross_entropy(y, probs))
        if stop < 9:
            net.backward(y, learning_rate=0.3)
    np.testing.assert_allclose(run.net.forward(X), net.forward(X), atol=1e-12)


def test_measures_are_those_of_the_estimators_at_each_stop(small_split):
    run = record_layer(*small_split[:2], n_epochs=20, n_stops=4)
    course = measure_layer(run.hidden, run.y, bin_width=0.2, noise_std=0.3)
    for i, hidden in enumerate(run.hidden):
        row = {name: values[i] for name, values in course.items()}
        binned = compute_binned_information(hidden, run.y, 0.2)
        noisy = compute_noisy_information(hidden, run.y, 0.3)
        assert (row["binned_inputs"], row["binned_labels"]) == binned
        names = ("noisy_inputs", "noisy_labels", "noisy_inputs_lower")
        assert tuple(row[name] for name in names) == noisy
        assert run.binned_information(i, 0.2) == binned.inputs
        assert row["largest"] == hidden.max()
        assert row["saturated"] == np.mean(np.abs(hidden) > 0.99)


def test_relative_measures_are_in_shares_of_the_range_at_each_stop(small_split):
    run = record_layer(*small_split[:2], activation="relu", n_epochs=20, n_stops=4)
    course = measure_layer(run.hidden, run.y, bin_width=1 / 8, noise_std=1 / 4, relative=True)
    for stop, hidden in enumerate(run.hidden):
        widths = {"bin_width": np.ptp(hidden) / 8, "noise_std": np.ptp(hidden) / 4}
        for name, (value,) in measure_layer(hidden[None], run.y, **widths).items():
            assert course[name][stop] == pytest.approx(value)


@pytest.mark.parametrize(("left_out", "prefix"), [("bin_width", "binned"), ("noise_std", "noisy")])
def test_an_estimator_without_a_width_is_left_out_and_a_dead_layer_tells_nothing(left_out, prefix):
    dead, y = np.zeros((1, 40, 3)), np.arange(40) % 3
    both = measure_layer(dead, y, relative=True)
    assert both["binned_inputs"] == both["noisy_inputs"] == both["saturated"] == 0
    course = measure_layer(dead, y, relative=True, **{left_out: None})
    assert course == {name: v for name, v in both.items() if not name.startswith(prefix)}


def test_a_run_that_overflows_names_the_epoch_and_the_rate(small_split):
    settings = {"activation": "relu", "learning_rate": 1e80, "n_epochs": 8, "n_stops": 3}
    with pytest.raises(TrainingOverflowError, match=r"at epoch 2 with learning rate 1e\+80"):
        record_layer(*small_split[:2], **settings)  # it is looked at after 1 and 8 updates


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"activation": "step"}, "activation must be one of"),
        ({"learning_rate": 0}, "learning_rate must be a finite number greater than 0"),
        ({"n_epochs": 0}, "n_epochs must be an integer of at least 1"),
        ({"n_stops": 2}, "n_stops must be an integer of at least 3"),
        ({"n_classes": 2}, "y must hold labels from 0 to 1, got 0 to 2"),
        ({"n_classes": 1}, "n_classes must be an integer of at least 2"),
        ({"y": [0, 1, 2]}, "same number of rows, but X has 40, y has 3"),
        ({"X": [1.0, 2.0]}, "X must be a non-empty array"),
    ],
)
def test_mistakes_are_named(small_split, settings, message):
    X, y = small_split[:2]
    with pytest.raises(ValueError, match=message):
        record_layer(**{"X": X, "y": y} | settings)


@pytest.mark.parametrize("layer", ["hidden", "drive"])
def test_measures_of_runs_are_those_of_each(small_split, layer):
    X, y = small_split[:2]
    runs = [record_layer(X, y, n_epochs=6, n_stops=3, seed=seed) for seed in (1, 2)]
    settings = {"bin_width": 0.5, "noise_std": 0.2, "relative": True}
    together = measure_runs(runs, layer=layer, **settings)
    alone = [measure_layer(getattr(run, layer), y, **settings) for run in runs]
    for name, values in together.items():
        np.testing.assert_array_equal(values, [course[name] for course in alone])


def test_runs_that_cannot_be_stacked_are_named(small_split):
    short, long = (record_layer(*small_split[:2], n_epochs=n, n_stops=3) for n in (5, 6))
    for runs in ([], [short, long]):
        with pytest.raises(ValueError, match="non-empty and all have their stops at the same"):
            measure_runs(runs)
    with pytest.raises(ValueError, match=r"layer must be one of .*, got 'logits'"):
        measure_runs([short], layer="logits")
