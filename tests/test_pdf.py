"""The joining of a small made-up book; `tests/browser/test_paper.py` prints it."""

import re
from collections import Counter

import pytest

from tests.pdf_sample import IMPRINT, PAGES, write_book
from tools.pdf import browser
from tools.pdf.browser import NoBrowserError, Place, nearly_empty, printer
from tools.pdf.document import one_document
from tools.pdf.fonts import check_characters
from tools.pdf.pages import read_pages
from tools.pdf.sliders import small_stops
from tools.pdf.title_page import read_imprint


def joined(folder, *, without=(), **changed):
    pages = read_pages(*write_book(folder, **changed), without=without)
    return one_document(pages, IMPRINT, [], without=without)


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    return joined(tmp_path_factory.mktemp("book"))


def words(tag):
    return " ".join(tag.get_text().split())


def test_every_id_is_there_once_and_every_link_has_its_target(document):
    ids = Counter(tag["id"] for tag in document.find_all(id=True))
    assert max(ids.values()) == 1
    links = {link["href"] for link in document.find_all("a", href=True)}
    assert {"#one", "#two.start", "#one.start"} <= links
    assert all(link.startswith("#") and link[1:] in ids for link in links)


def test_drawing_keeps_its_own_clip_path(document):
    clip = document.select_one("#one clippath")
    assert clip["id"] == "one.p1"
    assert clip.find_next("g")["clip-path"] == "url(#one.p1)"


def test_file_to_download_leaves_its_words(document):
    assert "the notebook" in words(document.find(id="one"))
    assert not document.find("a", string="the notebook")


def test_link_that_leads_nowhere_is_an_error(tmp_path):
    lost = PAGES["front"].replace("one.html", "one.html#lost")
    with pytest.raises(ValueError, match=r"lead nowhere: one\.lost"):
        joined(tmp_path, front=lost)


def test_pages_come_in_order_with_appendices_and_the_library_last(document):
    assert [page["id"] for page in document.select("section.page")] == [
        "front", "one", "two", "words",
        "solutions-to-the-exercises", "answers-to-the-questions", "api",
    ]  # fmt: skip
    headings = [(h.name, words(h)) for h in document.select("section.page :is(h1, h2, h3)")]
    assert headings == [
        ("h1", "Sample"),
        ("h1", "First part"), ("h2", "One"), ("h3", "Start of one"),
        ("h2", "Two"), ("h3", "Start of two"),
        ("h1", "Looking up"), ("h2", "Words"),
        ("h1", "Appendices"), ("h2", "Solutions to the exercises"),
        ("h2", "Answers to the questions"), ("h2", "Library"),
    ]  # fmt: skip


def test_contents_name_every_page_and_section(document):
    entries = [words(a.find(class_="contents-title")) for a in document.select(".contents a")]
    assert entries == [
        "Sample", "One", "Start of one", "Two", "Start of two", "Words",
        "Solutions to the exercises", "Answers to the questions", "Library",
    ]  # fmt: skip
    for link in document.select(".contents a"):
        assert link.find(attrs={"data-page-of": True})["data-page-of"] == link["href"][1:]


def test_only_links_to_other_pages_are_followed_by_a_page_number(document):
    numbered = document.select("#one > section > p .page-reference")
    assert [number["data-page-of"] for number in numbered] == ["two.start"]


def test_every_page_has_its_title_in_the_running_head(document):
    sheet = re.search(r"sheet-\d+", document.find(id="two")["style"])[0]
    assert f'@page {sheet} {{ @top-left {{ content: "Two"; }} }}' in document.style.string


def test_solution_moves_to_the_appendix_and_links_lead_both_ways(document):
    assert "Divide the sum." not in words(document.find(id="one"))
    solution = document.select_one("#solutions-to-the-exercises [id='one.solution-mean']")
    assert words(solution).startswith("Solution to Exercise 1 (Mean)")
    assert "Divide the sum." in words(solution)
    assert solution.a["href"] == "#one.ex-mean"
    assert len(solution.select("[data-page-of='one.ex-mean']")) == 1
    forward = document.find(id="one.ex-mean").select_one(".forward a")
    assert forward["href"] == "#one.solution-mean"


def test_question_is_lettered_and_does_not_give_its_answer_away(document):
    question = document.find(id="one.check-1")
    assert words(question).startswith("Question 1. What is even?")
    assert [words(item) for item in question.select("ol.options > li")] == ["Three", "Four"]
    assert not question.select(".right, details, summary")
    answer = document.select_one("#answers-to-the-questions .answer")
    assert "Right: B." in words(answer)
    assert [words(li) for li in answer.select("li")] == ["Three is odd.", "Twice two."]
    assert answer.a["href"] == "#one.check-1"
    assert question.select_one(".forward a")["href"] == f"#{answer['id']}"


def test_question_without_a_right_option_is_an_error(tmp_path):
    with pytest.raises(ValueError, match=r"one\.check-1 has no right option"):
        joined(tmp_path, one=PAGES["one"].replace('class="right"', ""))


def test_everything_folded_is_open(document):
    assert not document.find_all(["details", "summary", "script", "input", "button"])
    assert words(document.select_one("#one .hint")) == "Hint 1 Sum first."
    assert "folded = True" in words(document.find(id="two"))
    assert "Show code" not in words(document.find(id="two"))


def test_lines_too_long_for_any_type_are_wrapped_one_by_one(document):
    long = document.select_one("#two pre.wrapped")
    assert words(long).endswith("END")
    assert len(long.select(".line")) == 1


def test_slider_becomes_its_default_and_four_other_stops(document):
    (slider,) = document.select("#one .slider")
    assert "Slider: slope, a = 0.000 to a = 1.000." in words(slider)
    assert "The picture shows a = 0.500." in words(slider)
    assert [words(stop) for stop in slider.select(".stop .slider-said")] == [
        "a = 0.000", "a = 0.250", "a = 0.750", "a = 1.000",
    ]  # fmt: skip
    drawings = [str(svg.find_all("path")) for svg in slider.find_all("svg")]
    assert len(set(drawings)) == 5
    labels = [picture["aria-label"] for picture in slider.select(".stop .explorer-picture")]
    assert labels[2] == "A line of slope 0.75."


@pytest.mark.parametrize(
    ("last", "default", "stops"),
    [
        (40, 20, [0, 10, 30, 40]),
        (41, 21, [0, 10, 31, 41]),
        (40, 0, [10, 20, 30, 40]),
        (40, 40, [0, 10, 20, 30]),
        (2, 1, [0, 2]),
        (1, 0, [1]),
    ],
)
def test_small_stops_span_the_range_beside_the_default(last, default, stops):
    assert small_stops(last, default) == stops


def test_page_can_be_left_out_with_the_links_to_it(tmp_path):
    document = joined(tmp_path, without=["two"])
    assert document.find(id="two") is None
    assert "See the second" in words(document.find(id="one"))


def test_appendix_can_be_left_out_with_the_links_to_it(tmp_path):
    document = joined(tmp_path, without=["solutions-to-the-exercises"])
    assert "Divide the sum." not in words(document)
    assert [words(line) for line in document.select(".forward")] == ["Answer000"]


def test_unknown_page_to_leave_out_is_an_error(tmp_path):
    with pytest.raises(ValueError, match=r"no page is called \['three'\]"):
        joined(tmp_path, without=["three"])


def test_page_that_is_not_built_is_an_error(tmp_path):
    html, toc = write_book(tmp_path)
    (html / "book" / "two.html").unlink()
    with pytest.raises(FileNotFoundError, match=r"two\.html is not built: make book"):
        read_pages(html, toc)


def test_character_that_no_font_has_is_an_error(tmp_path, document):
    check_characters(document)
    with pytest.raises(ValueError, match=r"'漢' \(U\+6F22\)"):
        check_characters(joined(tmp_path, words="<section id='w'><h1>漢</h1></section>"))


def test_imprint_is_that_of_the_citation(tmp_path):
    (tmp_path / "CITATION.cff").write_text(
        "title: 'T'\nabstract: A.\nversion: 1.2.0\nauthors:\n"
        "  - {given-names: Ada, family-names: Author}\n"
    )
    (tmp_path / "_config.yml").write_text("copyright: '2026'\n")
    project = tmp_path / "pyproject.toml"
    project.write_text('[project]\nversion = "1.2.0"\nlicense = "BSD-3-Clause AND CC-BY-4.0"\n')
    imprint = read_imprint(tmp_path)
    assert imprint.authors == ["Ada Author"]
    assert imprint.licence == "BSD 3-Clause for the code, CC BY 4.0 for the text and the figures"
    project.write_text('[project]\nversion = "1.3.0"\nlicense = "BSD-3-Clause"\n')
    with pytest.raises(ValueError, match=r"'1\.2\.0'.*'1\.3\.0'"):
        read_imprint(tmp_path)


def test_last_sheets_with_a_few_lines_are_found():
    places = {
        "long": Place(1, 70), "long..end": Place(3, 90),
        "full": Place(4, 70), "full..end": Place(5, 700),
        "short": Place(6, 70), "short..end": Place(6, 90),
    }  # fmt: skip
    assert nearly_empty(places) == ["long"]


def test_without_a_browser_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(browser, "find_chromium", lambda: None)
    with pytest.raises(NoBrowserError, match="install one of chromium"):
        printer()
