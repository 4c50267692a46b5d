"""One experiment for every setting and seed: in this process, on its cores, or on a cluster.

There is no scheduler here. Whatever follows `concurrent.futures` can carry the runs, and each
run computes alone with one BLAS thread, so that no sum depends on where or when it was taken:
on machines of one kind the results are the same to the bit.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, as_completed
from contextlib import closing
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from casestudy_lib.inputs import require_floats, require_integer, require_level

Experiment = Callable[..., Mapping[str, float | NDArray]]
Run = tuple[str, int]  # name of the setting, and seed
Outcome = dict[str, NDArray] | str  # measures, or what went wrong


class FailedRun(NamedTuple):
    """A run that returned nothing, with the type and message of its exception."""

    setting: str
    seed: int
    error: str

    def __str__(self) -> str:
        return f"setting {self.setting!r}, seed {self.seed}: {self.error}"


@dataclass(frozen=True, repr=False, eq=False)
class ExperimentResults:
    """Measures of every setting and seed, each in its place.

    >>> results["default"]["test_loss"]
    array([[1.25, ...], ...])            # (n_seeds, ...), rows in the order of the seeds

    Attributes:
        outcomes: by setting and seed, in the order given, the measures of a run or why it failed.
    """

    outcomes: Mapping[Run, Outcome]

    @property
    def failures(self) -> list[FailedRun]:
        """The failed runs, by setting and then by seed."""
        return [FailedRun(*run, o) for run, o in self.outcomes.items() if isinstance(o, str)]

    def __getitem__(self, setting: str) -> dict[str, NDArray]:
        """Measures of one setting by name, each (n_seeds, ...) in the order of the seeds.

        NaN stands in the rows of failed runs and nowhere else. Where all runs of the setting
        failed, another setting tells what they would have measured.

        Raises:
            KeyError: there is no such setting.
            ValueError: no run has finished, or two differ in the names or shapes of measures.
        """
        own = [outcome for run, outcome in self.outcomes.items() if run[0] == setting]
        if not own:
            raise KeyError(setting)
        finished = (o for o in (*own, *self.outcomes.values()) if not isinstance(o, str))
        if (like := next(finished, None)) is None:
            raise ValueError(f"every run has failed: {self!r}")
        failed = {name: np.full_like(values, np.nan) for name, values in like.items()}
        rows = [failed if isinstance(outcome, str) else outcome for outcome in own]
        if any(_shapes(row) != _shapes(like) for row in rows):
            raise ValueError(f"runs of {setting!r} differ in the names or shapes of measures")
        return {name: np.stack([row[name] for row in rows]) for name in like}

    def raise_failures(self) -> None:
        """Raise a RuntimeError that names the failed runs, if there are any."""
        if self.failures:
            raise RuntimeError(repr(self))

    def __repr__(self) -> str:
        n_settings, n_seeds = (len({*names}) for names in zip(*self.outcomes, strict=True))
        failures = self.failures  # of which the first are named
        size = f"{n_settings} settings x {n_seeds} seeds, {len(failures)} failed"
        return "\n  ".join([size, *map(str, failures[:10])])


def run_experiments(
    experiment: Experiment,
    settings: Mapping[str, Mapping[str, Any]],
    seeds: Iterable[int],
    *,
    executor: Executor | None = None,
    progress: bool | None = None,
    keep: Callable[[Run, Outcome], None] | None = None,
) -> ExperimentResults:
    """Run `experiment(seed, **setting)` for every setting and seed.

    A run that fails is recorded and the others go on. To see its traceback, call the experiment
    with its seed and setting.

    Args:
        experiment: returns numbers, or arrays of them, by name, none of them NaN; for worker
            processes it must be a module's function, so that it can be pickled.
        settings: keyword arguments of the experiment by the name of the setting.
        seeds: first argument of the experiment, each one once.
        executor: what carries the runs, for instance a ProcessPoolExecutor or, for a Dask
            cluster, `client.get_executor()`; one run after the other in this process by default.
        progress: whether to show a progress bar; by default on a terminal, after two seconds.
        keep: called with each run and its outcome as it comes, for instance to store it.

    Returns:
        Every measure of every run, the same whatever the executor and the order of completion.

    Raises:
        ValueError: the arguments are not as described.
    """
    if not isinstance(executor, Executor | None):
        raise ValueError(f"executor must be a concurrent.futures.Executor, got {executor!r}")
    runs = _require_runs(settings, seeds)
    calls = {(name, seed): (experiment, seed, dict(settings[name])) for name, seed in runs}
    outcomes: dict[Run, Outcome] = dict.fromkeys(runs, "")
    shown = {"disable": None, "delay": 2} if progress is None else {"disable": not progress}
    # The limit belongs to a process, not to a thread. Held around all the runs, it is not lifted
    # by the first that ends while others are at work on other threads of this process.
    with (
        threadpool_limits(1, user_api="blas"),
        closing(_finish(calls, executor)) as finished,
        tqdm(total=len(runs), unit="run", **shown) as bar,
    ):
        for run, outcome in finished:
            outcomes[run] = outcome
            if keep is not None:
                keep(run, outcome)
            bar.update()
    return ExperimentResults(outcomes)


def _require_runs(settings: Mapping[str, Any], seeds: Iterable[int]) -> list[Run]:
    seeds = [require_integer(seed, "every seed", minimum=0) for seed in seeds]
    named = isinstance(settings, Mapping) and all(
        isinstance(name, str) and isinstance(setting, Mapping) for name, setting in settings.items()
    )
    if not named or not settings or len({*seeds}) < max(1, len(seeds)):
        wanted = "settings must be keywords by name, and seeds integers, each one once"
        raise ValueError(f"{wanted}, got {settings!r} and {seeds}")
    return [(setting, seed) for setting in settings for seed in seeds]


def _finish(calls: Mapping[Run, tuple], executor: Executor | None) -> Iterator[tuple[Run, Outcome]]:
    """Outcomes as they come; closed early, it cancels what has not begun."""
    if executor is None:
        yield from ((run, _run(*call)) for run, call in calls.items())
        return
    futures = {}
    try:
        for run, call in calls.items():
            try:
                futures[executor.submit(_run, *call)] = run
            except BrokenExecutor as error:  # its workers are gone; what has finished is not lost
                yield run, _describe(error)
        for future in as_completed(futures):
            try:
                yield futures[future], future.result()
            except Exception as error:  # the run never came back: its worker died, or its pickle
                yield futures[future], _describe(error)
    finally:
        for future in futures:
            future.cancel()


def _run(experiment: Experiment, seed: int, setting: Mapping[str, Any]) -> Outcome:
    """One run, wherever the executor puts it; an error as text, since not all can be pickled."""
    try:
        with threadpool_limits(1, user_api="blas"):
            measured = experiment(seed, **setting)
        # Copies, since the next run may write into the same arrays.
        measures = {name: np.array(value, dtype=float) for name, value in measured.items()}
        if not all(isinstance(name, str) for name in measures):
            raise ValueError(f"measures must be named by text, got {[*measures]}")
        if any(np.ma.isMaskedArray(value) for value in measured.values()):
            raise ValueError("measures must not be masked")
        bad = [name for name, values in measures.items() if np.isnan(values).any()]
        if bad or not measures:
            raise ValueError(f"a run must return measures, none of them NaN, got NaN in {bad}")
        return measures
    except (Exception, SystemExit) as error:
        return _describe(error)


def _describe(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _shapes(measures: Mapping[str, NDArray]) -> dict[str, tuple[int, ...]]:
    return {name: values.shape for name, values in measures.items()}


class Summary(NamedTuple):
    """Median over seeds and the band that holds the middle of them, shape (...) each."""

    median: NDArray
    low: NDArray
    high: NDArray


def summarise(values: ArrayLike, *, level: float = 0.9) -> Summary:
    """Median and central band over seeds, failed runs left out.

    Args:
        values: one row a seed, shape (n_seeds, ...); a row of NaN is a failed run.
        level: share of the seeds inside the band; 0.9 reaches from the 5 % to the 95 % quantile.

    Raises:
        ValueError: no run is left, a value is not finite, or `level` is not between 0 and 1.
    """
    values, level = require_floats(values, "values"), require_level(level)
    kept = values[~np.isnan(values).all(axis=tuple(range(1, values.ndim)))]
    if kept.size == 0 or not np.isfinite(kept).all():
        raise ValueError("values must hold finite rows, NaN all along a row for a failed run")
    return Summary(*np.quantile(kept, [0.5, (1 - level) / 2, (1 + level) / 2], axis=0))
