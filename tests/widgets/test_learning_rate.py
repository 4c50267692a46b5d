"""The slider of the learning rate."""

import numpy as np
import pytest

from casestudy_lib import SimpleNeuralNetwork, bayes_posterior, compute_entropy, train_and_track
from casestudy_lib.widgets import explore_learning_rate
from tests.widgets.showing import shown


@pytest.fixture(scope="module")
def explorer(split):
    return explore_learning_rate(SimpleNeuralNetwork(2, 32, 3), *split)


@pytest.mark.parametrize("rate", [0.0005, 0.05, 1.0])
def test_explore_learning_rate_retrains_and_shows_the_run(explorer, split, rate):
    run = train_and_track(*split, learning_rate=rate, test_targets=bayes_posterior(split[2]))
    description = explorer.update(rate)
    assert f"train cross-entropy {run['train_loss'][-1]:.4g} nats" in description
    assert f"test {run['test_loss'][-1]:.4g} nats" in description
    assert f"KL to the truth {run['kl_divergence'][-1]:.3g} nats" in description
    for panel, name, column in ((0, "test", "test_loss"), (1, "KL divergence", "kl_divergence")):
        drawn = shown(explorer, panel, name).get_xydata()
        np.testing.assert_array_equal(drawn[:, 1], run[column][drawn[:, 0].astype(int)])
    assert shown(explorer, 0, "verdict").get_text() == ""


@pytest.mark.parametrize(("rate", "verdict"), [(5.0, "worse than untrained"), (1000.0, "overflow")])
def test_divergence_is_shown_as_what_it_is(explorer, rate, verdict):
    assert "diverged" in explorer.update(rate)
    assert verdict in shown(explorer, 0, "verdict").get_text()
    assert np.nanmax(shown(explorer, 0, "train").get_ydata()) <= 10


def test_explore_learning_rate_takes_its_problem_from_what_it_is_given(small_split):
    net, uniform = SimpleNeuralNetwork(2, 4, 5), lambda X: np.full((len(X), 5), 0.2)
    settings = {"n_epochs": 7, "learning_rate": 0.04}
    explorer = explore_learning_rate(net, *small_split, posterior=uniform, **settings)
    assert "after 7 updates" in explorer.update(0.05)
    assert explorer.stops[explorer.default].readout == "rate 0.04"
    ax = explorer.figures[0].axes[0]
    heights = {line.get_label(): line.get_ydata()[0] for line in ax.lines}
    assert heights["ln 5"] == pytest.approx(np.log(5))
    floor = compute_entropy(uniform(small_split[2]))
    assert heights["floor of the test points"] == pytest.approx(floor)
    np.testing.assert_array_equal(net.W1, SimpleNeuralNetwork(2, 4, 5).W1)
