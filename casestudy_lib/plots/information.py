"""The information plane, and the bins that hidden responses are cut into."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LogNorm
from numpy.typing import NDArray

from casestudy_lib.plots.curves import plot_bands
from casestudy_lib.plots.style import BLUE, GREY, VERMILLION, axes_or_new, draw_points_by_class

#: One colour an activation function, in every figure of the book.
ACTIVATION_COLORS = {"tanh": BLUE, "ReLU": VERMILLION}

# Closer together, the edges of bins would only darken the picture.
_MOST_EDGES = 60


def plot_information_plane(
    inputs: NDArray,
    labels: NDArray,
    epoch: NDArray,
    *,
    ceiling: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Paths of runs through the information plane, coloured by epoch on a logarithmic scale.

    Args:
        inputs: I(X;T) in nats, shape (n_runs, n_stops).
        labels: I(T;Y) in nats, shape (n_runs, n_stops).
        epoch: updates made at each stop, shape (n_stops,).
        ceiling: H(Y), the entropy of the labels in nats, drawn as a line.
        ax: where to draw.
    """
    ax = axes_or_new(ax)
    paths = np.stack([inputs, labels], axis=-1)
    ax.add_collection(LineCollection(paths, colors=GREY, linewidths=0.8, alpha=0.6))
    color = {"c": np.broadcast_to(epoch + 1, inputs.shape), "norm": LogNorm(1, epoch[-1] + 1)}
    edge = {"edgecolors": "black", "linewidths": 0.4}  # ink of the theme: first epochs are dark
    points = ax.scatter(inputs, labels, **color, cmap="cividis", **edge, s=14, zorder=2)
    if ceiling is not None:
        ax.axhline(ceiling, color=GREY, linestyle="--", linewidth=1.2, label="H(Y)")
        ax.legend()
    ax.figure.colorbar(points, ax=ax, label="epoch + 1")
    ax.set(xlabel="$I(X;T)$ (nats)", ylabel="$I(T;Y)$ (nats)")
    return ax


def plot_information_course(
    epoch: NDArray,
    courses: Mapping[str, Sequence[NDArray]],
    *,
    ceiling: float,
    colors: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """I(X;T) over a logarithmic axis of epochs, on bands.

    Args:
        epoch: updates made at each stop, shape (n_stops,).
        courses: by name a curve and the lower and upper end of its band, in nats, (n_stops,) each.
        ceiling: log n, the most that n samples can show, in nats.
        colors: colour by name, where the order of the palette does not say it.
        ax: where to draw.
    """
    curves = {name: curve for name, (curve, _, _) in courses.items()}
    bands = {name: (low, high) for name, (_, low, high) in courses.items()}
    axes = {"ylabel": "$I(X;T)$ (nats)", "xlabel": "epoch + 1", "references": {"log n": ceiling}}
    ax = plot_bands(epoch + 1, curves, bands=bands, **axes, colors=colors, ax=ax)
    ax.set(xscale="log")
    return ax


def plot_cells(responses: NDArray, y: NDArray, bin_width: float, *, ax: Axes | None = None) -> Axes:
    """Responses (n, 2) of two units in the colour of their labels (n,), on the grid of bins."""
    ax = axes_or_new(ax)
    draw_points_by_class(responses, y, ax=ax)
    ax.margins(0.06)
    limits = (*ax.get_xlim(), *ax.get_ylim())
    edges = cell_edges(bin_width, limits).T
    ax.plot(*edges, color=GREY, linewidth=0.6, zorder=0, label="bins", gid="bins")
    ax.set(xlim=limits[:2], ylim=limits[2:])
    ax.set(xlabel="response of unit 1", ylabel="response of unit 2")
    return ax


def cell_edges(bin_width: float, limits: tuple[float, float, float, float]) -> NDArray:
    """Points (m, 2) of the edges of bins, of which one is at zero; NaN parts the lines.

    `limits` are left, right, bottom and top of the picture. An axis that would show more than 60
    edges shows none.
    """
    left, right, bottom, top = limits
    lines = [np.full((1, 2), np.nan)]
    for x in _edges_between(bin_width, left, right):
        lines.append([[x, bottom], [x, top], [np.nan, np.nan]])
    for y in _edges_between(bin_width, bottom, top):
        lines.append([[left, y], [right, y], [np.nan, np.nan]])
    return np.concatenate(lines)


def _edges_between(bin_width: float, low: float, high: float) -> NDArray:
    first, last = np.ceil(low / bin_width), np.floor(high / bin_width)
    if last - first >= _MOST_EDGES:
        return np.empty(0)
    return bin_width * np.arange(first, last + 1)
