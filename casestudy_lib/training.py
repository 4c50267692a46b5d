"""Train a network and record, after every update, what it knows."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib import inputs
from casestudy_lib.metrics import expected_code_lengths, row_cross_entropies
from casestudy_lib.network import ForwardPass, SimpleNeuralNetwork, descend, propagate, slopes


class _Default(int):
    """A default that can be told from the same number given."""


class TrainingOverflowError(FloatingPointError):
    """A training run left floating-point range.

    Attributes:
        epoch: the first epoch whose predictions are not finite.
        learning_rate: the step size that led there.
    """

    def __init__(self, epoch: int, learning_rate: float):
        self.epoch, self.learning_rate = epoch, learning_rate
        super().__init__(epoch, learning_rate)

    def __str__(self) -> str:
        rate = f"learning rate {self.learning_rate:g}; try a smaller one"
        return f"training overflowed at epoch {self.epoch} with {rate}"


def train(
    net: SimpleNeuralNetwork,
    X: ArrayLike,
    y: ArrayLike,
    *,
    n_epochs: int = 200,
    learning_rate: float = 0.05,
) -> Iterator[ForwardPass]:
    """Train by full-batch gradient descent: the one loop, which yields a forward pass an epoch.

    Pass e is that of the network after e updates, from 0 to `n_epochs`. The network is updated
    after each `yield`: while you look at a pass, `net` has the parameters that made it, and a loop
    that is left early leaves the network as it was seen last. Changes to `X`, `y` or a pass have no
    effect; where the loop changes the network itself, the next update starts from what it is then.

    Args:
        net: the network, trained in place.
        X: features, shape (n_samples, n_features).
        y: integer labels of the first rows, which are trained on; the pass covers all rows.
        n_epochs: number of updates, zero or more.
        learning_rate: step size, greater than zero.

    Raises:
        ValueError: at the first pass, where an argument is not as described.
        TrainingOverflowError: a FloatingPointError that names the epoch and the learning rate.
    """
    X = np.array(inputs.require_features(X, n_features=len(net.W1)), order="F")
    X.flags.writeable = False  # every pass shows it
    y = np.array(inputs.require_labels(y, len(net.b2)))
    inputs.require_same_length(X=X[: len(y)], y=y)
    n_epochs = inputs.require_integer(n_epochs, "n_epochs", minimum=0)
    learning_rate = inputs.require_positive(learning_rate, "learning_rate")
    # Made and dropped: glibc now keeps arrays of an epoch for the next, in half the time.
    np.empty(2**20)
    steps, fingerprint = {}, net.fingerprint()
    for epoch in range(n_epochs + 1):
        with np.errstate(over="ignore", invalid="ignore"):
            if fingerprint != net.fingerprint():
                steps = slopes(net, propagate(net, X[: len(y)]), y)
            descend(net, steps, learning_rate)
            seen, fingerprint = propagate(net, X), net.fingerprint()
            # Where a sum of code lengths is infinite, a mean of them would be.
            if not np.isfinite(seen.log_probs.sum()):
                raise TrainingOverflowError(epoch, learning_rate)
            trained = ForwardPass(*(array[: len(y)] for array in seen))
            steps = slopes(net, trained, y) if epoch < n_epochs else {}
        yield seen


def train_and_track(
    X_train: ArrayLike,
    y_train: ArrayLike,
    X_test: ArrayLike,
    y_test: ArrayLike,
    n_classes: int = 3,
    hidden_dim: int = _Default(32),
    n_epochs: int = 200,
    learning_rate: float = 0.05,
    *,
    net: SimpleNeuralNetwork | None = None,
    seed: int = _Default(42),
    test_targets: ArrayLike | None = None,
    log_every: int | None = None,
) -> dict[str, NDArray]:
    """Train by full-batch gradient descent and measure the network after every update.

    Row e of every column belongs to the same parameters, those after e updates; row 0 is the
    untrained network.

    Args:
        X_train: training features, shape (n_train, n_features).
        y_train: their integer labels, shape (n_train,).
        X_test: held-out features, shape (n_test, n_features).
        y_test: their integer labels, shape (n_test,).
        n_classes: number of classes.
        hidden_dim: hidden units of the network made here.
        n_epochs: number of updates, zero or more.
        learning_rate: step size, greater than zero.
        net: a network to train further, in place, instead of making one.
        seed: seed of the weights of the network made here.
        test_targets: distributions (n_test, n_classes) that `kl_divergence` measures from; the
            one-hot test labels by default.
        log_every: print a table row every so many epochs.

    Returns:
        Arrays of n_epochs + 1 rows. `epoch` counts updates; `train_loss`, `test_loss` are
        cross-entropies to the labels in nats; `train_accuracy`, `test_accuracy` are shares; on
        the test set `prediction_entropy`, `class_dist_kl`, `kl_divergence` and
        `mutual_information` are in nats, `prediction_confidence` is a probability.

    Raises:
        ValueError: data, sizes, epochs or learning rate are not as described, or `net` is given
            together with a `seed` or with another `hidden_dim` than its own.
        TrainingOverflowError: a FloatingPointError that names the epoch and the learning rate.
    """
    n_classes = inputs.require_integer(n_classes, "n_classes", minimum=2)
    X_train, y_train = inputs.require_samples(X_train, y_train, n_classes, part="train")
    n_features = X_train.shape[1]
    X_test, y_test = inputs.require_samples(
        X_test, y_test, n_classes, n_features=n_features, part="test"
    )
    if test_targets is not None:
        test_targets = inputs.require_probs(test_targets, n_classes=n_classes, name="test_targets")
        inputs.require_same_length(X_test=X_test, test_targets=test_targets)
    if log_every is not None:
        log_every = inputs.require_integer(log_every, "log_every", minimum=1)
    if net is None:
        net = SimpleNeuralNetwork(n_features, hidden_dim, n_classes, seed)
    else:
        _require_fit(net, n_features, hidden_dim, n_classes, seed)
    X, y = np.vstack([X_train, X_test]), np.concatenate([y_train, y_test])
    frequencies = np.bincount(y_test, minlength=n_classes) / len(y_test)
    rows = []
    for seen in train(net, X, y_train, n_epochs=n_epochs, learning_rate=learning_rate):
        rows.append({"epoch": len(rows), **_measure(seen, y, len(y_train), test_targets)})
        if log_every is not None and rows[-1]["epoch"] % log_every == 0:
            _print_row(_with_class_totals(rows[-1], frequencies))
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    return _with_class_totals(columns, frequencies)


def _require_fit(
    net: SimpleNeuralNetwork, n_features: int, hidden_dim: int, n_classes: int, seed: int
) -> None:
    width = len(net.b1) if isinstance(hidden_dim, _Default) else hidden_dim
    sizes, wanted = (len(net.W1), len(net.b1), len(net.b2)), (n_features, width, n_classes)
    if sizes != wanted:
        raise ValueError(f"net must have n_features, hidden_dim, n_classes {wanted}, got {sizes}")
    if not isinstance(seed, _Default):
        raise ValueError(f"seed must not be given with a net, which has its weights, got {seed!r}")


def _measure(
    seen: ForwardPass, y: NDArray, n_train: int, test_targets: NDArray | None
) -> dict[str, float | NDArray]:
    """The metrics of one forward pass over `n_train` training rows and then the test rows."""
    lengths, correct = -seen.log_probs[np.arange(len(y)), y], seen.log_probs.argmax(axis=1) == y
    log_probs, probs = seen.log_probs[n_train:], seen.probs[n_train:]
    test_loss = kl_divergence = lengths[n_train:].mean()
    if test_targets is not None:  # else the targets are labels, whose entropy is 0
        cross_entropies = expected_code_lengths(test_targets, log_probs)
        kl_divergence = (cross_entropies - row_cross_entropies(test_targets, test_targets)).mean()
    return {
        "train_loss": lengths[:n_train].mean(),
        "test_loss": test_loss,
        "train_accuracy": correct[:n_train].mean(),
        "test_accuracy": correct[n_train:].mean(),
        "prediction_entropy": expected_code_lengths(probs, log_probs).mean(),
        "prediction_confidence": probs.max(axis=1).mean(),
        "kl_divergence": kl_divergence,
        "mean_probs": probs.mean(axis=0),
    }


def _with_class_totals(columns: dict[str, NDArray], frequencies: NDArray) -> dict[str, NDArray]:
    """What only the mean prediction tells, for one epoch or for all, in the place of that mean."""
    mean_probs = columns["mean_probs"]
    cross_entropy = row_cross_entropies(frequencies, mean_probs)
    totals = {
        "class_dist_kl": cross_entropy - row_cross_entropies(frequencies, frequencies),
        "mutual_information": row_cross_entropies(mean_probs, mean_probs)
        - columns["prediction_entropy"],
    }
    return {name: values for name, values in columns.items() if name != "mean_probs"} | totals


_TABLE = {
    "train_loss": "train CE",
    "test_loss": "test CE",
    "train_accuracy": "train acc",
    "test_accuracy": "test acc",
    "prediction_entropy": "entropy",
    "prediction_confidence": "confid.",
    "mutual_information": "I(X;Ŷ)",
}


def _print_row(row: dict[str, float]) -> None:
    """Print one epoch as a table row, the first below its titles; in nats."""
    if row["epoch"] == 0:
        print(f"{'epoch':>5}" + "".join(f"{title:>10}" for title in _TABLE.values()))
    print(f"{row['epoch']:>5}" + "".join(f"{row[name]:>10.4f}" for name in _TABLE))
