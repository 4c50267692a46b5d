"""What many runs returned, the failed ones by name, and how far seeds spread."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.inputs import require_array

# How many failures a printed result names; `failures` holds all of them.
_NAMED_FAILURES = 10

Measures = dict[str, NDArray]


class FailedRun(NamedTuple):
    """A run that returned nothing: which one, and the type and message of its exception."""

    setting: str
    seed: int
    error: str

    def __str__(self) -> str:
        return f"setting {self.setting!r}, seed {self.seed}: {self.error}"


class ExperimentResults:
    """Measures of every setting and seed, each in its place.

    >>> results["default"]["test_loss"]
    array([[1.25, ...], ...])            # (n_seeds, ...), rows in the order of `seeds`

    NaN stands in the rows of failed runs and nowhere else.

    Attributes:
        settings: names, in the order given.
        seeds: seeds, in the order given.
        failures: the failed runs, by setting and then by seed.
    """

    def __init__(
        self,
        settings: Sequence[str],
        seeds: Sequence[int],
        outcomes: Sequence[Measures | str],
    ):
        """Gather what runs returned: measures, or an error message; setting by setting.

        Raises:
            ValueError: two runs of a setting differ in the names or the shapes of their measures.
        """
        self.settings, self.seeds = tuple(settings), tuple(seeds)
        runs = [(setting, seed) for setting in self.settings for seed in self.seeds]
        self.failures = [
            FailedRun(*run, outcome)
            for run, outcome in zip(runs, outcomes, strict=True)
            if isinstance(outcome, str)
        ]
        n_seeds = len(self.seeds)
        self._measures = {
            setting: _stack(setting, self.seeds, outcomes[row * n_seeds : (row + 1) * n_seeds])
            for row, setting in enumerate(self.settings)
        }
        self._fill_failed_settings()

    def _fill_failed_settings(self) -> None:
        """Give a setting without any finished run the NaN rows that the other settings imply."""
        finished = [measures for measures in self._measures.values() if measures]
        if finished and all(_shapes(measures) == _shapes(finished[0]) for measures in finished):
            for setting, measures in self._measures.items():
                self._measures[setting] = measures or {
                    name: np.full_like(values, np.nan) for name, values in finished[0].items()
                }

    def __getitem__(self, setting: str) -> Measures:
        """Measures of one setting by name, each (n_seeds, ...) in the order of `seeds`.

        Raises:
            KeyError: there is no such setting.
            ValueError: all its runs failed, and no other setting tells what they would measure.
        """
        if setting not in self._measures:
            raise KeyError(f"no setting {setting!r}; there are {list(self.settings)}")
        if not self._measures[setting]:
            first = next(run for run in self.failures if run.setting == setting)
            raise ValueError(f"every run of setting {setting!r} failed; {first}")
        return self._measures[setting]

    @property
    def values(self) -> Measures:
        """Measures of all settings by name, each (n_settings, n_seeds, ...).

        Raises:
            ValueError: the settings differ in the names or the shapes of their measures.
        """
        first = self.settings[0]
        for setting in self.settings[1:]:
            if _shapes(self[setting]) != _shapes(self[first]):
                raise ValueError(
                    f"settings {first!r} and {setting!r} cannot be stacked: their measures are "
                    f"{_shapes(self[first])} and {_shapes(self[setting])}"
                )
        return {
            name: np.stack([self[setting][name] for setting in self.settings])
            for name in self[first]
        }

    def raise_failures(self) -> None:
        """Raise a RuntimeError that names the failed runs, if there are any."""
        if self.failures:
            raise RuntimeError(repr(self))

    def __repr__(self) -> str:
        lines = [
            f"{len(self.settings)} settings x {len(self.seeds)} seeds, {len(self.failures)} failed",
            *(str(run) for run in self.failures[:_NAMED_FAILURES]),
        ]
        if len(self.failures) > _NAMED_FAILURES:
            lines.append(f"and {len(self.failures) - _NAMED_FAILURES} more")
        return "\n  ".join(lines)


class Summary(NamedTuple):
    """Median over seeds and the band that holds the middle of them."""

    median: NDArray
    low: NDArray
    high: NDArray


def summarise(values: ArrayLike, *, level: float = 0.9) -> Summary:
    """Median and central band over seeds, failed runs left out.

    Args:
        values: one row a seed, shape (n_seeds, ...); a row of NaN is a failed run.
        level: share of the seeds inside the band; 0.9 reaches from the 5 % to the 95 % quantile.

    Returns:
        median, low, high: shape (...) each, quantiles by linear interpolation.

    Raises:
        ValueError: no run is left, a value is not finite, or `level` is not between 0 and 1.
    """
    values = require_array(values, "values").astype(np.float64, copy=False)
    if isinstance(level, bool) or not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, got {level!r}")
    kept = values[~np.isnan(values).all(axis=tuple(range(1, values.ndim)))]
    if kept.size == 0:
        raise ValueError("values must hold at least one run that did not fail, got none")
    if not np.isfinite(kept).all():
        raise ValueError("values must be finite, but for the rows of failed runs")
    return Summary(*np.quantile(kept, [0.5, (1 - level) / 2, (1 + level) / 2], axis=0))


def _shapes(measures: Mapping[str, NDArray]) -> dict[str, tuple[int, ...]]:
    """Shape of each measure without its axis of seeds, names in order."""
    return {name: measures[name].shape[1:] for name in sorted(measures)}


def _stack(setting: str, seeds: Sequence[int], outcomes: Sequence[Measures | str]) -> Measures:
    """Arrays (n_seeds, ...) by name from the runs of one setting; empty where all failed."""
    finished = [row for row, outcome in enumerate(outcomes) if not isinstance(outcome, str)]
    if not finished:
        return {}
    shapes = [
        {name: outcomes[row][name].shape for name in sorted(outcomes[row])} for row in finished
    ]
    for row, shape in zip(finished, shapes, strict=True):
        if shape != shapes[0]:
            raise ValueError(
                f"setting {setting!r}, seed {seeds[row]} returned measures {shape}, but seed "
                f"{seeds[finished[0]]} returned {shapes[0]}"
            )
    stacked = {}
    for name, first in outcomes[finished[0]].items():
        stacked[name] = np.full((len(outcomes), *first.shape), np.nan)
        for row in finished:
            stacked[name][row] = outcomes[row][name]
    return stacked
