"""The Brier score, a proper scoring rule of squared distances, and what it is made of."""

import numpy as np
from numpy.typing import ArrayLike

from casestudy_lib.calibration import assign_bins
from casestudy_lib.inputs import require_probs, require_same_length
from casestudy_lib.metrics import confidence_and_hits


def decompose_brier_score(
    y: ArrayLike, probs: ArrayLike, *, n_bins: int = 10, binning: str = "width"
) -> dict[str, float]:
    """Split the Brier score of "is the most probable class right?" over bins (Sanders 1963).

    With confidence c and hit o (1 or 0) of each sample, and their means c̄ and ō over
    the samples of its bin:

        mean (c − o)² = mean (c̄ − ō)² + mean ō (1 − ō) + mean [Var c − 2 Cov(c, o)]

    Sanders' two parts are the whole where all confidences in a bin are equal; the third is what
    the bins hide (Stephenson, Coelho & Jolliffe 2008), and can be negative.

    Args:
        y: integer labels, shape (n_samples,).
        probs: predictions, shape (n_samples, n_classes).
        n_bins: number of bins between 0 and 1.
        binning: "width" or "mass", as for `reliability_curve`.

    Returns:
        `brier`, the mean of (c − o)², and its parts `calibration`, `refinement` and
        `within_bins`, which add up to it.

    Raises:
        ValueError: as `reliability_curve`.
    """
    confidence, hit = confidence_and_hits(y, probs)
    bins, _ = assign_bins(confidence, n_bins, binning)
    count = np.maximum(np.bincount(bins, minlength=n_bins), 1)
    mean_confidence = (np.bincount(bins, confidence, n_bins) / count)[bins]
    accuracy = (np.bincount(bins, hit, n_bins) / count)[bins]
    from_mean = confidence - mean_confidence
    return {
        "brier": float(((confidence - hit) ** 2).mean()),
        "calibration": float(((mean_confidence - accuracy) ** 2).mean()),
        "refinement": float((accuracy * (1 - accuracy)).mean()),
        "within_bins": float((from_mean**2 - 2 * from_mean * (hit - accuracy)).mean()),
    }


def decompose_expected_brier_score(targets: ArrayLike, probs: ArrayLike) -> dict[str, float]:
    """Split the Brier score to be expected where the true distributions p are known.

    E Σ_k (q_k − onehot_k)² = Σ_k (q_k − p_k)² + (1 − Σ_k p_k²): what the model wastes, and what
    any model must pay, as cross-entropy = KL + entropy.

    Args, Raises: as `row_kl_divergences`; `targets` are the true distributions p.

    Returns:
        `brier`, the expected score, and its parts `avoidable` and `unavoidable`.
    """
    probs = require_probs(probs)
    targets = require_probs(targets, n_classes=probs.shape[1], name="targets")
    require_same_length(targets=targets, probs=probs)
    avoidable = float(((probs - targets) ** 2).sum(axis=1).mean())
    unavoidable = float((1 - (targets**2).sum(axis=1)).mean())
    return {"brier": avoidable + unavoidable, "avoidable": avoidable, "unavoidable": unavoidable}
