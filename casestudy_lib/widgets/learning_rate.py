"""The learning rate: whole training runs, from too slow to divergence."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from casestudy_lib import plots
from casestudy_lib.data import bayes_posterior
from casestudy_lib.metrics import compute_entropy
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.plots import artist_named
from casestudy_lib.sliders import Explorer
from casestudy_lib.training import TrainingOverflowError, train, train_and_track
from casestudy_lib.widgets.panels import new_panels

_RATES = [
    *(0.0005, 0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5),
    *(0.7, 1, 1.5, 2, 3, 5, 10, 100, 300, 1000),
]
_LOSSES = {"train": "train_loss", "test": "test_loss"}
_MEASURES = {
    "entropy": "prediction_entropy",
    "KL divergence": "kl_divergence",
    "mutual information": "mutual_information",
    "confidence": "prediction_confidence",
}
_FLOOR = "floor of the test points"
_OFF_THE_PICTURE = 10.0  # nats; beyond, the measures say nothing more


def explore_learning_rate(
    net: SimpleNeuralNetwork,
    X_train: NDArray,
    y_train: NDArray,
    X_test: NDArray,
    y_test: NDArray,
    *,
    posterior: Callable[[NDArray], NDArray] = bayes_posterior,
    **settings: float,
) -> Explorer:
    """Losses and measures of whole training runs, against the learning rate.

    At each rate a copy of the untrained `net` is trained on data as for `train_and_track`.
    `settings` are `n_epochs` and the `learning_rate` to start at, by default those of `train`.
    `posterior` is the true p(y|x), by the features.
    """
    settings = train.__kwdefaults__ | settings  # the defaults are written down there only
    n_epochs, start = settings["n_epochs"], settings["learning_rate"]
    figures, panels = new_panels(2)
    truth, n_classes = posterior(X_test), len(net.b2)
    limits = {f"ln {n_classes}": np.log(n_classes), _FLOOR: compute_entropy(truth)}
    _draw_curves(panels[0], _LOSSES, "cross-entropy (nats)", n_epochs, limits)
    _draw_curves(panels[1], _MEASURES, "nats, or probability", n_epochs, {})

    def update(rate: float) -> str:
        options = {"learning_rate": rate, "n_classes": n_classes, "test_targets": truth}
        split = X_train, y_train, X_test, y_test
        run, overflow = _as_far_as_it_goes(net, split, n_epochs, **options)
        verdict, description = _describe(run, overflow)
        _move_curves(panels, run, verdict)
        return f"Learning rate {rate:.4g}{description}"

    return Explorer(
        figures,
        update,
        sorted({*_RATES, start}),
        default=start,
        label="Learning rate (step size of an update)",
        format="rate {:.4g}".format,
        hint="Which rates come nearest to the floor, and where does training break down?",
    )


def _as_far_as_it_goes(
    net: SimpleNeuralNetwork, split: tuple, n_epochs: int, **options
) -> tuple[dict[str, NDArray], int | None]:
    """A run and None, or the finite part of it and the epoch at which it overflows."""
    try:
        return train_and_track(*split, net=deepcopy(net), n_epochs=n_epochs, **options), None
    except TrainingOverflowError as error:
        return _as_far_as_it_goes(net, split, error.epoch - 1, **options)[0], error.epoch


def _describe(run: Mapping[str, NDArray], overflow: int | None) -> tuple[str, str]:
    """What the picture says about a run that diverged, and any run in words."""
    if overflow is not None:
        reason = f"overflow at epoch {overflow}"
        return f"diverged: {reason}", f": diverged, {reason}."
    last = {name: values[-1] for name, values in run.items()}
    worse = last["train_loss"] > run["train_loss"][0]
    return (
        "diverged: worse than untrained" if worse else "",
        f"{', diverged' if worse else ''}: after {last['epoch']} updates train cross-entropy "
        f"{last['train_loss']:.4g} nats, test {last['test_loss']:.4g} nats, entropy "
        f"{last['prediction_entropy']:.3f} nats, KL to the truth {last['kl_divergence']:.3g} nats, "
        f"mutual information {last['mutual_information']:.3f} nats, confidence "
        f"{last['prediction_confidence']:.3f}.",
    )


def _draw_curves(
    ax: Axes, names: Mapping[str, str], ylabel: str, n_epochs: int, limits: Mapping[str, float]
) -> None:
    style = {"colors": {"train": plots.BLUE, "test": plots.BLUE} | plots.QUANTITY_COLORS}
    nothing = {name: [np.nan, np.nan] for name in names}
    plots.plot_curves([0, n_epochs], nothing, ylabel=ylabel, references=limits, **style, ax=ax)
    ax.set(xlim=(-0.02 * n_epochs, 1.02 * n_epochs), ylim=(0, 1.6))
    ax.text(0.5, 0.8, "", transform=ax.transAxes, ha="center", gid="verdict")


def _move_curves(panels: Sequence[Axes], run: Mapping[str, NDArray], verdict: str) -> None:
    epoch = run["epoch"]
    shown = epoch[(epoch <= 20) | (epoch % 5 == 0)]  # every epoch at the start, where curves bend
    exploded = np.maximum.accumulate(run["train_loss"]) > _OFF_THE_PICTURE
    for ax, names in zip(panels, (_LOSSES, _MEASURES), strict=True):
        artist_named(ax, "verdict").set_text(verdict)
        for name, column in names.items():
            values = np.where(exploded, np.nan, run[column])
            artist_named(ax, name).set_data(shown, values[shown])
