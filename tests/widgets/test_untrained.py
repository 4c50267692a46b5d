"""The slider of the untrained network's seed."""

import numpy as np
import pytest

from casestudy_lib import SimpleNeuralNetwork, generate_data, plots
from casestudy_lib.widgets import explore_untrained
from tests.widgets.showing import numbers, shown


@pytest.fixture(scope="module")
def explorer():
    return explore_untrained(8)


@pytest.mark.parametrize("seed", [20, 42, 60])
def test_explore_untrained_shows_what_the_network_of_the_seed_says(explorer, seed):
    net = SimpleNeuralNetwork(2, 8, 3, seed=seed)
    axis, grid = plots.make_plane(half_width=5.0, n_points=31)
    seen, probs = net.forward(generate_data()[0]), net.forward(grid)
    entropy, confidence = -(seen * np.log(seen)).sum(axis=1).mean(), seen.max(axis=1).mean()
    said = numbers(explorer.update(seed))
    assert said == pytest.approx([entropy, np.log(3), confidence, 1 / 3], abs=5e-4)
    assert f"{confidence:.3f}" in explorer.figures[0].axes[0].get_title()
    assert f"{entropy:.3f} nats" in explorer.figures[1].axes[0].get_title()
    picture = shown(explorer, 0, "map").get_array()
    np.testing.assert_allclose(picture, plots.colour_picture(probs), atol=1 / 63)
    borders = shown(explorer, 0, "borders").get_xydata()
    np.testing.assert_array_equal(borders, plots.class_borders(axis, probs))
    expected = -(probs * np.log(probs)).sum(axis=1).reshape(31, 31)
    np.testing.assert_allclose(shown(explorer, 1, "entropy").get_array(), expected)
