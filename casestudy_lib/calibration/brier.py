"""The Brier score: a proper scoring rule of squared distances."""

import numpy as np
from numpy.typing import ArrayLike

from casestudy_lib.metrics import check_labelled


def brier_score(y: ArrayLike, probs: ArrayLike) -> float:
    """Mean squared distance Σ_k (q_k − onehot_k)² of predictions from labels (Brier 1950).

    Args:
        y: integer labels, shape (n_samples,).
        probs: predictions, shape (n_samples, n_classes).

    Returns:
        Between 0 and 2; a proper scoring rule: the true posterior has the lowest expectation.

    Raises:
        ValueError: shapes that do not match, labels out of range, rows that are no distribution.
    """
    y, probs = check_labelled(y, probs)
    # Σ_k (q_k − onehot_k)² = Σ_k q_k² − 2 q_y + 1
    squares = np.einsum("ij,ij->i", probs, probs)
    return float((squares - 2 * probs[np.arange(len(y)), y] + 1).mean())
