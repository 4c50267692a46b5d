"""Three overlapping Gaussian classes whose exact posterior, and so every limit, is known."""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib import inputs
from casestudy_lib.softmax import log_probs_and_probs, log_softmax

#: Mean of each class, shape (n_classes, n_features).
CLASS_MEANS = np.array([[-2.0, -1.0], [2.0, -1.0], [0.0, 2.0]])

#: What the classes are called in tables and figures.
CLASS_NAMES = ("A", "B", "C")

N_CLASSES, N_FEATURES = CLASS_MEANS.shape


def generate_data(
    n_samples: int = 1500, seed: int = 42, *, std: float = 1.0, priors: ArrayLike | None = None
) -> tuple[NDArray, NDArray]:
    """Draw shuffled samples from three isotropic Gaussian classes.

    The classes are as near to their proportions as `n_samples` allows: what is left over goes to
    the largest remainders, and among equal ones to the first classes.

    Args:
        n_samples: number of rows, at least 1.
        seed: seed of the one random generator behind all draws.
        std: standard deviation of every class, in the units of the features.
        priors: proportion of each class, shape (3,); equal by default.

    Returns:
        X: features, float64, shape (n_samples, 2).
        y: labels in {0, 1, 2}, shape (n_samples,).

    Raises:
        ValueError: `n_samples` is not a positive integer, a bad seed or `std`, or `priors` are
            not three positive numbers that sum to one.
    """
    n_samples = inputs.require_integer(n_samples, "n_samples", minimum=1)
    std = inputs.require_scale(std, "std")
    counts = _class_counts(n_samples, inputs.require_priors(priors, N_CLASSES))
    rng = np.random.default_rng(inputs.require_seed(seed))
    y = np.repeat(np.arange(N_CLASSES), counts)
    X = rng.normal(CLASS_MEANS[y], std)
    order = rng.permutation(n_samples)
    return X[order], y[order]


def _class_counts(n_samples: int, priors: NDArray) -> NDArray:
    exact = n_samples * priors
    counts = np.floor(exact).astype(int)
    largest_first = np.argsort(-(exact - counts).round(9), kind="stable")
    counts[largest_first[: n_samples - counts.sum()]] += 1
    return counts


def bayes_posterior(X: ArrayLike, *, std: float = 1.0, priors: ArrayLike | None = None) -> NDArray:
    """The exact p(y|x) of the classes and proportions of `generate_data`.

    With equal covariances the posterior is a softmax of log prior − ‖x − mean‖² / (2 std²).

    Args:
        X: features, shape (n_samples, 2).
        std: standard deviation of every class.
        priors: proportion of each class, shape (3,); equal by default.

    Returns:
        probs: shape (n_samples, 3), rows sum to one.

    Raises:
        ValueError: `X` is not a finite array of two columns, or as `generate_data`.
    """
    X = inputs.require_features(X, n_features=N_FEATURES)
    std, priors = inputs.require_scale(std, "std"), inputs.require_priors(priors, N_CLASSES)
    squares = ((X[:, None] - CLASS_MEANS) ** 2).sum(axis=2)
    # A factor that all classes share cancels, so the priors are taken relative to the first.
    return np.exp(log_softmax(np.log(priors / priors[0]) - squares / (2 * std**2)))


def bayes_limits(*, std: float = 1.0, priors: ArrayLike | None = None) -> dict[str, float]:
    """Limits on what any classifier can do on fresh data, by quadrature, right to 1e-9.

    Args, Raises: as `generate_data`.

    Returns:
        label_entropy: H(Y) in nats, the code length of a guess that knows the proportions.
        conditional_entropy: H(Y|X) in nats, the least expected cross-entropy.
        mutual_information: I(X;Y) = H(Y) − H(Y|X) in nats.
        accuracy: share of right answers of the best classifier.
    """
    std, priors = inputs.require_scale(std, "std"), inputs.require_priors(priors, N_CLASSES)
    # From each mean to each, in standard deviations; beyond these limits no digit would change.
    shifts = (CLASS_MEANS - CLASS_MEANS[:, None]) / np.clip(std, 1e-3, 1e12)
    # The integrand is smooth and vanishes at both ends, so that equal steps are exact to 1e-10.
    offsets = np.stack(np.meshgrid(*[np.linspace(-8, 8, 101)] * 2), axis=-1).reshape(-1, 2)
    weights = np.exp(-(offsets**2).sum(axis=1) / 2)
    relative = offsets @ shifts.swapaxes(1, 2) - (shifts**2).sum(axis=2)[:, None] / 2
    log_posterior, posterior = log_probs_and_probs(np.log(priors) + relative)
    entropies = -(posterior * log_posterior).sum(axis=2) @ weights / weights.sum()
    label_entropy, conditional_entropy = float(-priors @ np.log(priors)), float(priors @ entropies)
    return {
        "label_entropy": label_entropy,
        "conditional_entropy": conditional_entropy,
        "mutual_information": label_entropy - conditional_entropy,
        "accuracy": float(priors @ [_hits(k, shifts[k], priors) for k in range(N_CLASSES)]),
    }


def _hits(k: int, shifts: NDArray, priors: NDArray) -> float:
    """Share of class k inside its straight borders: P(U < a, V < b) of two Gaussian variables."""
    towards, length = np.delete(shifts, k, axis=0), np.delete(np.linalg.norm(shifts, axis=1), k)
    a, b = length / 2 + np.log(priors[k] / np.delete(priors, k)) / length
    half = np.arcsin(towards[0] @ towards[1] / length.prod()) / 2
    nodes, weights = np.polynomial.legendre.leggauss(48)  # Drezner & Wesolowsky 1990
    sine = np.sin(half * (nodes + 1))
    heights = np.exp(-(a**2 + b**2 - 2 * a * b * sine) / (2 - 2 * sine**2))
    return NormalDist().cdf(a) * NormalDist().cdf(b) + half * (weights @ heights) / (2 * np.pi)


def split_data(
    X: ArrayLike, y: ArrayLike, fractions: Sequence[float] = (0.6, 0.2, 0.2)
) -> list[tuple[NDArray, NDArray]]:
    """Cut shuffled data into consecutive parts, no row lost or doubled.

    >>> X, y = generate_data()
    >>> (X_train, y_train), (X_val, y_val), (X_test, y_test) = split_data(X, y)
    >>> len(X_train), len(X_val), len(X_test)
    (900, 300, 300)

    Args:
        X: features, shape (n_samples, n_features).
        y: labels, shape (n_samples,).
        fractions: share of each part, summing to one: train, validation, test by default.

    Returns:
        One pair (X_part, y_part) for each fraction, in order.

    Raises:
        ValueError: unequal lengths, fractions that are not a distribution, or an empty part.
    """
    X, y = inputs.require_array(X, "X"), inputs.require_array(y, "y")
    inputs.require_same_length(X=X, y=y)
    fractions = inputs.require_distribution(fractions, "fractions")
    edges = np.rint(np.cumsum(fractions) * len(X)).astype(int)[:-1]
    parts = list(zip(np.split(X, edges), np.split(y, edges), strict=True))
    if any(len(labels) == 0 for _, labels in parts):
        given = f"fractions {fractions.tolist()} of {len(X)} rows"
        raise ValueError(f"every part must hold at least one row, got {given}")
    return parts
