"""A drawn network has its units, and lines in the sign and size of its weights."""

import numpy as np
from matplotlib.colors import to_rgba

from casestudy_lib import plots


def test_network_has_a_line_for_every_weight_in_its_sign_and_size():
    weights = [np.array([[1.0, -2.0, 0.5]]), np.array([[-1.0], [3.0], [0.0]])]
    ax = plots.plot_network(weights, names=["in", "hidden", "out"])
    layers = [line.get_xydata() for line in ax.lines if line.get_gid() == "units"]
    assert [len(places) for places in layers] == [1, 3, 1]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["in", "hidden", "out"]
    steps = zip(weights, layers, layers[1:], ax.collections, strict=False)
    for array, left, right, lines in steps:
        ends = [(*a, *b) for a in left for b in right]
        np.testing.assert_allclose([path.vertices.ravel() for path in lines.get_paths()], ends)
        sizes = np.abs(array.ravel())
        np.testing.assert_allclose(lines.get_linewidths(), 2 * sizes / sizes.max())
        blue, red = (to_rgba(color, 0.6) for color in (plots.BLUE, plots.VERMILLION))
        expected = [blue if weight > 0 else red for weight in array.ravel()]
        np.testing.assert_allclose(lines.get_colors(), expected)
    assert len(ax.collections) == 2
