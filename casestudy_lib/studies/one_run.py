"""One training run as an experiment: its seed fixes the data and the weights."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib import metrics
from casestudy_lib.data import CLASS_MEANS, bayes_posterior, generate_data
from casestudy_lib.inputs import require_integer
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.softmax import log_softmax
from casestudy_lib.training import train_and_track


class DrawnData(NamedTuple):
    """Training, validation and test rows, and the Bayes posterior of two of these parts."""

    X_train: NDArray
    y_train: NDArray
    X_validation: NDArray
    y_validation: NDArray
    X_test: NDArray
    y_test: NDArray
    train_truth: NDArray
    test_truth: NDArray


class TrainedRun(NamedTuple):
    """A network after training, its data, and the columns of `train_and_track`."""

    net: SimpleNeuralNetwork
    data: DrawnData
    history: dict[str, NDArray]


def draw_data(
    seed: int,
    *,
    n_train: int = 1200,
    n_validation: int = 0,
    n_test: int = 300,
    std: float = 1.0,
    priors: ArrayLike | None = None,
    test_priors: ArrayLike | None = None,
) -> DrawnData:
    """Training, validation and test rows, in this order, from one draw of `generate_data`.

    Args:
        seed: seed of the draw; where the test rows have proportions of their own they are a
            second draw, its seed derived from this one.
        n_train: training rows.
        n_validation: rows to fit a temperature on; none by default.
        n_test: test rows.
        std: standard deviation of every class.
        priors: proportion of each class, shape (3,); equal by default.
        test_priors: proportions among the test rows, where they differ from the others.

    Raises:
        ValueError: as `generate_data`, or a number of rows is not as described.
    """
    n_train = require_integer(n_train, "n_train", minimum=1)
    n_fitted = n_train + require_integer(n_validation, "n_validation", minimum=0)
    n_test = require_integer(n_test, "n_test", minimum=1)
    if test_priors is None:
        test_priors = priors
        X, y = generate_data(n_fitted + n_test, seed, std=std, priors=priors)
    else:
        test_seed = int(np.random.SeedSequence(seed).generate_state(1)[0])
        fitted = generate_data(n_fitted, seed, std=std, priors=priors)
        shifted = generate_data(n_test, test_seed, std=std, priors=test_priors)
        X, y = np.vstack([fitted[0], shifted[0]]), np.concatenate([fitted[1], shifted[1]])
    Xs, ys = np.split(X, [n_train, n_fitted]), np.split(y, [n_train, n_fitted])
    train_truth = bayes_posterior(Xs[0], std=std, priors=priors)
    test_truth = bayes_posterior(Xs[2], std=std, priors=test_priors)
    return DrawnData(Xs[0], ys[0], Xs[1], ys[1], Xs[2], ys[2], train_truth, test_truth)


def train_once(
    seed: int,
    *,
    hidden_dim: int = 32,
    n_epochs: int = 200,
    learning_rate: float = 0.05,
    activation: str = "relu",
    **data_settings: Any,
) -> TrainedRun:
    """Draw data and train one network on it: the default setting, or another one.

    Seed 42 in the default setting is the chapter's default run.

    Args:
        seed: seed of the data and of the weights.
        hidden_dim: hidden units.
        n_epochs: updates.
        learning_rate: step size.
        activation: of the hidden units, "relu" or "tanh".
        data_settings: keywords of `draw_data`.

    Raises:
        ValueError, TrainingOverflowError: as `draw_data` and `train_and_track`.
    """
    data = draw_data(seed, **data_settings)
    n_features, n_classes = CLASS_MEANS.shape[1], len(CLASS_MEANS)
    net = SimpleNeuralNetwork(n_features, hidden_dim, n_classes, seed, activation=activation)
    history = train_and_track(
        data.X_train,
        data.y_train,
        data.X_test,
        data.y_test,
        net=net,
        n_epochs=n_epochs,
        learning_rate=learning_rate,
        test_targets=data.test_truth,
    )
    return TrainedRun(net, data, history)


def training_experiment(seed: int, **setting: Any) -> dict[str, float | NDArray]:
    """One run of `train_once`, measured.

    Args:
        seed: seed of the data and of the weights.
        setting: keywords of `train_once` and `draw_data`.

    Returns:
        Every column of `train_and_track`, shape (n_epochs + 1,), with `kl_divergence` the KL to
        the truth; `loss_minus_entropy_error`, the standard error of final test loss − prediction
        entropy; `floor`, that of the test points, the mean entropy of the posterior there; and
        `perfect_train_loss`, `perfect_test_loss`, its cross-entropies to the labels, in nats.

    Raises:
        ValueError, TrainingOverflowError: as `train_once`.
    """
    net, data, history = train_once(seed, **setting)
    log_probs = log_softmax(net.logits(data.X_test))
    entropies = metrics.row_code_lengths(np.exp(log_probs), log_probs)
    excess = metrics.label_code_lengths(data.y_test, log_probs) - entropies
    return {
        **history,
        "loss_minus_entropy_error": float(excess.std(ddof=1) / np.sqrt(len(excess))),
        "floor": metrics.compute_entropy(data.test_truth),
        "perfect_train_loss": metrics.compute_cross_entropy(data.y_train, data.train_truth),
        "perfect_test_loss": metrics.compute_cross_entropy(data.y_test, data.test_truth),
    }
