"""The learning rate: whole training runs, from too slow to divergence."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from functools import cache
from itertools import pairwise
from typing import NamedTuple

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
from casestudy_lib.widgets import panels

_FIRST, _LAST, _N_RATES = 0.0005, 1000.0, 25
_LEAST_FACTOR = 1.15  # from one stop to the next; closer ones would look alike wherever they are
_LOSSES = {"train": "train_loss", "test": "test_loss"}
_KL = "KL divergence"
_MEASURES = {
    "entropy": "prediction_entropy",
    _KL: "kl_divergence",
    "mutual information": "mutual_information",
    "confidence": "prediction_confidence",
}
_OFF_THE_PICTURE = 10.0  # nats; beyond, the measures say nothing more


def explore_learning_rate(
    net: SimpleNeuralNetwork,
    X_train: NDArray,
    y_train: NDArray,
    X_test: NDArray,
    y_test: NDArray,
    *,
    posterior: panels.Posterior | None = bayes_posterior,
    **settings: float,
) -> Explorer:
    """Map at the end, losses and measures of whole training runs, against the learning rate.

    At each rate a copy of the untrained `net` is trained on data as for `train_and_track`.
    `settings` are `n_epochs` and the `learning_rate` to start at, by default those of `train`.
    `posterior` is the true p(y|x), by the features; None where it is unknown. The stops lie where
    the curves change most. Where the features are not a plane, there is no map.
    """
    settings = train.__kwdefaults__ | settings  # the defaults are written down there only
    n_epochs, start = settings["n_epochs"], settings["learning_rate"]
    posterior = panels.known_posterior(posterior, net)
    truth = None if posterior is None else posterior(X_test)
    run_at = _runner(net, (X_train, y_train, X_test, y_test), n_epochs, truth)
    figures, (*plane, losses, measures) = panels.new_panels(2 + panels.has_map(net))
    move_curves = _curves_of([losses, measures], n_epochs, len(net.b2), truth)
    move_maps = [_map_of(ax, X_train, posterior) for ax in plane]

    def update(rate: float) -> str:
        for move in move_maps:
            move(run_at(rate).net)
        return f"Learning rate {rate:.4g}{move_curves(run_at(rate))}"

    return Explorer(
        figures,
        update,
        _rates_of_change(run_at, start),
        default=start,
        label="Learning rate (step size of an update)",
        format="rate {:.4g}".format,
        hint="Which rates come nearest to the floor, and where does training break down?",
    )


class _Run(NamedTuple):
    """A training run, as far as it is finite."""

    record: dict[str, NDArray]
    net: SimpleNeuralNetwork
    overflow: int | None  # the epoch at which it leaves the range of numbers

    @property
    def verdict(self) -> str:
        """Why the run has failed, if it has."""
        if self.overflow is not None:
            return f"diverged: overflow at epoch {self.overflow}"
        losses = self.record["train_loss"]
        return "diverged: worse than untrained" if losses[-1] > losses[0] else ""


def _rates_of_change(run_at: Callable[[float], _Run], start: float) -> list[float]:
    """Rates with `start` among them, close where a step changes the run and far apart elsewhere."""
    rates = sorted({min(_FIRST, start / 2), start, max(_LAST, 2 * start)})
    while len(rates) < _N_RATES:
        steps = [pair for pair in pairwise(rates) if pair[1] / pair[0] > _LEAST_FACTOR**2]
        if not steps:
            break
        low, high = max(steps, key=lambda pair: _distance(*map(run_at, pair)))
        rates = sorted({*rates, float(f"{(low * high) ** 0.5:.2g}")})
    return rates


def _distance(one: _Run, other: _Run) -> float:
    """How different two runs look, by the mean distance of their curves; diverged ones do not."""
    if one.verdict and other.verdict:
        return 0.0
    if one.verdict or other.verdict:
        return np.inf
    columns = ["test_loss", "prediction_confidence"]
    return sum(np.abs(one.record[c] - other.record[c]).mean() for c in columns)


def _map_of(ax: Axes, X: NDArray, posterior: panels.Posterior | None) -> Callable:
    """Draw the map at the end of a run, and return what shows that of a network."""
    axis, grid = panels.plane_of(X)
    panels.draw_map(ax, axis, grid, posterior)
    return lambda net: panels.move_map(ax, axis, net.forward(grid))


def _runner(
    net: SimpleNeuralNetwork, split: tuple, n_epochs: int, truth: NDArray | None
) -> Callable[[float], _Run]:
    """What trains copies of a network as it is now, each rate once."""
    net, options = deepcopy(net), {"n_classes": len(net.b2), "test_targets": truth}

    @cache
    def run_at(rate: float) -> _Run:
        return _as_far_as_it_goes(net, split, learning_rate=rate, n_epochs=n_epochs, **options)

    return run_at


def _as_far_as_it_goes(net: SimpleNeuralNetwork, split: tuple, **options) -> _Run:
    """A run, or the finite part of it and the epoch at which it overflows."""
    trained = deepcopy(net)
    try:
        return _Run(train_and_track(*split, net=trained, **options), trained, None)
    except TrainingOverflowError as error:
        run = _as_far_as_it_goes(net, split, **options | {"n_epochs": error.epoch - 1})
        return run._replace(overflow=error.epoch)


def _curves_of(
    axes: Sequence[Axes], n_epochs: int, n_classes: int, truth: NDArray | None
) -> Callable[[_Run], str]:
    """Draw losses and measures, and return what shows those of a run and says them."""
    measures, limits = dict(_MEASURES), {f"ln {n_classes}": np.log(n_classes)}
    if truth is None:
        del measures[_KL]
    else:
        limits["floor of the test points"] = compute_entropy(truth)
    _draw_curves(axes[0], _LOSSES, "cross-entropy (nats)", n_epochs, limits)
    _draw_curves(axes[1], measures, "nats, or probability", n_epochs, {})

    def move(run: _Run) -> str:
        for ax, names in zip(axes, (_LOSSES, measures), strict=True):
            _move_curves(ax, names, run)
        return _describe(run, known=truth is not None)

    return move


def _describe(run: _Run, *, known: bool) -> str:
    """A run in words; how far from the truth only where it is known."""
    if run.overflow is not None:
        return f": {run.verdict}."
    last = {name: values[-1] for name, values in run.record.items()}
    distance = f"KL to the truth {_number(last['kl_divergence'])} nats, " if known else ""
    return (
        f"{', diverged' if run.verdict else ''}: after {last['epoch']} updates train cross-entropy "
        f"{_number(last['train_loss'])} nats, test {_number(last['test_loss'])} nats, entropy "
        f"{last['prediction_entropy']:.3f} nats, {distance}mutual information "
        f"{last['mutual_information']:.3f} nats, confidence {last['prediction_confidence']:.3f}."
    )


def _number(value: float) -> str:
    """A number of nats in three decimals, or how large it is."""
    return f"{value:.3f}" if value < 100 else f"{value:.3g}"


def _draw_curves(
    ax: Axes, names: Mapping[str, str], ylabel: str, n_epochs: int, limits: Mapping[str, float]
) -> None:
    style = {"colors": {"train": plots.BLUE, "test": plots.BLUE} | plots.QUANTITY_COLORS}
    nothing = {name: [np.nan, np.nan] for name in names}
    plots.plot_curves([0, n_epochs], nothing, ylabel=ylabel, references=limits, **style, ax=ax)
    top = 1.45 * max([np.log(3), *limits.values()])
    ax.set(xlim=(-0.02 * n_epochs, 1.02 * n_epochs), ylim=(0, top))
    style = {"ha": "center", "fontsize": "small", "bbox": {"color": "white", "alpha": 0.8}}
    ax.text(0.5, 0.85, "", transform=ax.transAxes, gid="verdict", **style)
    panels.tighten_legend(ax)


def _move_curves(ax: Axes, names: Mapping[str, str], run: _Run) -> None:
    epoch = run.record["epoch"]
    shown = epoch[(epoch <= 20) | (epoch % 5 == 0)]  # every epoch at the start, where curves bend
    exploded = np.maximum.accumulate(run.record["train_loss"]) > _OFF_THE_PICTURE
    artist_named(ax, "verdict").set_text(run.verdict.replace(": ", ":\n"))
    for name, column in names.items():
        values = np.where(exploded, np.nan, run.record[column])
        artist_named(ax, name).set_data(shown, values[shown])
