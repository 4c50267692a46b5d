"""A hidden layer through a training run: its responses at stops, and what they keep."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.inputs import (
    require_features,
    require_integer,
    require_labels,
    require_positive,
    require_same_length,
)
from casestudy_lib.metrics import label_code_lengths
from casestudy_lib.network import SimpleNeuralNetwork, descend, propagate, slopes
from casestudy_lib.studies.layer_information import (
    bin_responses,
    compute_binned_information,
    compute_noisy_information,
)
from casestudy_lib.studies.sampled_information import compute_discrete_entropy
from casestudy_lib.training import TrainingOverflowError

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
        """I(X;T) = H(T), in nats, of the responses at one stop, cut into bins of a width."""
        return compute_discrete_entropy(bin_responses(self.hidden[stop], bin_width))


def geometric_stops(n_epochs: int, n_stops: int = 24) -> NDArray:
    """Epochs from 0 to `n_epochs`, ever further apart: at most `n_stops` of them, no two alike.

    Raises:
        ValueError: `n_epochs` is below 1, or `n_stops` below 2.
    """
    n_epochs = require_integer(n_epochs, "n_epochs", minimum=1)
    n_stops = require_integer(n_stops, "n_stops", minimum=2)
    later = np.geomspace(1, n_epochs, n_stops - 1) if n_stops > 2 else [n_epochs]
    return np.unique([0, *np.rint(later).astype(int)])


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
        n_stops: how often to look, as `geometric_stops` has it.
        n_classes: number of classes.
        seed: seed of the weights.

    Raises:
        ValueError: data or a setting is not as described.
        TrainingOverflowError: a FloatingPointError that names the first stop at which the run has
            left floating-point range, and the learning rate.
    """
    n_classes = require_integer(n_classes, "n_classes", minimum=2)
    X, y = require_features(X), require_labels(y, n_classes)
    require_same_length(X=X, y=y)
    learning_rate = require_positive(learning_rate, "learning_rate")
    stops = geometric_stops(n_epochs, n_stops)
    net = SimpleNeuralNetwork(X.shape[1], hidden_dim, n_classes, seed, activation=activation)
    shape = (len(stops), len(X), hidden_dim)
    run = LayerRun(stops, np.empty(shape), np.empty(shape), y, np.empty(len(stops)), net)
    with np.errstate(over="ignore", invalid="ignore"):
        for i, n_updates in enumerate(np.diff(stops, prepend=0)):
            for _ in range(n_updates):
                descend(net, slopes(net, propagate(net, X), y), learning_rate)
            seen = propagate(net, X)
            run.drive[i], run.hidden[i] = X @ net.W1 + net.b1, seen.hidden
            run.train_loss[i] = label_code_lengths(y, seen.log_probs).mean()
            if not np.isfinite(run.train_loss[i]):
                raise TrainingOverflowError(int(stops[i]), learning_rate)
    return run


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
        and `noisy_inputs_lower` is the lower bound. In the units of the responses: `smallest`,
        `largest`, and `mean_response`, which is the mean of the absolute values. `saturated` is the
        share of responses beyond ±0.99.

    Raises:
        ValueError: as `compute_binned_information` and `compute_noisy_information`.
    """
    rows = [_measure_stop(stop, y, bin_width, noise_std, relative) for stop in responses]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def _measure_stop(
    hidden: NDArray,
    y: ArrayLike,
    bin_width: float | None,
    noise_std: float | None,
    relative: bool,
) -> dict[str, float]:
    size = np.abs(hidden)
    row = {
        "smallest": hidden.min(),
        "largest": hidden.max(),
        "mean_response": size.mean(),
        "saturated": (size > SATURATED).mean(),
    }
    # A layer that responds alike to all rows has no range; any width then says the same.
    unit = (float(np.ptp(hidden)) or 1.0) if relative else 1.0
    if bin_width is not None:
        binned = compute_binned_information(hidden, y, bin_width * unit)
        row |= {f"binned_{name}": value for name, value in binned._asdict().items()}
    if noise_std is not None:
        noisy = compute_noisy_information(hidden, y, noise_std * unit)
        row |= {f"noisy_{name}": value for name, value in noisy._asdict().items()}
    return row


def measure_runs(
    runs: Sequence[LayerRun], *, layer: str = "hidden", **settings: float
) -> dict[str, NDArray]:
    """`measure_layer` for several runs that were looked at after the same updates.

    Args:
        runs: as `record_layer` returns them.
        layer: "hidden" for what the units respond, or "drive" for what they receive.
        settings: `bin_width`, `noise_std` and `relative` of `measure_layer`.

    Returns:
        the columns of `measure_layer`, each of shape (n_runs, n_stops).

    Raises:
        ValueError: there are no runs, their stops differ, an unknown layer, or as `measure_layer`.
    """
    if layer not in ("hidden", "drive"):
        raise ValueError(f"layer must be 'hidden' or 'drive', got {layer!r}")
    if not runs or any(run.epoch.tolist() != runs[0].epoch.tolist() for run in runs):
        raise ValueError("runs must be non-empty and all have their stops at the same epochs")
    courses = [measure_layer(getattr(run, layer), run.y, **settings) for run in runs]
    return {name: np.stack([course[name] for course in courses]) for name in courses[0]}
