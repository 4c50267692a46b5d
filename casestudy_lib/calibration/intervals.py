"""How far an accuracy from so few samples may be off."""

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.validation import check_array, check_level, check_same_length


def wilson_interval(
    hits: ArrayLike, count: ArrayLike, *, level: float = 0.9
) -> tuple[NDArray, NDArray]:
    """Interval of a share from `hits` among `count` samples (Wilson 1927).

    It holds every share p from which the observed one is at most z standard errors √(p(1−p)/n)
    away. Unlike ± z standard errors of the *observed* share, it does not shrink to a point where
    all samples are hits, and it stays between 0 and 1.

    Args:
        hits: number of hits, shape (n_bins,).
        count: number of samples, shape (n_bins,).
        level: share of such intervals that hold the truth, nearly.

    Returns:
        low, high: shape (n_bins,); 0 and 1 where there is no sample.

    Raises:
        ValueError: unequal lengths, hits that are not between 0 and count, or a level outside
            0 to 1.
    """
    hits, count = check_array(hits, "hits"), check_array(count, "count")
    check_same_length(hits=hits, count=count)
    if not ((hits >= 0) & (hits <= count)).all():
        raise ValueError(f"hits must lie between 0 and count, got {hits} of {count}")
    z = NormalDist().inv_cdf((1 + check_level(level)) / 2)
    centre = (hits + z**2 / 2) / (count + z**2)
    spread = np.sqrt(hits * (count - hits) / np.maximum(count, 1) + z**2 / 4)
    half_width = z * spread / (count + z**2)
    return np.maximum(centre - half_width, 0.0), np.minimum(centre + half_width, 1.0)
