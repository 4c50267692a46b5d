"""The slider of the epochs."""

import numpy as np
import pytest

import casestudy_lib as lib
from casestudy_lib import plots
from casestudy_lib.widgets import explore_epochs
from tests.widgets.showing import assert_maps, class_points, numbers, reference, shown

COLUMNS = ["test_loss", "kl_divergence", "prediction_entropy", "prediction_confidence"]
COLUMNS += ["test_accuracy"]


@pytest.fixture(scope="module")
def explorer(split):
    return explore_epochs(lib.SimpleNeuralNetwork(2, 32, 3), *split)


@pytest.mark.parametrize("epoch", [0, 20, 200])
def test_explore_epochs_shows_the_network_after_so_many_updates(explorer, split, history, epoch):
    expected = [history[name][epoch] for name in COLUMNS]
    assert numbers(explorer.update(epoch)) == pytest.approx(expected, abs=5e-4)
    assert set(shown(explorer, 2, "epoch").get_xdata()) == {epoch}
    np.testing.assert_allclose(shown(explorer, 2, "entropy").get_ydata(), history[COLUMNS[2]])
    if epoch == 200:
        truth = plots.simplex_places(lib.bayes_posterior(split[2][:60]))
        points = np.vstack(class_points(explorer, 1))
        np.testing.assert_allclose(points.mean(axis=0), truth.mean(axis=0), atol=0.02)


@pytest.mark.parametrize("settings", [{}, {"n_epochs": 30, "learning_rate": 0.3}])
def test_explore_epochs_takes_problem_and_training_from_what_it_is_given(wide_split, settings):
    split, posterior = wide_split
    net, start = lib.SimpleNeuralNetwork(2, 5, 3, seed=7), lib.SimpleNeuralNetwork(2, 5, 3, seed=7)
    explorer = explore_epochs(net, *split, posterior=posterior, **settings)
    truth = posterior(split[2])
    run = lib.train_and_track(*split, net=start, test_targets=truth, **settings)
    last = settings.get("n_epochs", 200)
    for epoch in (0, 6, last):
        expected = [run[name][epoch] for name in COLUMNS]
        assert numbers(explorer.update(epoch)) == pytest.approx(expected, abs=5e-4)
    assert_maps(explorer, 0, split[0], start.forward)
    floor = reference(explorer, 2, "floor of the test points")
    assert floor == pytest.approx(lib.compute_entropy(truth))
    assert (explorer.stops[-1].value, explorer.live_values[-1]) == (last, last)
    np.testing.assert_array_equal(net.W1, lib.SimpleNeuralNetwork(2, 5, 3, seed=7).W1)


def test_explore_epochs_leaves_out_what_digits_do_not_have(digits):
    net, settings = lib.SimpleNeuralNetwork(64, 16, 10), {"n_epochs": 40, "learning_rate": 0.3}
    explorer = explore_epochs(net, *digits, **settings)
    run = lib.train_and_track(*digits, 10, net=net, **settings)
    assert len(explorer.figures) == 1
    for epoch in (0, 12, 40):
        description = explorer.update(epoch)
        expected = [run[name][epoch] for name in COLUMNS if name != "kl_divergence"]
        assert numbers(description) == pytest.approx(expected, abs=5e-4)
        assert "truth" not in description
