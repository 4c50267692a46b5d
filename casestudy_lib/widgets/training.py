"""The scenes of phase 4: one run, moved by its epoch; whole runs, moved by the learning rate."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from casestudy_lib import plots
from casestudy_lib.data import bayes_posterior, make_plane
from casestudy_lib.metrics import compute_entropy
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.training import TrainingOverflowError, train_and_track
from casestudy_lib.widgets.canvas import Scene, class_points, figures_of, new_axes

Split = tuple[NDArray, NDArray, NDArray, NDArray]

_N_SHOWN = 60  # points on the simplex; more would hide each other and slow the browser down


def epochs(split: Split) -> Scene:
    """Map, simplex and measures of the default run, moved by the epoch.

    Args:
        split: X_train, y_train, X_test and y_test, as for `train_and_track`.
    """
    X_test, y_test = split[2:]
    axis, grid = make_plane(half_width=5.0, n_points=31)
    run, maps, predictions = _follow(split, grid)
    plane, simplex, curves = new_axes(), new_axes(), new_axes()

    plots.plot_class_map(axis, bayes_posterior(grid), ax=plane)
    plane.lines[0].set(linewidth=2.2)
    (borders,) = plane.plot([], [], color="black", linewidth=0.9)
    plane.set_title("borders: thick true, thin the network’s")
    labels = y_test[:_N_SHOWN]
    plots.plot_simplex(bayes_posterior(X_test[:_N_SHOWN]), labels, ax=simplex)
    for points in class_points(simplex):
        points.set(color=plots.GREY, alpha=0.6)
    plots.plot_simplex(predictions[0][:_N_SHOWN], labels, ax=simplex)
    simplex.set_title("test predictions; grey: the truth")
    travellers = class_points(simplex)[-3:]
    names = {"cross-entropy": "test_loss", "entropy": "prediction_entropy",
             "confidence": "prediction_confidence", "accuracy": "test_accuracy"}  # fmt: skip
    plots.plot_curves(
        run["epoch"], {name: run[key] for name, key in names.items()},
        ylabel="nats, or share", colors=plots.QUANTITY_COLORS, ax=curves,
        references={"H(Y|X), the floor": compute_entropy(bayes_posterior(X_test))},
    )  # fmt: skip
    marker = curves.axvline(0, color=plots.GREY)

    def update(epoch: float) -> str:
        epoch = int(epoch)
        plane.images[0].set_data(plots.colour_picture(maps[epoch]))
        borders.set_data(*plots.class_borders(axis, maps[epoch]).T)
        for k, points in enumerate(travellers):
            shown = predictions[epoch][:_N_SHOWN][labels == k]
            points.set_data(*plots.simplex_places(shown).T)
        marker.set_xdata([epoch, epoch])
        row = {name: values[epoch] for name, values in run.items()}
        return (
            f"After {epoch} updates: test cross-entropy {row['test_loss']:.3f} nats, KL to the "
            f"truth {row['kl_divergence']:.3f} nats, entropy {row['prediction_entropy']:.3f} nats, "
            f"confidence {row['prediction_confidence']:.3f}, accuracy {row['test_accuracy']:.3f}."
        )

    return figures_of(plane, simplex, curves), update


def _follow(split: Split, grid: NDArray, n_epochs: int = 200) -> tuple[dict, list, list]:
    """The default run, and its predictions on the grid and on the test points at every epoch."""
    X_train, y_train, X_test, _ = split
    targets = bayes_posterior(X_test)
    net = SimpleNeuralNetwork(2, 32, 3)
    run = train_and_track(*split, n_epochs=n_epochs, test_targets=targets)
    maps, predictions = [], []
    for _ in range(n_epochs + 1):
        maps.append(net.forward(grid))
        predictions.append(net.forward(X_test))
        net.forward(X_train)
        net.backward(y_train, learning_rate=0.05)
    return run, maps, predictions


def learning_rate(split: Split, *, n_epochs: int = 200) -> Scene:
    """Losses and measures of a whole training run, moved by its learning rate.

    Args:
        split: X_train, y_train, X_test and y_test, as for `train_and_track`.
        n_epochs: updates of every run.
    """
    targets = bayes_posterior(split[2])
    losses, measures = new_axes(), new_axes()
    limits = {"ln 3": float(np.log(3)), "H(Y|X), the floor": compute_entropy(targets)}
    lines = _empty_curves(losses, _LOSSES, "cross-entropy (nats)", n_epochs, limits)
    lines |= _empty_curves(measures, _MEASURES, "nats, or probability", n_epochs, {})
    verdicts = [
        ax.text(0.5, 0.8, "", transform=ax.transAxes, ha="center") for ax in (losses, measures)
    ]

    def update(rate: float) -> str:
        run, overflow = _as_far_as_it_goes(split, targets, rate, n_epochs)
        shown = _thinned(run["epoch"])
        exploded = np.maximum.accumulate(run["train_loss"]) > _OFF_THE_PICTURE
        for key, line in lines.items():
            values = np.where(exploded, np.nan, run[key])
            line.set_data(shown, values[shown])
        worse = run["train_loss"][-1] > run["train_loss"][0]
        reason = "worse than untrained" if overflow is None else f"overflow at epoch {overflow}"
        for verdict in verdicts:
            verdict.set_text(f"diverged: {reason}" if worse or overflow is not None else "")
        if overflow is not None:
            return f"Learning rate {rate:.4g}: diverged, overflow at epoch {overflow}."
        last = {name: values[-1] for name, values in run.items()}
        return (
            f"Learning rate {rate:.4g}{', diverged' if worse else ''}: after {n_epochs} updates "
            f"train cross-entropy {last['train_loss']:.4g} nats, "
            f"test {last['test_loss']:.4g} nats, entropy {last['prediction_entropy']:.3f} nats, "
            f"KL to the truth {last['kl_divergence']:.3g} nats, mutual information "
            f"{last['mutual_information']:.3f} nats, confidence "
            f"{last['prediction_confidence']:.3f}."
        )

    return figures_of(losses, measures), update


_LOSSES = {"train": "train_loss", "test": "test_loss"}
_MEASURES = {
    "entropy": "prediction_entropy",
    "KL divergence": "kl_divergence",
    "mutual information": "mutual_information",
    "confidence": "prediction_confidence",
}
_OFF_THE_PICTURE = 10.0  # nats; beyond, the measures say nothing more


def _empty_curves(
    ax: Axes, names: dict[str, str], ylabel: str, n_epochs: int, limits: dict[str, float]
) -> dict[str, Line2D]:
    """The artists of curves without data yet, by the column that each will show."""
    colors = {"train": plots.BLUE, "test": plots.BLUE} | plots.QUANTITY_COLORS
    nothing = {name: np.full(2, np.nan) for name in names}
    plots.plot_curves(
        np.array([0, n_epochs]), nothing, ylabel=ylabel, colors=colors, references=limits, ax=ax
    )
    ax.set(xlim=(-0.02 * n_epochs, 1.02 * n_epochs), ylim=(0, 1.6))
    return dict(zip(names.values(), ax.lines, strict=False))


def _as_far_as_it_goes(
    split: Split, targets: NDArray, rate: float, n_epochs: int
) -> tuple[dict[str, NDArray], int | None]:
    """A run and None, or the finite part of it and the epoch at which it overflows."""
    settings = {"learning_rate": rate, "test_targets": targets}
    try:
        return train_and_track(*split, n_epochs=n_epochs, **settings), None
    except TrainingOverflowError as error:
        return train_and_track(*split, n_epochs=error.epoch - 1, **settings), error.epoch


def _thinned(epochs: NDArray) -> NDArray:
    """Every epoch at the start, where curves bend, and every fifth later."""
    return epochs[(epochs <= 20) | (epochs % 5 == 0)]
