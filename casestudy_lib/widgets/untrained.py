"""What a network says before it has learned anything, for any draw of its weights."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from casestudy_lib import plots
from casestudy_lib.data import generate_data
from casestudy_lib.metrics import compute_entropy, compute_prediction_confidence, row_entropies
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.plots import artist_named
from casestudy_lib.sliders import Explorer
from casestudy_lib.widgets.panels import label_plane, move_map, new_panels, plane_of


def explore_untrained(hidden_dim: int = 32) -> Explorer:
    """Predictions of an untrained network over the plane and their entropy, against its seed."""
    figures, panels = new_panels(2)
    X, _ = generate_data()
    axis, grid = plane_of(X)
    _draw_maps(*panels, axis)

    def update(seed: int) -> str:
        net = SimpleNeuralNetwork(2, hidden_dim, 3, seed=seed)
        _move_maps(*panels, axis, net.forward(grid))
        seen = net.forward(X)
        return (
            f"Seed {seed}, untrained, over the samples: mean entropy {compute_entropy(seen):.3f} "
            f"nats (at most {np.log(3):.3f}), confidence "
            f"{compute_prediction_confidence(seen):.3f} (at least {1 / 3:.3f})."
        )

    return Explorer(
        figures,
        update,
        range(30, 61),
        default=42,
        live_values=range(200),
        label="Seed of the untrained network",
        format="seed {}".format,
        hint="Is any of these networks undecided everywhere?",
    )


def _draw_maps(plane: Axes, doubt: Axes, axis: NDArray) -> None:
    uniform = np.full((len(axis) ** 2, 3), 1 / 3)
    plots.plot_class_map(axis, uniform, ax=plane).set_title("class probabilities", fontsize="small")
    artist_named(plane, "borders").set_gid("borders of the network")
    scale = {"label": "nats", "limits": (0, np.log(3))}
    plots.plot_map(axis, row_entropies(uniform), **scale, ax=doubt)
    doubt.images[0].set_gid("entropy")
    doubt.set_title("entropy", fontsize="small")
    label_plane(plane)
    label_plane(doubt)


def _move_maps(plane: Axes, doubt: Axes, axis: NDArray, probs: NDArray) -> None:
    move_map(plane, axis, probs)
    artist_named(doubt, "entropy").set_data(row_entropies(probs).reshape(len(axis), -1))
