"""Each figure shows the values that it was given: the artists' data are looked at."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

from casestudy_lib import bayes_posterior, generate_data, make_plane, plots, reliability_curve

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def samples():
    return generate_data(60)


def line(ax, label):
    return next(artist for artist in ax.lines if artist.get_label() == label)


def test_every_plot_draws_on_the_axes_it_is_given(samples):
    X, y = samples
    axis, grid = make_plane(n_points=5)
    probs = bayes_posterior(grid)
    _, ax = plt.subplots()
    drawn = [
        plots.plot_classes(X, y, ax=ax),
        plots.plot_class_map(axis, probs, ax=ax),
        plots.plot_map(axis, probs[:, 0], label="p", ax=ax),
        plots.plot_gradient_check(np.arange(3.0), np.arange(3.0), ax=ax),
        plots.plot_distributions({"p": probs[0]}, "ABC", ax=ax),
        plots.plot_code_lengths(["a"], np.array([1.0]), np.array([1.0]), ax=ax),
        plots.plot_curves(np.arange(2), {"a": np.arange(2)}, ylabel="nats", ax=ax),
        plots.plot_simplex(probs, np.zeros(len(probs), int), ax=ax),
        plots.plot_reliability(reliability_curve(y, bayes_posterior(X)), ax=ax),
        plots.mark_value(ax, 0.5, label="half"),
    ]
    assert all(axes is ax for axes in drawn)
    assert plt.get_fignums() == [ax.figure.number]


def test_classes_hold_every_sample_in_the_colour_of_its_label(samples):
    X, y = samples
    ax = plots.plot_classes(X, y)
    for k, name in enumerate("ABC"):
        points = line(ax, f"class {name}")
        np.testing.assert_array_equal(points.get_xydata(), X[y == k])
        assert points.get_color() == plots.CLASS_COLORS[k]


def test_class_map_mixes_colours_in_the_share_of_the_probabilities():
    axis, _ = make_plane(n_points=3)
    probs = np.zeros((9, 3))
    probs[:, 1] = 1.0
    probs[4] = [0.5, 0.0, 0.5]
    image = plots.plot_class_map(axis, probs).images[0].get_array()
    first, second, third = (np.array(mpl.colors.to_rgb(c)) for c in plots.CLASS_COLORS)
    np.testing.assert_allclose(image[0, 0], second)
    np.testing.assert_allclose(image[1, 1], (first + third) / 2)


def test_map_puts_the_first_grid_point_at_lower_left_and_keeps_its_limits():
    axis, grid = make_plane(half_width=1.0, n_points=3)
    values = grid[:, 0] + 10 * grid[:, 1]
    ax = plots.plot_map(axis, values, label="nats", limits=(-20, 20))
    image = ax.images[0]
    assert image.origin == "lower"
    np.testing.assert_array_equal(image.get_array()[0], [-11, -10, -9])
    assert image.get_clim() == (-20, 20)
    assert image.get_extent() == [-1.5, 1.5, -1.5, 1.5]


def test_code_lengths_stack_kl_on_entropy_and_write_the_sum():
    ax = plots.plot_code_lengths(["a", "b"], np.array([0.2, 0.4]), np.array([0.3, 0.1]))
    entropy, kl = ([(bar.get_y(), bar.get_height()) for bar in bars] for bars in ax.containers)
    assert entropy == [(0.0, 0.2), (0.0, 0.4)]
    np.testing.assert_allclose(kl, [(0.2, 0.3), (0.4, 0.1)])
    assert [text.get_text() for text in ax.texts] == ["0.500", "0.500"]


def test_curves_hold_their_values_and_references_their_heights():
    x = np.arange(4)
    curves = {"train": x * 2.0, "test": x * 3.0}
    ax = plots.plot_curves(x, curves, ylabel="nats", references={"ln 3": 1.1})
    for name, values in curves.items():
        np.testing.assert_array_equal(line(ax, name).get_ydata(), values)
    assert line(ax, "train").get_linestyle() != line(ax, "test").get_linestyle()
    assert set(line(ax, "ln 3").get_ydata()) == {1.1}
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["train", "test", "ln 3"]


def test_simplex_puts_certainty_in_the_corners_and_the_uniform_in_the_centre():
    probs = np.vstack([np.eye(3), np.full((1, 3), 1 / 3)])
    ax = plots.plot_simplex(probs, np.array([0, 1, 2, 2]))
    corners = np.array([[0, 0], [1, 0], [0.5, np.sqrt(0.75)]])
    points = [artist.get_xydata() for artist in ax.lines if artist.get_marker() in "os^"]
    np.testing.assert_allclose(np.vstack(points), [*corners, corners.mean(axis=0)])


def test_reliability_shows_filled_bins_only_with_their_counts(samples):
    X, y = samples
    curve = reliability_curve(y, bayes_posterior(X))
    filled = curve["count"] > 0
    ax = plots.plot_reliability(curve)
    points = line(ax, "accuracy").get_xydata()
    np.testing.assert_array_equal(points[:, 0], curve["confidence"][filled])
    np.testing.assert_array_equal(points[:, 1], curve["accuracy"][filled])
    written = [text.get_text() for text in ax.texts if text.get_text() != "samples:"]
    assert written == [str(n) for n in curve["count"][filled]]


def test_distributions_draw_a_bar_for_each_outcome_side_by_side():
    rows = {"p": np.array([0.2, 0.8]), "q": np.array([0.5, 0.5])}
    ax = plots.plot_distributions(rows, ["heads", "tails"])
    assert [[bar.get_height() for bar in bars] for bars in ax.containers] == [
        [0.2, 0.8],
        [0.5, 0.5],
    ]
    left, right = (bars[0] for bars in ax.containers)
    assert left.get_x() + left.get_width() == pytest.approx(right.get_x())


def test_gradient_check_plots_numeric_against_analytic():
    analytic, numeric = np.array([-1.0, 0.0, 2.0]), np.array([-1.1, 0.1, 2.1])
    points = line(plots.plot_gradient_check(analytic, numeric), "one parameter each")
    np.testing.assert_array_equal(points.get_xydata(), np.column_stack([analytic, numeric]))


def test_mark_value_stands_at_the_value_with_its_label():
    ax = plots.mark_value(plt.subplots()[1], 0.25, label="T = 0.25")
    assert set(ax.lines[0].get_xdata()) == {0.25}
    assert ax.texts[0].get_text() == "T = 0.25"


def test_theme_sets_text_as_text_in_svg():
    with mpl.rc_context():
        plots.set_theme()
        assert mpl.rcParams["svg.fonttype"] == "none"


def test_class_borders_run_where_two_classes_tie():
    axis, grid = make_plane(n_points=61)
    borders = plots.class_borders(axis, bayes_posterior(grid))
    points = borders[~np.isnan(borders).any(axis=1)]
    probs = np.sort(bayes_posterior(points), axis=1)
    np.testing.assert_allclose(probs[:, 2], probs[:, 1], atol=0.02)
    # Between A and B the border is the line x₁ = 0.
    np.testing.assert_allclose(points[points[:, 1] < -2][:, 0], 0.0, atol=1e-9)


def test_where_one_class_leads_everywhere_there_is_no_border():
    axis, grid = make_plane(n_points=3)
    borders = plots.class_borders(axis, np.tile([0.8, 0.1, 0.1], (len(grid), 1)))
    assert np.isnan(borders).all()


def test_stack_puts_each_part_upon_the_one_before():
    x = np.arange(4.0)
    parts = {"floor": np.full(4, 0.2), "KL divergence": np.array([1.0, 0.5, 0.2, 0.1])}
    ax = plots.plot_stack(x, parts, ylabel="nats", colors={"floor": plots.GREEN})
    lower, upper = (area.get_paths()[0].vertices for area in ax.collections)
    assert lower[:, 1].max() == pytest.approx(0.2)
    assert upper[:, 1].max() == pytest.approx(1.2)
    assert upper[:, 1].min() == pytest.approx(0.2)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == list(parts)
