"""The slider of the untrained network's seed."""

import numpy as np
import pytest

from casestudy_lib import SimpleNeuralNetwork, generate_data, plots
from casestudy_lib.widgets import explore_untrained
from tests.widgets.showing import assert_maps, numbers, shown


@pytest.fixture(scope="module")
def explorer():
    return explore_untrained(8)


@pytest.mark.parametrize("seed", [30, 42, 60])
def test_explore_untrained_shows_what_the_network_of_the_seed_says(explorer, seed):
    net, X = SimpleNeuralNetwork(2, 8, 3, seed=seed), generate_data()[0]
    seen = net.forward(X)
    entropy, confidence = -(seen * np.log(seen)).sum(axis=1).mean(), seen.max(axis=1).mean()
    said = numbers(explorer.update(seed))
    assert said == pytest.approx([entropy, np.log(3), confidence, 1 / 3], abs=5e-4)
    assert_maps(explorer, 0, X, net.forward)
    picture = shown(explorer, 1, "entropy")
    half_width = picture.get_extent()[1] * 30 / 31
    probs = net.forward(plots.make_plane(half_width=half_width, n_points=31)[1])
    expected = -(probs * np.log(probs)).sum(axis=1).reshape(31, 31)
    np.testing.assert_allclose(picture.get_array(), expected)
