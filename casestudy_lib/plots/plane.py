"""The plane of the two features: samples, class probabilities, and any number over it."""

import numpy as np
from contourpy import contour_generator
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from casestudy_lib import inputs
from casestudy_lib.data import CLASS_MEANS, N_FEATURES
from casestudy_lib.plots.style import CLASS_COLORS, axes_or_new, draw_points_by_class


def make_plane(*, half_width: float = 6.0, n_points: int = 121) -> tuple[NDArray, NDArray, NDArray]:
    """A square grid over the feature plane, on which a model's predictions can be mapped.

    Args:
        half_width: the plane reaches from −half_width to half_width in both directions.
        n_points: grid points along each axis.

    Returns:
        axis: coordinates along either axis, shape (n_points,).
        X: every grid point as a row, shape (n_points², 2), the first feature running fastest.

    Raises:
        ValueError: `half_width` is not positive, or `n_points` is below 2.
    """
    half_width = inputs.require_scale(half_width, "half_width")
    n_points = inputs.require_integer(n_points, "n_points", minimum=2)
    axis = np.linspace(-half_width, half_width, n_points)
    x1, x2 = np.meshgrid(axis, axis)
    return axis, np.column_stack([x1.ravel(), x2.ravel()])


def plot_classes(
    X: NDArray,
    y: NDArray,
    *,
    means: NDArray | None = CLASS_MEANS,
    ax: Axes | None = None,
    **style,
) -> Axes:
    """Scatter of features (n, 2) in the colour and marker of their labels (n,), on class means.

    Args:
        X: features, shape (n, 2).
        y: integer labels of the three classes, shape (n,).
        means: known mean of each class, shape (n_classes, 2), by default that of the book's data;
            None where it is unknown.
        ax: where to draw.
        style: of the points.

    Raises:
        ValueError: there are other than two features, or labels of other classes.
    """
    X, ax = inputs.require_features(X, n_features=N_FEATURES), axes_or_new(ax)
    # Without an outline they would be lost on a map of the same colours.
    outlined = {"alpha": 0.8, "markeredgecolor": "white", "markeredgewidth": 0.4}
    draw_points_by_class(X, y, ax=ax, **outlined | style)
    for k, mean in enumerate([] if means is None else means):
        ax.plot(*mean, "+", color="black", markersize=8, label="class means" if k == 0 else None)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, markerscale=1.6, handletextpad=0.2)
    return _feature_plane(ax)


def plot_class_map(axis: NDArray, probs: NDArray, *, ax: Axes | None = None) -> Axes:
    """Predictions (n², 3) on the grid of `axis` (n,): class colours mixed in their shares."""
    ax = axes_or_new(ax)
    ax.imshow(colour_picture(probs), alpha=0.5, gid="map", **_image_settings(axis))
    ax.plot(*class_borders(axis, probs).T, color="black", linewidth=1, gid="borders")
    return _feature_plane(ax)


def colour_picture(probs: NDArray) -> NDArray:
    """Picture (n, n, 3) of a plane's predictions (n², 3): class colours in their shares.

    Raises:
        ValueError: there is not a colour for each class.
    """
    if probs.shape[1] != len(CLASS_COLORS):
        raise ValueError(
            f"a map has colours for three classes, got predictions of {probs.shape[1]}"
        )
    n = round(np.sqrt(len(probs)))
    colours = np.array([to_rgb(colour) for colour in CLASS_COLORS])
    return (probs @ colours).reshape(n, n, 3)


def class_borders(axis: NDArray, probs: NDArray) -> NDArray:
    """Points (m, 2) of the lines where two classes tie for the first place; NaN parts the lines.

    The predictions (n², 3), probabilities or logits, are those at the grid points of `axis` (n,).
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
    """Values (n²,) on the grid of `axis` (n,) as colours.

    The colour bar has the `label`, quantity and unit, and ends at the `limits`, by default those
    of the values.
    """
    ax = axes_or_new(ax)
    low, high = limits if limits else (values.min(), values.max())
    scale = {"cmap": "cividis", "vmin": low, "vmax": high}
    image = ax.imshow(values.reshape(len(axis), -1), **scale, **_image_settings(axis))
    ax.figure.colorbar(image, ax=ax, label=label, shrink=0.85)
    return _feature_plane(ax)


def _image_settings(axis: NDArray) -> dict:
    """Pixels centred on the grid points, the second feature pointing up."""
    half = (axis[1] - axis[0]) / 2
    edges = axis[0] - half, axis[-1] + half
    return {"extent": edges * 2, "origin": "lower", "interpolation": "none"}


def _feature_plane(ax: Axes) -> Axes:
    ax.set(xlabel="feature x₁", ylabel="feature x₂", aspect="equal")
    for direction in (ax.xaxis, ax.yaxis):
        direction.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 4, 10]))
    return ax
