"""Experiments for worker processes, which must be able to import what they run."""

import os
import signal
from pathlib import Path

from threadpoolctl import threadpool_info

from casestudy_lib.studies.one_run import training_experiment


class BadSeedError(Exception):
    """An exception that cannot be rebuilt from its pickle: its arguments are not its own."""

    def __init__(self, seed, *, kind):
        super().__init__(f"seed {seed} is {kind}")


def count(seed):
    return {"number": seed}


def fail_on_two(seed):
    if seed == 2:
        raise BadSeedError(seed, kind="bad")
    return count(seed) | blas_threads(seed)


def exit_on_two(seed):
    """The process is gone at once, as when a machine fails or memory runs out."""
    if seed == 2:
        os._exit(1)
    return count(seed)


def killed_once(seed, *, victim, note):
    """A training run whose process is killed in the middle of `victim`'s first attempt."""
    note = Path(note)
    if seed == victim and not note.exists():
        note.write_text(str(os.getpid()))
        os.kill(os.getpid(), signal.SIGKILL)
    return training_experiment(seed, n_epochs=20)


def blas_threads(seed):
    pools = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    return {"threads": max(pools, default=1)}
