"""Confidence against accuracy."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from numpy.typing import NDArray

from casestudy_lib.plots.style import BLUE, GREY, VERMILLION, axes_or_new


def plot_reliability(
    curve: Mapping[str, NDArray], *, intervals: bool = False, ax: Axes | None = None
) -> Axes:
    """Reliability diagram: accuracy against confidence in each bin, its count at the foot.

    Args:
        curve: as `reliability_curve` returns it.
        intervals: whether to draw the interval of each accuracy.
        ax: axes to draw on; new ones by default.
    """
    ax = axes_or_new(ax)
    filled = curve["count"] > 0
    confidence, accuracy = curve["confidence"][filled], curve["accuracy"][filled]
    count = curve["count"][filled]
    ax.plot([0, 1], [0, 1], "--", color=GREY, linewidth=1.2, label="calibrated")
    if intervals:
        low, high = curve["accuracy_low"][filled], curve["accuracy_high"][filled]
        ax.vlines(confidence, low, high, color=BLUE, linewidth=6, alpha=0.3, label="interval")
    ax.vlines(
        confidence, confidence, accuracy, color=VERMILLION, linewidth=2.5, alpha=0.7, label="gap"
    )
    ax.plot(confidence, accuracy, "-o", color=BLUE, markersize=5, label="accuracy")
    for place, n in zip(confidence, count, strict=True):
        ax.annotate(f"{n}", (place, -0.09), ha="center", fontsize="x-small")
    ax.annotate("samples:", (0.21, -0.09), fontsize="x-small")
    ax.set(xlabel="confidence", ylabel="accuracy", xlim=(0.2, 1.03), ylim=(-0.12, 1.05))
    ax.legend(loc="upper left")
    return ax
