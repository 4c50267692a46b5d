"""Maps of the plane show the samples and the values that they were given."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from casestudy_lib import bayes_posterior, generate_data, plots


def test_classes_hold_every_sample_in_the_colour_of_its_label():
    X, y = generate_data(60)
    ax = plots.plot_classes(X, y)
    for k, name in enumerate("ABC"):
        points = plots.artist_named(ax, f"class {name}")
        np.testing.assert_array_equal(points.get_xydata(), X[y == k])
        assert points.get_color() == plots.CLASS_COLORS[k]


def test_classes_have_the_means_that_are_given():
    for means, expected in ((None, 0), (np.zeros((3, 2)), 3)):
        ax = plots.plot_classes(np.ones((3, 2)), np.arange(3), means=means)
        crosses = [line.get_xydata().tolist() for line in ax.lines if line.get_marker() == "+"]
        assert crosses == expected * [[[0.0, 0.0]]]


def test_what_does_not_fit_into_a_plane_of_three_classes_is_named():
    axis, _ = plots.make_plane(n_points=3)
    with pytest.raises(ValueError, match="X must have 2 columns, got 64"):
        plots.plot_classes(np.ones((3, 64)), np.arange(3))
    with pytest.raises(ValueError, match="labels from 0 to 2, got 0 to 9"):
        plots.plot_classes(np.ones((10, 2)), np.arange(10))
    with pytest.raises(ValueError, match="three classes, got predictions of 10"):
        plots.plot_class_map(axis, np.full((9, 10), 0.1))


def test_class_map_mixes_colours_in_the_share_of_the_probabilities():
    axis, _ = plots.make_plane(n_points=3)
    probs = np.zeros((9, 3))
    probs[:, 1] = 1.0
    probs[4] = [0.5, 0.0, 0.5]
    image = plots.artist_named(plots.plot_class_map(axis, probs), "map").get_array()
    first, second, third = (np.array(to_rgb(color)) for color in plots.CLASS_COLORS)
    np.testing.assert_allclose(image[0, 0], second)
    np.testing.assert_allclose(image[1, 1], (first + third) / 2)


def test_map_puts_the_first_grid_point_at_lower_left_and_keeps_its_limits():
    axis, grid = plots.make_plane(half_width=1.0, n_points=3)
    values = grid[:, 0] + 10 * grid[:, 1]
    (image,) = plots.plot_map(axis, values, label="nats", limits=(-20, 20)).images
    assert image.origin == "lower"
    np.testing.assert_array_equal(image.get_array(), [[-11, -10, -9], [-1, 0, 1], [9, 10, 11]])
    assert image.get_clim() == (-20, 20)
    assert image.get_extent() == [-1.5, 1.5, -1.5, 1.5]


def test_class_borders_run_where_two_classes_tie():
    axis, grid = plots.make_plane(n_points=61)
    borders = plots.class_borders(axis, bayes_posterior(grid))
    points = borders[~np.isnan(borders).any(axis=1)]
    probs = np.sort(bayes_posterior(points), axis=1)
    np.testing.assert_allclose(probs[:, 2], probs[:, 1], atol=0.02)
    # Between A and B the border is the line x₁ = 0.
    np.testing.assert_allclose(points[points[:, 1] < -2][:, 0], 0.0, atol=1e-9)


def test_where_one_class_leads_everywhere_there_is_no_border():
    axis, grid = plots.make_plane(n_points=3)
    borders = plots.class_borders(axis, np.tile([0.8, 0.1, 0.1], (len(grid), 1)))
    assert np.isnan(borders).all()


def test_plane_says_what_is_wrong():
    with pytest.raises(ValueError, match="half_width must be a number between 1e-100"):
        plots.make_plane(half_width=0)
    with pytest.raises(ValueError, match="n_points must be an integer of at least 2"):
        plots.make_plane(n_points=1)
