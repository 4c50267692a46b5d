"""The slider of the epochs."""

import numpy as np
import pytest

from casestudy_lib import (
    SimpleNeuralNetwork,
    bayes_posterior,
    compute_entropy,
    generate_data,
    plots,
    split_data,
    train_and_track,
)
from casestudy_lib.widgets import explore_epochs
from tests.widgets.showing import class_points, numbers, shown

COLUMNS = ["test_loss", "kl_divergence", "prediction_entropy", "prediction_confidence"]
COLUMNS += ["test_accuracy"]


def reference(ax, label):
    (height,) = {line.get_ydata()[0] for line in ax.lines if line.get_label() == label}
    return height


@pytest.fixture(scope="module")
def explorer(split):
    return explore_epochs(SimpleNeuralNetwork(2, 32, 3), *split)


@pytest.mark.parametrize("epoch", [0, 20, 200])
def test_explore_epochs_shows_the_network_after_so_many_updates(explorer, split, history, epoch):
    expected = [history[name][epoch] for name in COLUMNS]
    assert numbers(explorer.update(epoch)) == pytest.approx(expected, abs=5e-4)
    assert set(shown(explorer, 2, "epoch").get_xdata()) == {epoch}
    np.testing.assert_allclose(shown(explorer, 2, "entropy").get_ydata(), history[COLUMNS[2]])
    if epoch == 200:
        truth = plots.simplex_places(bayes_posterior(split[2][:60]))
        points = np.vstack(class_points(explorer, 1))
        np.testing.assert_allclose(points.mean(axis=0), truth.mean(axis=0), atol=0.02)


def test_explore_epochs_takes_problem_and_training_from_what_it_is_given():
    (X, y), (X_test, y_test) = split_data(*generate_data(300, std=2.0), (0.8, 0.2))
    net, start = SimpleNeuralNetwork(2, 5, 3, seed=7), SimpleNeuralNetwork(2, 5, 3, seed=7)
    settings = {"n_epochs": 30, "learning_rate": 0.3}
    explorer = explore_epochs(
        net, X, y, X_test, y_test, posterior=lambda X: bayes_posterior(X, std=2.0), **settings
    )
    truth = bayes_posterior(X_test, std=2.0)
    run = train_and_track(X, y, X_test, y_test, net=start, test_targets=truth, **settings)
    for epoch in (0, 12, 30):
        expected = [run[name][epoch] for name in COLUMNS]
        assert numbers(explorer.update(epoch)) == pytest.approx(expected, abs=5e-4)
    floor = reference(explorer.figures[2].axes[0], "floor of the test points")
    assert floor == pytest.approx(compute_entropy(truth))
    assert (explorer.stops[-1].value, explorer.live_values[-1]) == (30, 30)
    np.testing.assert_array_equal(net.W1, SimpleNeuralNetwork(2, 5, 3, seed=7).W1)
