"""Confidence against accuracy."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from casestudy_lib.plots.style import BLUE, GREY, VERMILLION, artist_named, axes_or_new


def plot_reliability(
    curve: Mapping[str, NDArray],
    *,
    intervals: bool = False,
    counts: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Reliability diagram of a `reliability_curve`: accuracy against confidence in each bin.

    Each accuracy may have its interval drawn, and the count of its bin at the foot.
    """
    ax = axes_or_new(ax)
    ax.plot([0, 1], [0, 1], "--", color=GREY, linewidth=1.2, label="calibrated")
    uprights = {"interval": {"color": BLUE, "linewidth": 6, "alpha": 0.3}} if intervals else {}
    uprights["gap"] = {"color": VERMILLION, "linewidth": 2.5, "alpha": 0.7}
    for name, style in uprights.items():
        ax.vlines([], [], [], **style, label=name, gid=name)
    ax.plot([], [], "-o", color=BLUE, markersize=5, label="accuracy", gid="accuracy")
    move_reliability(ax, curve, intervals=intervals)
    if counts:
        for place, n in zip(curve["confidence"], curve["count"], strict=True):
            if n > 0:
                ax.annotate(f"{n}", (place, -0.09), ha="center", fontsize="small")
        ax.annotate("samples:", (0.21, -0.09), fontsize="small")
    ax.set(xlabel="confidence", ylabel="accuracy", xlim=(0.2, 1.03), ylim=(-0.12, 1.05))
    ax.legend(loc="best")  # where it covers least
    return ax


def move_reliability(ax: Axes, curve: Mapping[str, NDArray], *, intervals: bool = False) -> None:
    """Show another curve in a diagram by `plot_reliability`, whose counts stay as they are."""
    curve = {name: values[curve["count"] > 0] for name, values in curve.items()}
    x, accuracy = curve["confidence"], curve["accuracy"]
    ends = {"gap": (x, accuracy)}
    if intervals:
        ends["interval"] = curve["accuracy_low"], curve["accuracy_high"]
    for name, (low, high) in ends.items():
        uprights = np.stack([np.column_stack([x, low]), np.column_stack([x, high])], axis=1)
        artist_named(ax, name).set_segments(uprights)
    artist_named(ax, "accuracy").set_data(x, accuracy)
