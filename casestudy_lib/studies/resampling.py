"""How much a number measured on a sample would differ on another: the bootstrap."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from casestudy_lib import inputs
from casestudy_lib.calibration import optimal_temperature


def bootstrap_interval(
    statistic: Callable[..., float],
    *arrays: ArrayLike,
    n_resamples: int = 200,
    level: float = 0.9,
    seed: int = 0,
) -> tuple[float, float]:
    """Percentile interval of a statistic over resampled rows (Efron 1979).

    Each resample draws as many rows as there are, with replacement, the same rows from every
    array. The ends are order statistics of the resampled values, rounded outwards. To drop a
    resample on which the statistic has no value, a ValueError, would narrow the interval: it
    counts as −∞ for the lower end and as +∞ for the upper one.

    Args:
        statistic: function of as many arrays as are given, returning one number.
        arrays: samples along the first axis, all of the same length.
        n_resamples: number of resamples.
        level: share of the resampled values inside.
        seed: seed of the resamples.

    Raises:
        ValueError: no samples, unequal lengths, no resamples, a level outside 0 to 1, a statistic
            that is NaN, or that fails on the sample itself.
    """
    arrays = tuple(inputs.require_array(array, "array") for array in arrays)
    inputs.require_same_length(**{f"array {i}": array for i, array in enumerate(arrays)})
    if not arrays or len(arrays[0]) == 0:
        raise ValueError("arrays must hold at least one sample, got none")
    n_resamples = inputs.require_integer(n_resamples, "n_resamples", minimum=1)
    level = inputs.require_level(level)
    statistic(*arrays)  # a mistake in the call fails here, and not silently in every resample
    rng = np.random.default_rng(inputs.require_seed(seed))
    n_samples, values = len(arrays[0]), []
    for _ in range(n_resamples):
        rows = rng.integers(0, n_samples, n_samples)
        try:
            values.append(float(statistic(*(array[rows] for array in arrays))))
        except ValueError:
            continue
    if np.isnan(values).any():
        raise ValueError("statistic must return a number, got NaN on a resample")
    n_failed = n_resamples - len(values)
    lowest = sorted([-math.inf] * n_failed + values)
    highest = sorted(values + [math.inf] * n_failed)
    place = round((1 - level) / 2 * (n_resamples - 1), 9)  # else 5 may become 4.999…
    return lowest[math.floor(place)], highest[math.ceil(n_resamples - 1 - place)]


def bootstrap_change(
    measure: Callable[[ArrayLike, ArrayLike], float],
    y: ArrayLike,
    before: ArrayLike,
    after: ArrayLike,
    **options: float,
) -> dict[str, float]:
    """Change of a measure from one model's predictions to another's, with its interval.

    Both models meet the same rows in every resample, so that what makes these rows easy or hard
    for both cancels.

    Args:
        measure: function of labels and predictions, such as `compute_cross_entropy`.
        y: labels, shape (n_samples,).
        before: predictions of one model, shape (n_samples, n_classes).
        after: predictions of the other, of the same shape.
        options: `n_resamples`, `level`, `seed` of `bootstrap_interval`.

    Returns:
        `change`, measure after minus measure before, and the ends `low` and `high`.

    Raises:
        ValueError: as `bootstrap_interval`.
    """

    def change(y: ArrayLike, before: ArrayLike, after: ArrayLike) -> float:
        return measure(y, after) - measure(y, before)

    low, high = bootstrap_interval(change, y, before, after, **options)
    return {"change": float(change(y, before, after)), "low": low, "high": high}


def temperature_interval(logits: ArrayLike, y: ArrayLike, **options: float) -> tuple[float, float]:
    """Bootstrap interval of `optimal_temperature`: what other samples of this size would fit.

    Args, Raises: as `optimal_temperature`, and `n_resamples`, `level`, `seed` of
    `bootstrap_interval`.

    Returns:
        low, high: the ends; 0 or infinity where too many resamples have no finite optimum.
    """
    low, high = bootstrap_interval(optimal_temperature, logits, y, **options)
    return max(low, 0.0), high
