"""What the tests of all sliders read: the artists of a picture, and the numbers in its words."""

import re

import numpy as np

from casestudy_lib import plots
from casestudy_lib.plots import artist_named


def shown(explorer, panel, name):
    """The artist of a name in one of the slider's figures."""
    return artist_named(explorer.figures[panel].axes[0], name)


def class_points(explorer, panel):
    """The points of each class."""
    return [shown(explorer, panel, f"class {name}").get_xydata() for name in "ABC"]


def numbers(description):
    """The decimal numbers of a description, in order."""
    return [float(number) for number in re.findall(r"-?\d+\.\d+(?:e[+-]\d+)?", description)]


def reference(explorer, panel, label):
    """The height of a reference line."""
    lines = explorer.figures[panel].axes[0].lines
    (height,) = {line.get_ydata()[0] for line in lines if line.get_label() == label}
    return height


def assert_maps(explorer, panel, X, predict, *, scores=None):
    """A panel shows a map of predictions over the plane, which holds nearly all of the features.

    The borders are those of the `scores`, by default the predictions.
    """
    picture = shown(explorer, panel, "map")
    left, right, *_ = picture.get_extent()
    assert (np.abs(X).max(axis=1) < right).mean() > 0.97
    n_points = len(picture.get_array())
    half_width = right / (1 + 1 / (n_points - 1))
    axis, grid = plots.make_plane(half_width=half_width, n_points=n_points)
    assert (left, right) == (-right, right)
    probs = predict(grid)
    np.testing.assert_allclose(picture.get_array(), plots.colour_picture(probs), atol=1 / 63)
    drawn = shown(explorer, panel, "borders of the network").get_xydata()
    np.testing.assert_allclose(drawn, plots.class_borders(axis, (scores or predict)(grid)))
