"""Predictions to report on: of the digits by the chapter's network, and of many classes."""

import numpy as np
import pytest
from matplotlib import pyplot as plt
from scipy.special import softmax

from casestudy_lib.studies.digits import train_on_digits


@pytest.fixture(autouse=True)
def _figures_are_closed():
    with plt.rc_context():
        yield
    plt.close("all")


@pytest.fixture(scope="session")
def digits():
    """Labels (597,) and logits (597, 10) of held-out digits."""
    run = train_on_digits(42)
    X, y = run.test
    return y, run.net.logits(X)


def draw(n_samples, n_classes, *, sharper=1.0, seed=0):
    """Labels that follow softmax(sharper · logits), so that 1 / sharper is the true temperature."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 2, (n_samples, n_classes))
    return (sharper * logits + rng.gumbel(size=logits.shape)).argmax(axis=1), logits


@pytest.fixture(scope="session")
def many_classes():
    """Labels (3000,) and logits (3000, 400) that are twice too large."""
    return draw(3000, 400, sharper=0.5)


@pytest.fixture(params=["digits", "many_classes"])
def predictions(request):
    """Labels, logits and probabilities of either."""
    y, logits = request.getfixturevalue(request.param)
    return y, logits, softmax(logits, axis=1)
