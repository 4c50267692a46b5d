"""The slider of the spread."""

import numpy as np
import pytest

from casestudy_lib import bayes_limits, bayes_posterior, generate_data, plots
from casestudy_lib.widgets import explore_overlap
from tests.widgets.showing import class_points, numbers, shown


@pytest.fixture(scope="module")
def explorer():
    return explore_overlap(60)


@pytest.mark.parametrize("std", [0.3, 1.0, 2.5])
def test_explore_overlap_shows_samples_and_limits_of_the_spread(explorer, std):
    limits = bayes_limits(std=std)
    floor, told = limits["conditional_entropy"], limits["mutual_information"]
    expected = [std, floor, told, limits["accuracy"]]
    assert numbers(explorer.update(std)) == pytest.approx(expected, abs=5e-4)
    X, y = generate_data(60, std=std)
    for k, points in enumerate(class_points(explorer, 0)):
        np.testing.assert_array_equal(points, X[y == k])
    posterior = bayes_posterior(plots.make_plane(half_width=6.0, n_points=31)[1], std=std)
    picture = shown(explorer, 0, "map").get_array()
    np.testing.assert_array_equal(picture, plots.colour_picture(posterior))
    assert shown(explorer, 1, "H(Y|X)").get_height() == pytest.approx(floor)
    rest = shown(explorer, 1, "I(X;Y)")
    assert rest.get_y() == pytest.approx(floor)
    assert rest.get_y() + rest.get_height() == pytest.approx(np.log(3))
    assert f"{limits['accuracy']:.3f}" in shown(explorer, 1, "accuracy").get_text()
