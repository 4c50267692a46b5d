"""A temperature, and what it does to the predictions of a classifier and of a language model."""

import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from casestudy_lib import plots
from casestudy_lib.calibration import reliability_curve, temperature_analysis
from casestudy_lib.metrics import compute_entropy
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.plots import artist_named
from casestudy_lib.sliders import Explorer
from casestudy_lib.softmax import softmax
from casestudy_lib.widgets.panels import new_panels

_TEMPERATURES = np.geomspace(0.1, 10, 41)
_CURVES = {"entropy": "entropy", "cross-entropy": "cross_entropy", "ECE": "calibration_error"}
_N_BINS = 10
_N_SYMBOLS, _N_LINES = 12, 8


def explore_temperature(
    net: SimpleNeuralNetwork, X: NDArray, y: NDArray, *, optimum: float, floor: float | None = None
) -> Explorer:
    """Reliability diagram and calibration curves of a network, against its temperature.

    Args:
        net: a trained network.
        X: features, shape (n_samples, n_features).
        y: integer labels, shape (n_samples,).
        optimum: the fitted temperature, which becomes a stop of its own.
        floor: mean entropy of the true posterior at these points in nats, drawn as a line; None
            where it is unknown.
    """
    figures, (reliability, curves) = new_panels(2)

    def measure(T: ArrayLike) -> dict[str, NDArray]:
        return temperature_analysis(net, X, y, T, len(net.b2), n_bins=_N_BINS)

    def update(T: float) -> str:
        curve = reliability_curve(y, softmax(net.logits(X) / T), n_bins=_N_BINS)
        _move_reliability(reliability, curve)
        return _move_sweep(curves, {name: values[0] for name, values in measure(T).items()})

    _draw_reliability(reliability, reliability_curve(y, softmax(net.logits(X)), n_bins=_N_BINS))
    _draw_sweep(curves, measure(np.geomspace(0.1, 10, 81)), floor)
    return Explorer(
        figures,
        update,
        sorted({*_TEMPERATURES.tolist(), optimum}),
        default=1.0,
        label="Temperature",
        format=lambda T: f"T = {T:.2f}" + (", the fitted optimum" if optimum == T else ""),
        hint="Watch the points and, at the foot, how many samples each of them stands for.",
    )


def _draw_reliability(ax: Axes, curve: Mapping[str, NDArray]) -> None:
    plots.plot_reliability(curve, counts=False, ax=ax)
    ax.annotate("samples:", (0.21, -0.09), fontsize="x-small")
    for b in range(_N_BINS):  # the counts stay in the middle of their bins
        style = {"ha": "center", "fontsize": "x-small", "gid": f"count {b}"}
        ax.text((b + 0.5) / _N_BINS, -0.09, "", **style)


def _move_reliability(ax: Axes, curve: Mapping[str, NDArray]) -> None:
    plots.move_reliability(ax, curve)
    for b, count in enumerate(curve["count"]):
        artist_named(ax, f"count {b}").set_text(f"{count}" if count else "")


def _draw_sweep(ax: Axes, sweep: Mapping[str, NDArray], floor: float | None) -> None:
    curves = {name: sweep[column] for name, column in _CURVES.items()}
    labels = {"xlabel": "temperature T (logarithmic)", "ylabel": "nats, or share"}
    style = {"colors": plots.QUANTITY_COLORS}
    style["references"] = {} if floor is None else {"floor of these points": floor}
    plots.plot_curves(sweep["temperature"], curves, **labels, **style, ax=ax)
    ax.set(xscale="log", xticks=[0.1, 1, 10], xticklabels=["0.1", "1", "10"])
    ax.axvline(1.0, color=plots.GREY, gid="T")
    for name in curves:
        ax.plot([], [], "o", color=plots.QUANTITY_COLORS[name], gid=f"{name} here")


def _move_sweep(ax: Axes, row: Mapping[str, float]) -> str:
    """Mark a temperature on the curves, and return its measures in words."""
    T = row["temperature"]
    artist_named(ax, "T").set_xdata([T, T])
    for name, column in _CURVES.items():
        artist_named(ax, f"{name} here").set_data([T], [row[column]])
    return (
        f"T = {T:.2f}: entropy {row['entropy']:.3f} nats, cross-entropy "
        f"{row['cross_entropy']:.3f} nats, calibration error {row['calibration_error']:.3f}, "
        f"confidence {row['confidence']:.3f}, accuracy {row['accuracy']:.3f}."
    )


def explore_decoding(model: Any, context: str, *, n_characters: int = 150) -> Explorer:
    """Next-symbol distribution and drawn text of a language model, against its temperature.

    The model has a list of `symbols`, `probs(context, T)`, their distribution after a context, and
    `sample(context, n_characters, T)`, which draws a text from there, as `CharacterModel` has.
    """
    figures, (bars, text) = new_panels(2)
    probs = model.probs(context, 1.0)
    likely = np.argsort(-probs, kind="stable")[:_N_SYMBOLS]
    names = [model.symbols[i].replace(" ", "␣") for i in likely]
    plots.plot_distributions({"p": probs[likely]}, names, ax=bars)
    bars.set(ylim=(0, 1), xlabel=f"next character after “{context}”")
    _draw_lines(text)

    def update(T: float) -> str:
        probs, drawn = model.probs(context, T), model.sample(context, n_characters, T)
        for name, height in zip(names, probs[likely], strict=True):
            artist_named(bars, f"p: {name}").set_height(height)
        _move_lines(text, textwrap.wrap(drawn, 27, break_on_hyphens=False))
        sure = f"{compute_entropy(probs[None]):.3f} nats, largest probability {probs.max():.3f}"
        return f"T = {T:.2f}: entropy of the next character {sure}. Drawn text: {drawn}"

    return Explorer(
        figures,
        update,
        _TEMPERATURES,
        default=1.0,
        label="Temperature in decoding",
        format="T = {:.2f}".format,
        hint="Where does repetition end, and where does nonsense begin?",
    )


def _draw_lines(ax: Axes) -> None:
    ax.set(title="drawn from the model", xlim=(0, 1), ylim=(0, 1))
    ax.axis("off")
    for i in range(_N_LINES):
        style = {"family": "monospace", "fontsize": "medium", "gid": f"line {i}"}
        ax.text(0, 0.93 - 0.13 * i, "", **style)


def _move_lines(ax: Axes, lines: list[str]) -> None:
    for i in range(_N_LINES):
        artist_named(ax, f"line {i}").set_text(lines[i] if i < len(lines) else "")
