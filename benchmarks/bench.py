"""Speed and memory of `casestudy_lib` beside other implementations of the same thing.

    python benchmarks/bench.py

Contenders take turns, so that whatever else the machine does meets all of them; a time is the
median over the rounds. Memory is the peak of what NumPy allocates in one call, in units of the
input array.
"""

import argparse
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import reference
from scipy.special import rel_entr
from scipy.stats import entropy
from sklearn.metrics import log_loss

import casestudy_lib as lib

N_ROUNDS = 9
OURS = "casestudy_lib"


@dataclass
class Peer:
    """Another implementation, and the largest ratio ours / theirs that meets the target."""

    name: str
    run: Callable[[], object]
    target: float = 0.5


@dataclass
class Bench:
    """One call of the library and its peers; `n_bytes` of input where memory has a target."""

    title: str
    run: Callable[[], object]
    peers: list[Peer]
    n_bytes: int | None = None
    verify: Callable[[dict[str, object]], None] = field(default=lambda results: None)


def training() -> Iterator[Bench]:
    """200 epochs on 1200 rows with the metrics of every epoch."""
    X, y = lib.generate_data()
    split = X[:1200], y[:1200], X[1200:], y[1200:]

    def same_training(results: dict[str, dict]) -> None:
        ends = [run["train_loss"][-1] for run in results.values()]
        assert np.ptp(ends) < 1e-9, f"not the same training: it ends at losses of {ends}"

    yield Bench(
        "train_and_track, defaults, 1200 train / 300 test",
        lambda: lib.train_and_track(*split),
        [Peer("plain textbook loop", lambda: reference.train_and_track(*split), target=0.38)],
        verify=same_training,
    )


def metrics(n_samples: int = 10**6, n_classes: int = 10) -> Iterator[Bench]:
    """Metrics of a million predictions of ten classes."""
    rng = np.random.default_rng(0)
    targets, probs = (
        np.ascontiguousarray(lib.softmax(rng.normal(0, 2, (n_samples, n_classes))))
        for _ in range(2)
    )
    y = rng.integers(0, n_classes, n_samples)

    def same_value(results: dict[str, float]) -> None:
        for name, value in results.items():
            assert np.isclose(value, results[OURS], rtol=1e-9), f"{name}: {value!r}"

    def bench(title: str, run: Callable[[], float], *others: Peer) -> Bench:
        return Bench(title, run, list(others), probs.nbytes, same_value)

    yield bench(
        "compute_entropy",
        lambda: lib.compute_entropy(probs),
        Peer("scipy.stats.entropy", lambda: entropy(probs, axis=1).mean()),
    )
    yield bench(
        "compute_cross_entropy, labels",
        lambda: lib.compute_cross_entropy(y, probs),
        Peer("sklearn.metrics.log_loss", lambda: log_loss(y, probs)),
    )
    yield bench(
        "compute_kl_divergence, soft targets",
        lambda: lib.compute_kl_divergence(targets, probs),
        Peer("scipy.special.rel_entr", lambda: rel_entr(targets, probs).sum(axis=1).mean()),
        Peer("scipy.stats.entropy", lambda: entropy(targets, probs, axis=1).mean()),
    )
    yield bench(
        "compute_mutual_information",
        lambda: lib.compute_mutual_information(probs),
        Peer(
            "scipy.stats.entropy",
            lambda: entropy(probs.mean(axis=0)) - entropy(probs, axis=1).mean(),
        ),
    )


#: What is measured; a further section is one more generator of benches.
SECTIONS = {"training": training, "metrics": metrics}
MEMORY_TARGET = 1.2


def report(bench: Bench, n_rounds: int) -> None:
    """Measure one bench and print its table."""
    runs = {OURS: bench.run} | {peer.name: peer.run for peer in bench.peers}
    bench.verify({name: run() for name, run in runs.items()})
    seconds = median_times(runs, n_rounds)
    memory = {name: peak_bytes(run) / bench.n_bytes for name, run in runs.items() if bench.n_bytes}

    def row(name: str, *cells: str) -> None:
        size = f"{memory[name]:.2f}×" if name in memory else ""
        print(f"  {name:66}{1e3 * seconds[name]:7.1f} ms{size:>9}", *cells)

    print(f"\n{bench.title}")
    print(f"  {'':66}{'median':>10}{'memory':>9} {'ours / theirs':>14} {'target':>7}")
    if bench.n_bytes:
        row(
            OURS, f"{'':14} {f'≤ {MEMORY_TARGET:.1f}×':>7} ", verdict(memory[OURS] <= MEMORY_TARGET)
        )
    else:
        row(OURS)
    for peer in bench.peers:
        ratio = seconds[OURS] / seconds[peer.name]
        target = f"≤ {peer.target:.2f}"
        row(peer.name, f"{ratio:14.2f} {target:>7} ", verdict(ratio <= peer.target))


def median_times(runs: dict[str, Callable], n_rounds: int) -> dict[str, float]:
    """Median seconds of each run, all of them once a round."""
    times = {name: [] for name in runs}
    for _ in range(n_rounds):
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


def verdict(met: bool) -> str:
    """What the last column says."""
    return "PASS" if met else "over target"


def main() -> None:
    """Run the sections named on the command line, or all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sections", nargs="*", help=f"any of {', '.join(SECTIONS)}")
    parser.add_argument("--rounds", type=int, default=N_ROUNDS)
    arguments = parser.parse_args()
    for name in arguments.sections or SECTIONS:
        print(f"\n== {name}: {SECTIONS[name].__doc__} Medians of {arguments.rounds} rounds. ==")
        for bench in SECTIONS[name]():
            report(bench, arguments.rounds)


if __name__ == "__main__":
    main()
