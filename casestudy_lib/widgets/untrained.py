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
from casestudy_lib.widgets.panels import label_plane, new_panels, show_colours


def explore_untrained(hidden_dim: int = 32) -> Explorer:
    """Predictions of an untrained network over the plane and their entropy, against its seed."""
    figures, panels = new_panels(2)
    axis, grid = plots.make_plane(half_width=5.0, n_points=31)
    X, uniform = generate_data()[0], np.full((len(grid), 3), 1 / 3)
    plots.plot_class_map(axis, uniform, ax=panels[0])
    scale = {"label": "entropy (nats)", "limits": (0, np.log(3))}
    plots.plot_map(axis, row_entropies(uniform), **scale, ax=panels[1])
    panels[1].images[0].set_gid("entropy")
    for ax in panels:
        label_plane(ax)

    def update(seed: int) -> str:
        net = SimpleNeuralNetwork(2, hidden_dim, 3, seed=seed)
        _move_maps(*panels, axis, net.forward(grid))
        return f"Seed {seed}, untrained, over the samples: {_say(*panels, net.forward(X))}"

    return Explorer(
        figures,
        update,
        range(20, 61),
        default=42,
        live_values=range(200),
        label="Seed of the untrained network",
        format="seed {}".format,
        hint="Is any of these networks undecided everywhere?",
    )


def _move_maps(plane: Axes, doubt: Axes, axis: NDArray, probs: NDArray) -> None:
    show_colours(plane, probs)
    artist_named(plane, "borders").set_data(*plots.class_borders(axis, probs).T)
    artist_named(doubt, "entropy").set_data(row_entropies(probs).reshape(len(axis), -1))


def _say(plane: Axes, doubt: Axes, probs: NDArray) -> str:
    """Write mean entropy and confidence above the maps, and return them in words."""
    entropy, confidence = compute_entropy(probs), compute_prediction_confidence(probs)
    plane.set_title(f"confidence {confidence:.3f}")
    doubt.set_title(f"mean entropy {entropy:.3f} nats")
    return (
        f"mean entropy {entropy:.3f} of at most {np.log(3):.3f} nats, "
        f"confidence {confidence:.3f} of at least {1 / 3:.3f}."
    )
