"""A softmax without a hidden layer, fitted by maximum likelihood: the baseline for a network."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.data import CLASS_MEANS
from casestudy_lib.inputs import (
    require_features,
    require_integer,
    require_positive,
    require_priors,
    require_samples,
)
from casestudy_lib.softmax import log_probs_and_probs, softmax

_MOST_STEPS = 100
_SMALLEST_SLOPE = 1e-12  # on rescaled features; 1e-10 on features of everyday size
_FLAT = 1e-9  # a curvature; it is 1 / n_classes where the search begins


class LinearSoftmax(NamedTuple):
    """softmax(X weights + offsets); both sum to zero over the classes.

    A vector that is added to the weights of every class, or a number to every offset, changes no
    prediction. The sums of zero choose one of these equal descriptions.
    """

    weights: NDArray
    offsets: NDArray

    def logits(self, X: ArrayLike) -> NDArray:
        """Logits of features (n_samples, n_features), shape (n_samples, n_classes)."""
        return require_features(X, n_features=len(self.weights)) @ self.weights + self.offsets

    def probs(self, X: ArrayLike) -> NDArray:
        """Predictions of features (n_samples, n_features), shape (n_samples, n_classes)."""
        return softmax(self.logits(X))


def exact_linear_softmax(*, std: float = 1.0, priors: ArrayLike | None = None) -> LinearSoftmax:
    """The Bayes posterior of `generate_data` as a linear softmax.

    Since all clouds are equally wide, ‖x‖² cancels from log prior_k − ‖x − μ_k‖² / (2 std²), and
    μ_k · x / std² + log prior_k − ‖μ_k‖² / (2 std²) is left.

    Args, Raises: as `generate_data`.
    """
    std, priors = require_positive(std, "std"), require_priors(priors, len(CLASS_MEANS))
    weights = CLASS_MEANS.T / std**2
    offsets = np.log(priors) - (CLASS_MEANS**2).sum(axis=1) / (2 * std**2)
    return LinearSoftmax(weights - weights.mean(axis=1, keepdims=True), offsets - offsets.mean())


def fit_linear_softmax(X: ArrayLike, y: ArrayLike, n_classes: int = 3) -> LinearSoftmax:
    """The linear softmax with the least cross-entropy to the labels: the maximum of likelihood.

    The cross-entropy is convex in all parameters. Newton's method finds its minimum in a few
    steps, each halved until the cross-entropy falls. No penalty is added.

    Args:
        X: features, shape (n_samples, n_features).
        y: integer labels, shape (n_samples,).
        n_classes: number of classes.

    Raises:
        ValueError: shapes that do not match, labels out of range, or no finite optimum: the
            classes can be separated by straight borders, or one of them has no sample.
    """
    n_classes = require_integer(n_classes, "n_classes", minimum=2)
    X, y = require_samples(X, y, n_classes, part="train")
    columns = np.column_stack([X, np.ones(len(X))])
    # Columns of mean square one that are orthogonal to each other: no scale of a feature matters.
    left, sizes, right = np.linalg.svd(columns, full_matrices=False)
    kept = sizes > 1e-12 * sizes[0]
    inputs, back = left[:, kept] * np.sqrt(len(X)), right[kept].T * np.sqrt(len(X)) / sizes[kept]
    parameters = back @ _minimise(inputs, np.eye(n_classes)[y])
    return LinearSoftmax(parameters[:-1], parameters[-1])


def _minimise(inputs: NDArray, targets: NDArray) -> NDArray:
    """Parameters (n_inputs, n_classes) with the least cross-entropy to the targets."""
    parameters = np.zeros((inputs.shape[1], targets.shape[1]))
    for _ in range(_MOST_STEPS):
        log_probs, probs = log_probs_and_probs(inputs @ parameters)
        slopes = inputs.T @ (probs - targets) / len(inputs)
        curvatures, directions = _curvatures(inputs, probs)
        if curvatures[0] < _FLAT:
            raise ValueError(
                "no finite optimum: straight borders part some of the classes without a mistake, "
                "or a class has no sample, so the cross-entropy falls without end"
            )
        if np.linalg.norm(slopes) <= _SMALLEST_SLOPE:
            return parameters
        step = directions @ (directions.T @ slopes.ravel() / curvatures)
        loss = -(targets * log_probs).sum() / len(inputs)
        parameters = _downhill(inputs, targets, parameters, step.reshape(slopes.shape), loss)
    raise ValueError(f"no optimum after {_MOST_STEPS} steps: the classes all but part")


def _curvatures(inputs: NDArray, probs: NDArray) -> tuple[NDArray, NDArray]:
    """Curvatures of the cross-entropy, rising, and their directions as columns.

    Left out are the directions in which all classes move alike, which change no prediction.
    """
    n_samples, n_classes = probs.shape
    spread = np.einsum("ik,kl->ikl", probs, np.eye(n_classes)) - probs[:, :, None] * probs[:, None]
    matrix = np.einsum("ia,ib,ikl->akbl", inputs, inputs, spread, optimize=True) / n_samples
    n_inputs = inputs.shape[1]
    curvatures, directions = np.linalg.eigh(matrix.reshape(n_inputs * n_classes, -1))
    return curvatures[n_inputs:], directions[:, n_inputs:]


def _downhill(
    inputs: NDArray, targets: NDArray, parameters: NDArray, step: NDArray, loss: float
) -> NDArray:
    """The parameters one step on, or as much of it as does not raise the loss."""
    for _ in range(50):
        moved = parameters - step
        log_probs = log_probs_and_probs(inputs @ moved)[0]
        if -(targets * log_probs).sum() / len(inputs) <= loss + 1e-15:  # rounding near the end
            return moved
        step = step / 2
    return parameters
