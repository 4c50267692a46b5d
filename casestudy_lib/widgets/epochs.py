"""A training run, epoch by epoch: what the network predicts, and how far from the truth."""

from collections.abc import Callable, Mapping
from copy import deepcopy

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from casestudy_lib import metrics, plots
from casestudy_lib.data import bayes_posterior
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.plots import artist_named
from casestudy_lib.sliders import Explorer
from casestudy_lib.training import train
from casestudy_lib.widgets.panels import new_panels

_EPOCHS = [*range(10), *range(10, 30, 4), *range(30, 100, 10), *range(100, 1000, 20)]
_N_SHOWN = 60  # points on the simplex; more would hide each other and slow the browser down


def explore_epochs(
    net: SimpleNeuralNetwork,
    X_train: NDArray,
    y_train: NDArray,
    X_test: NDArray,
    y_test: NDArray,
    *,
    posterior: Callable[[NDArray], NDArray] = bayes_posterior,
    **settings: float,
) -> Explorer:
    """Class map, simplex and measures of a training run, against the epoch.

    A copy of the untrained `net` is trained on data as for `train_and_track`, with `settings` as
    for `train`: `n_epochs` and `learning_rate`. `posterior` is the true p(y|x), by the features.
    """
    figures, (plane, simplex, curves) = new_panels(3)
    axis, grid = plots.make_plane(half_width=5.0, n_points=31)
    passes = train(deepcopy(net), np.vstack([X_train, X_test, grid]), y_train, **settings)
    probs = np.stack([seen.probs[len(X_train) :] for seen in passes])
    tests, maps = np.split(probs, [len(X_test)], axis=1)
    labels, places = y_test[:_N_SHOWN], plots.simplex_places(tests[:, :_N_SHOWN])
    _draw_plane(plane, axis, posterior(grid))
    _draw_simplex(simplex, posterior(X_test)[:_N_SHOWN], labels)
    run, last = _draw_curves(curves, y_test, tests, posterior(X_test)), len(tests) - 1

    def update(epoch: int) -> str:
        _move_plane(plane, axis, maps[epoch])
        plots.move_points_by_class(places[epoch], labels, ax=simplex)
        return _move_curves(curves, run, epoch)

    return Explorer(
        figures,
        update,
        [*(epoch for epoch in _EPOCHS if epoch < last), last],
        default=last,
        live_values=range(last + 1),
        label="Epoch (updates so far)",
        format="epoch {:.0f}".format,
        hint="Go back to the start, then forward: what settles first, the borders or the colours?",
    )


def _measure(y: NDArray, probs: NDArray, truth: NDArray) -> dict[str, list[float]]:
    """Measures of predictions (n_epochs + 1, n_samples, n_classes) at every epoch."""
    return {
        "cross-entropy": [metrics.compute_cross_entropy(y, q) for q in probs],
        "KL divergence": [metrics.compute_kl_divergence(truth, q) for q in probs],
        "entropy": [metrics.compute_entropy(q) for q in probs],
        "confidence": [metrics.compute_prediction_confidence(q) for q in probs],
        "accuracy": [metrics.compute_accuracy(y, q) for q in probs],
    }


def _draw_plane(ax: Axes, axis: NDArray, truth: NDArray) -> None:
    plots.plot_class_map(axis, truth, ax=ax).set_title("borders: thick true, thin the network’s")
    artist_named(ax, "borders").set(linewidth=2.2)
    ax.plot([], [], color="black", linewidth=0.9, gid="borders of the network")


def _move_plane(ax: Axes, axis: NDArray, probs: NDArray) -> None:
    artist_named(ax, "map").set_data(plots.colour_picture(probs))
    artist_named(ax, "borders of the network").set_data(*plots.class_borders(axis, probs).T)


def _draw_simplex(ax: Axes, truth: NDArray, y: NDArray) -> None:
    still = {"color": plots.GREY, "alpha": 0.6, "gid": None}
    plots.draw_points_by_class(plots.simplex_places(truth), y, ax=ax, **still)
    plots.plot_simplex(truth, y, ax=ax).set_title("test predictions; grey: the truth")


def _draw_curves(ax: Axes, y: NDArray, probs: NDArray, truth: NDArray) -> dict[str, list[float]]:
    """Draw the measures of a run, and return them."""
    run, floor = _measure(y, probs, truth), metrics.compute_entropy(truth)
    curves = {name: values for name, values in run.items() if name != "KL divergence"}
    style = {"colors": plots.QUANTITY_COLORS, "references": {"floor of the test points": floor}}
    plots.plot_curves(range(len(run["entropy"])), curves, ylabel="nats, or share", **style, ax=ax)
    ax.axvline(0, color=plots.GREY, gid="epoch")
    return run


def _move_curves(ax: Axes, run: Mapping[str, list[float]], epoch: int) -> str:
    """Mark an epoch, and return its measures in words."""
    artist_named(ax, "epoch").set_xdata([epoch, epoch])
    row = {name: values[epoch] for name, values in run.items()}
    return (
        f"After {epoch} updates: test cross-entropy {row['cross-entropy']:.3f} nats, KL to the "
        f"truth {row['KL divergence']:.3f} nats, entropy {row['entropy']:.3f} nats, "
        f"confidence {row['confidence']:.3f}, accuracy {row['accuracy']:.3f}."
    )
