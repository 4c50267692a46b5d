"""The reliability diagram shows the filled bins of its curve, and of every curve it moves to."""

import numpy as np
import pytest

from casestudy_lib import bayes_posterior, generate_data, plots, reliability_curve


@pytest.fixture
def curve():
    X, y = generate_data(60)
    return reliability_curve(y, bayes_posterior(X))


@pytest.fixture
def other():
    probs = [[0.62, 0.38], [0.65, 0.35], [0.9, 0.1], [0.92, 0.08]]
    return reliability_curve([0, 1, 0, 0], probs, n_bins=5)


def assert_shows(ax, curve, *, intervals):
    curve = {name: values[curve["count"] > 0] for name, values in curve.items()}
    x, y = curve["confidence"], curve["accuracy"]
    points = plots.artist_named(ax, "accuracy").get_xydata()
    np.testing.assert_array_equal(points, np.column_stack([x, y]))
    ends = {"gap": (x, y)}
    if intervals:
        ends["interval"] = curve["accuracy_low"], curve["accuracy_high"]
    assert {artist.get_gid() for artist in ax.collections} == set(ends)
    for name, (low, high) in ends.items():
        segments = np.array(plots.artist_named(ax, name).get_segments())
        np.testing.assert_array_equal(segments[:, 0], np.column_stack([x, low]))
        np.testing.assert_array_equal(segments[:, 1], np.column_stack([x, high]))


@pytest.mark.parametrize("intervals", [False, True])
def test_reliability_shows_filled_bins_and_moves_to_others(curve, other, intervals):
    ax = plots.plot_reliability(curve, intervals=intervals)
    assert_shows(ax, curve, intervals=intervals)
    plots.move_reliability(ax, other, intervals=intervals)
    assert (other["count"] > 0).sum() == 2
    assert_shows(ax, other, intervals=intervals)


def test_reliability_writes_the_counts_of_filled_bins_unless_told_not_to(curve):
    *counts, title = (text.get_text() for text in plots.plot_reliability(curve).texts)
    assert counts == [str(n) for n in curve["count"] if n > 0]
    assert title == "samples:"
    assert not plots.plot_reliability(curve, counts=False).texts
