"""The case study as a first textbook version would write it: the yardstick for `casestudy_lib`.

One class, one function a metric, one loop. Arrays are samples-first float64, every epoch makes a
forward and a backward pass on the training data and then asks the network again for what it
records. It is meant to be correct and plain, neither fast nor deliberately slow.
"""

import numpy as np

EPSILON = 1e-12


class TextbookNetwork:
    """Dense → ReLU → Dense → softmax with full-batch gradient descent."""

    def __init__(self, input_dim, hidden_dim, n_classes, seed=42):
        rng = np.random.default_rng(seed)
        self.W1 = rng.normal(0, np.sqrt(2 / (input_dim + hidden_dim)), (input_dim, hidden_dim))
        self.b1 = np.zeros(hidden_dim)
        self.W2 = rng.normal(0, np.sqrt(2 / (hidden_dim + n_classes)), (hidden_dim, n_classes))
        self.b2 = np.zeros(n_classes)

    def forward(self, X):
        """Class probabilities; every layer is kept for the backward pass."""
        self.X = X
        self.z1 = X @ self.W1 + self.b1
        self.a1 = np.maximum(0, self.z1)
        self.z2 = self.a1 @ self.W2 + self.b2
        self.probs = softmax(self.z2)
        return self.probs

    def backward(self, y, learning_rate):
        """One gradient step; the loss before it."""
        n_samples = len(y)
        one_hot = np.zeros_like(self.probs)
        one_hot[np.arange(n_samples), y] = 1
        loss = -np.mean(np.sum(one_hot * np.log(self.probs + EPSILON), axis=1))
        delta2 = (self.probs - one_hot) / n_samples
        delta1 = (delta2 @ self.W2.T) * (self.z1 > 0)
        self.W2 -= learning_rate * (self.a1.T @ delta2)
        self.b2 -= learning_rate * delta2.sum(axis=0)
        self.W1 -= learning_rate * (self.X.T @ delta1)
        self.b1 -= learning_rate * delta1.sum(axis=0)
        return loss


def softmax(z):
    """Probabilities of each row of logits."""
    exp_z = np.exp(z - np.max(z, axis=1, keepdims=True))
    return exp_z / np.sum(exp_z, axis=1, keepdims=True)


def entropy(probs):
    """Mean entropy of the rows, in nats."""
    return np.mean(-np.sum(probs * np.log(probs + EPSILON), axis=1))


def cross_entropy(y, probs):
    """Mean code length of the labels, in nats."""
    one_hot = np.eye(probs.shape[1])[y]
    return -np.mean(np.sum(one_hot * np.log(probs + EPSILON), axis=1))


def accuracy(y, probs):
    """Share of labels that are the most probable class."""
    return np.mean(np.argmax(probs, axis=1) == y)


def confidence(probs):
    """Mean largest probability."""
    return np.mean(np.max(probs, axis=1))


def class_distribution_kl(y, probs):
    """KL of the class frequencies from the mean prediction, in nats."""
    true = np.bincount(y, minlength=probs.shape[1]) / len(y)
    predicted = np.mean(probs, axis=0)
    return np.sum(true * np.log((true + EPSILON) / (predicted + EPSILON)))


def train_and_track(
    X_train, y_train, X_test, y_test, n_classes=3, hidden_dim=32, n_epochs=200, learning_rate=0.05
):
    """Seven metrics after every update: one list of `n_epochs` numbers each."""
    net = TextbookNetwork(X_train.shape[1], hidden_dim, n_classes)
    history = {
        "train_loss": [],
        "test_loss": [],
        "train_accuracy": [],
        "test_accuracy": [],
        "prediction_entropy": [],
        "prediction_confidence": [],
        "class_dist_kl": [],
    }
    for _ in range(n_epochs):
        net.forward(X_train)
        net.backward(y_train, learning_rate)

        test_probs = net.forward(X_test)
        history["test_loss"].append(cross_entropy(y_test, test_probs))

        train_probs = net.forward(X_train)
        history["train_loss"].append(cross_entropy(y_train, train_probs))
        history["train_accuracy"].append(accuracy(y_train, train_probs))

        test_probs = net.forward(X_test)
        history["test_accuracy"].append(accuracy(y_test, test_probs))
        history["prediction_entropy"].append(entropy(test_probs))
        history["prediction_confidence"].append(confidence(test_probs))
        history["class_dist_kl"].append(class_distribution_kl(y_test, test_probs))
    return history
