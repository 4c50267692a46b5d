"""What sliders share: figures outside pyplot, the map of a network, what is known of the truth."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from casestudy_lib import plots
from casestudy_lib.data import N_CLASSES, N_FEATURES, bayes_posterior
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.plots import artist_named

Posterior = Callable[[NDArray], NDArray]

# Inches, by the number of panels: as wide as a page shows them, so that its text is not shrunk.
_SIZES = {1: (3.45, 2.9), 2: (3.45, 2.9), 3: (2.4, 2.85)}
_LEGEND_LETTERS = 11  # in an inch of two columns
_N_MAP_POINTS = 31
_SHADES = 32  # levels of a colour in a map: more could not be seen, and double its weight


def new_panels(n_panels: int) -> tuple[list[Figure], list[Axes]]:
    """Figures for a slider, and the axes that fill them, with small text."""
    size = _SIZES[n_panels]
    figures = [Figure(figsize=size, layout="constrained") for _ in range(n_panels)]
    for figure in figures:
        figure.get_layout_engine().set(w_pad=0.08)  # the outermost tick labels hang over
    panels = [figure.subplots() for figure in figures]
    for ax in panels:
        ax.tick_params(labelsize="small")
        ax.xaxis.label.set_size("small")
        ax.yaxis.label.set_size("small")
    return figures, panels


def known_posterior(posterior: Posterior | None, net: SimpleNeuralNetwork) -> Posterior | None:
    """The true p(y|x), or None where it is unknown.

    That of the book's classes, the default of every slider, cannot be the truth of a problem with
    other features or classes.
    """
    is_own = (len(net.W1), len(net.b2)) == (N_FEATURES, N_CLASSES)
    return None if posterior is bayes_posterior and not is_own else posterior


def has_map(net: SimpleNeuralNetwork) -> bool:
    """Whether the inputs are a plane, and there is a colour for each class."""
    return len(net.W1) == 2 and len(net.b2) == N_CLASSES


def has_simplex(net: SimpleNeuralNetwork) -> bool:
    """Whether the predictions fit in a triangle."""
    return len(net.b2) == N_CLASSES


def plane_of(X: NDArray) -> tuple[NDArray, NDArray]:
    """Axis and grid points of a map that shows features (n, 2)."""
    half_width = float(np.ceil(np.quantile(np.abs(X), 0.995)))
    return plots.make_plane(half_width=half_width, n_points=_N_MAP_POINTS)


def draw_map(ax: Axes, axis: NDArray, grid: NDArray, posterior: Posterior | None) -> None:
    """Draw the map of a network that `move_map` shows, with the true borders where known."""
    truth = np.full((len(grid), N_CLASSES), 1 / N_CLASSES) if posterior is None else posterior(grid)
    plots.plot_class_map(axis, truth, ax=ax)
    borders = artist_named(ax, "borders")
    borders.set(linewidth=2.2, visible=posterior is not None)
    ax.plot([], [], color="black", linewidth=0.9, gid="borders of the network")
    title = "the network’s map" if posterior is None else "thick: the true border"
    ax.set_title(title, fontsize="small")
    label_plane(ax)


def label_plane(ax: Axes) -> None:
    """Name the features in signs that are large enough."""
    ax.set(xlabel="feature x₁", ylabel="feature x₂")  # a formula's index would be too small


def move_map(ax: Axes, axis: NDArray, probs: NDArray, logits: NDArray | None = None) -> None:
    """Show a network's predictions (n², 3) on the grid of `axis` (n,).

    The borders are those of the `logits`, if given: these lie where they are at any temperature,
    while predictions that are all but certain would draw them in steps.
    """
    show_colours(ax, probs)
    lines = plots.class_borders(axis, probs if logits is None else logits)
    artist_named(ax, "borders of the network").set_data(*lines.T)


def show_colours(ax: Axes, probs: NDArray) -> None:
    """Colour the map of these axes by predictions (n², 3)."""
    picture = np.round(plots.colour_picture(probs) * _SHADES) / _SHADES
    artist_named(ax, "map").set_data(picture)


def tighten_legend(ax: Axes) -> None:
    """Put the legend above the axes, in two columns where they fit."""
    _, labels = ax.get_legend_handles_labels()
    half = (len(labels) + 1) // 2
    longest = max(map(len, labels[:half])) + max(map(len, labels[half:]), default=0)
    ncols = 2 if longest <= _LEGEND_LETTERS * ax.figure.get_figwidth() else 1
    place = {"loc": "lower left", "bbox_to_anchor": (-0.2, 1), "borderaxespad": 0.2}
    style = {"columnspacing": 0.8, "handlelength": 1.1, "handletextpad": 0.4, "fontsize": "small"}
    ax.legend(**place, **style, ncols=ncols, labelspacing=0.25)
