"""The same results wherever and in whatever order runs are made, and whichever of them fail."""

import multiprocessing
import os
import re
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import nbformat
import numpy as np
import pytest
from experiments_under_test import blas_threads, count, exit_on_two, fail_on_two, killed_once
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from threadpoolctl import threadpool_limits

from casestudy_lib.studies.many_runs import run_experiments, summarise
from casestudy_lib.studies.one_run import training_experiment

BOOK = Path(__file__).parents[2] / "book"
SETTINGS = {
    "default": {"n_epochs": 20},
    "wide": {"n_epochs": 20, "hidden_dim": 64},
    "too fast": {"n_epochs": 100, "learning_rate": 1000.0},
}
SEEDS = [3, 1, 42]
PATIENCE = 60  # seconds before a test that waits for another thread gives up


def run_only(experiment, seeds, **options):
    return run_experiments(experiment, {"only": {}}, seeds, **options)


@pytest.fixture(scope="module")
def serial():
    return run_experiments(training_experiment, SETTINGS, SEEDS)


def process_pool(n_workers):
    return ProcessPoolExecutor(n_workers, mp_context=multiprocessing.get_context("spawn"))


def assert_identical(results, expected):
    assert list(results.outcomes) == list(expected.outcomes)
    assert results.failures == expected.failures
    for setting, _ in expected.outcomes:
        assert list(results[setting]) == list(expected[setting])
        for name, values in expected[setting].items():
            np.testing.assert_array_equal(results[setting][name], values, strict=True)


def test_each_run_stands_in_its_place_and_shapes_come_from_other_settings(serial):
    for setting in ("default", "wide"):
        for row, seed in enumerate(SEEDS):
            alone = training_experiment(seed, **SETTINGS[setting])
            assert list(serial[setting]) == list(alone)
            for name, values in alone.items():
                np.testing.assert_array_equal(serial[setting][name][row], values)
    assert [(f.setting, f.seed) for f in serial.failures] == [("too fast", s) for s in SEEDS]
    for name, values in serial["default"].items():
        assert serial["too fast"][name].shape == values.shape
        assert np.isnan(serial["too fast"][name]).all()
    with pytest.raises(KeyError, match="medium"):
        serial["medium"]


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, process_pool])
def test_two_threads_or_processes_change_no_bit(serial, pool):
    with pool(2) as executor:
        results = run_experiments(training_experiment, SETTINGS, SEEDS, executor=executor)
    assert_identical(results, serial)


def test_the_order_of_completion_changes_nothing():
    has_ended = [threading.Event() for _ in range(4)]

    def experiment(seed):
        assert seed == 3 or has_ended[seed + 1].wait(PATIENCE)
        has_ended[seed].set()
        return count(seed)

    with ThreadPoolExecutor(4) as executor:
        results = run_only(experiment, iter(range(4)), executor=executor)
    np.testing.assert_array_equal(results["only"]["number"], range(4))


def test_threads_have_one_blas_thread_until_the_last_run_has_ended(monkeypatch):
    both_began, first_ended = threading.Barrier(2), threading.Event()
    monkeypatch.setattr("tqdm.tqdm.update", lambda bar: first_ended.set())

    def experiment(seed):
        both_began.wait(PATIENCE)
        assert seed == 0 or first_ended.wait(PATIENCE)
        return blas_threads(seed)

    with threadpool_limits(2, user_api="blas"), ThreadPoolExecutor(2) as executor:
        before = blas_threads(0)
        results = run_only(experiment, [0, 1], executor=executor)
        assert blas_threads(0) == before
    np.testing.assert_array_equal(results["only"]["threads"], [1, 1])


@pytest.mark.parametrize("pool", [None, ThreadPoolExecutor, process_pool])
def test_a_failed_run_is_named_and_the_others_are_kept(pool):
    executor = pool and pool(1)
    results = run_only(fail_on_two, range(4), executor=executor)
    np.testing.assert_array_equal(results["only"]["number"], [0, 1, np.nan, 3])
    np.testing.assert_array_equal(results["only"]["threads"], [1, 1, np.nan, 1])
    assert results.failures == [("only", 2, "BadSeedError: seed 2 is bad")]
    told = "1 settings x 4 seeds, 1 failed\n  setting 'only', seed 2: BadSeedError: seed 2 is bad"
    assert repr(results) == told
    with pytest.raises(RuntimeError, match=told):
        results.raise_failures()
    if executor is not None:
        executor.shutdown()


@pytest.mark.parametrize(
    ("experiment", "message"),
    [
        (
            lambda seed: {"ratio": np.nan},
            "ValueError: a run must .* none of them NaN, got NaN in .'r",
        ),
        (lambda seed: {}, "ValueError: a run must return measures"),
        (lambda seed: {"name": "x"}, "ValueError: could not convert string to float: 'x'"),
        (
            lambda seed: {1: 2.0, "1": 3.0},
            r"ValueError: measures must be named by text, got \[1, '1'",
        ),
        (lambda seed: {"x": np.ma.masked}, "ValueError: measures must not be masked"),
        (lambda seed: None, "AttributeError: 'NoneType' object has no attribute 'items'"),
        (lambda seed: sys.exit(f"no {seed}"), "SystemExit: no 4"),
    ],
)
def test_a_run_without_measures_has_failed(experiment, message):
    results = run_only(experiment, [4])
    assert re.match(message, results.failures[0].error)
    with pytest.raises(ValueError, match="every run has failed: 1 settings x 1 seeds, 1 failed"):
        results["only"]


def test_a_lost_process_or_pickle_costs_only_what_had_not_finished():
    with process_pool(1) as executor:
        unpicklable = run_only(lambda seed: count(seed), [4], executor=executor)
        first = run_only(exit_on_two, range(5), executor=executor)
        second = run_only(count, range(2), executor=executor)
    assert re.search("pickle.*lambda", unpicklable.failures[0].error)
    np.testing.assert_array_equal(first["only"]["number"], [0, 1, np.nan, np.nan, np.nan])
    assert [failure.seed for failure in first.failures] == [2, 3, 4]
    assert [failure.seed for failure in second.failures] == [0, 1]  # refused on submission
    for failure in first.failures + second.failures:
        assert failure.error.startswith("BrokenProcessPool: ")


@pytest.mark.parametrize("other", [{"other": 1.0}, {"x": [1.0, 2.0]}, {"x": 1.0, "y": 2.0}])
def test_runs_that_measure_different_things_are_not_stacked(other):
    results = run_only(lambda seed: [{"x": 1.0}, other][seed], [0, 1])
    with pytest.raises(ValueError, match="runs of 'only' differ in the names or shapes"):
        results["only"]


@pytest.mark.parametrize("where", ["serial", "in a run", "between results", "on submission"])
def test_an_interrupt_cancels_what_has_not_begun(monkeypatch, where):
    seen, release = [], threading.Event()

    def experiment(seed):
        seen.append(seed)
        if seed == 0 and where in ("serial", "in a run"):
            raise KeyboardInterrupt
        assert seed == 0 or release.wait(PATIENCE)
        return count(seed)

    def interrupt(*args):
        raise KeyboardInterrupt

    class Interrupted(ThreadPoolExecutor):
        def submit(self, function, *args):
            return interrupt() if args[1] == 3 else super().submit(function, *args)

    if where == "between results":
        monkeypatch.setattr("tqdm.tqdm.update", interrupt)
    with (Interrupted if where == "on submission" else ThreadPoolExecutor)(1) as pool:
        # The traceback is held, and with it all that might be cleared up by chance.
        with pytest.raises(KeyboardInterrupt) as held:
            run_only(experiment, range(4), executor=None if where == "serial" else pool)
        release.set()
    assert held.traceback
    assert set(seen) <= {0, 1}  # the one thread may have begun the second


def test_arguments_reach_the_experiment_and_its_arrays_are_copied():
    buffer = np.zeros(2)

    def experiment(seed, *, start):
        buffer[:] = start + seed
        return {"buffer": buffer}

    results = run_experiments(experiment, {"low": {"start": 0}, "high": {"start": 10}}, [3, 4])
    np.testing.assert_array_equal(results["low"]["buffer"], [[3, 3], [4, 4]])
    np.testing.assert_array_equal(results["high"]["buffer"], [[13, 13], [14, 14]])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"settings": {"default": 3}}, "settings must be keywords by name"),
        ({"settings": {1: {}, "1": {}}}, "settings must be keywords by name"),
        ({"seeds": []}, "seeds integers, each one once, got {'default': {}} and []"),
        ({"seeds": [1, 2, 1]}, "seeds integers, each one once, got {'default': {}} and [1, 2, 1]"),
        ({"seeds": [0.5]}, "every seed must be an integer of at least 0, got 0.5"),
        ({"executor": 2}, "executor must be a concurrent.futures.Executor"),
    ],
)
def test_a_mistake_is_explained(changes, message):
    arguments = {"experiment": count, "settings": {"default": {}}, "seeds": [0]} | changes
    with pytest.raises(ValueError, match=re.escape(message)):
        run_experiments(**arguments)


@pytest.mark.parametrize("progress", [None, False, True])
def test_progress_is_shown_on_request_and_never_by_itself_where_there_is_no_terminal(
    capsys, progress
):
    run_only(count, range(8), progress=progress)
    assert ("8/8" in capsys.readouterr().err) is (progress is True)


def test_the_books_lines_for_a_cluster_change_no_bit_when_a_worker_is_lost(tmp_path):
    from distributed import LocalCluster

    notebook = nbformat.read(BOOK / "many_runs.ipynb", as_version=4)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    (lines,) = re.findall(r"```python\n(.*?)```", prose, flags=re.DOTALL)
    settings = {"only": {"victim": 5, "note": str(tmp_path / "killed")}}
    names = {"run_experiments": run_experiments, "training_experiment": killed_once}
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", local_directory=tmp_path
    ) as cluster:
        for there, here in {
            "tcp://scheduler:8786": cluster.scheduler_address,
            '{"default": {}}': repr(settings),
            "range(1000)": "range(12)",
        }.items():
            assert there in lines
            lines = lines.replace(there, here)
        exec(lines, names)
    assert int((tmp_path / "killed").read_text()) != os.getpid()
    assert not names["results"].failures
    assert_identical(names["results"], run_experiments(killed_once, settings, range(12)))


@given(arrays(float, (7, 3), elements=st.floats(-1e6, 1e6)), st.permutations(range(7)))
def test_summary_is_ordered_and_blind_to_failed_runs_and_to_the_order_of_seeds(values, order):
    median, low, high = summarise(values)
    assert ((low <= median) & (median <= high)).all()
    np.testing.assert_array_equal(median, np.median(values, axis=0))
    assert summarise(np.arange(101.0), level=0.5) == (50, 25, 75)
    shuffled = np.vstack([values[order], np.full((2, 3), np.nan)])
    np.testing.assert_array_equal(summarise(shuffled), (median, low, high))


@pytest.mark.parametrize(
    ("values", "level", "message"),
    [
        ([np.nan, np.nan], 0.9, "values must hold finite rows"),
        ([[1, np.nan], [2, 3]], 0.9, "values must hold finite rows, NaN all along a row for a fai"),
        ([], 0.9, "values must hold finite rows"),
        (3.0, 0.9, "values must be an array, got 3.0"),
        ([1.0], 1, "level must be a number between 0 and 1, both excluded, got 1"),
    ],
)
def test_a_summary_that_cannot_be_is_explained(values, level, message):
    with pytest.raises(ValueError, match=message):
        summarise(values, level=level)
