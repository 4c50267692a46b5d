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


def test_relative_measures_do_not_see_the_size_of_the_responses(small_split):
    run = record_layer(*small_split[:2], activation="relu", n_epochs=20, n_stops=4)
    settings = {"bin_width": 1 / 8, "noise_std": 1 / 4, "relative": True}
    grown = run.hidden * 2.0 ** np.arange(4)[:, None, None]
    first = measure_layer(run.hidden, run.y, **settings)
    second = measure_layer(grown, run.y, **settings)
    for name in ("binned_inputs", "binned_labels", "noisy_inputs", "noisy_inputs_lower"):
        np.testing.assert_allclose(first[name], second[name], atol=1e-9)
    largest = np.ptp(run.hidden[2])
    by_hand = measure_layer(run.hidden[2:3], run.y, bin_width=largest / 8, noise_std=largest / 4)
    assert first["noisy_inputs"][2] == pytest.approx(by_hand["noisy_inputs"][0])


def test_an_estimator_without_a_width_is_left_out(small_split):
    run = record_layer(*small_split[:2], n_epochs=4, n_stops=3)
    both = measure_layer(run.hidden, run.y)
    for left_out, prefix in (("bin_width", "binned"), ("noise_std", "noisy")):
        course = measure_layer(run.hidden, run.y, **{left_out: None})
        assert set(both) - set(course) == {name for name in both if name.startswith(prefix)}
        for name, values in course.items():
            np.testing.assert_array_equal(values, both[name])


def test_a_dead_layer_has_no_range_and_tells_nothing(small_split):
    course = measure_layer(np.zeros((1, 40, 3)), small_split[1], relative=True)
    assert course["binned_inputs"] == course["noisy_inputs"] == course["saturated"] == 0


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
    together = measure_runs(runs, layer=layer, bin_width=0.5, noise_std=0.2, relative=True)
    for i, run in enumerate(runs):
        alone = measure_layer(getattr(run, layer), y, bin_width=0.5, noise_std=0.2, relative=True)
        assert list(together) == list(alone)
        for name, values in alone.items():
            np.testing.assert_array_equal(together[name][i], values)


def test_runs_that_cannot_be_stacked_are_named(small_split):
    short, long = (record_layer(*small_split[:2], n_epochs=n, n_stops=3) for n in (5, 6))
    for runs in ([], [short, long]):
        with pytest.raises(ValueError, match="non-empty and all have their stops at the same"):
            measure_runs(runs)
    with pytest.raises(ValueError, match=r"layer must be one of .*, got 'logits'"):
        measure_runs([short], layer="logits")
