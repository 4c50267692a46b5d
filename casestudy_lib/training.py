"""Train a network and record, after every update, what it knows."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.metrics import (
    compute_entropy,
    label_code_lengths,
    row_code_lengths,
    row_entropies,
    row_kl_divergences,
)
from casestudy_lib.network import SimpleNeuralNetwork, descend, propagate, slopes
from casestudy_lib.validation import (
    check_features,
    check_integer,
    check_labels,
    check_positive,
    check_probs,
    check_same_length,
)

# Log-probabilities are measured a block of epochs at a time: many enough that a metric is one
# call over long arrays, few enough (2 MB) to stay in the processor's cache.
_BLOCK_SIZE = 2**18


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
        return (
            f"training overflowed at epoch {self.epoch} with learning rate "
            f"{self.learning_rate:g}; try a smaller one"
        )


def train_and_track(
    X_train: ArrayLike,
    y_train: ArrayLike,
    X_test: ArrayLike,
    y_test: ArrayLike,
    n_classes: int = 3,
    hidden_dim: int = 32,
    n_epochs: int = 200,
    learning_rate: float = 0.05,
    *,
    net: SimpleNeuralNetwork | None = None,
    seed: int = 42,
    test_targets: ArrayLike | None = None,
    log_every: int | None = None,
) -> dict[str, NDArray]:
    """Train by full-batch gradient descent and measure the network after every update.

    Row e of every column belongs to the same parameters, those after e updates; row 0 is the
    untrained network. One forward pass over train and test together serves the gradient and
    the metrics.

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
        ValueError: data, sizes, epochs or learning rate are not as described.
        TrainingOverflowError: a FloatingPointError that names the epoch and the learning rate.
    """
    data = _TrackedData(X_train, y_train, X_test, y_test, n_classes, test_targets)
    n_epochs = check_integer(n_epochs, "n_epochs", minimum=0)
    learning_rate = check_positive(learning_rate, "learning_rate")
    if log_every is not None:
        log_every = check_integer(log_every, "log_every", minimum=1)
    if net is None:
        net = SimpleNeuralNetwork(data.X.shape[1], hidden_dim, n_classes, seed)
    elif len(net.b2) != n_classes:
        raise ValueError(f"net must have n_classes = {n_classes} outputs, got {len(net.b2)}")
    elif len(net.W1) != data.X.shape[1]:
        raise ValueError(f"net takes {len(net.W1)} features, got X_train of {data.X.shape[1]}")

    block_length = max(1, _BLOCK_SIZE // (len(data.X) * n_classes))
    log_probs = np.empty((block_length, len(data.X), n_classes))
    blocks = []
    for start in range(0, n_epochs + 1, block_length):
        epochs = np.arange(start, min(start + block_length, n_epochs + 1))
        _run_epochs(net, data, epochs, n_epochs, learning_rate, log_probs)
        blocks.append({"epoch": epochs, **data.measure(log_probs[: len(epochs)])})
        if log_every is not None:
            _print_rows(blocks[-1], log_every, header=start == 0)
    return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


class _TrackedData:
    """Checked training and test data, stacked, and the metrics of predictions for them."""

    def __init__(
        self,
        X_train: ArrayLike,
        y_train: ArrayLike,
        X_test: ArrayLike,
        y_test: ArrayLike,
        n_classes: int,
        test_targets: ArrayLike | None,
    ):
        n_classes = check_integer(n_classes, "n_classes", minimum=2)
        X_train = check_features(X_train, name="X_train")
        X_test = check_features(X_test, n_features=X_train.shape[1], name="X_test")
        self.y_train = check_labels(y_train, n_classes, name="y_train")
        self.y_test = check_labels(y_test, n_classes, name="y_test")
        check_same_length(X_train=X_train, y_train=self.y_train)
        check_same_length(X_test=X_test, y_test=self.y_test)
        self.X = np.asfortranarray(np.vstack([X_train, X_test]))
        self.train = slice(0, len(X_train))
        self.test = slice(len(X_train), None)
        self.frequencies = np.bincount(self.y_test, minlength=n_classes) / len(X_test)
        self.targets = None
        if test_targets is not None:
            self.targets = check_probs(test_targets, n_classes=n_classes, name="test_targets")
            check_same_length(X_test=X_test, test_targets=self.targets)

    def measure(self, log_probs: NDArray) -> dict[str, NDArray]:
        """Metrics of each epoch from log-probabilities (n_epochs, n_train + n_test, n_classes)."""
        train, test = log_probs[:, self.train], log_probs[:, self.test]
        probs = np.exp(test)
        mean_probs = probs.mean(axis=1)
        entropy = row_code_lengths(probs, test).mean(axis=1)
        test_loss = label_code_lengths(self.y_test, test).mean(axis=1)
        frequencies = np.broadcast_to(self.frequencies, mean_probs.shape)
        return {
            "train_loss": label_code_lengths(self.y_train, train).mean(axis=1),
            "test_loss": test_loss,
            "train_accuracy": (train.argmax(axis=2) == self.y_train).mean(axis=1),
            "test_accuracy": (test.argmax(axis=2) == self.y_test).mean(axis=1),
            "prediction_entropy": entropy,
            "prediction_confidence": probs.max(axis=2).mean(axis=1),
            "class_dist_kl": row_kl_divergences(frequencies, mean_probs),
            "kl_divergence": self._kl_divergence(test, test_loss),
            "mutual_information": row_entropies(mean_probs) - entropy,
        }

    def _kl_divergence(self, log_probs: NDArray, test_loss: NDArray) -> NDArray:
        """Cross-entropy − target entropy; the entropy of a label is zero."""
        if self.targets is None:
            return test_loss.copy()
        cross_entropy = row_code_lengths(self.targets, log_probs).mean(axis=1)
        return cross_entropy - compute_entropy(self.targets)


def _run_epochs(
    net: SimpleNeuralNetwork,
    data: _TrackedData,
    epochs: NDArray,
    n_epochs: int,
    learning_rate: float,
    log_probs: NDArray,
) -> None:
    """Train over `epochs`; row i of `log_probs` is filled before the update of epoch i."""
    with np.errstate(over="ignore", invalid="ignore"):
        for row, epoch in enumerate(epochs):
            seen = propagate(net, data.X)
            log_probs[row] = seen.log_probs
            if epoch < n_epochs:
                steps = slopes(net, seen.rows(data.train), data.y_train)
                descend(net, steps, learning_rate)
        # Where a sum of code lengths is infinite, a mean of them would be.
        finite = np.isfinite(log_probs[: len(epochs)].sum(axis=(1, 2)))
    if not finite.all():
        raise TrainingOverflowError(int(epochs[finite.argmin()]), learning_rate)


_TABLE = {
    "train_loss": "train CE",
    "test_loss": "test CE",
    "train_accuracy": "train acc",
    "test_accuracy": "test acc",
    "prediction_entropy": "entropy",
    "prediction_confidence": "confid.",
    "mutual_information": "I(X;Ŷ)",
}


def _print_rows(columns: dict[str, NDArray], log_every: int, *, header: bool) -> None:
    """Print every `log_every`-th epoch as a table row; losses and information in nats."""
    if header:
        print(f"{'epoch':>5}" + "".join(f"{title:>10}" for title in _TABLE.values()))
    for row in np.flatnonzero(columns["epoch"] % log_every == 0):
        print(
            f"{columns['epoch'][row]:>5}"
            + "".join(f"{columns[name][row]:>10.4f}" for name in _TABLE)
        )
