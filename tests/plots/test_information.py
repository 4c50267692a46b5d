"""The figures of the information plane show the values that they were given."""

import numpy as np

from casestudy_lib import plots


def test_plane_draws_every_run_as_a_path_and_every_stop_as_a_point():
    inputs, epoch = np.array([[2.0, 3.0, 1.0], [1.0, 2.5, 2.0]]), np.array([0, 9, 99])
    labels = inputs / 4
    ax = plots.plot_information_plane(inputs, labels, epoch, ceiling=1.1)
    paths, points = ax.collections
    expected = np.stack([inputs, labels], axis=-1)
    np.testing.assert_array_equal(paths.get_segments(), expected)
    np.testing.assert_array_equal(points.get_offsets(), expected.reshape(-1, 2))
    np.testing.assert_array_equal(points.get_array().ravel(), [1, 10, 100] * 2)
    assert points.get_clim() == (1, 100)
    assert ax.lines[0].get_ydata() == [1.1, 1.1]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["H(Y)"]
    assert ax.get_xlim()[0] <= 1 <= 3 <= ax.get_xlim()[1]
    assert not plots.plot_information_plane(inputs, labels, epoch).lines


def test_cells_lie_on_the_edges_of_their_bins():
    responses, y = np.arange(12.0).reshape(6, 2), np.array([0, 0, 1, 2, 2, 2])
    ax = plots.plot_cells(responses, y, 4.0)
    points = [plots.artist_named(ax, f"class {name}").get_xydata() for name in "ABC"]
    np.testing.assert_array_equal(np.vstack(points), responses)
    limits = (*ax.get_xlim(), *ax.get_ylim())
    edges = plots.artist_named(ax, "bins").get_xydata()
    np.testing.assert_array_equal(edges, plots.cell_edges(4.0, limits))
    assert limits[0] < 0 < 11 < limits[3]


def test_edges_are_the_multiples_of_the_width_inside_the_picture():
    edges = plots.cell_edges(0.5, (-0.7, 0.5, 0.1, 0.9))
    lines = np.split(edges[1:], len(edges) // 3)
    ends = [line[:2].tolist() for line in lines]
    upright = [[[x, 0.1], [x, 0.9]] for x in (-0.5, 0.0, 0.5)]
    level = [[[-0.7, 0.5], [0.5, 0.5]]]
    assert ends == upright + level
    assert np.isnan(edges[0]).all()
    assert all(np.isnan(line[2]).all() for line in lines)


def test_edges_too_dense_to_be_told_apart_are_left_out():
    assert len(plots.cell_edges(1.0, (0.0, 59.0, 0.5, 0.6))) == 1 + 3 * 60
    assert len(plots.cell_edges(1.0, (0.0, 60.0, 0.5, 0.6))) == 1


def test_course_draws_curves_on_their_bands_below_the_ceiling():
    epoch, curve = np.array([0, 9, 99]), np.array([1.0, 2.0, 1.5])
    courses = {"tanh": (curve, curve - 0.5, curve + 0.25)}
    colors = plots.ACTIVATION_COLORS
    ax = plots.plot_information_course(epoch, courses, ceiling=3.0, colors=colors)
    line, ceiling = ax.lines
    np.testing.assert_array_equal(line.get_xydata(), np.column_stack([[1, 10, 100], curve]))
    assert line.get_color() == colors["tanh"]
    assert set(ceiling.get_ydata()) == {3.0}
    (band,) = ax.collections
    corners = band.get_paths()[0].vertices
    assert (corners[:, 1].min(), corners[:, 1].max()) == (0.5, 2.25)
    assert ax.get_xscale() == "log"
