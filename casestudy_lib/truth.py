"""What the known densities say about every possible model: floor, ceiling, best accuracy."""

import numpy as np
from numpy.typing import ArrayLike

from casestudy_lib.data import CLASS_MEANS, bayes_posterior, check_priors
from casestudy_lib.metrics import compute_entropy, row_entropies
from casestudy_lib.validation import check_positive

# A grid around each mean, in standard deviations: with these, every limit is within 1e-4 of its
# value on a far finer and wider grid, whatever the spread and the proportions.
_OFFSETS = np.linspace(-7.0, 7.0, 101)


def bayes_limits(*, std: float = 1.0, priors: ArrayLike | None = None) -> dict[str, float]:
    """Limits on what any classifier can do on fresh data, by quadrature over each class.

    Args:
        std: standard deviation of every class, in the units of the features.
        priors: proportion of each class, shape (3,); equal by default.

    Returns:
        label_entropy: H(Y) in nats, the code length of a guess that knows the proportions.
        conditional_entropy: H(Y|X) in nats, the least expected cross-entropy.
        mutual_information: I(X;Y) = H(Y) − H(Y|X) in nats.
        accuracy: share of right answers of the best classifier.

    Raises:
        ValueError: `std` is not positive, or `priors` are not three positive numbers that sum to
            one.
    """
    std, priors = check_positive(std, "std"), check_priors(priors)
    offsets = np.stack(np.meshgrid(_OFFSETS, _OFFSETS), axis=-1).reshape(-1, 2)
    density = np.exp(-(offsets**2).sum(axis=1) / 2)
    weights = np.outer(priors, density / density.sum()).ravel()
    X = (CLASS_MEANS[:, None] + std * offsets).reshape(-1, 2)
    posterior = bayes_posterior(X, std=std, priors=priors)
    label_entropy = compute_entropy(priors[None])
    conditional_entropy = float(weights @ row_entropies(posterior))
    return {
        "label_entropy": label_entropy,
        "conditional_entropy": conditional_entropy,
        "mutual_information": label_entropy - conditional_entropy,
        "accuracy": float(weights @ posterior.max(axis=1)),
    }
