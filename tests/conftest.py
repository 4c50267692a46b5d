"""What several test modules share: the reference data, a trained network, hypothesis settings."""

import tracemalloc

import hypothesis
import numpy as np
import pytest

from casestudy_lib import SimpleNeuralNetwork, bayes_posterior, generate_data, train_and_track

# The same examples on every run: a failure means that the code has changed.
hypothesis.settings.register_profile("suite", derandomize=True, deadline=None, max_examples=30)
hypothesis.settings.load_profile("suite")


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def peak_memory():
    """Bytes that a call allocates at most at one time."""

    def measure(call):
        tracemalloc.start()
        try:
            call()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    return measure


@pytest.fixture(scope="session")
def split():
    """The 1200 training and 300 test rows of the reference table."""
    X, y = generate_data()
    return X[:1200], y[:1200], X[1200:], y[1200:]


@pytest.fixture(scope="session")
def small_split():
    X, y = generate_data(60, seed=3)
    return X[:40], y[:40], X[40:], y[40:]


@pytest.fixture(scope="session")
def trained(split):
    """The network of the reference table after 200 updates."""
    net = SimpleNeuralNetwork(2, 32, 3)
    train_and_track(*split, net=net)
    return net


@pytest.fixture(scope="session")
def history(split):
    """The reference run, its KL divergence measured from the true posterior."""
    return train_and_track(*split, test_targets=bayes_posterior(split[2]))
