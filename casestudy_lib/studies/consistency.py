"""Can the data tell a model from a perfect one? Labels drawn from the model itself answer."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib import inputs
from casestudy_lib.calibration import assign_bins

# Labels are drawn and scored in blocks of this many (2 MB), a call a block.
_BLOCK_SIZE = 2**18


def draw_consistent_scores(
    probs: ArrayLike,
    *,
    n_draws: int = 1000,
    n_bins: int = 10,
    binning: str = "width",
    seed: int = 0,
) -> dict[str, NDArray]:
    """Scores that a model gets on labels drawn from its own predictions.

    For such labels the model is perfect, so these are the scores of perfection on so many
    samples: consistency resampling (Bröcker & Smith 2007; Vaicenavicius et al. 2019).

    Args:
        probs: predictions, shape (n_samples, n_classes).
        n_draws: how many sets of labels are drawn.
        n_bins: bins of the calibration error.
        binning: "width" or "mass", as for `reliability_curve`.
        seed: seed of the labels.

    Returns:
        One score a draw: `calibration_error`, a share, and `cross_entropy` in nats.

    Raises:
        ValueError: a row that is no distribution, no draws, no bins, or another binning.
    """
    probs = inputs.require_probs(probs)
    n_draws = inputs.require_integer(n_draws, "n_draws", minimum=1)
    score = _Scores(probs, n_bins, binning)
    cumulative = probs.T.cumsum(axis=0)  # a row a class, so that comparing runs along samples
    cumulative = cumulative[:-1] / cumulative[-1]
    rng = np.random.default_rng(inputs.require_seed(seed))
    n_samples, block_length = len(probs), max(1, _BLOCK_SIZE // len(probs))
    blocks = []
    for start in range(0, n_draws, block_length):
        u = rng.random((min(block_length, n_draws - start), n_samples))
        blocks.append(score((u[:, None] >= cumulative).sum(axis=1)))
    names = ("calibration_error", "cross_entropy")
    return dict(zip(names, np.concatenate(blocks, axis=1), strict=True))


def consistency_test(
    y: ArrayLike,
    probs: ArrayLike,
    *,
    level: float = 0.95,
    n_draws: int = 1000,
    n_bins: int = 10,
    binning: str = "width",
    seed: int = 0,
) -> dict[str, float]:
    """Compare a model's scores with those of a perfect model that makes the same predictions.

    A perfect model is rejected by either score in at most a share 1 − `level` of all samples. To
    pass is not to be perfect: with few samples hardly anything is rejected.

    Args, Raises: as `draw_consistent_scores`; `y` are the labels, shape (n_samples,), and `level`,
    between 0 and 1, is the share of perfect models that pass each test.

    Returns:
        `calibration_error`, the `calibration_error_limit` below which `level` of the draws lie,
        and the p-value `calibration_error_p`: how often a draw has at least as large an error.
        `cross_entropy` in nats, `cross_entropy_low` and `cross_entropy_high`, between which
        `level` of the draws lie, and `cross_entropy_p`, two-sided: a cross-entropy above its
        draws speaks of too much confidence, one below of too little.
    """
    y, probs = inputs.require_labelled(y, probs)
    level = inputs.require_level(level)
    drawn = draw_consistent_scores(
        probs, n_draws=n_draws, n_bins=n_bins, binning=binning, seed=seed
    )
    error, cross_entropy = _Scores(probs, n_bins, binning)(y[None])[:, 0].tolist()
    tail = (1 - level) / 2
    low, high = np.quantile(drawn["cross_entropy"], [tail, 1 - tail])
    above = _share_at_least(drawn["cross_entropy"], cross_entropy)
    below = _share_at_least(-drawn["cross_entropy"], -cross_entropy)
    return {
        "calibration_error": error,
        "calibration_error_limit": float(np.quantile(drawn["calibration_error"], level)),
        "calibration_error_p": _share_at_least(drawn["calibration_error"], error),
        "cross_entropy": cross_entropy,
        "cross_entropy_low": float(low),
        "cross_entropy_high": float(high),
        "cross_entropy_p": min(1.0, 2 * min(above, below)),
    }


class _Scores:
    """Calibration error and cross-entropy of fixed predictions, for many sets of labels."""

    def __init__(self, probs: NDArray, n_bins: int, binning: str):
        self.best, self.confidence = probs.argmax(axis=1), probs.max(axis=1)
        self.bins, self.n_bins = assign_bins(self.confidence, n_bins, binning)[0], n_bins
        with np.errstate(divide="ignore"):
            self.log_probs = np.log(probs).ravel()
        self.starts = np.arange(len(probs)) * probs.shape[1]  # of the rows in `log_probs`

    def __call__(self, y: NDArray) -> NDArray:
        """Both scores of each set of labels (n_sets, n_samples), shape (2, n_sets)."""
        n_sets, n_samples = y.shape
        cells = self.bins + self.n_bins * np.arange(n_sets)[:, None]
        distances = self.confidence - (self.best == y)
        # Weighted by n_b / n, the distance of the means of a bin is that of its sums, over n.
        gaps = np.bincount(cells.ravel(), distances.ravel(), self.n_bins * n_sets)
        calibration_error = np.abs(gaps).reshape(n_sets, -1).sum(axis=1) / n_samples
        cross_entropy = 0.0 - self.log_probs.take(self.starts + y).mean(axis=1)
        return np.stack([calibration_error, cross_entropy])


def _share_at_least(drawn: NDArray, observed: float) -> float:
    """Share of the draws, the observed one among them, that are at least as large."""
    return float((1 + np.count_nonzero(drawn >= observed)) / (1 + len(drawn)))
