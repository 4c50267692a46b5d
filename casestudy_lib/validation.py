"""Checks at the public edge: each kind of input is checked here and nowhere else."""

import math
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: How far a row of probabilities may be from summing to one.
ROW_SUM_TOLERANCE = 1e-6


def check_features(X: ArrayLike, *, n_features: int | None = None, name: str = "X") -> NDArray:
    """Return `X` as a float64 array of shape (n_samples, n_features).

    Raises:
        ValueError: `X` is empty, not two-dimensional, not finite, or has another width.
    """
    X = _as_float(X, name)
    if X.ndim != 2 or X.size == 0:
        raise ValueError(
            f"{name} must be a non-empty array of shape (n_samples, n_features), "
            f"got shape {X.shape}"
        )
    if n_features is not None and X.shape[1] != n_features:
        raise ValueError(f"{name} must have {n_features} columns, got {X.shape[1]}")
    if not np.isfinite(X).all():
        raise ValueError(f"{name} must be finite, got NaN or infinity")
    return X


def check_logits(z: ArrayLike, *, name: str = "z") -> NDArray:
    """Return `z` as a finite float64 array of shape (..., n_classes), one row for each softmax.

    Raises:
        ValueError: `z` is empty, not an array, or not finite.
    """
    z = _as_float(z, name)
    if z.size == 0:
        raise ValueError(f"{name} must be a non-empty array of logits, got shape {z.shape}")
    if not np.isfinite(z).all():
        raise ValueError(f"{name} must be finite, got NaN or infinity")
    return z


def check_labels(y: ArrayLike, n_classes: int, *, name: str = "y") -> NDArray:
    """Return `y` as an integer array of shape (n_samples,) with values 0 … n_classes − 1.

    Raises:
        ValueError: `y` is empty, not one-dimensional, not of an integer type, or out of range.
    """
    y = check_array(y, name)
    if y.ndim != 1 or y.size == 0:
        raise ValueError(
            f"{name} must be a non-empty array of labels of shape (n_samples,), got shape {y.shape}"
        )
    if not np.issubdtype(y.dtype, np.integer):
        raise ValueError(f"{name} must hold integer labels, got values of type {y.dtype}")
    if y.min() < 0 or y.max() >= n_classes:
        raise ValueError(
            f"{name} must hold labels from 0 to {n_classes - 1}, got {y.min()} to {y.max()}"
        )
    return y


def check_probs(probs: ArrayLike, *, n_classes: int | None = None, name: str = "probs") -> NDArray:
    """Return `probs` as a float64 array of shape (n_samples, n_classes) of distributions.

    The checks allocate one number a row, so that large arrays stay cheap.

    Raises:
        ValueError: `probs` is empty, not two-dimensional, of another width, or has a row
            that is negative, not finite, or does not sum to one within 1e-6.
    """
    probs = _as_float(probs, name)
    if probs.ndim != 2 or probs.size == 0:
        raise ValueError(
            f"{name} must be a non-empty array of shape (n_samples, n_classes), "
            f"got shape {probs.shape}"
        )
    if n_classes is not None and probs.shape[1] != n_classes:
        raise ValueError(f"{name} must have {n_classes} columns, got {probs.shape[1]}")
    if not probs.min() >= 0:  # also true where the minimum is NaN
        raise ValueError(f"{name} must not be negative or NaN, got a minimum of {probs.min()}")
    # Along short rows in memory, einsum adds several times faster than sum.
    worst = np.abs(np.einsum("ij->i", probs) - 1.0).max()
    if not worst <= ROW_SUM_TOLERANCE:
        raise ValueError(
            f"rows of {name} must sum to 1 within {ROW_SUM_TOLERANCE:g}, got a row that is "
            f"{worst:g} away"
        )
    return probs


def check_targets(y: ArrayLike, n_classes: int, *, name: str = "y") -> NDArray:
    """Return `y` as integer labels (n_samples,) or as target distributions (n_samples, n_classes).

    Raises:
        ValueError: as `check_labels` and `check_probs` do.
    """
    y = check_array(y, name)
    if y.ndim == 2:
        return check_probs(y, n_classes=n_classes, name=name)
    return check_labels(y, n_classes, name=name)


def check_same_length(**arrays: NDArray) -> None:
    """Raise a ValueError unless all the named arrays have the same number of rows."""
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        given = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise ValueError(f"arrays must have the same number of rows, but {given}")


def check_positive(value: Any, name: str) -> float:
    """Return `value` as a float that is finite and greater than zero.

    Raises:
        ValueError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 < value < math.inf:
        raise ValueError(f"{name} must be a finite number greater than 0, got {value!r}")
    return float(value)


def check_level(value: Any, name: str = "level") -> float:
    """Return `value` as a float between 0 and 1, both excluded.

    Raises:
        ValueError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 < value < 1:
        raise ValueError(f"{name} must be a number between 0 and 1, both excluded, got {value!r}")
    return float(value)


def check_integer(value: Any, name: str, *, minimum: int) -> int:
    """Return `value` as an int that is at least `minimum`.

    Raises:
        ValueError: it is not an integer, or too small.
    """
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < minimum:
        raise ValueError(f"{name} must be an integer of at least {minimum}, got {value!r}")
    return int(value)


def check_distribution(weights: ArrayLike, name: str) -> NDArray:
    """Return `weights` as one float64 distribution of shape (n_parts,).

    Raises:
        ValueError: they are not one-dimensional, or as `check_probs` does.
    """
    weights = _as_float(weights, name)
    if weights.ndim != 1:
        raise ValueError(f"{name} must be one row of numbers, got shape {weights.shape}")
    return check_probs(weights[None], name=name)[0]


def check_array(values: ArrayLike, name: str) -> NDArray:
    """Return `values` as an array of at least one axis.

    Raises:
        ValueError: its rows differ in length, or it is a bare number.
    """
    try:
        values = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} must be an array, got rows of unequal length") from None
    if values.ndim == 0:
        raise ValueError(f"{name} must be an array, got {values}")
    return values


def _as_float(values: ArrayLike, name: str) -> NDArray:
    values = check_array(values, name)
    if values.dtype.kind not in "iufb":
        raise ValueError(f"{name} must hold real numbers, got values of type {values.dtype}")
    return values.astype(np.float64, copy=False)
