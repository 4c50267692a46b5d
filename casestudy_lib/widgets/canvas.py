"""What every scene draws on: figures outside pyplot, which no notebook shows by itself."""

from collections.abc import Callable

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

Scene = tuple[list[Figure], Callable[[float], str]]

_SIZE = (4.2, 3.5)


def new_axes() -> Axes:
    """Axes that fill a figure of their own."""
    return Figure(figsize=_SIZE, layout="constrained").subplots()


def figures_of(*axes: Axes) -> list[Figure]:
    """The figures of these axes, as the slider wants them."""
    return [ax.figure for ax in axes]


def class_points(ax: Axes) -> list[Line2D]:
    """The artists that hold the samples of each class, in the order of the classes."""
    return [line for line in ax.lines if line.get_marker() in ("o", "s", "^")]
