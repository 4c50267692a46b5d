"""The slider of the learning rate."""

import re

import numpy as np
import pytest

from casestudy_lib import SimpleNeuralNetwork, bayes_posterior, compute_entropy, train_and_track
from casestudy_lib.widgets import explore_learning_rate
from tests.widgets.showing import assert_maps, reference, shown


def assert_says(description, run, *, known=True):
    """The words hold the end of a run, to the digit."""
    end = {name: values[-1] for name, values in run.items()}
    parts = [
        f"after {end['epoch']} updates train cross-entropy {end['train_loss']:.3f} nats",
        f"test {end['test_loss']:.3f} nats, entropy {end['prediction_entropy']:.3f} nats",
        f"mutual information {end['mutual_information']:.3f} nats",
        f"confidence {end['prediction_confidence']:.3f}.",
    ]
    parts += [f"KL to the truth {end['kl_divergence']:.3f} nats"] * known
    assert not [part for part in parts if part not in description]


@pytest.fixture(scope="module")
def explorer(split):
    return explore_learning_rate(SimpleNeuralNetwork(2, 32, 3), *split)


@pytest.mark.parametrize("rate", [0.0005, 0.05, 1.0])
def test_explore_learning_rate_retrains_and_shows_the_run(explorer, split, rate):
    net = SimpleNeuralNetwork(2, 32, 3)
    truth = bayes_posterior(split[2])
    run = train_and_track(*split, net=net, learning_rate=rate, test_targets=truth)
    assert_says(explorer.update(rate), run)
    for panel, name, column in ((1, "test", "test_loss"), (2, "KL divergence", "kl_divergence")):
        drawn = shown(explorer, panel, name).get_xydata()
        np.testing.assert_array_equal(drawn[:, 1], run[column][drawn[:, 0].astype(int)])
    assert shown(explorer, 1, "verdict").get_text() == ""
    assert_maps(explorer, 0, split[0], net.forward)


@pytest.mark.parametrize(("rate", "verdict"), [(5.0, "worse than untrained"), (1000.0, "overflow")])
def test_divergence_is_shown_as_what_it_is(explorer, rate, verdict):
    assert "diverged" in explorer.update(rate)
    assert verdict in shown(explorer, 1, "verdict").get_text()
    assert np.nanmax(shown(explorer, 1, "train").get_ydata()) <= 10


def test_explore_learning_rate_has_its_stops_where_the_run_changes(explorer):
    stops = explorer.stops
    diverged = ["diverged" in stop.description for stop in stops]
    assert diverged == sorted(diverged)
    assert 2 <= sum(diverged) <= 3
    finite = [stop for stop, failed in zip(stops, diverged, strict=True) if not failed]
    tests = [float(re.search(r"test ([\d.]+)", stop.description)[1]) for stop in finite]
    steps = np.abs(np.diff(tests))
    assert steps.max() < 0.15
    assert len([stop for stop in finite if 0.3 <= stop.value <= 3]) <= 5


@pytest.mark.parametrize("settings", [{}, {"n_epochs": 30, "learning_rate": 0.3}])
def test_explore_learning_rate_takes_its_problem_from_what_it_is_given(wide_split, settings):
    split, posterior = wide_split
    net, truth = SimpleNeuralNetwork(2, 4, 3, seed=5), posterior(split[2])
    explorer = explore_learning_rate(net, *split, posterior=posterior, **settings)
    start = explorer.stops[explorer.default]
    assert start.value == settings.get("learning_rate", 0.05)
    own = SimpleNeuralNetwork(2, 4, 3, seed=5)
    run = train_and_track(*split, net=own, test_targets=truth, **settings)
    assert_says(start.description, run)
    assert reference(explorer, 1, "ln 3") == pytest.approx(np.log(3))
    floor = compute_entropy(truth)
    assert reference(explorer, 1, "floor of the test points") == pytest.approx(floor)
    np.testing.assert_array_equal(net.W1, SimpleNeuralNetwork(2, 4, 3, seed=5).W1)


def test_explore_learning_rate_leaves_out_what_digits_do_not_have(digits):
    net = SimpleNeuralNetwork(64, 8, 10)
    explorer = explore_learning_rate(net, *digits, n_epochs=20)
    assert len(explorer.figures) == 2
    run = train_and_track(*digits, 10, net=net, n_epochs=20, learning_rate=0.2)
    description = explorer.update(0.2)
    assert_says(description, run, known=False)
    assert "truth" not in description
    assert reference(explorer, 0, "ln 10") == pytest.approx(np.log(10))
