"""The chapter's sliders: each names a scene, its stops, its label and what to look for."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.sliders.explorer import Explorer
from casestudy_lib.studies.character_model import CharacterModel
from casestudy_lib.studies.layer_runs import LayerRun
from casestudy_lib.widgets import calibration, foundations, information, training, trust

_TEMPERATURES = np.geomspace(0.1, 10, 41)
_RATES = [
    0.0005, 0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5,
    0.7, 1, 1.5, 2, 3, 5, 10, 100, 300, 1000,
]  # fmt: skip
_SAMPLE_SIZES = [
    50, 60, 75, 100, 125, 150, 200, 250, 300, 400, 500, 600, 750, 1000, 1250, 1500, 2000, 2500,
    3000, 4000, 5000, 6000, 7500, 10_000, 12_500, 15_000, 20_000,
]  # fmt: skip
_BIN_COUNTS = [*range(2, 21), 22, 25, 28, 32, 36, 40, 45, 50]
_EPOCHS = [*range(10), *range(10, 30, 4), *range(30, 100, 10), *range(100, 201, 20)]


def explore_overlap() -> Explorer:
    """Clusters, best classifier and information limits, against the clusters' spread."""
    return Explorer(
        *foundations.overlap(),
        np.linspace(0.3, 3.0, 28),
        default=1.0,
        label="Spread of each class (standard deviation σ)",
        say="σ = {:.2f}".format,
        hint="Where does the information go as the clouds run into each other?",
    )


def explore_code_length(p: float = 0.3) -> Explorer:
    """Entropy, KL and cross-entropy of a coin of bias `p`, against the model's belief q."""
    return Explorer(
        *foundations.code_length(p),
        [0.001, 0.003, 0.01, 0.02, *np.linspace(0.05, 0.95, 19), 0.98, 0.99, 0.997, 0.999],
        default=0.5,
        label="The model’s probability of heads, q",
        say="q = {:.3f}".format,
        hint="The green part never moves. What does the other do as q goes to zero?",
    )


def explore_epochs(
    X_train: NDArray, y_train: NDArray, X_test: NDArray, y_test: NDArray
) -> Explorer:
    """Class map, simplex and measures of the default run, against the epoch."""
    return Explorer(
        *training.epochs((X_train, y_train, X_test, y_test)),
        _EPOCHS,
        default=200,
        live_values=range(201),
        label="Epoch (updates so far)",
        say="epoch {:.0f}".format,
        hint="Go back to the start, then forward: what settles first, the borders or the colours?",
    )


def explore_learning_rate(
    X_train: NDArray, y_train: NDArray, X_test: NDArray, y_test: NDArray
) -> Explorer:
    """Losses and measures of whole training runs, against the learning rate."""
    return Explorer(
        *training.learning_rate((X_train, y_train, X_test, y_test)),
        _RATES,
        default=0.05,
        label="Learning rate (step size of an update)",
        say="rate {:.4g}".format,
        hint="Which rates come nearest to the floor, and where does training break down?",
    )


def explore_temperature(
    net: SimpleNeuralNetwork, X: NDArray, y: NDArray, *, optimum: float, floor: float
) -> Explorer:
    """Reliability diagram and calibration curves of a network, against its temperature.

    Args:
        net: a trained network.
        X: features, shape (n_samples, n_features).
        y: integer labels, shape (n_samples,).
        optimum: the fitted temperature, which becomes a stop of its own.
        floor: H(Y|X) of these samples in nats, drawn as a line.
    """
    return Explorer(
        *calibration.temperature(net, X, y, floor=floor),
        sorted({*_TEMPERATURES.tolist(), optimum}),
        default=1.0,
        label="Temperature",
        say=lambda T: f"T = {T:.2f}" + (", the fitted optimum" if optimum == T else ""),
        hint="Watch the points and, at the foot, how many samples each of them stands for.",
    )


def explore_decoding(model: CharacterModel, context: str) -> Explorer:
    """Next-symbol distribution and drawn text of a language model, against its temperature."""
    return Explorer(
        *calibration.decoding(model, context),
        _TEMPERATURES,
        default=1.0,
        label="Temperature in decoding",
        say="T = {:.2f}".format,
        hint="Where does repetition end, and where does nonsense begin?",
    )


def explore_bin_width(runs: Mapping[str, Sequence[LayerRun]]) -> Explorer:
    """I(X;T) of hidden layers through training, and the bins it is counted in, by their width.

    Args:
        runs: recorded runs by the name of their activation.
    """
    return Explorer(
        *information.bin_width(runs),
        np.geomspace(1 / 64, 4, 25),
        default=0.25,
        label="Width of the bins (in units of the responses)",
        say="width {:.3f}".format,
        hint="At which widths does the blue curve fall, and at which the orange one?",
    )


def explore_sample_size() -> Explorer:
    """Reliability diagram and calibration error of a perfect model, against the sample size."""
    return Explorer(
        *trust.sample_size(),
        _SAMPLE_SIZES,
        default=500,
        label="Number of samples",
        say="{:.0f} samples".format,
        hint="The model is always perfect. From where on would you believe it?",
    )


def explore_bins(y: NDArray, probs: NDArray) -> Explorer:
    """Reliability diagrams and calibration error of the same predictions, against the bins.

    Args:
        y: integer labels, shape (n_samples,).
        probs: predictions, shape (n_samples, n_classes).
    """
    return Explorer(
        *trust.bin_count(y, probs),
        _BIN_COUNTS,
        default=10,
        live_values=range(_BIN_COUNTS[0], _BIN_COUNTS[-1] + 1),
        label="Number of bins",
        say="{:.0f} bins".format,
        hint="At which numbers of bins does the error leave the band of a perfect model?",
    )
