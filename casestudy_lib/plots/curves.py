"""Curves over a common axis, and one number against another."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from numpy.typing import NDArray

from casestudy_lib.plots.style import BLUE, GREEN, GREY, OCHRE, PURPLE, VERMILLION, axes_or_new

_ABOVE = {"loc": "lower left", "bbox_to_anchor": (0, 1), "ncols": 2, "borderaxespad": 0.2}


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
        ax: where to draw.
    """
    ax = axes_or_new(ax)
    palette = [BLUE, VERMILLION, GREEN, PURPLE, OCHRE, "black"]
    for (name, values), fallback in zip(curves.items(), palette, strict=False):
        style = ":" if name.startswith("train") else "-"
        ax.plot(x, values, style, color=(colors or {}).get(name, fallback), label=name, gid=name)
    for (name, height), dashes in zip((references or {}).items(), ("--", "-.", ":"), strict=False):
        ax.axhline(height, color=GREY, linestyle=dashes, linewidth=1.2, label=name)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend(**_ABOVE)
    return ax


def plot_bands(
    x: NDArray,
    curves: Mapping[str, NDArray],
    *,
    bands: Mapping[str, tuple[NDArray, NDArray]],
    ax: Axes | None = None,
    **settings,
) -> Axes:
    """Named curves, such as medians over repetitions, on the bands that most of these lie in.

    Args:
        x: common abscissa, shape (n,).
        curves: values (n,) by name.
        bands: lower and upper end, (n,) each, by the name of the curve; a curve may have none.
        ax: where to draw.
        settings: as for `plot_curves`; a band has the colour of its curve.
    """
    ax = plot_curves(x, curves, ax=ax, **settings)
    drawn = {line.get_label(): line.get_color() for line in ax.lines}
    for name, (low, high) in bands.items():
        ax.fill_between(x, low, high, color=drawn[name], alpha=0.25, linewidth=0)
    return ax


def plot_gradient_check(analytic: NDArray, numeric: NDArray, *, ax: Axes | None = None) -> Axes:
    """Finite-difference slopes against back-propagated ones, (n,) each, in nats per unit."""
    ax = axes_or_new(ax)
    ends = [analytic.min(), analytic.max()]
    ax.plot(ends, ends, color=GREY, linewidth=1, label="equal")
    ax.plot(analytic, numeric, "o", color=BLUE, markersize=4, label="one parameter each")
    ax.set(
        xlabel="slope by back-propagation (nats per unit)",
        ylabel="slope by differences (nats per unit)",
    )
    ax.legend()
    return ax


def mark_value(ax: Axes, x: float, *, label: str) -> Axes:
    """Draw a vertical line at `x` with a label at its top."""
    ax.axvline(x, color=GREY, linewidth=1.2, linestyle="-.")
    offset = {"xytext": (3, -2), "textcoords": "offset points"}
    place = {"xy": (x, 1), "xycoords": ("data", "axes fraction")}
    ax.annotate(label, **place, **offset, va="top", fontsize="small")
    return ax


def plot_stack(
    x: NDArray,
    parts: Mapping[str, NDArray],
    *,
    ylabel: str,
    xlabel: str = "epoch (updates)",
    colors: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Parts of a whole over a common axis, one upon the other.

    Args:
        x: common abscissa, shape (n,).
        parts: values (n,) by name, the lowest first; none is negative.
        ylabel: quantity and unit of the whole.
        xlabel: what `x` counts.
        colors: colour by name, where the order of the palette does not say it.
        ax: where to draw.
    """
    ax = axes_or_new(ax)
    palette = dict(zip(parts, (GREEN, VERMILLION, OCHRE, PURPLE), strict=False)) | (colors or {})
    fills = [palette[name] for name in parts]
    ax.stackplot(x, *parts.values(), labels=list(parts), colors=fills, alpha=0.8)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.margins(x=0.01)
    ax.legend(**_ABOVE)
    return ax
