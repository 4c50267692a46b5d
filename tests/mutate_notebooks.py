"""Break a formula in a copy of the library, and see that a notebook's stored numbers notice.

    python tests/mutate_notebooks.py

The unit tests have a mutation tester of their own. Exits with status 1 if a break goes unnoticed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]

# Module and function, what is returned in place of right(*given), and the phase that should notice.
BREAKS = [
    ("data", "generate_data", "(lambda X, y: (X, y[::-1]))(*right(*given, **options))", "01"),
    ("data", "bayes_limits", "{k: 1.001 * v for k, v in right(**options).items()}", "01"),
    ("network", "slopes", "{k: -v for k, v in right(*given).items()}", "02"),
    ("metrics", "row_entropies", "1.001 * right(*given)", "03"),
    ("metrics", "compute_kl_divergence", "right(given[1], given[0])", "03"),
    ("network", "descend", "right(given[0], given[1], 1.01 * given[2])", "04"),
    (
        "calibration",
        "temperature_analysis",
        "{k: 1.01 * v for k, v in right(*given).items()}",
        "05",
    ),
    ("calibration", "optimal_temperature", "1 / right(*given)", "05"),
]

# A notebook that prints the function's source still shows the right one.
BROKEN = """
import functools
right = {function}

@functools.wraps(right)
def {function}(*given, **options):
    return {instead}
"""


def differs(phase: str, module: str = "", **broken: str) -> bool:
    """Whether stored outputs differ from those of a copy of the library, with this break if any.

    Raises:
        RuntimeError: the notebooks could not be compared, or fail in another way.
    """
    with tempfile.TemporaryDirectory() as copy:
        library = Path(copy) / "casestudy_lib"
        shutil.copytree(ROOT / library.name, library)
        if broken:
            with (library / f"{module}.py").open("a", encoding="utf-8") as file:
                file.write(BROKEN.format(**broken))
        notebooks = sorted(map(str, ROOT.glob(f"book/{phase}_*.ipynb")))
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--nbval-cell-timeout=300", *notebooks],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": copy},  # the kernel's way to the library
            capture_output=True,
            text=True,
        )
    seen = "Cell outputs differ" in run.stdout
    if run.returncode != int(seen):
        raise RuntimeError(run.stdout + run.stderr)
    return seen


def main() -> int:
    """Print who noticed; the exit status is 1 where nobody did."""
    if differs("0[1-5]"):
        sys.exit("outputs differ without any break, so a difference would prove nothing")
    all_seen = True
    for module, function, instead, phase in BREAKS:
        seen = differs(phase, module, function=function, instead=instead)
        all_seen &= seen
        print(f"{module}.{function}: {'seen' if seen else 'NOT SEEN'} in {phase}", flush=True)
    return int(not all_seen)


if __name__ == "__main__":
    sys.exit(main())
