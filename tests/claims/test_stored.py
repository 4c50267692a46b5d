"""Rows are stored once each, refused when they were touched, and come again when they are run."""

import hashlib
import json
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from casestudy_lib import claims
from casestudy_lib.claims import stored as stored_module
from casestudy_lib.claims.criteria import Trial
from casestudy_lib.claims.trials import EXPERIMENTS

CLAIMS = claims.RECEIVED + claims.OWN


@pytest.fixture
def quick(monkeypatch, tmp_path):
    """Two small groups of trials, a folder for them, and a list of the runs that were made."""
    made = []

    def experiment(seed, *, scale=1.0):
        made.append((scale, seed))
        if seed == quick_fault.get(scale):
            raise KeyboardInterrupt if scale == 2 else ValueError("no such luck")
        return {"T_star": scale * seed / 3, "perfect_T_star": float(seed)}

    quick_fault = {}
    trials = {
        "full": Trial("planted", {"default": {}, "a, b": {"scale": 2.0}}, range(5, 9)),
        "scan": Trial("planted", {"third": {"scale": 3.0}}, range(2)),
    }
    for module in (stored_module, "casestudy_lib.claims.trials"):
        monkeypatch.setattr(f"{getattr(module, '__name__', module)}.TRIALS", trials)
    monkeypatch.setitem(EXPERIMENTS, "planted", experiment)
    monkeypatch.setattr(stored_module, "_git", lambda *words: "" if "status" in words else "abc")
    return tmp_path / "trials", made, quick_fault


def test_stored_runs_are_those_of_run_trials(quick):
    folder, made, _ = quick
    with ThreadPoolExecutor(2) as pool:
        claims.store_trials(folder, executor=pool)
    rows, run = claims.stored_trials(folder), claims.run_trials(range(5, 9), progress=False)
    assert rows.keys() == run.keys() >= {"default", "a, b", "perfect model"}
    for setting, measures in run.items():
        for name, values in measures.items():
            np.testing.assert_allclose(rows[setting][name], values, rtol=1e-10)
    assert claims.stored_scan(folder)["third"]["T_star"].tolist() == [0, 1]
    assert claims.registered(folder)["commit"] == "abc"
    made.clear()
    before = (folder / "full.csv").read_text()
    claims.store_trials(folder)
    assert made == []
    assert (folder / "full.csv").read_text() == before


def test_stopped_trials_go_on_where_they_were(quick):
    folder, made, fault = quick
    fault[2.0] = 7
    with pytest.raises(KeyboardInterrupt):
        claims.store_trials(folder)
    path = folder / "full.csv"
    assert len(path.read_text().splitlines()) == 1 + 4 + 2
    path.write_bytes(path.read_bytes()[:-20])  # and the last row was being written
    fault.clear()
    made.clear()
    claims.store_trials(folder)
    assert made == [(2.0, 6), (2.0, 7), (2.0, 8), (3.0, 0), (3.0, 1)]
    assert claims.stored_trials(folder)["a, b"]["T_star"] == pytest.approx(np.arange(5, 9) * 2 / 3)


def test_a_failed_run_is_named_and_loses_no_other(quick):
    folder, _, fault = quick
    fault[1.0] = 6
    with pytest.raises(RuntimeError, match="'default', seed 6: ValueError: no such luck"):
        claims.store_trials(folder)
    assert len((folder / "full.csv").read_text().splitlines()) == 1 + 3
    with pytest.raises(ValueError, match=r"full.csv lacks 5 runs, \('default', 6\) first"):
        claims.stored_trials(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda lines: lines[1].replace("default,5", "default,6"), "as it was stored"),
        (lambda lines: lines[1].replace("1.6666666667", "1.6666666668"), "as it was stored"),
        (lambda lines: lines[1].rpartition(",")[0], "as it was stored"),
        (lambda lines: f"{lines[1]}\n{lines[1]}", "stands twice, or is not wanted"),
    ],
)
def test_a_row_that_was_touched_is_refused(quick, change, message):
    folder, _, _ = quick
    claims.store_trials(folder)
    path = folder / "full.csv"
    lines = path.read_text().splitlines()
    lines[1] = change(lines)
    path.write_text("\n".join(lines) + "\n")
    for reading in (claims.stored_trials, claims.store_trials):
        with pytest.raises(ValueError, match=message):
            reading(folder)


def test_criteria_stand_before_the_runs(quick, monkeypatch):
    folder, made, _ = quick
    with pytest.raises(ValueError, match="no trials are stored in"):
        claims.stored_trials(folder)
    with monkeypatch.context() as patch:
        patch.setattr(stored_module, "_git", lambda *words: " M criteria.py")
        with pytest.raises(RuntimeError, match=r"commit criteria\.py first"):
            claims.store_trials(folder)
    assert made == []
    claims.store_trials(folder)
    (folder / "registered.json").write_text(json.dumps({"commit": "abc", "digest": "0"}))
    for reading in (claims.stored_trials, claims.store_trials):
        with pytest.raises(ValueError, match=r"criteria\.py has changed since .* commit abc"):
            reading(folder)


def test_without_a_repository_nothing_is_registered(monkeypatch, tmp_path):
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    with pytest.raises(RuntimeError, match="must be committed in a git repository"):
        claims.store_trials(tmp_path / "trials")


def test_the_commit_that_the_book_names_holds_these_criteria():
    named, path = claims.registered(), "casestudy_lib/claims/criteria.py"
    command = ["git", "-C", stored_module.FOLDER, "show", f"{named['commit']}:{path}"]
    shown = subprocess.run(command, capture_output=True)
    if shown.returncode == 0:  # a copy without its history cannot tell
        assert hashlib.sha256(shown.stdout).hexdigest()[:16] == named["digest"]


def test_stored_runs_come_again():
    seed = int(time.time())
    for run in claims.repeat_runs(1, seed):
        assert run["largest difference"] < 1e-9, (seed, run)


def test_every_claim_has_a_number_a_criterion_and_enough_runs_to_judge():
    assert [claim.number for claim in claims.RECEIVED] == list(range(1, 15))
    assert [claim.number for claim in claims.OWN] == list(range(15, 15 + len(claims.OWN)))
    results = claims.stored_trials()
    for claim in CLAIMS:
        assert claim.said.endswith((".", ")."))
        assert all(part.criterion() for part in claim.parts)
        for finding in claims.judge(claim, results).findings:
            assert finding.n_runs >= 200
            low, high = finding.interval
            assert np.isnan(finding.share) or low <= finding.share <= high


def test_what_judges_was_not_looked_at_before():
    assert all(
        trial.seeds == claims.CHOOSING for name, trial in claims.TRIALS.items() if name == "scan"
    )
    judging = [trial.seeds for name, trial in claims.TRIALS.items() if name != "scan"]
    assert claims.JUDGING in judging
    assert not {*claims.CHOOSING, 42} & {seed for seeds in judging for seed in seeds}


def test_the_setting_of_claim_two_is_the_best_that_was_scanned():
    claim, results = claims.RECEIVED[1], claims.stored_scan()
    assert results.keys() == claims.SCANNED.keys()
    in_one = {name: claims.judge(claim, dict.fromkeys((claim.setting, *claim.elsewhere), measures))
              for name, measures in results.items()}  # fmt: skip
    agreeing = {name: verdict.findings[0].agrees.sum() for name, verdict in in_one.items()}
    best = [name for name, count in agreeing.items() if count == max(agreeing.values())]
    widest = max(best, key=lambda name: claims.SCANNED[name]["std"])
    assert widest == claim.elsewhere[0]
