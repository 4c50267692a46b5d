"""One training run as an experiment: its seed fixes the data and the weights."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.calibration import optimal_temperature, temperature_analysis
from casestudy_lib.data import CLASS_MEANS, bayes_posterior, generate_data
from casestudy_lib.inputs import require_integer
from casestudy_lib.metrics import (
    compute_cross_entropy,
    compute_entropy,
    label_code_lengths,
    row_code_lengths,
)
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.softmax import log_softmax
from casestudy_lib.training import train_and_track


class TrainedRun(NamedTuple):
    """A network after training, its data, the truth about the test rows, and the record."""

    net: SimpleNeuralNetwork
    data: "DrawnData"
    truth: NDArray  # Bayes posterior of the test rows, (n_test, 3)
    train_truth: NDArray  # and of the training rows, (n_train, 3)
    history: dict[str, NDArray]  # the columns of `train_and_track`


def train_once(
    seed: int,
    *,
    n_train: int = 1200,
    n_validation: int = 0,
    n_test: int = 300,
    hidden_dim: int = 32,
    n_epochs: int = 200,
    learning_rate: float = 0.05,
    std: float = 1.0,
    priors: ArrayLike | None = None,
    test_priors: ArrayLike | None = None,
    activation: str = "relu",
) -> TrainedRun:
    """Draw data and train one network on it; seed 42 is the chapter's own run.

    Args:
        seed: seed of the data and of the weights.
        n_train: training rows.
        n_validation: rows to fit a temperature on; none by default.
        n_test: test rows.
        hidden_dim: hidden units.
        n_epochs: updates.
        learning_rate: step size.
        std: standard deviation of every class.
        priors: proportion of each class, shape (3,); equal by default.
        test_priors: proportions among the test rows, where they differ from the others.
        activation: of the hidden units, "relu" or "tanh".

    Raises:
        ValueError: as `generate_data` and `train_and_track`.
        TrainingOverflowError: as `train_and_track`.
    """
    sizes = {"n_train": n_train, "n_validation": n_validation, "n_test": n_test}
    data = draw_data(seed, **sizes, std=std, priors=priors, test_priors=test_priors)
    truth = bayes_posterior(data.X_test, std=std, priors=data.test_priors)
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
        test_targets=truth,
    )
    train_truth = bayes_posterior(data.X_train, std=std, priors=priors)
    return TrainedRun(net, data, truth, train_truth, history)


def training_experiment(
    seed: int, *, curves: bool = True, **setting: Any
) -> dict[str, float | NDArray]:
    """One run of `train_once`, measured.

    Args:
        seed: seed of the data and of the weights.
        curves: keep every epoch; else the last one only.
        setting: keywords of `train_once`.

    Returns:
        Every column of `train_and_track`, shape (n_epochs + 1,) or a number without `curves`,
        with `kl_divergence` from the true posterior; `loss_minus_entropy_error`, the standard
        error of final test loss − prediction entropy; `floor`, the mean entropy of the posterior
        on the test rows, and `perfect_train_loss`, `perfect_test_loss`, its cross-entropies to
        the labels, in nats. With validation rows also `optimal_temperature`, and
        `cross_entropy`, `calibration_error` and `confidence` on the test rows, each with
        `_before` and `_after` that temperature.

    Raises:
        ValueError: as `train_once` and `optimal_temperature`.
        TrainingOverflowError: as `train_and_track`.
    """
    net, data, truth, train_truth, history = train_once(seed, **setting)
    return {
        **(history if curves else {name: column[-1] for name, column in history.items()}),
        "loss_minus_entropy_error": _loss_minus_entropy_error(net, data),
        "floor": compute_entropy(truth),
        "perfect_train_loss": compute_cross_entropy(data.y_train, train_truth),
        "perfect_test_loss": compute_cross_entropy(data.y_test, truth),
        **(_repair(net, data) if len(data.y_validation) else {}),
    }


def _loss_minus_entropy_error(net: SimpleNeuralNetwork, data: "DrawnData") -> float:
    """Standard error of test loss − prediction entropy, by the scatter of its terms."""
    log_probs = log_softmax(net.logits(data.X_test))
    entropies = row_code_lengths(np.exp(log_probs), log_probs)
    excess = label_code_lengths(data.y_test, log_probs) - entropies
    return float(excess.std(ddof=1) / np.sqrt(len(excess)))


class DrawnData(NamedTuple):
    """Training, validation and test rows, and the class proportions of the test rows."""

    X_train: NDArray
    y_train: NDArray
    X_validation: NDArray
    y_validation: NDArray
    X_test: NDArray
    y_test: NDArray
    test_priors: ArrayLike | None


def draw_data(
    seed: int,
    *,
    n_train: int,
    n_validation: int,
    n_test: int,
    std: float = 1.0,
    priors: ArrayLike | None = None,
    test_priors: ArrayLike | None = None,
) -> DrawnData:
    """Training, validation and test rows, in this order, from one draw of `generate_data`.

    Where the test rows have proportions of their own they are a second draw, its seed derived
    from the first.

    Raises:
        ValueError: as `generate_data`, or `n_validation` is negative.
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
    return DrawnData(Xs[0], ys[0], Xs[1], ys[1], Xs[2], ys[2], test_priors)


def _repair(net: SimpleNeuralNetwork, data: DrawnData) -> dict[str, float]:
    """Fit a temperature on the validation rows and judge it on the test rows."""
    T = optimal_temperature(net.logits(data.X_validation), data.y_validation)
    measured = temperature_analysis(net, data.X_test, data.y_test, [1.0, T])
    return {"optimal_temperature": T} | {
        f"{name}_{when}": measured[name][row]
        for name in ("cross_entropy", "calibration_error", "confidence")
        for row, when in enumerate(("before", "after"))
    }
