"""The slider of the bin width."""

import numpy as np
import pytest

from casestudy_lib import generate_data, plots
from casestudy_lib.studies.layer_runs import measure_runs, record_layer
from casestudy_lib.widgets import explore_bin_width
from tests.widgets.showing import class_points, numbers, shown

ACTIVATIONS = {"tanh": "tanh", "ReLU": "relu"}


@pytest.fixture(scope="module")
def runs():
    X, y = generate_data(60, seed=3)
    settings = {"n_epochs": 40, "n_stops": 12, "hidden_dim": 3}
    return {
        name: [record_layer(X, y, activation=activation, seed=s, **settings) for s in (1, 2, 3)]
        for name, activation in ACTIVATIONS.items()
    }


@pytest.fixture(scope="module")
def explorer(runs):
    return explore_bin_width(runs)


@pytest.mark.parametrize("width", [0.05, 0.3, 4.0])
def test_explore_bin_width_shows_the_median_course_of_each_activation(explorer, runs, width):
    said, expected = numbers(explorer.update(width)), [width]
    for name, several in runs.items():
        course = np.median(measure_runs(several, bin_width=width)["binned_inputs"], axis=0)
        drawn = shown(explorer, 0, name).get_xydata()
        np.testing.assert_array_equal(drawn[:, 0], several[0].epoch + 1)
        np.testing.assert_allclose(drawn[:, 1], course)
        expected += [course.max(), course[-1]]
    assert said == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize("width", [0.05, 0.3, 4.0])
def test_explore_bin_width_lays_its_grid_under_the_responses_at_the_end(explorer, runs, width):
    explorer.update(width)
    for panel, (name, (first, *_)) in enumerate(runs.items(), start=1):
        (ax,) = explorer.figures[panel].axes
        for k, points in enumerate(class_points(explorer, panel)):
            np.testing.assert_array_equal(points, first.hidden[-1][first.y == k, :2])
        edges = plots.cell_edges(width, (*ax.get_xlim(), *ax.get_ylim()))
        np.testing.assert_array_equal(shown(explorer, panel, "bins").get_xydata(), edges)
        assert name in ax.get_title()


def test_explore_bin_width_leaves_out_responses_of_ten_classes(digits):
    X, y, *_ = digits
    run = record_layer(X[:50], y[:50], n_classes=10, n_epochs=5, n_stops=3, hidden_dim=3)
    explorer = explore_bin_width({"ReLU": [run]})
    assert len(explorer.figures) == 1
    course = measure_runs([run], bin_width=0.25)["binned_inputs"][0]
    said = numbers(explorer.update(0.25))
    assert said == pytest.approx([0.25, course.max(), course[-1]], abs=5e-4)
