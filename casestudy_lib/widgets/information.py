"""The scene of the information plane: the same responses, moved by the width of their bins."""

from collections.abc import Mapping, Sequence

import numpy as np

from casestudy_lib import plots
from casestudy_lib.studies.layer_information import bin_responses
from casestudy_lib.studies.layer_runs import LayerRun
from casestudy_lib.studies.sampled_information import compute_discrete_entropy
from casestudy_lib.widgets.canvas import Scene, figures_of, new_axes

# Runs and stops that are binned again at every move; more would make the slider stutter.
_N_RUNS, _N_STOPS = 5, 12


def bin_width(runs: Mapping[str, Sequence[LayerRun]]) -> Scene:
    """I(X;T) over epochs by activation, and responses on the grid, moved by the width of the bins.

    Args:
        runs: recorded runs by the name of their activation, all with their stops at the same
            epochs; the first of each name shows its first two units at the end.
    """
    runs = {name: several[:_N_RUNS] for name, several in runs.items()}
    first = next(iter(runs.values()))[0]
    stops = np.unique(np.linspace(0, len(first.epoch) - 1, _N_STOPS).astype(int))
    courses = new_axes()
    plots.plot_curves(
        first.epoch[stops] + 1, {name: np.full(len(stops), np.nan) for name in runs},
        ylabel="$I(X;T)$ by bins (nats)", xlabel="epoch + 1", colors=plots.ACTIVATION_COLORS,
        references={"log n": float(np.log(len(first.y)))}, ax=courses,
    )  # fmt: skip
    courses.set(xlim=(0.9, 1.1 * (first.epoch[-1] + 1)), xscale="log")
    courses.set(ylim=(-0.2, np.log(len(first.y)) + 0.3))
    lines = dict(zip(runs, courses.lines, strict=False))
    grids, limits = {}, {}
    for name, (run, *_) in runs.items():
        ax = plots.plot_cells(run.hidden[-1][:, :2], run.y, 1.0, ax=new_axes())
        ax.set_title(f"{name}, end of one run")
        grids[name], limits[name] = ax.lines[-1], (*ax.get_xlim(), *ax.get_ylim())

    def update(width: float) -> str:
        said = []
        for name, several in runs.items():
            information = np.median(
                [[_of_bins(run.hidden[stop], width) for stop in stops] for run in several], axis=0
            )
            lines[name].set_ydata(information)
            grids[name].set_data(*plots.cell_edges(width, limits[name]).T)
            said.append(
                f"{name} I(X;T) is largest at {information.max():.3f} nats and ends at "
                f"{information[-1]:.3f} nats"
            )
        return f"Bins of width {width:.3f}: {'; '.join(said)}."

    return figures_of(courses, *(line.axes for line in grids.values())), update


def _of_bins(hidden: np.ndarray, width: float) -> float:
    return compute_discrete_entropy(bin_responses(hidden, width))
