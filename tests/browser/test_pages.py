"""Every page of the built book, as its readers get it."""

from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults

from tests.browser.conftest import page_opener
from tests.built import PAGES, ROOT

# Axe judges the contrast of a few texts of each look in each box: see there.
FEW_OF_EACH_LOOK = Path(__file__).with_name("looks.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tab(browser, served):
    """A tab that goes through the served book, as a reader's does: each page from its address."""
    with page_opener(browser) as open_page:
        yield open_page(f"{served}/search.html", origin=served)


@pytest.fixture(scope="module")
def dark_tab(browser, html):
    """The same from disk, for a reader who prefers the dark."""
    root = html.as_uri()
    with page_opener(browser) as open_page:
        yield open_page(f"{root}/search.html", origin=root, scheme="dark")


@pytest.fixture(scope="module", params=PAGES)
def page(request, tab, served):
    """Each page of the book in turn, from a server, opened once for all the tests that need it."""
    tab.name = request.param
    return turn_to(tab, f"{served}/{tab.name}.html", until="networkidle")


@pytest.fixture(scope="module", params=PAGES)
def dark_page(request, dark_tab, html):
    """Each page of the book in turn, from disk and in the dark."""
    return turn_to(dark_tab, f"{html.as_uri()}/{request.param}.html", until="load")


UNFOLD = """() => document.querySelectorAll("details").forEach(fold => {
    fold.removeAttribute("name");  // of those with one name only one can be open
    fold.open = true;
})"""


def turn_to(tab, url, *, until):
    """Open a page in a tab, with all its hints, solutions and options unfolded."""
    tab.goto("about:blank")  # what the last page still has to say is no complaint of the next one
    tab.complaints.clear()
    tab.goto(url, wait_until=until)
    tab.evaluate(UNFOLD)
    return tab


def violations(page, **options):
    """What axe finds on the page: nothing, or a report."""
    page.evaluate(AXE_SCRIPT)
    page.evaluate(FEW_OF_EACH_LOOK)
    options = {"resultTypes": ["violations"]} | options
    found = AxeResults(page.evaluate("options => axe.run(options)", options))
    return found.generate_report() if found.violations_count else None


def test_page_asks_for_nothing_outside_and_logs_no_error(page):
    assert page.title()
    assert page.locator(".traceback").count() == 0
    assert page.complaints == []


def test_axe_finds_nothing(page):
    assert violations(page) is None


def test_headings_are_in_order(page):
    if page.name == "search":
        return  # the theme's own page, without an article
    levels = page.locator("article :is(h1, h2, h3, h4)").evaluate_all(
        "headings => headings.map(heading => Number(heading.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


@pytest.mark.parametrize("width", [360, 1280])
def test_page_does_not_scroll_sideways(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})


CUT_OFF = """() => [...document.querySelectorAll(".cell > .cell_input pre")]
    .filter(code => !code.closest(".solution") && code.scrollWidth > code.clientWidth)
    .map(code => code.textContent)"""


def test_no_open_code_is_cut_off_on_a_desktop(page):
    if page.name != "book/solutions":
        assert page.evaluate(CUT_OFF) == []


def test_notebook_can_be_downloaded(page):
    if (ROOT / f"{page.name}.ipynb").exists():
        link = page.locator("a[href$='.ipynb'][download]").first.get_attribute("href")
        answer = page.request.get(urljoin(page.url, link))
        assert answer.ok
        assert answer.json()["nbformat"] == 4


def test_page_works_from_disk(dark_page):
    assert dark_page.title()
    assert dark_page.complaints == []


def test_contrast_is_enough_in_the_dark(dark_page):
    """The one rule of axe that depends on the theme."""
    assert dark_page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert violations(dark_page, runOnly=["color-contrast"]) is None


def test_a_request_that_leaves_the_book_is_seen_and_fails(open_page, served):
    page = open_page(f"{served}/search.html", origin=served)
    for outside in ("http://localhost:1/x.js", "https://192.0.2.1/x.js"):
        failure = page.evaluate("url => fetch(url).catch(error => error.name)", outside)
        assert failure == "TypeError"
        assert f"request to {outside}" in page.complaints


MAKE_ONE_FAINT = """selector => {
    const texts = [...document.querySelectorAll(selector)].filter(e => e.textContent.length > 3);
    texts.at(texts.length / 2).style.setProperty("color", "#bbb", "important");
}"""


def test_one_faint_text_among_many_is_found(served, open_page):
    """Where axe sees few texts of each look, a text of another look is another look."""
    page = open_page(f"{served}/book/03_metrics.html", origin=served)
    places = (
        "article p a",
        "article h2",
        "figcaption .caption-text",
        ".cell:not(.tag_hide-input) > .cell_input .highlight pre span",
        "math mtext",
    )
    for place in places:
        page.evaluate(MAKE_ONE_FAINT, place)
    report = violations(page, runOnly=["color-contrast"])
    assert report.count("insufficient color contrast") == len(places)
    page.evaluate(
        "[...document.querySelectorAll('article section > p')].at(-1).style.background = '#888'"
    )
    assert violations(page, runOnly=["color-contrast"]).count("background color: #888888") > 0


def test_no_link_inside_the_book_is_broken(html):
    pages = [path for path in html.rglob("*.html") if "_static" not in path.parts]
    targets = {path: Targets(path) for path in pages}
    for path, found in targets.items():
        for link in found.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            to = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert to.exists(), f"{path.name} links to {link}"
            if parts.fragment and to in targets:
                anchor = unquote(parts.fragment)
                assert anchor in targets[to].anchors, f"{path.name} links to {link}"


class Targets(HTMLParser):
    """The links of a page, and the places in it that a link can lead to."""

    def __init__(self, path):
        super().__init__()
        self.links, self.anchors = [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag in ("a", "link") and "href" in attributes:
            self.links.append(attributes["href"])
        if "id" in attributes:
            self.anchors.add(attributes["id"])


def test_figures_take_the_colour_of_the_theme(served, open_page):
    inks = []
    for scheme in ("light", "dark"):
        page = open_page(f"{served}/book/04_training_dynamics.html", origin=served, scheme=scheme)
        text = page.locator("figure svg text").first
        inks.append(text.evaluate("element => getComputedStyle(element).fill"))
    assert inks[0] != inks[1]


def test_search_finds_words_of_the_notebooks(root, open_page):
    page = open_page(f"{root}/search.html?q=overconfident", origin=root)
    # The results come one by one.
    page.wait_for_selector("#search-results li a[href*='04_training_dynamics']")
    assert page.complaints == []


def search(open_page, served, words):
    """The results of a search, once all are there: where each leads, and its excerpt."""
    page = open_page(f"{served}/search.html?q={words}", origin=served, until="networkidle")
    page.wait_for_selector(".search-summary:not(:empty)")
    results = page.locator("#search-results li").all()
    found = [(r.locator("a").get_attribute("href"), r.inner_text()) for r in results]
    assert page.complaints == []
    return found


@pytest.mark.parametrize("words", ["entropy", "temperature", "gradient", "mutual information"])
def test_search_has_lessons_before_the_library(open_page, served, words):
    pages = [link.partition(".html")[0] for link, _ in search(open_page, served, words)]
    library = [page == "book/api" for page in pages]
    assert library == sorted(library)
    assert len(set(pages)) > 5


def test_excerpts_of_the_search_give_no_answer_away(open_page, served):
    """Words that stand in the options of questions, in hints and in solutions."""
    pieces = [".self-check details.right p", ".exercise details p", "details.solution p"]
    page = open_page(f"{served}/book/01_data.html", origin=served)
    for piece in pieces:
        for answer in page.locator(piece).all()[:2]:
            text = " ".join(answer.text_content().split())
            words = max(text.replace("-", " ").split(), key=len).strip(".,:;*()")
            for _, excerpt in search(open_page, served, words):
                assert text[:60] not in " ".join(excerpt.split()), words
