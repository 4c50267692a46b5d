"""Every check of an argument, in one place: each message says what was given and what is wanted.

A `require_…` function returns what it was given, in the form that the library computes with, or
raises a ValueError.
"""

import math
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: How far a row of probabilities may be from summing to one.
ROW_SUM_TOLERANCE = 1e-6

# A softmax over 1,000 classes, added up one by one, is 5e-6 away in float32, 4e-4 in float16.
_NARROW_TOLERANCES = {"float32": 1e-5, "float16": 2e-3}


def require_array(values: ArrayLike, name: str) -> NDArray:
    """`values` as an array of at least one axis, its rows of equal length, none of them masked."""
    parts = values if isinstance(values, (list, tuple)) else [values]
    if any(np.ma.isMaskedArray(part) for part in parts):
        raise ValueError(f"{name} must not be masked, got a masked array: drop its masked values")
    try:
        values = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} must be an array, got rows of unequal length") from None
    if values.ndim == 0:
        raise ValueError(f"{name} must be an array, got {values}")
    return values


def require_floats(values: ArrayLike, name: str) -> NDArray:
    """`values` as a float64 array of real numbers, NaN and infinity among them."""
    values = require_array(values, name)
    if values.dtype.kind not in "iufb":
        raise ValueError(f"{name} must hold real numbers, got values of type {values.dtype}")
    return values.astype(np.float64, copy=False)


def _require_rows(values: ArrayLike, name: str, columns: str, n_columns: int | None) -> NDArray:
    """`values` as a non-empty float64 array of two axes, and of this many columns."""
    values = require_floats(values, name)
    if values.ndim != 2 or values.size == 0:
        wanted = f"a non-empty array of shape (n_samples, {columns})"
        raise ValueError(f"{name} must be {wanted}, got shape {values.shape}")
    if n_columns is not None and values.shape[1] != n_columns:
        raise ValueError(f"{name} must have {n_columns} columns, got {values.shape[1]}")
    return values


def _require_finite(values: NDArray, name: str) -> NDArray:
    if not np.isfinite(values).all():
        raise ValueError(f"{name} must be finite, got NaN or infinity")
    return values


def require_features(X: ArrayLike, *, n_features: int | None = None, name: str = "X") -> NDArray:
    """`X` as a finite, non-empty float64 array of shape (n_samples, n_features)."""
    return _require_finite(_require_rows(X, name, "n_features", n_features), name)


def require_logits(z: ArrayLike, *, name: str = "z") -> NDArray:
    """`z` as a finite float64 array of shape (..., n_classes), one row for each softmax."""
    z = require_floats(z, name)
    if z.size == 0:
        raise ValueError(f"{name} must be a non-empty array of logits, got shape {z.shape}")
    return _require_finite(z, name)


def require_probs(
    probs: ArrayLike, *, n_classes: int | None = None, name: str = "probs"
) -> NDArray:
    """`probs` as a float64 array of shape (n_samples, n_classes) whose rows are distributions.

    No row may be negative or not finite, and each must sum to one within 1e-6, in float32 1e-5,
    in float16 2e-3; rows that are off by more than rounding are divided by their sums. Else the
    checks allocate one number a row, so that large arrays stay cheap.
    """
    given = require_array(probs, name)
    probs = _require_rows(given, name, "n_classes", n_classes)
    sums = _require_sums(probs, name, given)
    return probs if np.abs(sums - 1.0).max() <= 1e-12 else probs / sums[:, None]


def require_log_probs(log_probs: ArrayLike, *, name: str = "log_probs") -> NDArray:
    """`log_probs` as float64 logarithms of distributions (..., n_classes), −inf for a zero."""
    given = require_array(log_probs, name)
    if given.size == 0:
        raise ValueError(f"{name} must be non-empty, got shape {given.shape}")
    log_probs = require_floats(given, name)
    with np.errstate(over="ignore"):
        _require_sums(np.exp(log_probs), f"exp({name})", given)
    return log_probs


def _require_sums(probs: NDArray, name: str, given: NDArray) -> NDArray:
    """The sum of each row, which must be one as nearly as the type of what was given allows."""
    if not probs.min() >= 0:  # also true where the minimum is NaN
        raise ValueError(f"{name} must not be negative or NaN, got a minimum of {probs.min()}")
    # Along short rows in memory, einsum adds several times faster than sum.
    sums = np.einsum("...j->...", probs)
    worst = np.abs(sums - 1.0).max()
    tolerance = _NARROW_TOLERANCES.get(given.dtype.name, ROW_SUM_TOLERANCE)
    if not worst <= tolerance:
        given = f"a row that is {worst:g} away"
        raise ValueError(f"rows of {name} must sum to 1 within {tolerance:g}, got {given}")
    return sums


def require_distribution(weights: ArrayLike, name: str) -> NDArray:
    """`weights` as one float64 distribution of shape (n_parts,)."""
    weights = require_array(weights, name)
    if weights.ndim != 1:
        raise ValueError(f"{name} must be one row of numbers, got shape {weights.shape}")
    return require_probs(weights[None], name=name)[0]


def require_priors(priors: ArrayLike | None, n_classes: int) -> NDArray:
    """The proportion of each class, shape (n_classes,), all positive; equal where None is given."""
    if priors is None:
        return np.full(n_classes, 1 / n_classes)
    priors = require_distribution(priors, "priors")
    if len(priors) != n_classes or not priors.all():
        wanted = f"{n_classes} numbers greater than 0"
        raise ValueError(f"priors must be {wanted}, got {priors.tolist()}")
    return priors


def require_labels(y: ArrayLike, n_classes: int, *, name: str = "y") -> NDArray:
    """`y` as a non-empty integer array of shape (n_samples,) with values 0 … n_classes − 1."""
    y = require_array(y, name)
    if y.ndim != 1 or y.size == 0:
        wanted = "a non-empty array of labels of shape (n_samples,)"
        raise ValueError(f"{name} must be {wanted}, got shape {y.shape}")
    if not np.issubdtype(y.dtype, np.integer):
        raise ValueError(f"{name} must hold integer labels, got values of type {y.dtype}")
    if y.min() < 0 or y.max() >= n_classes:
        given = f"{y.min()} to {y.max()}"
        raise ValueError(f"{name} must hold labels from 0 to {n_classes - 1}, got {given}")
    return y.astype(np.int64, copy=False)  # a narrow type would overflow in arithmetic


def require_targets(y: ArrayLike, n_classes: int) -> NDArray:
    """Integer labels (n_samples,), or target distributions (n_samples, n_classes)."""
    y = require_array(y, "y")
    if y.ndim == 2:
        return require_probs(y, n_classes=n_classes, name="y")
    return require_labels(y, n_classes)


def require_pair(
    y: ArrayLike, probs: ArrayLike, n_classes: int | None = None
) -> tuple[NDArray, NDArray]:
    """Predictions (n_samples, n_classes), and for each a label or a target distribution."""
    probs = require_probs(probs, n_classes=n_classes)
    y = require_targets(y, probs.shape[1])
    require_same_length(y=y, probs=probs)
    return y, probs


def require_labelled(y: ArrayLike, probs: ArrayLike) -> tuple[NDArray, NDArray]:
    """Integer labels (n_samples,) and their predictions (n_samples, n_classes)."""
    y, probs = require_pair(y, probs)
    if y.ndim != 1:
        raise ValueError(f"y must be labels of shape ({len(probs)},), got shape {y.shape}")
    return y, probs


def require_same_length(**arrays: NDArray) -> None:
    """All the named arrays must have the same number of rows."""
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        given = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise ValueError(f"arrays must have the same number of rows, but {given}")


def require_samples(
    X: ArrayLike, y: ArrayLike, n_classes: int, *, part: str, n_features: int | None = None
) -> tuple[NDArray, NDArray]:
    """Features (n_samples, n_features) and labels (n_samples,) of one part of the data."""
    X = require_features(X, n_features=n_features, name=f"X_{part}")
    y = require_labels(y, n_classes, name=f"y_{part}")
    require_same_length(**{f"X_{part}": X, f"y_{part}": y})
    return X, y


def require_between(value: Any, name: str, low: float, high: float, wanted: str = "") -> float:
    """`value` as a float between `low` and `high`, both excluded."""
    if isinstance(value, bool) or not isinstance(value, Real) or not low < value < high:
        wanted = wanted or f"number between {low:g} and {high:g}, both excluded"
        raise ValueError(f"{name} must be a {wanted}, got {value!r}")
    return float(value)


def require_positive(value: Any, name: str) -> float:
    """`value` as a float that is finite and greater than zero."""
    return require_between(value, name, 0, math.inf, "finite number greater than 0")


def require_scale(value: Any, name: str) -> float:
    """`value` as a positive float whose square neither overflows nor vanishes."""
    return require_between(value, name, 1e-100, 1e100)


def require_level(value: Any, name: str = "level") -> float:
    """`value` as a float between 0 and 1, both excluded."""
    return require_between(value, name, 0, 1)


def require_integer(value: Any, name: str, *, minimum: int) -> int:
    """`value` as an int that is at least `minimum`."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < minimum:
        raise ValueError(f"{name} must be an integer of at least {minimum}, got {value!r}")
    return int(value)


def require_seed(value: Any) -> int:
    """`value` as an int that is not negative: the seed of a random generator."""
    return require_integer(value, "seed", minimum=0)


def require_choice(value: Any, name: str, choices: tuple) -> Any:
    """`value`, which must be one of `choices`."""
    if value not in choices:
        raise ValueError(f"{name} must be one of {list(choices)}, got {value!r}")
    return value
