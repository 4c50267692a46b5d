"""Break the library on purpose, one break at a time, and see who notices.

    python tests/mutants.py

Works on a copy of the repository. Every break runs against the unit tests and, through nbval,
against the notebooks that should show a different number. Exits with status 1 if a break survives
the unit tests, or if one of those marked `required` survives the notebooks.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = (
    "data", "truth", "network", "metrics", "training", "calibration", "information", "coding",
    "phases", "bootstrap", "results", "validation", "package",
)  # fmt: skip
UNIT_TESTS = [f"tests/test_{module}.py" for module in MODULES]
NOT_COPIED = shutil.ignore_patterns(".*", "_build", "__pycache__", "*.egg-info")
CAUGHT, SURVIVED, NOT_RUN = "caught", "SURVIVED", "not run"


@dataclass
class Mutant:
    """One break: `old` text of a file becomes `new`, and the phases that should notice."""

    title: str
    file: str
    old: str
    new: str
    notebooks: tuple[str, ...]
    required: bool = False


MUTANTS = [
    Mutant(
        "entropy × 1.001",
        "metrics.py",
        "    return _row_cross_entropies(probs, probs)\n",
        "    return 1.001 * _row_cross_entropies(probs, probs)\n",
        ("02", "03"),
        required=True,
    ),
    Mutant(
        "wrong sign in the gradient",
        "network.py",
        "delta_out[np.arange(len(y)), y] -= 1 / len(y)",
        "delta_out[np.arange(len(y)), y] += 1 / len(y)",
        ("02", "04"),
        required=True,
    ),
    Mutant(
        "two labels swapped in the data",
        "data.py",
        "    return X[order], y[order]\n",
        "    y[[0, -1]] = y[[-1, 0]]\n    return X[order], y[order]\n",
        ("01", "04"),
        required=True,
    ),
    Mutant(
        "training loss summed, not averaged",
        "training.py",
        "label_code_lengths(self.y_train, train).mean(axis=1)",
        "label_code_lengths(self.y_train, train).sum(axis=1)",
        ("04",),
    ),
    Mutant(
        "logarithm to base 2",
        "metrics.py",
        "return row_code_lengths(p, np.log(q))",
        "return row_code_lengths(p, np.log2(q))",
        ("03",),
    ),
    Mutant(
        "epsilon inside the logarithm",
        "metrics.py",
        "np.log(np.maximum(q, _SMALLEST))",
        "np.log(q + 1e-12)",
        ("03",),
    ),
    Mutant(
        "impossible outcome costs no inf",
        "metrics.py",
        ".any(axis=1)] = np.inf",
        ".any(axis=1)] = 0.0",
        ("03",),
    ),
    Mutant(
        "KL of rows with its arguments swapped",
        "metrics.py",
        "return _row_cross_entropies(y, probs) - row_entropies(y)",
        "return _row_cross_entropies(probs, y) - row_entropies(probs)",
        ("03", "04"),
    ),
    Mutant(
        "class-distribution KL with its arguments swapped",
        "metrics.py",
        "compute_kl_divergence(frequencies[None], probs.mean(axis=0)[None])",
        "compute_kl_divergence(probs.mean(axis=0)[None], frequencies[None])",
        ("03",),
    ),
    Mutant(
        "mutual information without the entropy of the mean",
        "metrics.py",
        "return compute_entropy(probs.mean(axis=0)[None]) - compute_entropy(probs)",
        "return np.log(probs.shape[1]) - compute_entropy(probs)",
        ("03", "05"),
    ),
    Mutant(
        "training accuracy from the test rows",
        "training.py",
        "(train.argmax(axis=2) == self.y_train)",
        "(test.argmax(axis=2) == self.y_test)",
        ("04",),
    ),
    Mutant(
        "row e after update e + 1",
        "training.py",
        "                descend(net, steps, learning_rate)\n",
        "                descend(net, steps, learning_rate)\n"
        "                log_probs[row] = propagate(net, data.X).log_probs\n",
        ("04",),
    ),
    Mutant(
        "last update left out",
        "training.py",
        "if epoch < n_epochs:",
        "if epoch < n_epochs - 1:",
        ("04",),
    ),
    Mutant(
        "test rows take part in training",
        "training.py",
        "steps = slopes(net, seen.rows(data.train), data.y_train)",
        "steps = slopes(net, seen, np.concatenate([data.y_train, data.y_test]))",
        ("04",),
    ),
    Mutant(
        "Glorot scale of the inputs alone",
        "network.py",
        "np.sqrt(2.0 / (fan_in + fan_out))",
        "np.sqrt(2.0 / fan_in)",
        ("02", "04"),
    ),
    Mutant(
        "softmax without its shift",
        "network.py",
        "shifted = z - z.max(axis=-1, keepdims=True)",
        "shifted = z - 0.0",
        ("02",),
    ),
    Mutant(
        "second backward on a stale pass",
        "network.py",
        "        self._seen = None\n        return loss\n",
        "        return loss\n",
        (),
    ),
    Mutant(
        "temperature multiplies",
        "calibration/temperature.py",
        "probs = softmax(logits / T)",
        "probs = softmax(logits * T)",
        ("05",),
    ),
    Mutant(
        "optimal 1/T in place of T",
        "calibration/temperature.py",
        "float(scale / _root_of_slope(logits, labelled, tolerance))",
        "float(_root_of_slope(logits, labelled, tolerance) / scale)",
        ("05",),
    ),
    Mutant(
        "bins of one row not counted in the calibration error",
        "calibration/reliability.py",
        'filled = curve["count"] > 0',
        'filled = curve["count"] > 1',
        ("05",),
    ),
    Mutant(
        "bins without their upper edge",
        "calibration/bins.py",
        "return np.digitize(confidence, edges[1:-1], right=True), edges",
        "return np.digitize(confidence, edges[1:-1]), edges",
        (),
    ),
    Mutant(
        "first row lost by the split",
        "data.py",
        "np.split(X, edges), np.split(y, edges)",
        "np.split(X[1:], edges), np.split(y[1:], edges)",
        ("05",),
    ),
    Mutant(
        "proportions of the classes left out of the limits",
        "truth.py",
        "posterior = bayes_posterior(X, std=std, priors=priors)",
        "posterior = bayes_posterior(X, std=std)",
        ("01",),
    ),
    Mutant(
        "Miller–Madow with twice its size",
        "information.py",
        "(np.count_nonzero(counts) - 1) / (2 * n_samples)",
        "(np.count_nonzero(counts) - 1) / n_samples",
        ("measures",),
    ),
    Mutant(
        "labels coded with the shares of another class",
        "coding.py",
        "low = (low << _PRECISION) + width * edges[label]",
        "low = (low << _PRECISION) + width * edges[label + 1]",
        ("04",),
    ),
    Mutant(
        "change counted from zero, not from the first row",
        "phases.py",
        "return np.abs(values - values[..., :1]) / whole",
        "return np.abs(values) / whole",
        ("04",),
    ),
    Mutant(
        "band of all runs too narrow",
        "results.py",
        "[0.5, (1 - level) / 2, (1 + level) / 2]",
        "[0.5, 1 - level, level]",
        ("many",),
    ),
    Mutant(
        "resamples drawn without replacement",
        "bootstrap.py",
        "rows = rng.integers(0, n_samples, n_samples)",
        "rows = rng.permutation(n_samples)",
        ("measures",),
    ),
    Mutant(
        "row sums not checked",
        "validation.py",
        "if not worst <= ROW_SUM_TOLERANCE:",
        "if False:",
        (),
    ),
]


def main() -> int:
    """Print the table; return the exit status."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        baseline = pool.submit(run_unit_tests, None), pool.submit(run_notebooks, None)
        if any(run.result() == CAUGHT for run in baseline):
            sys.exit("the tests fail without any break, so a failure would prove nothing")
        failed = False
        print(f"{'break':55}{'unit tests':>12}{'notebooks':>12}")
        for mutant, tests, notebooks in pool.map(try_mutant, MUTANTS):
            print(f"{mutant.title:55}{tests:>12}{notebooks:>12}", flush=True)
            failed |= tests == SURVIVED or (mutant.required and notebooks == SURVIVED)
    return int(failed)


def try_mutant(mutant: Mutant) -> tuple[Mutant, str, str]:
    """Who noticed the break."""
    return mutant, run_unit_tests(mutant), run_notebooks(mutant)


def run_unit_tests(mutant: Mutant | None) -> str:
    """The unit tests of the broken module first: they are the likeliest to notice."""
    own = f"tests/test_{Path(mutant.file).parts[0].removesuffix('.py')}.py" if mutant else None
    return run_pytest(mutant, sorted(UNIT_TESTS, key=lambda path: path != own))


def run_notebooks(mutant: Mutant | None) -> str:
    """The notebooks that should notice; all of them where nothing is broken."""
    phases = mutant.notebooks if mutant else ("",)
    paths = [path for phase in phases for path in sorted(ROOT.glob(f"book/{phase}*.ipynb"))]
    if not paths:
        return NOT_RUN
    return run_pytest(mutant, ["--nbval", *(str(path.relative_to(ROOT)) for path in paths)])


def run_pytest(mutant: Mutant | None, arguments: list[str]) -> str:
    """Run pytest in a copy of the repository with the break applied, up to the first failure."""
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "repository"
        shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
        if mutant:
            apply(mutant, copy / "casestudy_lib" / mutant.file)
        result = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-n0", *arguments],
            cwd=copy,
            env=os.environ | {"PYTHONPATH": str(copy)},  # for the kernels of the notebooks
            capture_output=True,
            text=True,
        )
    if result.returncode not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise RuntimeError(f"pytest could not run:\n{result.stdout}\n{result.stderr}")
    if result.returncode and not mutant:
        print(result.stdout)
    return CAUGHT if result.returncode else SURVIVED


def apply(mutant: Mutant, path: Path) -> None:
    """Replace the one occurrence of the old text."""
    source = path.read_text(encoding="utf-8")
    if source.count(mutant.old) != 1:
        raise ValueError(
            f"{mutant.title!r} must replace one place in {mutant.file}, but its text occurs "
            f"{source.count(mutant.old)} times: {mutant.old!r}"
        )
    path.write_text(source.replace(mutant.old, mutant.new), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
