"""Distributions over classes: as bars, as code lengths, as points of the simplex."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from casestudy_lib.data import CLASS_NAMES, N_CLASSES
from casestudy_lib.plots.style import (
    CLASS_COLORS,
    GREY,
    OCHRE,
    PURPLE,
    QUANTITY_COLORS,
    axes_or_new,
    draw_points_by_class,
)


def plot_distributions(
    rows: Mapping[str, NDArray],
    outcomes: Sequence[str],
    *,
    colors: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Bars of one or more named distributions (n_outcomes,) over the same outcomes.

    A bar is named "row: outcome". `colors` has one for each distribution.
    """
    ax = axes_or_new(ax)
    colors = colors or [PURPLE, OCHRE, GREY, "black"][: len(rows)]  # not those of the classes
    places, width = np.arange(len(outcomes)), 0.8 / len(rows)
    for i, (name, probs) in enumerate(rows.items()):
        middles = places + (i - (len(rows) - 1) / 2) * width
        bars = ax.bar(middles, probs, width, color=colors[i], label=name)
        for bar, outcome in zip(bars, outcomes, strict=True):
            bar.set_gid(f"{name}: {outcome}")
    ax.set(xticks=places, xticklabels=outcomes, ylabel="probability")
    if len(rows) > 1:
        ax.legend()
    return ax


def plot_code_lengths(
    names: Sequence[str], entropy: NDArray, kl: NDArray, *, ax: Axes | None = None
) -> Axes:
    """Stacked bars: entropy (what any code must spend) plus KL (what this one wastes), in nats."""
    ax = axes_or_new(ax)
    ax.bar(names, entropy, 0.55, color=QUANTITY_COLORS["entropy"], label="entropy H(p)")
    style = {"color": QUANTITY_COLORS["KL divergence"], "hatch": "//", "edgecolor": "white"}
    ax.bar(names, kl, 0.55, entropy, **style, linewidth=0, label="KL divergence KL(p‖q)")
    for place, total in enumerate(np.add(entropy, kl)):
        ax.annotate(f"{total:.3f}", (place, total), (0, 3), textcoords="offset points", ha="center")
    ax.set(ylabel="code length (nats)")
    ax.margins(y=0.18)
    ax.legend(loc="upper left")
    return ax


def plot_simplex(probs: NDArray, y: NDArray, *, ax: Axes | None = None, **style) -> Axes:
    """Predictions (n, 3) as points of the probability simplex, in the colour of their labels (n,).

    A corner is certainty of one class; the centre is the uniform distribution. `style` is that of
    the points.
    """
    ax = axes_or_new(ax)
    corners = simplex_places(np.eye(3))
    ax.plot(*corners[[0, 1, 2, 0]].T, color=GREY, linewidth=1)
    ax.plot(*corners.mean(axis=0), "+", color="black", markersize=9)
    draw_points_by_class(simplex_places(probs), y, ax=ax, **style)
    below, above = {"xytext": (0, -4), "va": "top"}, {"xytext": (0, 3), "va": "bottom"}
    style = {"textcoords": "offset points", "ha": "center", "weight": "bold"}
    for k, place in enumerate((below, below, above)):
        ax.annotate(CLASS_NAMES[k], corners[k], color=CLASS_COLORS[k], **place, **style)
    ax.set(xlim=(-0.08, 1.08), ylim=(-0.14, 1.0), aspect="equal")
    ax.axis("off")
    return ax


def simplex_places(probs: NDArray) -> NDArray:
    """Where predictions (…, 3) lie in the triangle, as places (…, 2) in the plane.

    Raises:
        ValueError: there are other than three classes.
    """
    if np.shape(probs)[-1] != N_CLASSES:
        raise ValueError(f"a simplex shows three classes, got predictions of {np.shape(probs)[-1]}")
    return probs @ np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
