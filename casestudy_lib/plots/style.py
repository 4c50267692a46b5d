"""The one palette and the one look of every figure."""

from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import NDArray

from casestudy_lib.data import CLASS_NAMES
from casestudy_lib.inputs import require_labels

#: Colour-blind safe (Okabe & Ito 2008), each with contrast of at least 3:1 on white and on black.
BLUE, VERMILLION, GREEN = "#0072B2", "#D55E00", "#009E73"
PURPLE, OCHRE, GREY = "#A55FBF", "#B07800", "#7F7F7F"

CLASS_COLORS = (BLUE, VERMILLION, GREEN)
CLASS_MARKERS = ("o", "s", "^")

#: One colour a quantity, in every figure of the book.
QUANTITY_COLORS = {
    "cross-entropy": BLUE,
    "entropy": GREEN,
    "KL divergence": VERMILLION,
    "confidence": PURPLE,
    "accuracy": "black",
    "mutual information": OCHRE,
    "I(X;Ŷ)": OCHRE,
    "ECE": VERMILLION,
}

_THEME = {
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": "medium",
    "axes.titley": 1.0,  # else every drawing measures all ticks to find the title's place
    "figure.constrained_layout.use": True,
    "figure.figsize": (4.4, 3.2),  # the page enlarges it; on a telephone it is shrunk least
    "font.size": 10.5,
    "legend.fontsize": "small",
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "svg.fonttype": "none",
    "svg.hashsalt": "casestudy",  # the same figure has the same ids in every build
}


def set_theme() -> None:
    """Give every later figure the book's look, drawn as SVG where a notebook shows it."""
    plt.rcParams.update(_THEME)
    try:
        from IPython import get_ipython
        from matplotlib_inline.backend_inline import set_matplotlib_formats
    except ImportError:
        return
    if get_ipython() is not None:
        # Without `bbox_inches=None` every figure would be drawn twice, once to be measured.
        set_matplotlib_formats("svg", bbox_inches=None)


def draw_points_by_class(places: NDArray, y: NDArray, *, ax: Axes, **style) -> None:
    """Points at places (n, 2) in the marker and, unless `style` has it, colour of labels (n,).

    Raises:
        ValueError: a label has no colour, for it is none of the three classes'.
    """
    y = require_labels(y, len(CLASS_NAMES))
    style = {"markersize": 3.5, "markeredgewidth": 0, "alpha": 0.55} | style
    for k, name in enumerate(CLASS_NAMES):
        own = {"color": CLASS_COLORS[k], "label": f"class {name}", "gid": f"class {name}"} | style
        ax.plot(*places[y == k].T, linestyle="none", marker=CLASS_MARKERS[k], **own)


def move_points_by_class(places: NDArray, y: NDArray, *, ax: Axes) -> None:
    """Put the points by `draw_points_by_class` at other places (n, 2), with other labels (n,)."""
    for k, name in enumerate(CLASS_NAMES):
        artist_named(ax, f"class {name}").set_data(*places[y == k].T)


def artist_named(ax: Axes, name: str) -> Artist:
    """The one artist of these axes that has the name as its `gid`.

    Raises:
        LookupError: there is none, or more than one.
    """
    found = [artist for artist in ax.get_children() if artist.get_gid() == name]
    if len(found) != 1:
        raise LookupError(f"want one artist named {name!r}, got {len(found)}")
    return found[0]


def axes_or_new(ax: Axes | None) -> Axes:
    """The axes that were given, or new ones in a figure of their own."""
    return ax if ax is not None else plt.subplots()[1]
