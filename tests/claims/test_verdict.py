"""Verdicts follow from shares and their intervals: change the runs, and they move."""

import numpy as np
import pytest
from scipy.stats import beta

from casestudy_lib.claims import (
    Claim,
    Part,
    VerdictTable,
    clopper_pearson_interval,
    judge,
    tabulate_findings,
    tabulate_settings,
)

POSITIVE = Claim(
    1, "x is positive.", (Part("x", lambda m: m["x"], above=0.0),), elsewhere=("b", "c")
)


def measures(*counts, n_seeds=200):
    """Settings in which so many of the seeds have a positive x."""
    return {
        name: {"x": np.where(np.arange(n_seeds) < count, 1.0, -1.0)}
        for name, count in zip(("default", "b", "c"), counts, strict=True)
    }


@pytest.mark.parametrize("count", [1, 7, 200])
def test_interval_leaves_half_of_the_rest_on_either_side(count):
    for hits in range(count + 1):
        low, high = clopper_pearson_interval(hits, count)
        # Clopper and Pearson's ends are quantiles of beta distributions.
        assert low == pytest.approx(beta.ppf(0.025, hits, count - hits + 1) if hits else 0)
        expected = beta.ppf(0.975, hits + 1, count - hits) if hits < count else 1
        assert high == pytest.approx(expected)
    assert clopper_pearson_interval(0, 0) == (0, 1)


@pytest.mark.parametrize(("hits", "count"), [(3, 2), (-1, 2), (1.0, 2), (0, -1)])
def test_shares_that_cannot_be_are_refused(hits, count):
    with pytest.raises(ValueError, match=r"hits|count"):
        clopper_pearson_interval(hits, count)


@pytest.mark.parametrize(
    ("counts", "word"),
    [
        ((200, 0, 0), "holds"),
        ((189, 0, 0), "holds"),  # the lower end is .904
        ((188, 0, 0), "open"),  # .897
        ((188, 200, 3), "holds elsewhere"),
        ((0, 11, 11), "fails"),  # the upper end is .0964
        ((0, 12, 0), "open"),  # .103
        ((100, 100, 100), "open"),
    ],
)
def test_verdict_follows_from_the_intervals(counts, word):
    assert judge(POSITIVE, measures(*counts)).word == word


def test_few_seeds_decide_nothing():
    assert judge(POSITIVE, measures(20, 20, 20, n_seeds=20)).word == "open"


def test_all_parts_that_must_be_agree_in_the_same_run_and_what_may_be_is_only_counted():
    halves = tuple(Part(f"x < {b}", lambda m, b=b: b * m["x"], above=0.0) for b in (1.0, -1.0))
    finding = judge(Claim(1, "", halves), measures(100, 0, 0)).findings[0]
    assert finding.agrees_by_part.sum(axis=1).tolist() == [100, 100]
    assert finding.share == 0
    may = Part("x < 0", lambda m: m["x"], below=0.0, may=True)
    finding = judge(Claim(1, "", (halves[0], may)), measures(150, 0, 0)).findings[0]
    assert finding.share == 0.75
    assert finding.agrees_by_part[1].sum() == 50


def test_a_symptom_leaves_out_the_runs_that_do_not_show_it():
    symptom = Part("ill", lambda m: m["ill"], above=0.5)
    claim = Claim(1, "", POSITIVE.parts, symptom=symptom)
    runs = {"x": np.array([1.0, -1, 1, 1]), "ill": np.array([1.0, 1, 0, 1])}
    (finding,) = judge(claim, {"default": runs}).findings
    assert (finding.n_runs, finding.agrees.tolist()) == (4, [True, False, True])
    assert finding.interval == clopper_pearson_interval(2, 3)
    (none,) = judge(claim, {"default": runs | {"ill": np.zeros(4)}}).findings
    assert np.isnan(none.share)
    assert not none.holds
    assert not none.fails


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


def test_table_has_a_coloured_row_a_claim_with_share_and_interval():
    said = Claim(7, "x < 1 & positive.", POSITIVE.parts, elsewhere=("b", "c"))
    table = VerdictTable([judge(said, measures(100, 200, 0)), judge(POSITIVE, measures(0, 0, 0))])
    first, second = table.cells
    assert first == ["7", said.said, "default", "holds elsewhere", "50 % (43–57)"]
    assert second[3:] == ["fails", "0 % (0–2)"]
    page = table._repr_html_()
    assert "x &lt; 1 &amp; positive." in page
    assert page.count("rgba(") == 2
    assert len({part.split(")")[0] for part in page.split("rgba(")[1:]}) == 2
    settings = tabulate_settings(table.verdicts[:1]).cells
    assert [row[1:] for row in settings] == [
        ["default", "50 % (43–57)", "is open"],
        ["b", "100 % (98–100)", "holds"],
        ["c", "0 % (0–2)", "fails"],
    ]


def test_findings_have_a_row_a_number_and_one_for_the_symptom():
    symptom = Part("ill", lambda m: m["ill"], above=0.5, decimals=0)
    claim = Claim(3, "", POSITIVE.parts, symptom=symptom)
    runs = {"x": np.array([1.0, -1, 1, 1]), "ill": np.array([1.0, 1, 0, 1])}
    rows = tabulate_findings([judge(claim, {"default": runs})]).cells
    assert [row[-1] for row in rows] == ["3 of 4 show it", "2 of 3"]
    assert rows[1][4] == "1.000 (-0.800 to 1.000)"
    rows = tabulate_findings([judge(claim, {"default": runs | {"ill": np.zeros(4)}})]).cells
    assert [row[-1] for row in rows] == ["0 of 4 show it", "0 of 0"]
