"""The scenes of phase 5: a classifier and a language model, moved by the temperature."""

import textwrap

import numpy as np
from numpy.typing import NDArray

from casestudy_lib import plots
from casestudy_lib.calibration import reliability_curve, temperature_analysis
from casestudy_lib.metrics import compute_entropy
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.softmax import softmax
from casestudy_lib.studies.character_model import CharacterModel
from casestudy_lib.widgets.canvas import Scene, figures_of, new_axes


def temperature(
    net: SimpleNeuralNetwork, X: NDArray, y: NDArray, *, floor: float, n_bins: int = 10
) -> Scene:
    """Reliability diagram and calibration curves of a network, moved by its temperature.

    Args:
        net: a trained network.
        X: features, shape (n_samples, n_features).
        y: integer labels, shape (n_samples,).
        floor: H(Y|X) of these samples, in nats.
        n_bins: bins of the reliability diagram.
    """
    logits = net.logits(X)
    reliability, curves = new_axes(), new_axes()
    plots.plot_reliability(reliability_curve(y, softmax(logits), n_bins=n_bins), ax=reliability)
    for text in [text for text in reliability.texts if text.get_text().isdigit()]:
        text.remove()
    gaps = reliability.collections[0]
    points = next(line for line in reliability.lines if line.get_label() == "accuracy")
    counts = [
        reliability.text((b + 0.5) / n_bins, -0.09, "", ha="center", fontsize="x-small")
        for b in range(n_bins)
    ]
    names = {"entropy": "entropy", "cross-entropy": "cross_entropy", "ECE": "calibration_error"}
    grid = np.geomspace(0.1, 10, 81)
    sweep = temperature_analysis(net, X, y, grid, n_bins=n_bins)
    plots.plot_curves(
        grid, {name: sweep[key] for name, key in names.items()}, ylabel="nats, or share",
        xlabel="temperature T (logarithmic)", colors=plots.QUANTITY_COLORS, ax=curves,
        references={"H(Y|X), the floor": floor},
    )  # fmt: skip
    curves.set(xscale="log", xticks=[0.1, 1, 10], xticklabels=["0.1", "1", "10"])
    marker = curves.axvline(1.0, color=plots.GREY)
    dots = {key: curves.plot([], [], "o", color=line.get_color())[0]
            for key, line in zip(names.values(), curves.lines, strict=False)}  # fmt: skip

    def update(T: float) -> str:
        curve = reliability_curve(y, softmax(logits / T), n_bins=n_bins)
        filled = curve["count"] > 0
        confidence, accuracy = curve["confidence"][filled], curve["accuracy"][filled]
        points.set_data(confidence, accuracy)
        gaps.set_segments([[(c, c), (c, a)] for c, a in zip(confidence, accuracy, strict=True)])
        for text, count in zip(counts, curve["count"], strict=True):
            text.set_text(f"{count}" if count else "")
        row = {key: v[0] for key, v in temperature_analysis(net, X, y, T, n_bins=n_bins).items()}
        marker.set_xdata([T, T])
        for key, dot in dots.items():
            dot.set_data([T], [row[key]])
        return (
            f"T = {T:.2f}: entropy {row['entropy']:.3f} nats, cross-entropy "
            f"{row['cross_entropy']:.3f} nats, calibration error {row['calibration_error']:.3f}, "
            f"confidence {row['confidence']:.3f}, accuracy {row['accuracy']:.3f}."
        )

    return figures_of(reliability, curves), update


def decoding(model: CharacterModel, context: str, *, n_characters: int = 150) -> Scene:
    """Next-symbol distribution and drawn text of a language model, moved by its temperature.

    Args:
        model: the language model.
        context: what the distribution follows, and how the text begins.
        n_characters: length of the text drawn at each temperature.
    """
    bars, text = new_axes(), new_axes()
    order = np.argsort(-model.probs(context), kind="stable")[:12]
    names = [model.symbols[i].replace(" ", "␣") for i in order]
    plots.plot_distributions({"p": model.probs(context)[order]}, names, ax=bars)
    bars.set(ylim=(0, 1), xlabel=f"next character after “{context}”")
    text.set(title="drawn from the model", xlim=(0, 1), ylim=(0, 1))
    text.axis("off")
    lines = [
        text.text(0, 0.93 - 0.13 * i, "", family="monospace", fontsize="medium") for i in range(8)
    ]

    def update(T: float) -> str:
        probs = model.probs(context, T)
        for bar, height in zip(bars.patches, probs[order], strict=True):
            bar.set_height(height)
        drawn = model.sample(context, n_characters, T)
        wrapped = textwrap.wrap(drawn, 27, break_on_hyphens=False)
        for i, line in enumerate(lines):
            line.set_text(wrapped[i] if i < len(wrapped) else "")
        entropy = compute_entropy(probs[None])
        return (
            f"T = {T:.2f}: entropy of the next character {entropy:.3f} nats, largest "
            f"probability {probs.max():.3f}. Drawn text: {drawn}"
        )

    return figures_of(bars, text), update
