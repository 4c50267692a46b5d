"""Bars and points of the simplex show the distributions that they were given."""

import numpy as np
import pytest

from casestudy_lib import plots


def test_distributions_draw_a_bar_for_each_outcome_side_by_side():
    rows = {"p": np.array([0.2, 0.8]), "q": np.array([0.5, 0.5])}
    ax = plots.plot_distributions(rows, ["heads", "tails"])
    for name, probs in rows.items():
        bars = [plots.artist_named(ax, f"{name}: {outcome}") for outcome in ("heads", "tails")]
        assert [bar.get_height() for bar in bars] == probs.tolist()
    left, right = (plots.artist_named(ax, f"{name}: heads") for name in rows)
    assert left.get_x() + left.get_width() == pytest.approx(right.get_x())


def test_code_lengths_stack_kl_on_entropy_and_write_the_sum():
    ax = plots.plot_code_lengths(["a", "b"], np.array([0.2, 0.4]), np.array([0.3, 0.1]))
    entropy, kl = ([(bar.get_y(), bar.get_height()) for bar in bars] for bars in ax.containers)
    assert entropy == [(0.0, 0.2), (0.0, 0.4)]
    np.testing.assert_allclose(kl, [(0.2, 0.3), (0.4, 0.1)])
    assert [text.get_text() for text in ax.texts] == ["0.500", "0.500"]


def test_simplex_puts_certainty_in_the_corners_and_the_uniform_in_the_centre():
    probs = np.vstack([np.eye(3), np.full((1, 3), 1 / 3)])
    ax = plots.plot_simplex(probs, np.array([0, 1, 2, 2]))
    corners = np.array([[0, 0], [1, 0], [0.5, np.sqrt(0.75)]])
    points = [plots.artist_named(ax, f"class {name}").get_xydata() for name in "ABC"]
    np.testing.assert_allclose(np.vstack(points), [*corners, corners.mean(axis=0)])


def test_simplex_of_ten_classes_is_named():
    with pytest.raises(ValueError, match="a simplex shows three classes, got predictions of 10"):
        plots.plot_simplex(np.full((4, 10), 0.1), np.arange(4))
