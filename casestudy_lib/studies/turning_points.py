"""When a measure moves during training, by a stated rule and not by eye."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.inputs import require_floats, require_integer


def change_done(values: ArrayLike) -> NDArray:
    """Share of the whole change from first to last row that has happened at each row.

    Args:
        values: a measure after every update, shape (n_epochs + 1,), or one such curve a row,
            shape (..., n_epochs + 1).

    Returns:
        `|value − first| / |last − first|`, of the same shape: 0 in the first row and 1 in the last,
        above 1 where the measure has overshot.

    Raises:
        ValueError: a curve ends where it began, or is not finite.
    """
    values = require_floats(values, "values")
    whole = np.abs(values[..., -1:] - values[..., :1])
    if values.size == 0 or not np.isfinite(values).all() or not whole.all():
        raise ValueError("values must be finite and end elsewhere than they begin")
    return np.abs(values - values[..., :1]) / whole


def epochs_of_change(values: ArrayLike, shares: Sequence[float] = (0.1, 0.5, 0.9)) -> NDArray:
    """The first epoch at which each share of the whole change has happened.

    Args, Raises: as `change_done`; `shares` are above 0 and at most 1.

    Returns:
        epochs, shape (..., n_shares).
    """
    done, shares = change_done(values), require_floats(shares, "shares")
    if shares.size == 0 or not ((shares > 0) & (shares <= 1)).all():
        raise ValueError(f"shares must be above 0 and at most 1, got {shares.tolist()}")
    return np.stack([(done >= share).argmax(axis=-1) for share in shares], axis=-1)


def change_between(values: ArrayLike, start: int, stop: int) -> NDArray:
    """Share of the whole change from epoch `start` to epoch `stop`.

    Args, Raises: as `change_done`; both epochs must lie in the curve.

    Returns:
        shape (...); negative where the measure moved back.
    """
    done = change_done(values)
    for name, epoch in (("start", start), ("stop", stop)):
        if require_integer(epoch, name, minimum=0) >= done.shape[-1]:
            raise ValueError(f"{name} must be below {done.shape[-1]}, got {epoch}")
    return done[..., stop] - done[..., start]
