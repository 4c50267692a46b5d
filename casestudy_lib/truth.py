"""What the known densities say about every possible model: floor, ceiling, best accuracy."""

import numpy as np

from casestudy_lib.data import CLASS_MEANS, bayes_posterior
from casestudy_lib.metrics import row_entropies
from casestudy_lib.validation import check_positive

# With this many grid points a side, every limit is within 1e-4 of its value on a far finer grid.
_N_POINTS = 201
_SPREADS = 7.0  # standard deviations that the grid reaches beyond the means


def bayes_limits(*, std: float = 1.0) -> dict[str, float]:
    """Limits on what any classifier can do on fresh data, by quadrature over the plane.

    Args:
        std: standard deviation of every class, in the units of the features.

    Returns:
        conditional_entropy: H(Y|X) in nats, the least expected cross-entropy.
        mutual_information: I(X;Y) = H(Y) − H(Y|X) in nats.
        accuracy: share of right answers of the best classifier.

    Raises:
        ValueError: `std` is not positive.
    """
    std = check_positive(std, "std")
    axes = [
        np.linspace(low - _SPREADS * std, high + _SPREADS * std, _N_POINTS)
        for low, high in zip(CLASS_MEANS.min(axis=0), CLASS_MEANS.max(axis=0), strict=True)
    ]
    X = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    posterior = bayes_posterior(X, std=std)
    densities = np.exp(-((X[:, None] - CLASS_MEANS) ** 2).sum(axis=2) / (2 * std**2))
    weights = densities.sum(axis=1)
    weights /= weights.sum()
    conditional_entropy = float(weights @ row_entropies(posterior))
    return {
        "conditional_entropy": conditional_entropy,
        "mutual_information": float(np.log(len(CLASS_MEANS))) - conditional_entropy,
        "accuracy": float(weights @ posterior.max(axis=1)),
    }
