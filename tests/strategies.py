"""Random distributions, labels and logits: for every input, or drawn from a model."""

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

shapes = array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=4)


def draw_labels(probs, rng):
    """One label a row, drawn from its distribution."""
    return (rng.random((len(probs), 1)) >= probs.cumsum(axis=1)[:, :-1]).sum(axis=1)


@st.composite
def distributions(draw, shape=shapes):
    """Rows that sum to one; zeros are common."""
    weights = draw(arrays(np.float64, shape, elements=st.sampled_from([0, 0, 1, 2, 3, 7, 50])))
    assume(weights.any(axis=1).all())
    return weights / weights.sum(axis=1, keepdims=True)


@st.composite
def distribution_pairs(draw):
    shape = draw(shapes)
    return draw(distributions(shape)), draw(distributions(shape))


@st.composite
def labelled_distributions(draw):
    probs = draw(distributions())
    n_samples, n_classes = probs.shape
    return draw(arrays(np.int64, n_samples, elements=st.integers(0, n_classes - 1))), probs


def logits():
    """Values on a grid of tenths, so that a tie is exact and not a matter of rounding."""
    tenths = arrays(np.int64, shapes, elements=st.integers(-200, 200))
    return tenths.map(lambda values: values / 10)


@st.composite
def calibratable(draw):
    """Logits and labels with a finite optimal temperature: above chance, but not perfect."""
    z = draw(logits())
    y = draw(arrays(np.int64, len(z), elements=st.integers(0, z.shape[1] - 1)))
    labelled = z[np.arange(len(z)), y]
    assume((labelled < z.max(axis=1)).any())
    assume(labelled.mean() > z.mean() + 1e-6)
    return z, y
