"""A temperature, and what it does to the predictions of a classifier and of a language model."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from casestudy_lib import plots
from casestudy_lib.calibration import optimal_temperature, reliability_curve, temperature_analysis
from casestudy_lib.data import bayes_posterior
from casestudy_lib.metrics import compute_entropy
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.plots import artist_named
from casestudy_lib.sliders import Explorer
from casestudy_lib.softmax import softmax
from casestudy_lib.widgets import panels

Nets = Mapping[str, SimpleNeuralNetwork]
Move = Callable[[float, str], Any]

_TEMPERATURES = np.geomspace(0.1, 10, 25)
_CURVES = {"entropy": "entropy", "cross-entropy": "cross_entropy", "ECE": "calibration_error"}
_OPTIMUM = "fitted optimum"
_N_BINS = 10
_N_SYMBOLS = 12


def explore_temperature(
    net: SimpleNeuralNetwork | Nets,
    X: NDArray,
    y: NDArray,
    *,
    optimum: float | Mapping[str, float] | None = None,
    floor: float | None = None,
    posterior: panels.Posterior | None = bayes_posterior,
    start: str | None = None,
) -> Explorer:
    """Map, reliability diagram and calibration curves of a network, against its temperature.

    Args:
        net: a trained network, or several by name, which a second control chooses between; they
            have the same features and classes. Where these are not a plane and three, there is
            no map.
        X: features, shape (n_samples, n_features).
        y: integer labels, shape (n_samples,).
        optimum: the fitted temperature, of several networks by name, which becomes a stop of its
            own; by default it is fitted to these samples.
        floor: mean entropy of the true posterior at these points in nats, drawn as a line; by
            default that of `posterior`.
        posterior: the true p(y|x), by the features; None where it is unknown.
        start: name of the network to start with, by default the first.
    """
    nets = deepcopy(net if isinstance(net, Mapping) else {"": net})  # later training is not shown
    start, first = start or next(iter(nets)), next(iter(nets.values()))
    posterior = panels.known_posterior(posterior, first)
    if floor is None and posterior is not None:
        floor = compute_entropy(posterior(X))
    fitted = optimum if isinstance(optimum, Mapping) else dict.fromkeys(nets, optimum)
    optima = [fitted[k] or optimal_temperature(each.logits(X), y) for k, each in nets.items()]
    figures, (*plane, reliability, curves) = panels.new_panels(2 + panels.has_map(first))
    moves = [_reliability_of(reliability, nets, X, y)]
    moves += [_map_of(ax, nets, X, posterior) for ax in plane]
    say = _sweep_of(curves, nets, X, y, dict(zip(nets, optima, strict=True)), floor)

    def update(T: float, name: str = start) -> str:
        for move in moves:
            move(T, name)
        return say(T, name)

    choice = {"cases": [*nets], "cases_label": "Network"} if isinstance(net, Mapping) else {}
    return _explorer_of(figures, update, optima, case=[*nets].index(start), **choice)


def _explorer_of(
    figures: list[Figure], update: Callable[..., str], optima: list[float], **choice
) -> Explorer:
    return Explorer(
        figures,
        update,
        sorted({*_TEMPERATURES.tolist(), *optima}),
        default=1.0,
        label="Temperature",
        format=lambda T: f"T = {T:.{4 if T in optima else 2}f}",  # an optimum may be next to a stop
        hint="Watch the points, and in grey at the foot their shares of the samples.",
        marks={_OPTIMUM: optima},
        **choice,
    )


def _map_of(ax: Axes, nets: Nets, X: NDArray, posterior: panels.Posterior | None) -> Move:
    """Draw the map of the networks, and return what moves it."""
    axis, grid = panels.plane_of(X)
    logits = {name: net.logits(grid) for name, net in nets.items()}
    panels.draw_map(ax, axis, grid, posterior)

    def move(T: float, name: str) -> None:
        panels.move_map(ax, axis, softmax(logits[name] / T), logits[name])

    return move


def _reliability_of(ax: Axes, nets: Nets, X: NDArray, y: NDArray) -> Move:
    """Draw the reliability diagram, the share of samples of each bin at its foot."""
    logits = {name: net.logits(X) for name, net in nets.items()}
    first, n_classes = softmax(next(iter(logits.values()))), next(iter(logits.values())).shape[1]
    plots.plot_reliability(reliability_curve(y, first, n_bins=_N_BINS), counts=False, ax=ax)
    middles = (np.arange(_N_BINS) + 0.5) / _N_BINS
    style = {"width": 0.8 / _N_BINS, "bottom": -0.25, "color": plots.GREY, "alpha": 0.7}
    for b, bar in enumerate(ax.bar(middles, 0.0, **style, label="samples")):
        bar.set_gid(f"share {b}")
    ax.set(xlim=(max(0.0, 1 / n_classes - 0.13), 1.03), ylim=(-0.25, 1.05))
    ax.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    panels.tighten_legend(ax)

    def move(T: float, name: str) -> None:
        curve = reliability_curve(y, softmax(logits[name] / T), n_bins=_N_BINS)
        plots.move_reliability(ax, curve)
        for b, count in enumerate(curve["count"]):
            artist_named(ax, f"share {b}").set_height(0.2 * count / len(y))

    return move


def _sweep_of(
    ax: Axes, nets: Nets, X: NDArray, y: NDArray, optima: Mapping[str, float], floor: float | None
) -> Callable[[float, str], str]:
    """Draw the measures of the networks over T, and return what marks a T and says them."""

    def measure(name: str, T: Any) -> dict[str, NDArray]:
        return temperature_analysis(nets[name], X, y, T, len(nets[name].b2), n_bins=_N_BINS)

    sweeps = {name: measure(name, np.geomspace(0.1, 10, 61)) for name in nets}
    _draw_sweep(ax, next(iter(sweeps.values())), floor, len(next(iter(nets.values())).b2))

    def move(T: float, name: str) -> str:
        row = {column: values[0] for column, values in measure(name, T).items()}
        artist_named(ax, "T").set_xdata([T, T])
        for curve, column in _CURVES.items():
            artist_named(ax, curve).set_ydata(sweeps[name][column])
            artist_named(ax, f"{curve} here").set_data([T], [row[column]])
        return (
            f"T = {T:.2f}{name and f', {name}'}: entropy {row['entropy']:.3f} nats, cross-entropy "
            f"{row['cross_entropy']:.3f} nats, calibration error {row['calibration_error']:.3f}, "
            f"confidence {row['confidence']:.3f}, accuracy {row['accuracy']:.3f}; fitted optimum "
            f"T* = {optima[name]:.3f}."
        )

    return move


def _draw_sweep(
    ax: Axes, sweep: Mapping[str, NDArray], floor: float | None, n_classes: int
) -> None:
    curves = {name: sweep[column] for name, column in _CURVES.items()}
    labels = {"xlabel": "temperature T (log)", "ylabel": "nats, or share"}
    style = {"colors": plots.QUANTITY_COLORS}
    style["references"] = {} if floor is None else {"floor of these points": floor}
    plots.plot_curves(sweep["temperature"], curves, **labels, **style, ax=ax)
    ax.set(xscale="log", xticks=[0.1, 1, 10], xticklabels=["0.1", "1", "10"])
    ax.set_ylim(-0.05, 1.5 * np.log(n_classes))  # far below T* the loss of a sure network soars
    ax.axvline(1.0, color=plots.GREY, gid="T")
    for name in curves:
        ax.plot([], [], "o", color=plots.QUANTITY_COLORS[name], gid=f"{name} here")
    panels.tighten_legend(ax)


def explore_decoding(model: Any, context: str, *, n_characters: int = 150) -> Explorer:
    """Next-symbol distribution and drawn text of a language model, against its temperature.

    The model has a list of `symbols`, `probs(context, T)`, their distribution after a context, and
    `sample(context, n_characters, T)`, which draws a text from there, as `CharacterModel` has.
    """
    (figure,), (bars,) = panels.new_panels(1)
    probs = model.probs(context, 1.0)
    likely = np.argsort(-probs, kind="stable")[:_N_SYMBOLS]
    names = [model.symbols[i].replace(" ", "␣") for i in likely]
    plots.plot_distributions({"p": probs[likely]}, names, ax=bars)
    bars.set(ylim=(0, 1), xlabel=f"the {len(likely)} likeliest characters after “{context}”")

    def update(T: float) -> str:
        probs, drawn = model.probs(context, T), model.sample(context, n_characters, T)
        for name, height in zip(names, probs[likely], strict=True):
            artist_named(bars, f"p: {name}").set_height(height)
        sure = f"{compute_entropy(probs[None]):.3f} nats, largest probability {probs.max():.3f}"
        return f"T = {T:.2f}: entropy of the next character {sure}. Drawn text: {drawn}"

    return Explorer(
        figure,
        update,
        np.geomspace(0.1, 10, 41),
        default=1.0,
        label="Temperature in decoding",
        format="T = {:.2f}".format,
        hint="Where does repetition end, and where does nonsense begin?",
    )
