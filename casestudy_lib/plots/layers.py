"""A network as units and the weights between them."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from casestudy_lib.plots.style import BLUE, GREY, VERMILLION, axes_or_new


def plot_network(
    weights: Sequence[NDArray], *, names: Sequence[str], ax: Axes | None = None
) -> Axes:
    """Layers of units from left to right, joined by lines as wide as the weights are large.

    Args:
        weights: one array (n_units, n_units of the next layer) for each step to a next layer.
        names: what to write below each layer, one name more than there are weights.
        ax: where to draw.
    """
    ax = axes_or_new(ax)
    sizes = [len(weights[0]), *(array.shape[1] for array in weights)]
    columns = [_places(column, size) for column, size in enumerate(sizes)]
    for array, left, right in zip(weights, columns, columns[1:], strict=False):
        _draw_weights(ax, array.ravel(), [[a, b] for a in left for b in right])
    for places in columns:
        ax.plot(*places.T, "o", color=GREY, markersize=5, gid="units", zorder=3)
    for color, sign in ((BLUE, "positive weight"), (VERMILLION, "negative weight")):
        ax.plot([], [], color=color, label=sign)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    ax.set(xlim=(-0.2, len(sizes) - 0.8), xticks=range(len(sizes)), xticklabels=names, yticks=[])
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.tick_params(length=0)
    return ax


def _places(column: int, n_units: int) -> NDArray:
    """Where the units of a layer stand, (n_units, 2): few with wide gaps, many from end to end."""
    heights = (np.arange(n_units) - (n_units - 1) / 2) / np.sqrt(n_units)
    return np.column_stack([np.full(n_units, column), -heights])


def _draw_weights(ax: Axes, weights: NDArray, lines: list) -> None:
    colors = np.where(weights > 0, BLUE, VERMILLION)
    widths = 2.0 * np.abs(weights) / np.abs(weights).max()
    ax.add_collection(LineCollection(lines, linewidths=widths, colors=colors, alpha=0.6))
