"""Figures of values that are already computed; nothing here computes and nothing shows."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from contourpy import contour_generator
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from casestudy_lib.data import CLASS_MEANS, CLASS_NAMES

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
    "figure.figsize": (5.2, 3.6),
    "font.size": 10.5,
    "legend.fontsize": "small",
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "svg.fonttype": "none",
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


def plot_classes(X: NDArray, y: NDArray, *, ax: Axes | None = None) -> Axes:
    """Scatter of features (n, 2) in the colour and marker of their labels (n,)."""
    ax = _axes(ax)
    for k, name in enumerate(CLASS_NAMES):
        ax.plot(
            *X[y == k].T,
            linestyle="none",
            marker=CLASS_MARKERS[k],
            markersize=3.5,
            markeredgewidth=0,
            alpha=0.55,
            color=CLASS_COLORS[k],
            label=f"class {name}",
        )
    for k, mean in enumerate(CLASS_MEANS):
        ax.plot(*mean, "+", color="black", markersize=11, label="class means" if k == 0 else None)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, markerscale=1.6, handletextpad=0.2)
    return _feature_plane(ax)


def plot_class_map(axis: NDArray, probs: NDArray, *, ax: Axes | None = None) -> Axes:
    """Plane coloured by class probability: each colour is mixed in its class's share.

    Args:
        axis: coordinates along either axis, shape (n,).
        probs: predictions at every grid point, shape (n², 3).
        ax: axes to draw on; new ones by default.
    """
    ax = _axes(ax)
    ax.imshow(colour_picture(probs), alpha=0.5, **_image_settings(axis))
    ax.plot(*class_borders(axis, probs).T, color="black", linewidth=1)
    return _feature_plane(ax)


def colour_picture(probs: NDArray) -> NDArray:
    """Picture (n, n, 3) of a plane's predictions (n², 3): class colours in their shares."""
    n = round(np.sqrt(len(probs)))
    colours = np.array([to_rgb(colour) for colour in CLASS_COLORS])
    return (probs @ colours).reshape(n, n, 3)


def class_borders(axis: NDArray, probs: NDArray) -> NDArray:
    """Points (m, 2) of the lines where two classes tie for the first place; NaN parts the lines.

    Args:
        axis: coordinates along either axis, shape (n,).
        probs: predictions at every grid point, shape (n², 3).
    """
    n = len(axis)
    lines = [np.full((1, 2), np.nan)]
    for k in range(probs.shape[1]):
        margin = probs[:, k] - np.delete(probs, k, axis=1).max(axis=1)
        for line in contour_generator(axis, axis, margin.reshape(n, n)).lines(0.0):
            lines += [line, np.full((1, 2), np.nan)]
    return np.concatenate(lines)


def plot_map(
    axis: NDArray,
    values: NDArray,
    *,
    label: str,
    limits: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Plane coloured by one number at every grid point, with a colour bar.

    Args:
        axis: coordinates along either axis, shape (n,).
        values: one number a grid point, shape (n²,).
        label: quantity and unit, for the colour bar.
        limits: values at the two ends of the colour bar; those of the data by default.
        ax: axes to draw on; new ones by default.
    """
    ax = _axes(ax)
    low, high = limits if limits else (values.min(), values.max())
    image = ax.imshow(
        values.reshape(len(axis), -1), cmap="cividis", vmin=low, vmax=high, **_image_settings(axis)
    )
    ax.figure.colorbar(image, ax=ax, label=label, shrink=0.85)
    return _feature_plane(ax)


def plot_gradient_check(analytic: NDArray, numeric: NDArray, *, ax: Axes | None = None) -> Axes:
    """Finite-difference slopes against back-propagated ones, (n,) each, in nats per unit."""
    ax = _axes(ax)
    ends = [analytic.min(), analytic.max()]
    ax.plot(ends, ends, color=GREY, linewidth=1, label="equal")
    ax.plot(analytic, numeric, "o", color=BLUE, markersize=4, label="one parameter each")
    ax.set(xlabel="slope by back-propagation (nats)", ylabel="slope by differences (nats)")
    ax.legend()
    return ax


def plot_distributions(
    rows: Mapping[str, NDArray],
    outcomes: Sequence[str],
    *,
    colors: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Bars of one or more distributions over the same outcomes.

    Args:
        rows: a distribution (n_outcomes,) for each name in the legend.
        outcomes: what is under the bars.
        colors: one for each distribution.
        ax: axes to draw on; new ones by default.
    """
    ax = _axes(ax)
    colors = colors or [PURPLE, OCHRE, GREY, "black"][: len(rows)]  # not those of the classes
    places = np.arange(len(outcomes))
    width = 0.8 / len(rows)
    for i, (name, probs) in enumerate(rows.items()):
        ax.bar(
            places + (i - (len(rows) - 1) / 2) * width, probs, width, color=colors[i], label=name
        )
    ax.set(xticks=places, xticklabels=outcomes, ylabel="probability")
    if len(rows) > 1:
        ax.legend()
    return ax


def plot_code_lengths(
    names: Sequence[str], entropy: NDArray, kl: NDArray, *, ax: Axes | None = None
) -> Axes:
    """Stacked bars: entropy (what any code must spend) plus KL (what this one wastes), in nats."""
    ax = _axes(ax)
    ax.bar(names, entropy, 0.55, color=QUANTITY_COLORS["entropy"], label="entropy H(p)")
    ax.bar(
        names,
        kl,
        0.55,
        bottom=entropy,
        color=QUANTITY_COLORS["KL divergence"],
        hatch="//",
        edgecolor="white",
        linewidth=0,
        label="KL divergence KL(p‖q)",
    )
    for place, total in enumerate(np.add(entropy, kl)):
        ax.annotate(f"{total:.3f}", (place, total), (0, 3), textcoords="offset points", ha="center")
    ax.set(ylabel="code length (nats)")
    ax.margins(y=0.18)
    ax.legend(loc="upper left")
    return ax


def plot_curves(
    x: NDArray,
    curves: Mapping[str, NDArray],
    *,
    ylabel: str,
    xlabel: str = "epoch (updates)",
    colors: Mapping[str, str] | None = None,
    references: Mapping[str, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Named curves over a common axis, with the known truths as dashed reference lines.

    Args:
        x: common abscissa, shape (n,).
        curves: values (n,) by name; a name that starts with "train" is drawn dotted.
        ylabel: quantity and unit.
        xlabel: what `x` counts.
        colors: colour by name, where the order of the palette does not say it.
        references: height by name.
        ax: axes to draw on; new ones by default.
    """
    ax = _axes(ax)
    palette = [BLUE, VERMILLION, GREEN, PURPLE, OCHRE, "black"]
    for (name, values), fallback in zip(curves.items(), palette, strict=False):
        style = ":" if name.startswith("train") else "-"
        ax.plot(x, values, style, color=(colors or {}).get(name, fallback), label=name)
    for (name, height), dashes in zip((references or {}).items(), ("--", "-.", ":"), strict=False):
        ax.axhline(height, color=GREY, linestyle=dashes, linewidth=1.2, label=name)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.2)
    return ax


def plot_simplex(probs: NDArray, y: NDArray, *, ax: Axes | None = None) -> Axes:
    """Predictions (n, 3) as points of the probability simplex, in the colour of their labels (n,).

    A corner is certainty of one class; the centre is the uniform distribution.
    """
    ax = _axes(ax)
    corners = simplex_places(np.eye(3))
    ax.plot(*corners[[0, 1, 2, 0]].T, color=GREY, linewidth=1)
    ax.plot(*corners.mean(axis=0), "+", color="black", markersize=9)
    for k, name in enumerate(CLASS_NAMES):
        ax.plot(
            *simplex_places(probs[y == k]).T,
            linestyle="none",
            marker=CLASS_MARKERS[k],
            markersize=3.5,
            markeredgewidth=0,
            alpha=0.5,
            color=CLASS_COLORS[k],
        )
        below = k < 2
        ax.annotate(
            name,
            corners[k],
            (0, -4 if below else 3),
            textcoords="offset points",
            ha="center",
            va="top" if below else "bottom",
            color=CLASS_COLORS[k],
            weight="bold",
        )
    ax.set(xlim=(-0.08, 1.08), ylim=(-0.14, 1.0), aspect="equal")
    ax.axis("off")
    return ax


def simplex_places(probs: NDArray) -> NDArray:
    """Where predictions (n, 3) lie in the triangle, as places (n, 2) in the plane."""
    return probs @ np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])


def plot_reliability(curve: Mapping[str, NDArray], *, ax: Axes | None = None) -> Axes:
    """Reliability diagram: accuracy against confidence in each bin, its count at the foot.

    Args:
        curve: as `reliability_curve` returns it.
        ax: axes to draw on; new ones by default.
    """
    ax = _axes(ax)
    filled = curve["count"] > 0
    confidence, accuracy = curve["confidence"][filled], curve["accuracy"][filled]
    count = curve["count"][filled]
    ax.plot([0, 1], [0, 1], "--", color=GREY, linewidth=1.2, label="calibrated")
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


def mark_value(ax: Axes, x: float, *, label: str) -> Axes:
    """Draw a vertical line at `x` with a label at its top."""
    ax.axvline(x, color=GREY, linewidth=1.2, linestyle="-.")
    ax.annotate(
        label,
        (x, 1),
        (3, -2),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        va="top",
        fontsize="small",
    )
    return ax


def _axes(ax: Axes | None) -> Axes:
    return ax if ax is not None else plt.subplots()[1]


def _image_settings(axis: NDArray) -> dict:
    """Pixels centred on the grid points, the second feature pointing up."""
    half = (axis[1] - axis[0]) / 2
    edges = axis[0] - half, axis[-1] + half
    return {"extent": edges * 2, "origin": "lower", "interpolation": "none"}


def _feature_plane(ax: Axes) -> Axes:
    ax.set(xlabel="feature $x_1$", ylabel="feature $x_2$", aspect="equal")
    return ax
