"""A hidden layer through a training run: its responses at stops, and what they keep."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib import inputs
from casestudy_lib.metrics import label_code_lengths
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.studies.layer_information import (
    bin_responses,
    compute_binned_information,
    compute_noisy_information,
)
from casestudy_lib.studies.sampled_information import compute_discrete_entropy
from casestudy_lib.training import train

#: A unit whose response is beyond this in absolute value counts as saturated.
SATURATED = 0.99


class LayerRun(NamedTuple):
    """What a hidden layer did at the stops of a training run.

    Attributes:
        epoch: updates made at each stop, shape (n_stops,).
        drive: what the units receive, X W1 + b1, shape (n_stops, n_samples, n_units).
        hidden: what they respond, shape (n_stops, n_samples, n_units).
        y: labels, shape (n_samples,).
        train_loss: cross-entropy at each stop, in nats, shape (n_stops,).
        net: the network at the last stop.
    """

    epoch: NDArray
    drive: NDArray
    hidden: NDArray
    y: NDArray
    train_loss: NDArray
    net: SimpleNeuralNetwork

    def binned_information(self, stop: int, bin_width: float) -> float:
        """I(X;T) = H(T) of the responses at one stop, binned by `bin_responses`, in nats."""
        return compute_discrete_entropy(bin_responses(self.hidden[stop], bin_width))


def geometric_stops(n_epochs: int, n_stops: int = 24) -> NDArray:
    """Epochs from 0 to `n_epochs`, ever further apart: at most `n_stops` of them, no two alike."""
    n_epochs = inputs.require_integer(n_epochs, "n_epochs", minimum=1)
    n_stops = inputs.require_integer(n_stops, "n_stops", minimum=3)
    return np.unique([0, *np.rint(np.geomspace(1, n_epochs, n_stops - 1)).astype(int)])


def record_layer(
    X: ArrayLike,
    y: ArrayLike,
    *,
    activation: str = "tanh",
    hidden_dim: int = 4,
    learning_rate: float = 1.0,
    n_epochs: int = 1500,
    n_stops: int = 24,
    n_classes: int = 3,
    seed: int = 42,
) -> LayerRun:
    """Train a network by full-batch gradient descent and keep its hidden layer at stops.

    Args:
        X: features, shape (n_samples, n_features): trained on, and carried to the layer.
        y: integer labels, shape (n_samples,).
        activation: what the hidden units are, "tanh" or "relu".
        hidden_dim: number of hidden units.
        learning_rate: step size, greater than zero.
        n_epochs: number of updates, at least 1.
        n_stops: how often to look, at least 3, as `geometric_stops` has it.
        n_classes: number of classes.
        seed: seed of the weights.

    Raises:
        ValueError, TrainingOverflowError: as `SimpleNeuralNetwork`, `geometric_stops` and `train`.
    """
    X = inputs.require_features(X)
    net = SimpleNeuralNetwork(X.shape[1], hidden_dim, n_classes, seed, activation=activation)
    y, stops = inputs.require_labels(y, n_classes), geometric_stops(n_epochs, n_stops)
    inputs.require_same_length(X=X, y=y)
    passes = enumerate(train(net, X, y, n_epochs=n_epochs, learning_rate=learning_rate))
    wanted = set(stops.tolist())
    rows = [
        (X @ net.W1 + net.b1, seen.hidden, label_code_lengths(y, seen.log_probs).mean())
        for epoch, seen in passes
        if epoch in wanted
    ]
    drive, hidden, train_loss = (np.array(column) for column in zip(*rows, strict=True))
    return LayerRun(stops, drive, hidden, y, train_loss, net)


def measure_layer(
    responses: NDArray,
    y: ArrayLike,
    *,
    bin_width: float | None = 0.25,
    noise_std: float | None = 0.1,
    relative: bool = False,
) -> dict[str, NDArray]:
    """The information plane of responses at the stops of a run, by both estimators.

    Args:
        responses: `hidden` of a run, or `drive`, shape (n_stops, n_samples, n_units).
        y: integer labels, shape (n_samples,).
        bin_width: width of the bins; None leaves this estimator out.
        noise_std: standard deviation of the noise; None leaves this estimator out.
        relative: both are shares of the layer's range at each stop (its largest response minus
            its smallest), and not in the units of the responses.

    Returns:
        Arrays (n_stops,). In nats: `binned_inputs`, `binned_labels` are I(X;T) and I(T;Y) of
        binned responses; `noisy_inputs`, `noisy_labels` those of noisy ones by the upper bound,
        and `noisy_inputs_lower` is the lower bound. `largest` response, and `saturated`, the share
        of responses beyond ±0.99.

    Raises:
        ValueError: as `compute_binned_information` and `compute_noisy_information`.
    """
    rows = []
    for hidden in inputs.require_floats(responses, "responses"):
        rows.append({"largest": hidden.max(), "saturated": (np.abs(hidden) > SATURATED).mean()})
        # A layer that responds alike to all rows has no range; any width then says the same.
        unit = (float(np.ptp(hidden)) or 1.0) if relative else 1.0
        if bin_width is not None:
            binned = compute_binned_information(hidden, y, bin_width * unit)
            rows[-1] |= {f"binned_{name}": value for name, value in binned._asdict().items()}
        if noise_std is not None:
            noisy = compute_noisy_information(hidden, y, noise_std * unit)
            rows[-1] |= {f"noisy_{name}": value for name, value in noisy._asdict().items()}
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def measure_runs(
    runs: Sequence[LayerRun], *, layer: str = "hidden", **settings: float
) -> dict[str, NDArray]:
    """`measure_layer` for several runs, its columns of shape (n_runs, n_stops).

    Args:
        runs: as `record_layer` returns them, looked at after the same updates.
        layer: "hidden" for what the units respond, or "drive" for what they receive.
        settings: `bin_width`, `noise_std` and `relative` of `measure_layer`.

    Raises:
        ValueError: there are no runs, their stops differ, an unknown layer, or as `measure_layer`.
    """
    inputs.require_choice(layer, "layer", ("hidden", "drive"))
    if not runs or any(run.epoch.tolist() != runs[0].epoch.tolist() for run in runs):
        raise ValueError("runs must be non-empty and all have their stops at the same epochs")
    courses = [measure_layer(getattr(run, layer), run.y, **settings) for run in runs]
    return {name: np.stack([course[name] for course in courses]) for name in courses[0]}
