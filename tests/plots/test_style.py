"""The look of all figures, and the artists that are reached by name."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

from casestudy_lib import bayes_posterior, generate_data, plots, reliability_curve


def test_every_plot_draws_on_the_axes_it_is_given(ax):
    X, y = generate_data(60)
    axis, grid = plots.make_plane(n_points=5)
    probs, x, one = bayes_posterior(grid), np.arange(3.0), np.ones(1)
    drawn = [
        plots.plot_classes(X, y, ax=ax),
        plots.plot_class_map(axis, probs, ax=ax),
        plots.plot_map(axis, probs[:, 0], label="p", ax=ax),
        plots.plot_gradient_check(x, x, ax=ax),
        plots.plot_distributions({"p": probs[0]}, "ABC", ax=ax),
        plots.plot_curves(x, {"a": x}, ylabel="nats", ax=ax),
        plots.plot_bands(x, {"b": x}, bands={"b": (x, x)}, ylabel="nats", ax=ax),
        plots.plot_stack(x, {"a": x}, ylabel="nats", ax=ax),
        plots.plot_simplex(probs, np.zeros(len(probs), int), ax=ax),
        plots.plot_reliability(reliability_curve(y, bayes_posterior(X)), ax=ax),
        plots.plot_information_plane(np.ones((2, 3)), np.ones((2, 3)), x, ax=ax),
        plots.plot_information_course(x, {"a": (x, x, x)}, ceiling=3.0, ax=ax),
        plots.plot_cells(X, y, 1.0, ax=ax),
        plots.mark_value(ax, 0.5, label="half"),
        plots.plot_code_lengths(["a"], one, one, ax=ax),
    ]
    assert all(axes is ax for axes in drawn)
    assert plt.get_fignums() == [ax.figure.number]


def test_theme_sets_text_as_text_in_svg():
    with mpl.rc_context():
        plots.set_theme()
        assert mpl.rcParams["svg.fonttype"] == "none"


def test_an_artist_is_found_by_its_name_only_where_there_is_exactly_one(ax):
    (line,) = ax.plot([0, 1], gid="line")
    assert plots.artist_named(ax, "line") is line
    with pytest.raises(LookupError, match="one artist named 'dot', got 0"):
        plots.artist_named(ax, "dot")
    ax.text(0, 0, "another", gid="line")
    with pytest.raises(LookupError, match="one artist named 'line', got 2"):
        plots.artist_named(ax, "line")


def test_points_move_to_other_places_with_other_labels(ax):
    X, y = np.arange(12.0).reshape(6, 2), np.array([0, 0, 1, 2, 2, 2])
    plots.draw_points_by_class(X, y, ax=ax, color="red")
    plots.move_points_by_class(X[::-1] + 1, 2 - y, ax=ax)
    for k, name in enumerate("ABC"):
        points = plots.artist_named(ax, f"class {name}")
        np.testing.assert_array_equal(points.get_xydata(), X[::-1][y == 2 - k] + 1)
        assert points.get_color() == "red"
