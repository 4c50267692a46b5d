"""The same results wherever and in whatever order runs are made, and whichever of them fail."""

import io
import multiprocessing
import os
import re
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import nbformat
import numpy as np
import pytest
from experiments_under_test import blas_threads, count, exit_on_two, fail_on_two, killed_once
from threadpoolctl import threadpool_limits

import casestudy_lib
from casestudy_lib.studies.many_runs import run_experiments
from casestudy_lib.studies.one_run import training_experiment

BOOK = Path(__file__).parents[2] / "book"
SETTINGS = {
    "default": {"n_epochs": 20},
    "wide": {"n_epochs": 20, "hidden_dim": 64},
    "too fast": {"n_epochs": 100, "learning_rate": 1000.0},
}
SEEDS = [3, 1, 42]
PATIENCE = 60  # seconds before a test that waits for another thread gives up


@pytest.fixture(scope="module")
def serial():
    return run_experiments(training_experiment, SETTINGS, SEEDS)


def process_pool(n_workers):
    return ProcessPoolExecutor(n_workers, mp_context=multiprocessing.get_context("spawn"))


def assert_identical(results, expected):
    assert results.settings == expected.settings
    assert results.seeds == expected.seeds
    assert results.failures == expected.failures
    for setting in expected.settings:
        assert list(results[setting]) == list(expected[setting])
        for name, values in expected[setting].items():
            np.testing.assert_array_equal(results[setting][name], values, strict=True)


def test_each_run_stands_in_its_place(serial):
    for setting in ("default", "wide"):
        for row, seed in enumerate(SEEDS):
            alone = training_experiment(seed, **SETTINGS[setting])
            assert list(serial[setting]) == list(alone)
            for name, values in alone.items():
                np.testing.assert_array_equal(serial[setting][name][row], values)


def test_arguments_reach_the_experiment():
    results = run_experiments(count, {"low": {}, "high": {"start": 10}}, iter([5, 7]))
    np.testing.assert_array_equal(results.values["number"], [[5, 7], [15, 17]])
    assert (results.settings, results.seeds, results.failures) == (("low", "high"), (5, 7), [])


@pytest.mark.parametrize("n_workers", [1, 4])
def test_threads_change_no_bit(serial, n_workers):
    with ThreadPoolExecutor(n_workers) as executor:
        assert_identical(
            run_experiments(training_experiment, SETTINGS, SEEDS, executor=executor), serial
        )


@pytest.mark.parametrize("n_workers", [1, 2])
def test_processes_change_no_bit(serial, n_workers):
    with process_pool(n_workers) as executor:
        assert_identical(
            run_experiments(training_experiment, SETTINGS, SEEDS, executor=executor), serial
        )


@pytest.mark.parametrize("order", [[3, 2, 1, 0], [2, 0, 3, 1]])
def test_the_order_of_completion_changes_nothing(order):
    may_finish = {seed: threading.Event() for seed in order}
    may_finish[order[0]].set()

    def experiment(seed):
        assert may_finish[seed].wait(PATIENCE)
        for following in order[order.index(seed) + 1 :][:1]:
            may_finish[following].set()
        return count(seed)

    with ThreadPoolExecutor(len(order)) as executor:
        results = run_experiments(experiment, {"only": {}}, range(4), executor=executor)
    np.testing.assert_array_equal(results["only"]["number"], range(4))


class ReadAfterwards(dict):
    """Measures that tell when they are read, which is after the run."""

    def __init__(self, was_read, **measures):
        super().__init__(**measures)
        self.was_read = was_read

    def items(self):
        self.was_read.set()
        return super().items()


def test_runs_have_one_blas_thread_until_the_last_has_left():
    both_began, first_left = threading.Barrier(2), threading.Event()

    def experiment(seed):
        both_began.wait(PATIENCE)
        if seed == 1:
            assert first_left.wait(PATIENCE)
        return ReadAfterwards(first_left, **blas_threads(seed))

    with threadpool_limits(2, user_api="blas"), ThreadPoolExecutor(2) as executor:
        before = blas_threads(0)
        results = run_experiments(experiment, {"only": {}}, [0, 1], executor=executor)
        after = blas_threads(0)
    assert not results.failures
    np.testing.assert_array_equal(results["only"]["threads"], [1, 1])
    assert after == before


def test_runs_in_worker_processes_have_one_blas_thread():
    with process_pool(1) as executor:
        results = run_experiments(blas_threads, {"only": {}}, range(2), executor=executor)
    np.testing.assert_array_equal(results["only"]["threads"], [1, 1])


def test_a_failed_run_is_named_and_the_others_are_kept():
    for executor in (None, ThreadPoolExecutor(2), process_pool(2)):
        results = run_experiments(fail_on_two, {"only": {}}, range(4), executor=executor)
        np.testing.assert_array_equal(results["only"]["number"], [0, 1, np.nan, 3])
        assert results.failures == [("only", 2, "BadSeedError: seed 2 is bad")]
        if executor is not None:
            executor.shutdown()


def test_an_experiment_that_exits_has_failed():
    results = run_experiments(lambda seed: sys.exit(f"no {seed}"), {"only": {}}, [4])
    assert results.failures == [("only", 4, "SystemExit: no 4")]


def test_an_experiment_that_cannot_be_pickled_has_failed():
    with process_pool(1) as executor:
        results = run_experiments(lambda seed: count(seed), {"only": {}}, [4], executor=executor)
    (failure,) = results.failures
    assert "lambda" in failure.error
    assert "pickle" in failure.error


def test_a_dead_process_costs_only_what_it_had_not_finished():
    with process_pool(1) as executor:
        first = run_experiments(exit_on_two, {"only": {}}, range(5), executor=executor)
        second = run_experiments(count, {"only": {}}, range(2), executor=executor)
    np.testing.assert_array_equal(first["only"]["number"], [0, 1, np.nan, np.nan, np.nan])
    assert [failure.seed for failure in first.failures] == [2, 3, 4]
    assert [failure.seed for failure in second.failures] == [0, 1]  # refused on submission
    for failure in first.failures + second.failures:
        assert failure.error.startswith("BrokenProcessPool: ")


def test_an_interrupt_ends_a_serial_experiment():
    seen = []

    def experiment(seed):
        seen.append(seed)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_experiments(experiment, {"only": {}}, range(4))
    assert seen == [0]


def test_an_interrupt_cancels_what_is_pending():
    seen, release = [], threading.Event()

    def experiment(seed):
        seen.append(seed)
        if seed == 0:
            raise KeyboardInterrupt
        assert release.wait(PATIENCE)
        return count(seed)

    with ThreadPoolExecutor(1) as executor:
        with pytest.raises(KeyboardInterrupt):
            run_experiments(experiment, {"only": {}}, range(4), executor=executor)
        release.set()
    assert set(seen) <= {0, 1}  # the one thread may have begun the second


def test_an_interrupt_between_results_cancels_what_is_pending(monkeypatch):
    seen, release = [], threading.Event()

    def experiment(seed):
        seen.append(seed)
        assert seed == 0 or release.wait(PATIENCE)
        return count(seed)

    def interrupted(bar):
        raise KeyboardInterrupt

    monkeypatch.setattr("tqdm.tqdm.update", interrupted)
    with ThreadPoolExecutor(1) as executor:
        # The traceback is held, and with it all that might be cleared up by chance.
        with pytest.raises(KeyboardInterrupt) as held:
            run_experiments(experiment, {"only": {}}, range(4), executor=executor)
        release.set()
    assert held.traceback
    assert set(seen) <= {0, 1}


def test_an_error_on_submission_cancels_what_was_submitted():
    release = threading.Event()
    seen = []

    class Closing(ThreadPoolExecutor):
        def submit(self, function, *args):
            if args[1] == 3:
                raise RuntimeError("closed")
            return super().submit(function, *args)

    def experiment(seed):
        seen.append(seed)
        assert release.wait(PATIENCE)
        return count(seed)

    with Closing(1) as executor:
        with pytest.raises(RuntimeError, match="closed"):
            run_experiments(experiment, {"only": {}}, range(4), executor=executor)
        release.set()
    assert set(seen) <= {0}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"ratio": np.nan}, "ValueError: measure 'ratio' must not be NaN, which stands for a f"),
        ({"name": "x"}, "ValueError: measure 'name' must hold real numbers, got values of <U1"),
        (None, "AttributeError: 'NoneType' object has no attribute 'items'"),
    ],
)
def test_a_run_without_measures_has_failed(value, message):
    results = run_experiments(lambda seed: value, {"only": {}}, [0])
    assert results.failures[0].error.startswith(message)


def test_an_array_that_the_experiment_uses_again_is_copied():
    buffer = np.zeros(2)

    def experiment(seed):
        buffer[:] = seed
        return {"buffer": buffer}

    results = run_experiments(experiment, {"only": {}}, [3, 4])
    np.testing.assert_array_equal(results["only"]["buffer"], [[3, 3], [4, 4]])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"experiment": "train"}, "experiment must be a function of a seed, got 'train'"),
        ({"settings": {}}, "settings must be keyword arguments by name"),
        ({"settings": ["default"]}, "settings must be keyword arguments by name"),
        ({"settings": {"default": 3}}, "settings must be keyword arguments by name"),
        ({"settings": {1: {}}}, "settings must be keyword arguments by name"),
        ({"seeds": []}, "seeds must be at least one integer, each one once, got []"),
        ({"seeds": [1, 2, 1]}, "seeds must be at least one integer, each one once, got [1, 2, 1]"),
        ({"seeds": [0.5]}, "every seed must be an integer of at least 0, got 0.5"),
        ({"seeds": [-1]}, "every seed must be an integer of at least 0, got -1"),
        ({"executor": 2}, "executor must be a concurrent.futures.Executor"),
    ],
)
def test_a_slip_is_explained(changes, message):
    arguments = {"experiment": count, "settings": {"default": {}}, "seeds": [0]} | changes
    with pytest.raises(ValueError, match=re.escape(message)):
        run_experiments(**arguments)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_shown_on_request_and_not_by_default(capsys):
    for progress, shown in ((None, ""), (False, ""), (True, "4/4")):
        run_experiments(count, {"only": {}}, range(4), progress=progress)
        output = capsys.readouterr()
        assert output.out == ""
        assert (shown in output.err) if shown else output.err == ""


@pytest.mark.parametrize(
    ("stream", "seconds_a_look", "shown"),
    [(Terminal, 0.01, False), (Terminal, 1.5, True), (io.StringIO, 1.5, False)],
)
def test_only_on_a_terminal_and_after_two_seconds_is_progress_shown_unasked(
    monkeypatch, stream, seconds_a_look, shown
):
    looks = iter(range(1000))
    monkeypatch.setattr("tqdm.std.time", lambda: next(looks) * seconds_a_look)
    monkeypatch.setattr(sys, "stderr", stream())
    run_experiments(count, {"only": {}}, range(8))
    assert ("8/8" in sys.stderr.getvalue()) is shown
    assert bool(sys.stderr.getvalue()) is shown


def test_import_needs_neither_dask_nor_tqdm():
    code = "import sys, casestudy_lib; print(*sys.modules)"
    root = Path(casestudy_lib.__file__).parents[1]
    modules = subprocess.run(
        [sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True
    ).stdout.split()
    assert not {"distributed", "dask", "tqdm"} & set(modules)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Two worker processes with one thread each, on ports that happen to be free."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        dashboard_address="127.0.0.1:0",
        local_directory=tmp_path_factory.mktemp("dask"),
    ) as cluster:
        yield cluster


def test_a_cluster_that_loses_a_worker_changes_no_bit(cluster, tmp_path):
    from distributed import Client

    settings = {"only": {"victim": 5, "note": str(tmp_path / "killed")}}
    with Client(cluster, set_as_default=False) as client:
        workers = set(client.run(os.getpid).values())
        results = run_experiments(killed_once, settings, range(12), executor=client.get_executor())
    assert int((tmp_path / "killed").read_text()) in workers
    assert not results.failures
    assert_identical(results, run_experiments(killed_once, settings, range(12)))


def test_the_lines_for_a_cluster_in_the_book_are_right(cluster):
    notebook = nbformat.read(BOOK / "many_runs.ipynb", as_version=4)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    (lines,) = re.findall(r"```python\n(.*?)```", prose, flags=re.DOTALL)
    here = {"tcp://scheduler:8786": cluster.scheduler_address, "range(1000)": "range(3)"}
    for there, replacement in here.items():
        assert there in lines
        lines = lines.replace(there, replacement)
    names = {"run_experiments": run_experiments, "training_experiment": training_experiment}
    exec(lines, names)
    assert_identical(
        names["results"], run_experiments(training_experiment, {"default": {}}, range(3))
    )
