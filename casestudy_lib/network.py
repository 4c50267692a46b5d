"""A two-layer softmax classifier in NumPy, with its gradient written out.

The mathematics is three functions: `propagate` (inputs to probabilities), `slopes` (the gradient)
and `descend` (the step). They trust their arrays, so that a training loop checks its data once;
`SimpleNeuralNetwork.forward` and `.backward` are the same with every argument checked.

Arrays are samples-first, (n_samples, n_units), and laid out in memory one unit after the other
(`order="F"`): a sum over three classes then runs along long contiguous columns.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib import inputs
from casestudy_lib.softmax import log_probs_and_probs, log_softmax, softmax  # noqa: F401


def relu(z: ArrayLike, *, out: NDArray | None = None) -> NDArray:
    """Rectified linear unit max(0, z), element by element; written into `out` when given."""
    return np.maximum(z, 0.0, out=out)


def relu_derivative(z: ArrayLike) -> NDArray:
    """Slope of the rectified linear unit: 1 where z > 0, else 0 (also at the kink)."""
    return np.greater(z, 0.0).astype(np.float64)


class Activation(NamedTuple):
    """The response of a hidden unit, and its slope as a function of that response."""

    respond: Callable[..., NDArray]
    slope_at: Callable[[NDArray], NDArray]


#: What hidden units can be. A ReLU's slope is the same at its response as at its input.
ACTIVATIONS = {
    "relu": Activation(relu, relu_derivative),
    "tanh": Activation(np.tanh, lambda response: 1.0 - response**2),
}
Slopes = dict[str, NDArray]  # by the name of the parameter


class ForwardPass(NamedTuple):
    """What one forward pass computed, layer by layer, each array with a row a sample."""

    X: NDArray
    hidden: NDArray
    logits: NDArray
    log_probs: NDArray
    probs: NDArray


def propagate(net: "SimpleNeuralNetwork", X: NDArray) -> ForwardPass:
    """Carry features (n_samples, input_dim) through; nothing is checked."""
    hidden = np.matmul(X, net.W1, order="F")
    hidden += net.b1  # in place, like the response: a large array
    net.activation.respond(hidden, out=hidden)
    logits = np.matmul(hidden, net.W2, order="F") + net.b2
    return ForwardPass(X, hidden, logits, *log_probs_and_probs(logits))


def slopes(net: "SimpleNeuralNetwork", seen: ForwardPass, y: NDArray) -> Slopes:
    """Gradient of the mean cross-entropy to labels `y`; nothing is checked."""
    delta_out = seen.probs / len(y)  # becomes (q − one-hot) / n, slope in the logits
    delta_out[np.arange(len(y)), y] -= 1 / len(y)
    delta_hidden = np.matmul(delta_out, net.W2.T, order="F")
    delta_hidden *= net.activation.slope_at(seen.hidden)
    return {
        "W1": seen.X.T @ delta_hidden,
        "b1": delta_hidden.sum(axis=0),
        "W2": seen.hidden.T @ delta_out,
        "b2": delta_out.sum(axis=0),
    }


def descend(net: "SimpleNeuralNetwork", steps: Slopes, learning_rate: float) -> None:
    """Move every parameter against its slope."""
    for name, slope in steps.items():
        setattr(net, name, getattr(net, name) - learning_rate * slope)


class SimpleNeuralNetwork:
    """Dense → ReLU → Dense → softmax, trained by full-batch gradient descent.

    Weights start Glorot normal, of std √(2 / (fan_in + fan_out)) (Glorot & Bengio 2010), biases 0.

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
            ValueError: a size below 1, fewer than two classes, or another activation.
        """
        inputs.require_choice(activation, "activation", (*ACTIVATIONS,))
        self.activation = ACTIVATIONS[activation]
        input_dim = inputs.require_integer(input_dim, "input_dim", minimum=1)
        hidden_dim = inputs.require_integer(hidden_dim, "hidden_dim", minimum=1)
        n_classes = inputs.require_integer(n_classes, "n_classes", minimum=2)
        rng = np.random.default_rng(inputs.require_seed(seed))
        std_1, std_2 = np.sqrt(2.0 / (hidden_dim + np.array([input_dim, n_classes])))
        self.W1 = rng.normal(0.0, std_1, (input_dim, hidden_dim))
        self.b1 = np.zeros(hidden_dim)
        self.W2 = rng.normal(0.0, std_2, (hidden_dim, n_classes))
        self.b2 = np.zeros(n_classes)
        self._seen: tuple[ForwardPass, tuple] | None = None  # with the fingerprint of then

    def fingerprint(self) -> tuple:
        """What a pass depends on besides its features: if it differs, the network has changed."""
        parameters = (self.W1, self.b1, self.W2, self.b2)
        return self.activation, *(np.asarray(values).tobytes() for values in parameters)

    def logits(self, X: ArrayLike) -> NDArray:
        """Pre-softmax values of each sample; changes nothing in the network.

        Args:
            X: features, shape (n_samples, input_dim); the logits have (n_samples, n_classes).

        Raises:
            ValueError: `X` is not a finite array with `input_dim` columns.
            FloatingPointError: the parameters have grown beyond floating-point range.
        """
        return self._pass(X).logits

    def hidden(self, X: ArrayLike) -> NDArray:
        """Responses (n_samples, hidden_dim) of the hidden units; otherwise as `logits`."""
        return self._pass(X).hidden

    def forward(self, X: ArrayLike) -> NDArray:
        """Class probabilities (n_samples, n_classes); otherwise as `logits`, and remembered."""
        seen = self._pass(X)
        # What the caller does to X afterwards must not change the gradient of this pass.
        self._seen = seen._replace(X=seen.X.copy()), self.fingerprint()
        return seen.probs.copy()

    def gradient(self, y: ArrayLike) -> tuple[float, Slopes]:
        """Mean cross-entropy of what `forward` last saw, in nats, and its slopes.

        Args:
            y: integer labels of that batch, shape (n_samples,).

        Returns:
            The loss, and for each of W1, b1, W2, b2 an array of its shape, in nats per unit.

        Raises:
            RuntimeError: there is no forward pass, or the parameters have changed since.
            ValueError: `y` holds no valid labels, or not one for each row.
        """
        if self._seen is None:
            raise RuntimeError("call forward(X) first: backward(y) goes back over that pass once")
        seen, fingerprint = self._seen
        if fingerprint != self.fingerprint():
            raise RuntimeError("call forward(X) again: the parameters have changed since that pass")
        y = inputs.require_labels(y, len(self.b2))
        inputs.require_same_length(y=y, batch=seen.X)
        loss = -seen.log_probs[np.arange(len(y)), y].mean()
        return float(loss), slopes(self, seen, y)

    def backward(self, y: ArrayLike, learning_rate: float = 0.01) -> float:
        """Take one gradient step on what `forward` last saw; returns the loss before the step.

        Args, Raises: as `gradient`; `learning_rate` is the step size, greater than zero.
        """
        learning_rate = inputs.require_positive(learning_rate, "learning_rate")
        loss, steps = self.gradient(y)
        with np.errstate(over="ignore", invalid="ignore"):  # the next pass reports an overflow
            descend(self, steps, learning_rate)
        self._seen = None
        return loss

    def _pass(self, X: ArrayLike) -> ForwardPass:
        X = inputs.require_features(X, n_features=len(self.W1))
        with np.errstate(over="ignore", invalid="ignore"):
            seen = propagate(self, X)
        if not np.isfinite(seen.logits).all():
            raise FloatingPointError("the logits overflowed: the parameters have grown too large")
        return seen
