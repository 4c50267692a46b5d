"""At every width the scene shows, and says, what the estimators find in the recorded runs."""

import re

import numpy as np
import pytest

from casestudy_lib import generate_data, plots
from casestudy_lib.studies.layer_runs import measure_runs, record_layer
from casestudy_lib.widgets import information


@pytest.fixture(scope="module")
def runs():
    X, y = generate_data(60, seed=3)
    settings = {"n_epochs": 40, "n_stops": 12, "hidden_dim": 3}
    return {
        name: [record_layer(X, y, activation=activation, seed=s, **settings) for s in (1, 2, 3)]
        for name, activation in {"tanh": "tanh", "ReLU": "relu"}.items()
    }


@pytest.fixture(scope="module")
def scene(runs):
    return information.bin_width(runs)


@pytest.mark.parametrize("width", [0.05, 0.3, 4.0])
def test_bin_width_shows_the_median_course_of_each_activation(scene, runs, width):
    (courses, *_), update = scene
    said = [float(number) for number in re.findall(r"\d+\.\d+", update(width))]
    lines = {line.get_label(): line for line in courses.axes[0].lines}
    expected = [width]
    for name, several in runs.items():
        course = np.median(measure_runs(several, bin_width=width)["binned_inputs"], axis=0)
        drawn = lines[name].get_xydata()
        stops = np.searchsorted(several[0].epoch + 1, drawn[:, 0])
        assert len(stops) == len(several[0].epoch)
        np.testing.assert_allclose(drawn[:, 1], course[stops])
        expected += [course.max(), course[-1]]
    assert said == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize("width", [0.05, 0.3, 4.0])
def test_bin_width_lays_its_grid_under_the_responses_at_the_end(scene, runs, width):
    (_, *cells), update = scene
    update(width)
    for figure, (name, (first, *_)) in zip(cells, runs.items(), strict=True):
        (ax,) = figure.axes
        *classes, grid = ax.lines
        shown = np.concatenate([points.get_xydata() for points in classes])
        expected = np.concatenate([first.hidden[-1][first.y == k, :2] for k in range(3)])
        np.testing.assert_array_equal(shown, expected)
        limits = (*ax.get_xlim(), *ax.get_ylim())
        np.testing.assert_array_equal(grid.get_xydata(), plots.cell_edges(width, limits))
        assert name in ax.get_title()
