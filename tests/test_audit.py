"""What ``make audit`` makes of Lighthouse's reports; the runs themselves need Node.js."""

import gzip
from urllib.request import Request, urlopen

import pytest

from tools.audit import lighthouse
from tools.audit.__main__ import complaint, heading, machine, row
from tools.audit.lighthouse import TARGETS, Result, measure, read
from tools.audit.server import serving


def result(performance=100, accessibility=100, form="phone") -> Result:
    scores = {
        "performance": performance,
        "accessibility": accessibility,
        "best-practices": 100,
        "seo": 100,
    }
    return Result("book/a.html", form, scores, 123.4, 800, {"performance": ["total-blocking-time"]})


def report(**changes) -> dict:
    audits = {
        "image-alt": {"score": 0},
        "bypass": {"score": 1},
        "hint": {"score": 0},
        "total-byte-weight": {"numericValue": 123_400},
    }
    references = [
        {"id": "image-alt", "weight": 10},
        {"id": "bypass", "weight": 3},
        {"id": "hint", "weight": 0},
    ]
    category = {"score": 0.87, "auditRefs": references}
    categories = dict.fromkeys(TARGETS["phone"], category)
    environment = {"benchmarkIndex": 800}
    return {"categories": categories, "audits": audits, "environment": environment} | changes


def test_report_gives_scores_weight_and_what_costs_points():
    found = read(report(), "book/a.html", "phone")
    assert found.scores == dict.fromkeys(TARGETS["phone"], 87)
    assert found.kilobytes == pytest.approx(123.4)
    assert found.faults["accessibility"] == ["image-alt"]
    assert found.missed == ["accessibility", "best-practices", "seo"]


def test_report_of_a_failed_run_is_an_error_that_names_the_page():
    with pytest.raises(RuntimeError, match=r"book/a\.html \(phone\): no paint"):
        read(report(runtimeError={"message": "no paint"}), "book/a.html", "phone")


@pytest.mark.parametrize(("scores", "kept"), [([90], 90), ([70, 99, 88], 88), ([80, 70, 60], 70)])
def test_a_low_performance_is_measured_thrice_and_the_median_kept(scores, kept):
    runs = iter(scores)
    assert measure(lambda number: result(next(runs))).scores["performance"] == kept
    assert next(runs, None) is None


def test_other_scores_are_measured_once():
    numbers = []
    measure(lambda number: numbers.append(number) or result(accessibility=90))
    assert numbers == [1]


def test_desktop_asks_for_more_performance_than_phone():
    assert result(90, form="phone").missed == []
    assert result(90, form="desktop").missed == ["performance"]


def test_lines_stand_below_the_heading_and_name_what_is_missed():
    assert len(row(result())) == len(heading())
    text = complaint(result(84))
    assert text.endswith("book/a.html (phone): performance 84 < 85 (total-blocking-time)")
    assert "800 to 800. Below 1000" in machine([result()])


def test_missing_programs_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(lighthouse, "COMMAND", tmp_path / "lighthouse")
    monkeypatch.setenv("PATH", str(tmp_path))
    missing = lighthouse.missing_programs()
    assert [name.split()[0].strip(":") for name in missing] == ["Lighthouse", "node", "Chromium"]


def test_pages_are_served_compressed(tmp_path):
    page = "<p>entropy</p>" * 1000
    (tmp_path / "a.html").write_text(page)
    with serving(tmp_path) as address:
        request = Request(f"{address}/a.html", headers={"Accept-Encoding": "gzip"})
        with urlopen(request) as answer:
            assert gzip.decompress(answer.read()).decode() == page
