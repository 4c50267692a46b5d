"""Other problems than the book's: wider clouds, whose truth is known, and real digits."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from casestudy_lib import bayes_posterior, generate_data


@pytest.fixture(scope="session")
def wide_split():
    """Rows of classes twice as wide, as for training, and their true posterior."""
    X, y = generate_data(300, std=2.0)
    return (X[:240], y[:240], X[240:], y[240:]), lambda X: bayes_posterior(X, std=2.0)


@pytest.fixture(scope="session")
def digits():
    """Handwritten digits: 64 features, ten classes, and no truth but the labels."""
    X, y = load_digits(return_X_y=True)
    rows = np.random.default_rng(0).permutation(len(X))[:600]
    return X[rows[:400]] / 16, y[rows[:400]], X[rows[400:]] / 16, y[rows[400:]]
