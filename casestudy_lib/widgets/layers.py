"""What a hidden layer keeps of its inputs, as far as bins can show it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from casestudy_lib import plots
from casestudy_lib.data import N_CLASSES
from casestudy_lib.plots import artist_named
from casestudy_lib.sliders import Explorer
from casestudy_lib.widgets.panels import new_panels, tighten_legend

# Runs and stops that are binned again at every move; more would make the slider stutter.
_N_RUNS, _N_STOPS = 5, 12


def explore_bin_width(runs: Mapping[str, Sequence[Any]]) -> Explorer:
    """I(X;T) of hidden layers through training, and the bins it is counted in, by their width.

    The runs stand by the name of their activation, as `record_layer` returns them, and have their
    stops at the same epochs; the first of each name shows its first two units at the end, where
    there is a colour for each of its classes.
    """
    runs = {name: several[:_N_RUNS] for name, several in runs.items()}
    first = next(iter(runs.values()))[0]
    stops = np.unique(np.linspace(0, len(first.epoch) - 1, _N_STOPS).astype(int))
    shown = runs if first.y.max() < N_CLASSES else {}
    figures, (courses, *cells) = new_panels(1 + len(shown))
    _draw_courses(courses, first.epoch[stops], list(runs), float(np.log(len(first.y))))
    for ax, (name, (run, *_)) in zip(cells, shown.items(), strict=True):
        _draw_cells(ax, name, run)

    def update(width: float) -> str:
        for ax in cells:
            edges = plots.cell_edges(width, (*ax.get_xlim(), *ax.get_ylim()))
            artist_named(ax, "bins").set_data(*edges.T)
        parts = [_move_course(courses, name, runs[name], stops, width) for name in runs]
        return f"Bins of width {width:.3f}: {'; '.join(parts)}."

    return Explorer(
        figures,
        update,
        np.geomspace(1 / 64, 4, 25),
        default=0.25,
        label="Width of the bins (in units of the responses)",
        format="width {:.3f}".format,
        hint="At which widths does the blue curve fall, and at which the orange one?",
    )


def _draw_cells(ax: Axes, name: str, run: Any) -> None:
    plots.plot_cells(run.hidden[-1][:, :2], run.y, 1.0, ax=ax)
    ax.set_title(f"{name}, end of one run", fontsize="small")
    ax.set(xlabel="response, unit 1", ylabel="response, unit 2")


def _draw_courses(ax: Axes, epoch: NDArray, names: list[str], ceiling: float) -> None:
    nothing = {name: np.full(len(epoch), np.nan) for name in names}
    labels = {"xlabel": "epoch + 1", "ylabel": "I(X;T) by bins (nats)"}
    style = {"colors": plots.ACTIVATION_COLORS, "references": {"log n": ceiling}}
    plots.plot_curves(epoch + 1, nothing, **labels, **style, ax=ax)
    tighten_legend(ax)
    ax.set(xlim=(0.9, 1.1 * (epoch[-1] + 1)), xscale="log", ylim=(-0.2, ceiling + 0.3))
    decades = [10**k for k in range(int(np.log10(epoch[-1] + 1)) + 1)]
    ax.set(xticks=decades, xticklabels=map(str, decades))  # exponents would be too small


def _move_course(ax: Axes, name: str, runs: Sequence[Any], stops: NDArray, width: float) -> str:
    """Show the median of the runs at a width, and return it in words."""
    courses = [[run.binned_information(stop, width) for stop in stops] for run in runs]
    median = np.median(courses, axis=0)
    artist_named(ax, name).set_ydata(median)
    return f"{name} I(X;T) is largest at {median.max():.3f} nats and ends at {median[-1]:.3f} nats"
