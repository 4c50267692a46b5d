"""Forward pass, softmax and gradient, against SciPy, scikit-learn and finite differences."""

import numpy as np
import pytest
import scipy.special
from sklearn.metrics import log_loss

from casestudy_lib import SimpleNeuralNetwork, relu, relu_derivative, train_and_track
from casestudy_lib.network import ACTIVATIONS

PARAMETERS = ["W1", "b1", "W2", "b2"]


@pytest.fixture
def batch(rng):
    return rng.normal(size=(12, 2)), rng.integers(0, 3, 12)


def new_net(rng, activation="relu"):
    net = SimpleNeuralNetwork(2, 5, 3, seed=1, activation=activation)
    net.b1, net.b2 = rng.normal(size=5), rng.normal(size=3)
    return net


@pytest.fixture
def net(rng):
    return new_net(rng)


def parameters(net):
    return {name: getattr(net, name).copy() for name in PARAMETERS}


def test_relu_and_its_slope():
    z = np.array([-2.0, -0.0, 0.0, 0.5, 3.0])
    assert relu(z).tolist() == [0, 0, 0, 0.5, 3]
    assert relu_derivative(z).tolist() == [0, 0, 0, 1, 1]


def test_weights_are_glorot_normal_draws_and_biases_zero():
    net = SimpleNeuralNetwork(2, 5, 3, seed=7)
    rng = np.random.default_rng(7)
    np.testing.assert_array_equal(net.W1, rng.normal(0, np.sqrt(2 / (2 + 5)), (2, 5)))
    np.testing.assert_array_equal(net.W2, rng.normal(0, np.sqrt(2 / (5 + 3)), (5, 3)))
    assert (net.b1.tolist(), net.b2.tolist()) == ([0] * 5, [0] * 3)


@pytest.mark.parametrize(
    ("activation", "response"), [("relu", lambda z: np.maximum(z, 0)), ("tanh", np.tanh)]
)
def test_forward_is_dense_activation_dense_softmax(rng, batch, activation, response):
    X, _ = batch
    net = new_net(rng, activation)
    hidden = response(X @ net.W1 + net.b1)
    logits = hidden @ net.W2 + net.b2
    np.testing.assert_allclose(net.hidden(X), hidden, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(net.logits(X), logits, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(net.forward(X), scipy.special.softmax(logits, axis=1), rtol=1e-12)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("name", PARAMETERS)
def test_step_follows_central_differences(rng, batch, name, activation):
    X, y = batch
    net = new_net(rng, activation)
    parameter, eps = getattr(net, name), 1e-6
    slope = np.empty_like(parameter)
    for index in np.ndindex(parameter.shape):
        value, losses = parameter[index], []
        for shifted in (value + eps, value - eps):
            parameter[index] = shifted
            losses.append(log_loss(y, net.forward(X), labels=[0, 1, 2]))
        parameter[index] = value
        slope[index] = (losses[0] - losses[1]) / (2 * eps)
    net.forward(X)
    net.backward(y, learning_rate=0.5)
    np.testing.assert_allclose(getattr(net, name), parameter - 0.5 * slope, atol=1e-8)
    assert abs(slope).max() > 1e-3


def test_backward_takes_learning_rate_times_gradient_and_returns_the_loss_before(net, batch):
    X, y = batch
    before = parameters(net)
    expected = log_loss(y, net.forward(X), labels=[0, 1, 2])
    loss, slopes = net.gradient(y)
    assert net.backward(y, 0.3) == loss == pytest.approx(expected, rel=1e-12)
    for name in PARAMETERS:
        np.testing.assert_array_equal(getattr(net, name), before[name] - 0.3 * slopes[name])


def test_loss_is_exact_where_the_probability_underflows(net):
    net.b2 = np.array([2000.0, 0.0, 0.0])
    logits = net.logits([[0.1, 0.1]])[0]
    net.forward([[0.1, 0.1]])
    assert net.backward([1]) == pytest.approx(logits[0] - logits[1])


def test_logits_change_no_state(net, batch):
    X, y = batch
    net.forward(X)
    expected, before = net.gradient(y), parameters(net)
    net.logits(X[:3] + 1)
    np.testing.assert_equal((net.gradient(y), parameters(net)), (expected, before))


def test_each_backward_needs_its_own_forward_pass(net, batch):
    X, y = batch
    net.logits(X)
    with pytest.raises(RuntimeError, match=r"call forward\(X\) first"):
        net.backward(y)
    net.forward(X)
    net.backward(y)
    with pytest.raises(RuntimeError, match=r"call forward\(X\) first"):
        net.backward(y)


def assign(net):
    net.W1 = net.W1 + 0.1


def edit(net):
    net.b2[0] += 0.1


def respond_otherwise(net):
    net.activation = ACTIVATIONS["tanh"]


def train_further(net):
    X, y = np.eye(2), np.array([0, 1])
    train_and_track(X, y, X, y, net=net, n_epochs=1)


@pytest.mark.parametrize("change", [assign, edit, respond_otherwise, train_further])
def test_a_pass_of_other_parameters_is_refused(net, batch, change):
    X, y = batch
    net.forward(X)
    change(net)
    for call in (net.gradient, net.backward):
        with pytest.raises(RuntimeError, match=r"forward\(X\) again: the parameters have changed"):
            call(y)
    net.forward(X)
    net.backward(y)


def test_a_pass_of_equal_parameters_is_kept(net, batch):
    X, y = batch
    net.forward(X)
    expected = net.gradient(y)
    net.W1, net.b1 = np.asfortranarray(net.W1), net.b1.copy()
    np.testing.assert_equal(net.gradient(y), expected)


@pytest.mark.parametrize("kind", [np.array, np.float32, np.asfortranarray])
def test_gradient_does_not_see_what_is_done_to_features_and_probabilities(net, batch, kind):
    X, y = kind(batch[0]), batch[1]
    probs = net.forward(X)
    expected = net.gradient(y)
    X[:] = probs[:] = 0
    np.testing.assert_equal(net.gradient(y), expected)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"learning_rate": 0}, "learning_rate must be a finite number greater than 0"),
        ({"learning_rate": np.nan}, "learning_rate must be a finite number greater than 0"),
        ({"y": [0, 1]}, "y has 2, batch has 12"),
        ({"y": [3] * 12}, "y must hold labels from 0 to 2, got 3 to 3"),
    ],
)
def test_a_step_says_what_is_wrong_and_changes_nothing(net, batch, changed, message):
    X, y = batch
    net.forward(X)
    before = parameters(net)
    with pytest.raises(ValueError, match=message):
        net.backward(**{"y": y} | changed)
    np.testing.assert_equal(parameters(net), before)


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ((0, 1, 2), "input_dim must be an integer of at least 1, got 0"),
        ((1, 0, 2), "hidden_dim must be an integer of at least 1, got 0"),
        ((1, 4.0, 2), r"hidden_dim must be an integer of at least 1, got 4\.0"),
        ((1, 1, 1), "n_classes must be an integer of at least 2, got 1"),
    ],
)
def test_rejects_sizes_that_make_no_network(sizes, message):
    assert SimpleNeuralNetwork(1, 1, 2).forward([[0.5]]).shape == (1, 2)
    with pytest.raises(ValueError, match=message):
        SimpleNeuralNetwork(*sizes)


def test_rejects_an_activation_that_is_not_known():
    with pytest.raises(ValueError, match=r"one of \['relu', 'tanh'\], got 'gelu'"):
        SimpleNeuralNetwork(2, 5, 3, activation="gelu")


@pytest.mark.parametrize(
    ("X", "message"),
    [([[1, 2, 3]], "X must have 2 columns, got 3"), ([[np.nan, 1]], "X must be finite")],
)
@pytest.mark.parametrize("method", ["forward", "logits"])
def test_pass_says_what_is_wrong_with_its_features(net, method, X, message):
    with pytest.raises(ValueError, match=message):
        getattr(net, method)(X)


def test_overflow_is_an_error_and_not_a_nan(net, batch):
    X, y = batch
    net.forward(X)
    net.backward(y, 1e308)
    with pytest.raises(FloatingPointError, match="logits overflowed"):
        net.forward(X)
