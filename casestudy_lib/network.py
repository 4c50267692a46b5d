"""A two-layer softmax classifier in NumPy, with its gradient written out.

The mathematics is three functions: `propagate` (inputs to probabilities), `slopes` (the gradient)
and `descend` (the step). They trust their arrays, so that a training loop checks its data once;
`SimpleNeuralNetwork.forward` and `.backward` are the same with every argument checked.

Arrays are samples-first, (n_samples, n_units), but are laid out in memory one unit after the
other: a sum over three classes then runs along long contiguous columns. `_matmul` is the one
place that decides this; what follows works in place and inherits the layout.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.metrics import label_code_lengths
from casestudy_lib.validation import (
    check_features,
    check_integer,
    check_labels,
    check_logits,
    check_positive,
    check_same_length,
)


def log_softmax(z: ArrayLike) -> NDArray:
    """Logarithm of the softmax of each row, exact where the probability itself underflows.

    log q_k = z_k − max z − log Σ_j exp(z_j − max z)

    Args:
        z: logits, shape (n_samples, n_classes), in nats.

    Returns:
        log-probabilities, shape (n_samples, n_classes), in nats.

    Raises:
        ValueError: `z` is empty or not finite.
    """
    return _log_probs_and_probs(check_logits(z))[0]


def softmax(z: ArrayLike) -> NDArray:
    """Probabilities exp(z_k) / Σ_j exp(z_j) of each row, finite for logits of any size.

    Args:
        z: logits, shape (n_samples, n_classes).

    Returns:
        probabilities, shape (n_samples, n_classes), rows sum to one.

    Raises:
        ValueError: `z` is empty or not finite.
    """
    return _log_probs_and_probs(check_logits(z))[1]


def relu(z: ArrayLike, *, out: NDArray | None = None) -> NDArray:
    """Rectified linear unit max(0, z), element by element; written into `out` when given."""
    return np.maximum(z, 0.0, out=out)


def relu_derivative(z: ArrayLike) -> NDArray:
    """Slope of the rectified linear unit: 1 where z > 0, else 0 (also at the kink)."""
    return (np.asarray(z) > 0).astype(np.float64)


class Activation(NamedTuple):
    """The response of a hidden unit, and its slope as a function of that response."""

    respond: Callable[..., NDArray]
    slope_at: Callable[[NDArray], NDArray]


def _tanh_slope(response: NDArray) -> NDArray:
    return 1.0 - response**2


#: What hidden units can be. A ReLU's slope is the same at its response as at its input.
ACTIVATIONS = {
    "relu": Activation(relu, relu_derivative),
    "tanh": Activation(np.tanh, _tanh_slope),
}


class SimpleNeuralNetwork:
    """Dense → ReLU → Dense → softmax, trained by full-batch gradient descent.

    Weights start from the Glorot normal distribution, standard deviation √(2 / (fan_in +
    fan_out)) (Glorot & Bengio 2010), biases from zero.

    Attributes:
        W1, b1: weights (input_dim, hidden_dim) and biases (hidden_dim,) of the hidden layer.
        W2, b2: weights (hidden_dim, n_classes) and biases (n_classes,) of the output layer.
    """

    def __init__(
        self,
        input_dim: int,
        hidden_dim: int,
        n_classes: int,
        seed: int = 42,
        *,
        activation: str = "relu",
    ):
        """Draw the weights; `activation` is what the hidden units are, "relu" or "tanh".

        Raises:
            ValueError: a size is not a positive integer, there are fewer than two classes, or
                the activation is not one of these.
        """
        if activation not in ACTIVATIONS:
            raise ValueError(f"activation must be one of {list(ACTIVATIONS)}, got {activation!r}")
        self.activation = ACTIVATIONS[activation]
        input_dim = check_integer(input_dim, "input_dim", minimum=1)
        hidden_dim = check_integer(hidden_dim, "hidden_dim", minimum=1)
        n_classes = check_integer(n_classes, "n_classes", minimum=2)
        rng = np.random.default_rng(seed)
        self.W1 = _glorot_normal(rng, input_dim, hidden_dim)
        self.b1 = np.zeros(hidden_dim)
        self.W2 = _glorot_normal(rng, hidden_dim, n_classes)
        self.b2 = np.zeros(n_classes)
        self._seen: ForwardPass | None = None

    def logits(self, X: ArrayLike) -> NDArray:
        """Pre-softmax values of each sample; changes nothing in the network.

        Args:
            X: features, shape (n_samples, input_dim).

        Returns:
            logits, shape (n_samples, n_classes).

        Raises:
            ValueError: `X` is not a finite array with `input_dim` columns.
            FloatingPointError: the parameters have grown beyond floating-point range.
        """
        return self._pass(X).logits

    def hidden(self, X: ArrayLike) -> NDArray:
        """Responses of the hidden units to each sample; changes nothing in the network.

        Args:
            X: features, shape (n_samples, input_dim).

        Returns:
            shape (n_samples, hidden_dim).

        Raises:
            ValueError, FloatingPointError: as `logits`.
        """
        return self._pass(X).hidden

    def forward(self, X: ArrayLike) -> NDArray:
        """Class probabilities of each sample; remembers the pass for `backward`.

        Args:
            X: features, shape (n_samples, input_dim).

        Returns:
            probs: shape (n_samples, n_classes).

        Raises:
            ValueError, FloatingPointError: as `logits`.
        """
        self._seen = self._pass(X)
        return self._seen.probs.copy()

    def gradient(self, y: ArrayLike) -> tuple[float, dict[str, NDArray]]:
        """Cross-entropy of what `forward` last saw, and its slope in every parameter.

        Args:
            y: integer labels of that batch, shape (n_samples,).

        Returns:
            loss: mean cross-entropy, in nats.
            slopes: for each of W1, b1, W2, b2 an array of its shape, in nats per unit.

        Raises:
            RuntimeError: there is no forward pass at the present parameters.
            ValueError: `y` holds no valid labels, or not one for each row.
        """
        if self._seen is None:
            raise RuntimeError("call forward(X) first: backward(y) goes back over that pass once")
        y = check_labels(y, len(self.b2))
        check_same_length(y=y, batch=self._seen.X)
        loss = label_code_lengths(y, self._seen.log_probs).mean()
        return float(loss), slopes(self, self._seen, y)

    def backward(self, y: ArrayLike, learning_rate: float = 0.01) -> float:
        """Take one gradient step on what `forward` last saw.

        Args:
            y: integer labels of that batch, shape (n_samples,).
            learning_rate: step size, greater than zero.

        Returns:
            The mean cross-entropy before the step, in nats.

        Raises:
            RuntimeError, ValueError: as `gradient`, or the learning rate is not positive.
        """
        learning_rate = check_positive(learning_rate, "learning_rate")
        loss, steps = self.gradient(y)
        with np.errstate(over="ignore", invalid="ignore"):  # the next pass reports an overflow
            descend(self, steps, learning_rate)
        self._seen = None
        return loss

    def _pass(self, X: ArrayLike) -> "ForwardPass":
        X = check_features(X, n_features=len(self.W1))
        with np.errstate(over="ignore", invalid="ignore"):
            seen = propagate(self, X)
        if not np.isfinite(seen.logits).all():
            raise FloatingPointError("the logits overflowed: the parameters have grown too large")
        return seen


class ForwardPass(NamedTuple):
    """What one forward pass computed, layer by layer, each array with a row a sample."""

    X: NDArray
    hidden: NDArray
    logits: NDArray
    log_probs: NDArray
    probs: NDArray

    def rows(self, rows: slice) -> "ForwardPass":
        """The same pass for some of its samples."""
        return ForwardPass(*(array[rows] for array in self))


def propagate(net: SimpleNeuralNetwork, X: NDArray) -> ForwardPass:
    """Carry features (n_samples, input_dim) through the network; nothing is checked."""
    hidden = _matmul(X, net.W1)
    hidden += net.b1
    net.activation.respond(hidden, out=hidden)
    logits = _matmul(hidden, net.W2)
    logits += net.b2
    return ForwardPass(X, hidden, logits, *_log_probs_and_probs(logits))


def slopes(net: SimpleNeuralNetwork, seen: ForwardPass, y: NDArray) -> dict[str, NDArray]:
    """Gradient of the mean cross-entropy to labels `y` in every parameter; nothing is checked."""
    delta_out = seen.probs / len(y)  # becomes (q − one-hot) / n, the slope in the logits
    delta_out[np.arange(len(y)), y] -= 1 / len(y)
    delta_hidden = _matmul(delta_out, net.W2.T)
    delta_hidden *= net.activation.slope_at(seen.hidden)
    return {
        "W1": seen.X.T @ delta_hidden,
        "b1": delta_hidden.sum(axis=0),
        "W2": seen.hidden.T @ delta_out,
        "b2": delta_out.sum(axis=0),
    }


def descend(net: SimpleNeuralNetwork, steps: dict[str, NDArray], learning_rate: float) -> None:
    """Move every parameter against its slope."""
    for name, slope in steps.items():
        setattr(net, name, getattr(net, name) - learning_rate * slope)


def _log_probs_and_probs(z: NDArray) -> tuple[NDArray, NDArray]:
    """Both from one exponential; the largest logit is taken off first, so nothing overflows."""
    shifted = z - z.max(axis=-1, keepdims=True)
    probs = np.exp(shifted)
    total = probs.sum(axis=-1, keepdims=True)
    probs /= total
    shifted -= np.log(total)
    return shifted, probs


def _matmul(X: NDArray, W: NDArray) -> NDArray:
    """X W, computed as (Wᵀ Xᵀ)ᵀ so that memory runs along the samples."""
    return (W.T @ X.T).T


def _glorot_normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> NDArray:
    return rng.normal(0.0, np.sqrt(2.0 / (fan_in + fan_out)), (fan_in, fan_out))
