"""Classes that overlap: their samples, the best classifier, and what it cannot know."""

import numpy as np
from matplotlib.axes import Axes

from casestudy_lib import plots
from casestudy_lib.data import bayes_limits, bayes_posterior, generate_data
from casestudy_lib.plots import QUANTITY_COLORS, artist_named
from casestudy_lib.sliders import Explorer
from casestudy_lib.widgets.panels import new_panels


def explore_overlap(n_samples: int = 240) -> Explorer:
    """Clusters, best classifier and information limits, against the clusters' spread."""
    figures, (plane, bars) = new_panels(2)
    axis, grid = plots.make_plane(half_width=6.0, n_points=31)
    plots.plot_class_map(axis, bayes_posterior(grid), ax=plane)
    plots.plot_classes(*generate_data(n_samples), ax=plane).get_legend().remove()
    plane.set(xlim=(-6, 6), ylim=(-6, 6), title="samples and best classifier")
    _draw_limits(bars)

    def update(std: float) -> str:
        artist_named(plane, "map").set_data(plots.colour_picture(bayes_posterior(grid, std=std)))
        plots.move_points_by_class(*generate_data(n_samples, std=std), ax=plane)
        limits = _move_limits(bars, **bayes_limits(std=std))
        return f"Standard deviation {std:.2f}, over all points: {limits}"

    return Explorer(
        figures,
        update,
        np.linspace(0.3, 3.0, 28),
        default=1.0,
        label="Spread of each class (standard deviation σ)",
        format="σ = {:.2f}".format,
        hint="Where does the information go as the clouds run into each other?",
    )


def _draw_limits(ax: Axes) -> None:
    colors = [QUANTITY_COLORS[name] for name in ("entropy", "mutual information")]
    left = ax.bar(["label entropy ln 3"], [1.0], 0.5, color=colors[0], gid="H(Y|X)")
    told = ax.bar([0], [0.1], 0.5, bottom=[1.0], color=colors[1], gid="I(X;Y)")
    ax.legend([told[0], left[0]], ["I(X;Y), told by x", "H(Y|X), left open"], loc="upper right")
    ax.set(xlim=(-0.5, 1.5), ylim=(0, 1.15), ylabel="nats")
    ax.text(0.95, 0.15, "", ha="center", gid="accuracy")


def _move_limits(
    ax: Axes, *, conditional_entropy: float, mutual_information: float, accuracy: float, **_: float
) -> str:
    """Show the limits of `bayes_limits` and return them in words."""
    artist_named(ax, "H(Y|X)").set_height(conditional_entropy)
    artist_named(ax, "I(X;Y)").set(y=conditional_entropy, height=mutual_information)
    artist_named(ax, "accuracy").set_text(f"best accuracy\n{accuracy:.3f}")
    return (
        f"H(Y|X) {conditional_entropy:.3f} nats, I(X;Y) {mutual_information:.3f} nats, "
        f"best accuracy {accuracy:.3f}."
    )
