"""A training run, epoch by epoch: what the network predicts, and how far from the truth."""

from collections.abc import Callable, Mapping
from copy import deepcopy

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from casestudy_lib import metrics, plots
from casestudy_lib.data import bayes_posterior
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.plots import artist_named
from casestudy_lib.sliders import Explorer
from casestudy_lib.training import train
from casestudy_lib.widgets import panels

_EPOCHS = [*range(10), *range(10, 30, 4), *range(30, 100, 10), *range(100, 1000, 20)]
_KL, _SHARES = "KL to the truth", ("confidence", "accuracy")
_N_SHOWN = 60  # points on the simplex; more would hide each other and slow the browser down


def explore_epochs(
    net: SimpleNeuralNetwork,
    X_train: NDArray,
    y_train: NDArray,
    X_test: NDArray,
    y_test: NDArray,
    *,
    posterior: panels.Posterior | None = bayes_posterior,
    **settings: float,
) -> Explorer:
    """Class map, simplex and measures of a training run, against the epoch.

    A copy of the untrained `net` is trained on data as for `train_and_track`, with `settings` as
    for `train`: `n_epochs` and `learning_rate`. `posterior` is the true p(y|x), by the features;
    None where it is unknown. Map and simplex are left out where they cannot exist: other than two
    features, other than three classes.
    """
    posterior, with_map = panels.known_posterior(posterior, net), panels.has_map(net)
    axis, grid = panels.plane_of(X_train) if with_map else (None, X_test[:0])
    passes = train(deepcopy(net), np.vstack([X_train, X_test, grid]), y_train, **settings)
    probs = np.stack([seen.probs[len(X_train) :] for seen in passes])
    tests, maps = np.split(probs, [len(X_test)], axis=1)
    truth = None if posterior is None else posterior(X_test)
    figures, axes = panels.new_panels(1 + with_map + panels.has_simplex(net))
    say, moves = _curves_of(axes[-1], _measure(y_test, tests, truth), truth), []
    if with_map:
        panels.draw_map(axes[0], axis, grid, posterior)
        moves.append(lambda epoch: panels.move_map(axes[0], axis, maps[epoch]))
    if panels.has_simplex(net):
        moves.append(_simplex_of(axes[-2], tests[:, :_N_SHOWN], truth, y_test[:_N_SHOWN]))

    def update(epoch: int) -> str:
        for move in moves:
            move(epoch)
        return say(epoch)

    return _explorer_of(figures, update, len(tests) - 1)


def _explorer_of(figures: list[Figure], update: Callable[[int], str], last: int) -> Explorer:
    return Explorer(
        figures,
        update,
        [*(epoch for epoch in _EPOCHS if epoch < last), last],
        default=last,
        live_values=range(last + 1),
        label="Epoch (updates so far)",
        format="epoch {:.0f}".format,
        hint="Go back to the start, then forward: what settles first, the borders or the colours?",
        plays=True,
    )


def _measure(y: NDArray, probs: NDArray, truth: NDArray | None) -> dict[str, list[float]]:
    """Measures of predictions (n_epochs + 1, n_samples, n_classes) at every epoch."""
    known = {} if truth is None else {_KL: [metrics.compute_kl_divergence(truth, q) for q in probs]}
    return {
        "test cross-entropy": [metrics.compute_cross_entropy(y, q) for q in probs],
        **known,
        "entropy": [metrics.compute_entropy(q) for q in probs],
        "confidence": [metrics.compute_prediction_confidence(q) for q in probs],
        "accuracy": [metrics.compute_accuracy(y, q) for q in probs],
    }


def _simplex_of(
    ax: Axes, probs: NDArray, truth: NDArray | None, y: NDArray
) -> Callable[[int], None]:
    """Draw predictions (n_epochs + 1, n_samples, 3) of labels (n,), and return what moves them."""
    places, style = plots.simplex_places(probs), {"alpha": 0.9, "markersize": 4}
    if truth is not None:
        still = style | {"color": plots.GREY, "gid": None}
        plots.draw_points_by_class(plots.simplex_places(truth[: len(y)]), y, ax=ax, **still)
    plots.plot_simplex(probs[-1], y, ax=ax, **style)
    ax.set_title("predictions" if truth is None else "predictions; grey: truth", fontsize="small")
    return lambda epoch: plots.move_points_by_class(places[epoch], y, ax=ax)


def _curves_of(
    ax: Axes, run: Mapping[str, list[float]], truth: NDArray | None
) -> Callable[[int], str]:
    """Draw the measures of a run, and return what marks an epoch and says them."""
    curves = {name.removeprefix("test "): run[name] for name in run if name != _KL}
    style = {"colors": plots.QUANTITY_COLORS}
    if truth is not None:
        style["references"] = {"floor of the test points": metrics.compute_entropy(truth)}
    plots.plot_curves(range(len(run["entropy"])), curves, ylabel="nats, or share", **style, ax=ax)
    panels.tighten_legend(ax)
    ax.axvline(0, color=plots.GREY, gid="epoch")

    def move(epoch: int) -> str:
        artist_named(ax, "epoch").set_xdata([epoch, epoch])
        parts = (
            f"{name} {values[epoch]:.3f}{'' if name in _SHARES else ' nats'}"
            for name, values in run.items()
        )
        return f"After {epoch} updates: {', '.join(parts)}."

    return move
