"""One run of Lighthouse over one page, and what is kept of its report."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from statistics import median_low
from typing import NamedTuple

from tools.chromium import ARGUMENTS, NAMES, find_chromium

COMMAND = Path(__file__).parent / "node_modules" / ".bin" / "lighthouse"
BROWSER_FLAGS = " ".join(["--headless=new", *ARGUMENTS])
OPTIONS = {"phone": [], "desktop": ["--preset=desktop"]}

#: Below this benchmark index Lighthouse itself says that a machine is too slow to be trusted.
SLOW_MACHINE = 1000

#: The lowest score of each category that will do, by form factor.
TARGETS = {
    "desktop": {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 95},
    "phone": {"performance": 85, "accessibility": 100, "best-practices": 100, "seo": 95},
}


class Result(NamedTuple):
    """The scores of a page on one form factor, and what it weighs."""

    page: str
    form: str
    scores: dict[str, int]
    kilobytes: float
    machine_speed: float
    faults: dict[str, list[str]]

    @property
    def missed(self) -> list[str]:
        """The categories below their target."""
        return [name for name, target in TARGETS[self.form].items() if self.scores[name] < target]


def missing_programs() -> list[str]:
    """Name the programs that an audit needs and does not find, with what brings each."""
    missing = []
    if not COMMAND.exists():
        missing.append("Lighthouse: run `npm ci` in tools/audit, as `make audit` does")
    if shutil.which("node") is None:
        missing.append("node 18.16 or newer, from nodejs.org or the system's packages")
    if find_chromium() is None:
        missing.append(f"Chromium or Chrome, on the PATH as one of {', '.join(NAMES)}")
    return missing


def run(url: str, page: str, form: str, report: Path) -> Result:
    """Measure a page once and keep the raw report.

    Raises:
        RuntimeError: Lighthouse could not measure the page.
    """
    command = [
        str(COMMAND),
        url,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(TARGETS[form])}",
        f"--chrome-flags={BROWSER_FLAGS}",
        "--no-enable-error-reporting",
        *OPTIONS[form],
    ]
    environment = os.environ | {"CHROME_PATH": find_chromium()}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed on {page} ({form}):\n{done.stderr}")
    return read(json.loads(report.read_text(encoding="utf-8")), page, form)


def read(report: dict, page: str, form: str) -> Result:
    """Read the scores, the weight and the audits that cost points from a report.

    Raises:
        RuntimeError: Lighthouse says that it measured something else than the page.
    """
    if error := report.get("runtimeError"):
        raise RuntimeError(f"Lighthouse failed on {page} ({form}): {error['message']}")
    scores, faults = {}, {}
    for name, category in report["categories"].items():
        scores[name] = round(100 * category["score"])
        faults[name] = [
            reference["id"]
            for reference in category["auditRefs"]
            if reference["weight"] and (report["audits"][reference["id"]]["score"] or 0) < 0.9
        ]
    weight = report["audits"]["total-byte-weight"]["numericValue"] / 1000
    speed = report["environment"]["benchmarkIndex"]
    return Result(page, form, scores, weight, speed, faults)


def measure(run_once: Callable[[int], Result]) -> Result:
    """Measure once; where performance misses its target, thrice, and keep the median run.

    Args:
        run_once: measures the page, given the number of the run from 1.
    """
    first = run_once(1)
    if "performance" not in first.missed:
        return first
    results = [first, run_once(2), run_once(3)]
    middle = median_low(result.scores["performance"] for result in results)
    return next(result for result in results if result.scores["performance"] == middle)
