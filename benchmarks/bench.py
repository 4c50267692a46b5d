"""Speed and memory of `casestudy_lib` beside other implementations of the same thing.

    python benchmarks/bench.py

Contenders take turns, so that whatever else the machine does meets all of them; a time is the
median over the rounds. Memory is the peak of what NumPy allocates in one call, in units of the
input array.
"""

import statistics
import time
import tracemalloc
from collections.abc import Callable

import numpy as np
import reference
from scipy.special import rel_entr
from scipy.stats import entropy
from sklearn.metrics import log_loss

import casestudy_lib as lib

N_ROUNDS = 9
MOST_TIME = {"training": 0.38, "metrics": 0.5}  # ours / theirs
MOST_MEMORY = 1.2  # peak / input

Contenders = dict[str, Callable[[], float]]


def training() -> dict[str, Contenders]:
    """200 epochs on 1200 rows with the metrics of every epoch; each run returns its last loss."""
    X, y = lib.generate_data()
    split = X[:1200], y[:1200], X[1200:], y[1200:]
    return {
        "train_and_track": {
            "casestudy_lib": lambda: lib.train_and_track(*split)["train_loss"][-1],
            "plain textbook loop": lambda: reference.train_and_track(*split)["train_loss"][-1],
        }
    }


def metrics(y: np.ndarray, targets: np.ndarray, probs: np.ndarray) -> dict[str, Contenders]:
    """Metrics of a million predictions of ten classes."""
    return {
        "compute_entropy": {
            "casestudy_lib": lambda: lib.compute_entropy(probs),
            "scipy.stats.entropy": lambda: entropy(probs, axis=1).mean(),
        },
        "compute_cross_entropy, labels": {
            "casestudy_lib": lambda: lib.compute_cross_entropy(y, probs),
            "sklearn.metrics.log_loss": lambda: log_loss(y, probs),
        },
        "compute_kl_divergence, soft targets": {
            "casestudy_lib": lambda: lib.compute_kl_divergence(targets, probs),
            "scipy.special.rel_entr": lambda: rel_entr(targets, probs).sum(axis=1).mean(),
            "scipy.stats.entropy": lambda: entropy(targets, probs, axis=1).mean(),
        },
        "compute_mutual_information": {
            "casestudy_lib": lambda: lib.compute_mutual_information(probs),
            "scipy.stats.entropy": lambda: (
                entropy(probs.mean(axis=0)) - entropy(probs, axis=1).mean()
            ),
        },
    }


def report(title: str, runs: Contenders, most_time: float, n_bytes: int = 0) -> None:
    """Measure the contenders, ours first, and print a row for each.

    Raises:
        AssertionError: they do not compute the same number.
    """
    values = {name: run() for name, run in runs.items()}
    assert np.ptp(list(values.values())) < 1e-9, f"not the same number: {values}"
    seconds = median_times(runs)
    ours = next(iter(runs))
    print(f"\n{title}")
    for name, run in runs.items():
        row = f"  {name:24}{1e3 * seconds[name]:9.1f} ms"
        if n_bytes:
            memory = peak_bytes(run) / n_bytes
            row += f"{memory:7.2f} x the input"
            row += verdict(memory, MOST_MEMORY) if name == ours else ""
        if name != ours:
            ratio = seconds[ours] / seconds[name]
            row += f"   ours / theirs {ratio:.2f}{verdict(ratio, most_time)}"
        print(row)


def verdict(value: float, most: float) -> str:
    """Whether a target is met."""
    return f" ({'within' if value <= most else 'OVER'} {most:g})"


def median_times(runs: Contenders) -> dict[str, float]:
    """Median seconds of each run, all of them once a round."""
    times = {name: [] for name in runs}
    for _ in range(N_ROUNDS):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def peak_bytes(run: Callable[[], object]) -> int:
    """Peak of the memory that one run allocates; apart from timing, which tracing slows."""
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def main() -> None:
    """Run both sections."""
    for title, runs in training().items():
        report(title, runs, MOST_TIME["training"])
    rng = np.random.default_rng(0)
    targets, probs = lib.softmax(rng.normal(0, 2, (2, 10**6, 10)))
    for title, runs in metrics(rng.integers(0, 10, 10**6), targets, probs).items():
        report(title, runs, MOST_TIME["metrics"], probs.nbytes)


if __name__ == "__main__":
    main()
