"""The runs of the trials as rows of text: stored as they come, checked when they are read.

`registered.json` names the commit and the digest of the criteria that stood before the runs, and
beside it each group of settings has a file of its own, a row a run: setting, seed, versions,
measures, and a checksum of all these.
"""

import csv
import hashlib
import io
import json
import os
import platform
import subprocess
import zlib
from collections.abc import Iterable
from concurrent.futures import Executor
from pathlib import Path

import numpy as np

from casestudy_lib.claims import criteria
from casestudy_lib.claims.criteria import TRIALS, Trial
from casestudy_lib.claims.trials import EXPERIMENTS, with_views
from casestudy_lib.claims.verdict import Measures
from casestudy_lib.inputs import require_integer
from casestudy_lib.studies.many_runs import Outcome, Run, run_experiments

CRITERIA = Path(criteria.__file__)
FOLDER = CRITERIA.parents[2] / "book" / "data" / "trials"

_REGISTERED = "registered.json"
_FIRST, _LAST = ["setting", "seed", "python", "numpy"], "checksum"


def store_trials(folder: Path = FOLDER, *, executor: Executor | None = None) -> None:
    """Run what is not stored yet, and add a row for each run as it finishes.

    Stopped at any time and called again, it goes on where it was.

    Args:
        folder: where the rows are, or will be.
        executor: as for `run_experiments`.

    Raises:
        RuntimeError: a run failed, or the criteria are not committed.
        ValueError: the rows in the folder belong to other criteria, or were altered.
    """
    _register(folder)
    for name, trial in TRIALS.items():
        path = folder / f"{name}.csv"
        _drop_torn_row(path)
        stored = read_rows(path, trial)
        for setting, keywords in trial.settings.items():
            missing = [seed for seed in trial.seeds if (setting, seed) not in stored]
            print(f"{name}: {setting}: {len(missing)} of {len(trial.seeds)} runs", flush=True)
            if missing:
                run_experiments(
                    EXPERIMENTS[trial.experiment], {setting: keywords}, missing, executor=executor,
                    progress=True, keep=lambda run, outcome, path=path: _append(path, run, outcome),
                ).raise_failures()  # fmt: skip
        _sort(path, trial)


def stored_trials(folder: Path = FOLDER) -> dict[str, Measures]:
    """What `run_trials` returns, from the stored rows.

    Raises:
        ValueError: rows are missing, altered, doubled, or belong to other criteria.
    """
    registered(folder)
    results: dict[str, Measures] = {}
    for name, trial in TRIALS.items():
        if name != "scan":
            results |= _columns(folder / f"{name}.csv", trial)
    return with_views(results)


def stored_scan(folder: Path = FOLDER) -> dict[str, Measures]:
    """Measures of the settings that were scanned for claim 2, on the choosing seeds.

    Raises: as `stored_trials`.
    """
    registered(folder)
    return _columns(folder / "scan.csv", TRIALS["scan"])


def repeat_runs(n_runs: int, seed: int, folder: Path = FOLDER) -> list[dict[str, object]]:
    """Run some of the stored runs again, drawn at random from every group of settings.

    Args:
        n_runs: how many of each group.
        seed: seed of the choice.
        folder: where the rows are.

    Returns:
        For each its `setting`, its `seed`, and the `largest difference` of a measure from the
        stored one, relative where the measure is above 1.

    Raises:
        ValueError, RuntimeError: as `stored_trials`, or a run failed.
    """
    rng = np.random.default_rng(seed)
    found: list[dict[str, object]] = []
    for name, trial in TRIALS.items():
        stored = read_rows(folder / f"{name}.csv", trial)
        places = rng.choice(len(stored), require_integer(n_runs, "n_runs", minimum=1), False)
        for place in sorted(places.tolist()):
            (setting, run_seed), row = list(stored.items())[place]
            settings = {setting: trial.settings[setting]}
            again = run_experiments(EXPERIMENTS[trial.experiment], settings, [run_seed])
            again.raise_failures()
            pairs = [(float(again[setting][key][0]), value) for key, value in row.items()]
            worst = max(abs(new - old) / max(abs(old), 1.0) for new, old in pairs)
            found.append({"setting": setting, "seed": run_seed, "largest difference": worst})
    return found


def registered(folder: Path = FOLDER) -> dict[str, str]:
    """The `commit` at which the criteria of the stored runs stood, and their `digest`.

    Raises:
        ValueError: nothing is stored, or the criteria have changed since.
    """
    path = folder / _REGISTERED
    if not path.exists():
        raise ValueError(f"no trials are stored in {folder}: call `make claims`")
    found = json.loads(path.read_text(encoding="utf-8"))
    if found["digest"] != _digest():
        raise ValueError(
            f"{CRITERIA.name} has changed since the trials in {folder} were run for commit "
            f"{found['commit']}: to try the present criteria, remove the folder, choose seeds "
            "that have not been used, commit them, and call `make claims`"
        )
    return found


def read_rows(path: Path, trial: Trial) -> dict[Run, dict[str, float]]:
    """Measures by name of every stored run of a group, in the order of the file.

    Raises:
        ValueError: a row was altered or cut off, stands twice, or is not wanted.
    """
    if not path.exists():
        return {}
    names, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    found: dict[Run, dict[str, float]] = {}
    for place, row in enumerate(rows, start=2):
        if len(row) != len(names) or row[-1] != _checksum(row[:-1]):
            raise ValueError(f"{path}, line {place}: the row is not as it was stored")
        run = (row[0], int(row[1]))
        if run in found or run[0] not in trial.settings or run[1] not in trial.seeds:
            raise ValueError(f"{path}, line {place}: {run} stands twice, or is not wanted")
        values = map(float, row[len(_FIRST) : -1])
        found[run] = dict(zip(names[len(_FIRST) : -1], values, strict=True))
    return found


def _columns(path: Path, trial: Trial) -> dict[str, Measures]:
    """Measures by setting and name, each (n_seeds,)."""
    stored = read_rows(path, trial)
    wanted = [(setting, seed) for setting in trial.settings for seed in trial.seeds]
    if missing := [run for run in wanted if run not in stored]:
        raise ValueError(f"{path} lacks {len(missing)} runs, {missing[0]} first: `make claims`")
    rows = {name: [stored[name, seed] for seed in trial.seeds] for name in trial.settings}
    return {
        setting: {name: np.array([row[name] for row in runs]) for name in runs[0]}
        for setting, runs in rows.items()
    }


def _append(path: Path, run: Run, outcome: Outcome) -> None:
    if isinstance(outcome, str):  # it failed: the next call tries it again
        return
    cells = [run[0], str(run[1]), platform.python_version(), np.__version__]
    cells += [f"{float(value):.11g}" for value in outcome.values()]
    rows = [] if path.exists() else [[*_FIRST, *outcome, _LAST]]
    _write(path, [*rows, [*cells, _checksum(cells)]], "a")


def _drop_torn_row(path: Path) -> None:
    """Drop a last line that was cut off when its writer was killed."""
    if path.exists() and not (text := path.read_bytes()).endswith(b"\n"):
        os.truncate(path, text.rfind(b"\n") + 1)


def _sort(path: Path, trial: Trial) -> None:
    """Put the rows in the order of the settings and seeds, whatever order they came in."""
    names, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    rows.sort(key=lambda row: (list(trial.settings).index(row[0]), int(row[1])))
    _write(path.with_suffix(".new"), [names, *rows], "w")
    os.replace(path.with_suffix(".new"), path)


def _write(path: Path, rows: Iterable[list[str]], mode: str) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    with path.open(mode, encoding="utf-8", newline="") as file:
        file.write(text.getvalue())  # in one piece, so that a kill tears one row at the most


def _checksum(cells: list[str]) -> str:
    return f"{zlib.crc32(','.join(cells).encode()):08x}"


def _digest() -> str:
    return hashlib.sha256(CRITERIA.read_bytes()).hexdigest()[:16]


def _register(folder: Path) -> None:
    """Note the commit of the criteria, which must have no change that is not committed."""
    if (folder / _REGISTERED).exists():
        registered(folder)
        return
    if _git("status", "--porcelain", "--", str(CRITERIA)):
        raise RuntimeError(f"commit {CRITERIA.name} first: criteria stand before the runs")
    commit = _git("log", "-1", "--format=%h", "--", str(CRITERIA))
    folder.mkdir(parents=True, exist_ok=True)
    note = {"commit": commit, "digest": _digest()}
    (folder / _REGISTERED).write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(CRITERIA.parent), *arguments]
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError) as error:
        raise RuntimeError("the criteria must be committed in a git repository") from error
