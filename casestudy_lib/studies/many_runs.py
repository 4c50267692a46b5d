"""One experiment for every setting and seed: in this process, on its cores, or on a cluster.

There is no scheduler here. Whatever follows `concurrent.futures` can carry the runs, and each
run computes alone with one BLAS thread, so that no sum depends on where or when it was taken:
on machines of one kind the results are the same to the bit.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from casestudy_lib.inputs import require_integer
from casestudy_lib.studies.results import ExperimentResults, FailedRun, Summary, summarise

__all__ = ["ExperimentResults", "FailedRun", "Summary", "run_experiments", "summarise"]

Experiment = Callable[..., Mapping[str, float | NDArray]]
Outcome = dict[str, NDArray] | str


def run_experiments(
    experiment: Experiment,
    settings: Mapping[str, Mapping[str, Any]],
    seeds: Iterable[int],
    *,
    executor: Executor | None = None,
    progress: bool | None = None,
) -> ExperimentResults:
    """Run `experiment(seed, **setting)` for every setting and seed.

    A run that fails is recorded and the others go on. To see its traceback, call the experiment
    with its seed and setting.

    Args:
        experiment: returns measures by name: finite or infinite numbers, or arrays of them. For
            worker processes it must be a module's function, so that it can be pickled.
        settings: keyword arguments of the experiment by the name of the setting.
        seeds: first argument of the experiment, each one once.
        executor: what carries the runs, for instance a ProcessPoolExecutor or, for a Dask
            cluster, `client.get_executor()`; one run after the other in this process by default.
        progress: whether to show a progress bar; by default on a terminal, after two seconds.

    Returns:
        Every measure of every run, the same whatever the executor and the order of completion.

    Raises:
        ValueError: the arguments are not as described, or two runs of a setting disagree in the
            names or the shapes of their measures.
    """
    settings, seeds = _check_settings(settings), _check_seeds(seeds)
    if not callable(experiment):
        raise ValueError(f"experiment must be a function of a seed, got {experiment!r}")
    if executor is not None and not isinstance(executor, Executor):
        raise ValueError(
            "executor must be a concurrent.futures.Executor (of a Dask client: "
            f"client.get_executor()), got {executor!r}"
        )
    calls = [(experiment, seed, setting) for setting in settings.values() for seed in seeds]
    outcomes = [""] * len(calls)
    # The limit belongs to a process, not to a thread. Held around all the runs, it is not lifted
    # by the first that ends while others are at work on other threads of this process.
    with _one_blas_thread():
        finished = _run_here(calls) if executor is None else _run_on(executor, calls)
        with contextlib.closing(finished), _progress_bar(len(calls), progress) as advance:
            for place, outcome in finished:
                outcomes[place] = outcome
                advance()
    return ExperimentResults(settings, seeds, outcomes)


def _run_here(calls: list[tuple]) -> Iterator[tuple[int, Outcome]]:
    return ((place, _run(*call)) for place, call in enumerate(calls))


def _run_on(executor: Executor, calls: list[tuple]) -> Iterator[tuple[int, Outcome]]:
    """Submit every call at once; what this returns gives places and outcomes as they finish."""
    places: dict[Future, int] = {}
    try:
        for place, call in enumerate(calls):
            places[_submit(executor, call)] = place
    except BaseException:
        _cancel(places)
        raise
    return _collect(places)


def _submit(executor: Executor, call: tuple) -> Future:
    """A future of the call, already failed where the executor has lost its workers."""
    try:
        return executor.submit(_run, *call)
    except BrokenExecutor as error:
        future: Future = Future()
        future.set_exception(error)
        return future


def _collect(places: dict[Future, int]) -> Iterator[tuple[int, Outcome]]:
    try:
        for future in as_completed(places):
            try:
                outcome = future.result()
            except Exception as error:  # the run never came back: its worker died, or its pickle
                outcome = _describe(error)
            yield places[future], outcome
    finally:
        _cancel(places)


def _cancel(futures: Iterable[Future]) -> None:
    """Cancel what has not begun; nothing happens to what has finished."""
    for future in futures:
        future.cancel()


def _run(experiment: Experiment, seed: int, setting: Mapping[str, Any]) -> Outcome:
    """Measures as float64 arrays, or what went wrong; runs where the executor puts it.

    Errors travel as text, because not every exception survives being pickled.
    """
    try:
        with _one_blas_thread():
            measures = experiment(seed, **setting)
        return {str(name): _check_measure(name, value) for name, value in measures.items()}
    except (Exception, SystemExit) as error:
        return _describe(error)


def _describe(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _one_blas_thread() -> contextlib.AbstractContextManager:
    return threadpool_limits(1, user_api="blas")


@contextlib.contextmanager
def _progress_bar(total: int, progress: bool | None) -> Iterator[Callable[[], object]]:
    if progress is False:
        yield lambda: None
        return
    from tqdm import tqdm  # here, so that the package is imported without it

    hidden = {"disable": None, "delay": 2} if progress is None else {}  # None: not on a terminal
    with tqdm(total=total, unit="run", **hidden) as bar:
        yield bar.update


def _check_measure(name: object, value: object) -> NDArray:
    array = np.asarray(value)
    if array.dtype.kind not in "iufb":
        raise ValueError(f"measure {name!r} must hold real numbers, got values of {array.dtype}")
    if np.isnan(array).any():
        raise ValueError(f"measure {name!r} must not be NaN, which stands for a failed run")
    return array.astype(np.float64)  # a copy: the next run may write into the same array


def _check_settings(settings: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    if (
        not isinstance(settings, Mapping)
        or not settings
        or not all(isinstance(name, str) for name in settings)
        or not all(isinstance(setting, Mapping) for setting in settings.values())
    ):
        raise ValueError(
            "settings must be keyword arguments by name, such as {'default': {}}, "
            f"got {settings!r}"
        )
    return {name: dict(setting) for name, setting in settings.items()}


def _check_seeds(seeds: Iterable[int]) -> list[int]:
    seeds = [require_integer(seed, "every seed", minimum=0) for seed in seeds]
    if not seeds or len(set(seeds)) < len(seeds):
        raise ValueError(f"seeds must be at least one integer, each one once, got {seeds}")
    return seeds
