"""Verdicts follow from numbers: change the experiment behind them, and they move."""

import re
from itertools import pairwise
from pathlib import Path

import nbformat
import numpy as np
import pytest

from casestudy_lib import (
    bayes_posterior,
    compute_entropy,
    generate_data,
    optimal_temperature,
    softmax,
)
from casestudy_lib.claims import (
    LAYER_SETTINGS,
    OWN,
    RECEIVED,
    TRAINING_SETTINGS,
    Claim,
    Part,
    claim_experiment,
    decoding_experiment,
    judge,
    run_trials,
    tabulate_findings,
    tabulate_verdicts,
)
from casestudy_lib.claims import trials as trials_module
from casestudy_lib.studies.many_runs import run_experiments
from casestudy_lib.studies.one_run import train_once

BOOK = Path(__file__).parents[2] / "book"
POSITIVE = Claim(
    1, "x is positive.", (Part("x", lambda m: m["x"], above=0.0),), elsewhere=("b", "c")
)


def measures(*counts, n_seeds=20):
    """Settings in which so many of the seeds have a positive x."""
    return {
        name: {"x": np.where(np.arange(n_seeds) < count, 1.0, -1.0)}
        for name, count in zip(("default", "b", "c"), counts, strict=True)
    }


@pytest.mark.parametrize(
    ("counts", "word"),
    [
        ((20, 0, 0), "holds"),
        ((19, 0, 0), "holds"),
        ((18, 20, 3), "holds when: b"),
        ((0, 19, 20), "holds when: b; c"),
        ((18, 0, 0), "holds mostly (18 of 20 seeds)"),
        ((3, 0, 12), "holds mostly (12 of 20 seeds) when: c"),
        ((10, 10, 10), "fails"),
        ((0, 0, 0), "fails"),
    ],
)
def test_verdict_follows_from_the_share_of_seeds(counts, word):
    assert judge(POSITIVE, measures(*counts)).word == word


def test_all_parts_must_agree_in_the_same_run():
    parts = tuple(Part(f"x < {b}", lambda m, b=b: b * m["x"], above=0.0) for b in (1.0, -1.0))
    finding = judge(Claim(1, "", parts), measures(10, 0, 0)).findings[0]
    assert [finding.agreeing(0), finding.agreeing(1)] == [10, 10]
    assert finding.share == 0


def test_criterion_is_an_open_interval_and_says_so():
    part = Part("x", lambda m: m["x"], above=0.0, below=1.0)
    assert part.criterion() == "above 0 and below 1"
    values = {"default": {"x": np.array([0.0, 0.5, 1.0])}}
    finding = judge(Claim(1, "", (part,)), values).findings[0]
    assert finding.agrees.tolist() == [False, True, False]
    assert finding.summaries[0] == pytest.approx((0.5, 0.05, 0.95))


def test_a_missing_setting_and_a_statistic_without_a_number_are_refused():
    with pytest.raises(ValueError, match="claim 1 needs setting 'b', got \\['default'\\]"):
        judge(POSITIVE, {"default": {"x": np.ones(2)}})
    for bad in (np.array([np.nan, 1.0]), np.ones((2, 2))):
        with pytest.raises(ValueError, match="claim 1, 'x' in setting 'default'"):
            judge(Claim(1, "", POSITIVE.parts), {"default": {"x": bad}})


def test_every_claim_of_the_account_is_there_once_with_a_criterion():
    assert [claim.number for claim in RECEIVED] == list(range(1, 15))
    assert [claim.number for claim in OWN] == list(range(15, 15 + len(OWN)))
    for claim in RECEIVED + OWN:
        assert claim.said.endswith(".")
        assert all(part.criterion() for part in claim.parts)


@pytest.mark.parametrize("claim", RECEIVED + OWN, ids=lambda claim: str(claim.number))
def test_every_claim_links_to_a_heading_that_exists(claim):
    page, anchor = re.fullmatch(r"\[[\w ]+\]\((\w+\.ipynb)#(.+)\)", claim.shown).groups()
    cells = nbformat.read(BOOK / page, as_version=4).cells
    headings = re.findall(
        r"^#+ (.+)$",
        "\n".join(cell.source for cell in cells if cell.cell_type == "markdown"),
        flags=re.MULTILINE,
    )
    slugs = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}
    assert anchor in slugs


@pytest.fixture(scope="module")
def few_runs():
    """The default setting, and the same with one thing changed: ten times the learning rate."""
    fitted = {"fit_temperature": True}
    settings = {"default": fitted, "changed": fitted | {"learning_rate": 0.5}}
    return run_experiments(claim_experiment, settings, range(4))


def test_a_changed_experiment_flips_a_verdict(few_runs):
    underconfident = next(claim for claim in OWN if "underconfident" in claim.said)
    assert judge(underconfident, {"default": few_runs["default"]}).word == "holds"
    assert judge(underconfident, {"default": few_runs["changed"]}).word != "holds"


def test_claim_experiment_measures_what_it_says(few_runs):
    run = train_once(2, n_validation=300)
    (X_held_out, y_held_out, X, y), net = run.data[2:6], run.net
    truth = bayes_posterior(X)
    found = {name: values[2] for name, values in few_runs["default"].items()}
    for name, column in run.history.items():
        np.testing.assert_allclose(found[name], column, rtol=1e-9)
    T = optimal_temperature(net.logits(X_held_out), y_held_out)
    fitted, repaired = (softmax(net.logits(rows) / T) for rows in (X_held_out, X))
    chosen = net.forward(X).argmax(axis=1)
    expected = {
        "optimal_temperature": T,
        "floor": compute_entropy(truth),
        "expected_accuracy": np.mean([row[k] for row, k in zip(truth, chosen, strict=True)]),
        "repaired_loss": -np.log(repaired[np.arange(len(y)), y]).mean(),
        "confidence_excess": (fitted.max(axis=1) - (fitted.argmax(axis=1) == y_held_out)).mean(),
        "accuracy_spread": 0,
        "identity_error": 0,
    }
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, abs=1e-12)
    temperatures = ("sharpened", "original", "softened", "melted")
    assert all(found[f"entropy_{a}"] < found[f"entropy_{b}"] for a, b in pairwise(temperatures))


def test_perfect_gap_is_that_of_the_posterior_of_these_densities():
    setting = {"n_train": 50, "n_test": 40, "n_epochs": 0, "std": 2.0, "priors": (0.8, 0.1, 0.1)}
    X, y = generate_data(90, 3, std=2.0, priors=setting["priors"])
    posterior = bayes_posterior(X, std=2.0, priors=setting["priors"])
    losses = -np.log(posterior[np.arange(90), y])
    gap = losses[50:].mean() - losses[:50].mean()
    assert claim_experiment(3, **setting)["perfect_gap"] == pytest.approx(gap)


def test_decoding_experiment_counts_different_texts():
    assert decoding_experiment(0, n_characters=8, cold=0.001)["distinct_cold"] == 1
    assert decoding_experiment(0, n_characters=40, hot=50.0)["distinct_hot"] == 10
    with pytest.raises(ValueError, match="cold must be a finite number greater than 0"):
        decoding_experiment(0, n_characters=4, cold=0)


def test_trials_give_every_setting_that_a_claim_names(monkeypatch):
    quick = {
        name: s | {"n_train": 60, "n_test": 30, "n_epochs": min(s.get("n_epochs", 200), 200)}
        for name, s in TRAINING_SETTINGS.items()
    }
    layers = {name: s | {"n_epochs": 20} for name, s in LAYER_SETTINGS.items()}
    monkeypatch.setattr(trials_module, "TRAINING_SETTINGS", quick)
    monkeypatch.setattr(trials_module, "LAYER_SETTINGS", layers)
    results = run_trials(range(2))
    for claim in RECEIVED + OWN:
        assert judge(claim, results).findings[0].agrees.shape == (2,)
    bins, noise = (results[f"default network, {how}"] for how in ("bins of 0.25", "noise of 0.1"))
    assert list(bins) == list(noise)
    assert (bins["drop"] != noise["drop"]).any()


def test_a_failed_run_stops_the_trials_by_name(monkeypatch):
    monkeypatch.setattr(
        trials_module, "TRAINING_SETTINGS", {"far too fast": {"learning_rate": 1e6}}
    )
    with pytest.raises(RuntimeError, match="'far too fast', seed 1: TrainingOverflowError"):
        run_trials([1])


def test_tables_hold_the_verdict_the_number_that_decides_and_the_link():
    two = Claim(
        7,
        "x is large and positive.",
        (*POSITIVE.parts, Part("10 x", lambda m: 10 * m["x"], above=20.0, decimals=1)),
        elsewhere=("b", "c"),
        shown="[phase 9](09.ipynb#here)",
    )
    verdict = judge(two, measures(20, 0, 0))
    (row,) = tabulate_verdicts([verdict]).cells
    assert row == [
        "7",
        two.said,
        "fails",
        "default",
        "10 x: 10.0 (10.0 to 10.0)",
        "[phase 9](09.ipynb#here)",
    ]
    findings = tabulate_findings([verdict])
    assert findings.names[-1] == "agree"
    assert [cells[-1] for cells in findings.cells] == ["20 of 20", "0 of 20"] + ["0 of 20"] * 4
