"""Every page of the built book, as its readers get it."""

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import PAGES


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_for_nothing_outside_and_logs_no_error(root, open_page, name):
    page = open_page(f"{root}/{name}.html", origin=root, until="networkidle")
    assert page.title()
    assert page.locator(".traceback").count() == 0
    assert page.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(served, open_page, name, scheme):
    page = open_page(f"{served}/{name}.html", origin=served, scheme=scheme)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_page_does_not_scroll_sideways(served, open_page, name, width):
    page = open_page(f"{served}/{name}.html", origin=served, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", [name for name in PAGES if name != "search"])
def test_page_has_a_description_and_its_headings_in_order(served, open_page, name):
    page = open_page(f"{served}/{name}.html", origin=served)
    description = page.locator("meta[name=description]").get_attribute("content")
    assert 30 <= len(description) <= 170
    levels = page.locator("article :is(h1, h2, h3, h4)").evaluate_all(
        "headings => headings.map(heading => Number(heading.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_every_formula_is_typeset(served, open_page):
    page = open_page(f"{served}/book/03_metrics.html", origin=served)
    assert page.locator("math").count() > 20
    assert page.locator("script[src*=mathjax i]").count() == 0
    assert "\\frac" not in page.locator("main").inner_text()


def test_figures_take_the_colour_of_the_theme(served, open_page):
    inks = []
    for scheme in ("light", "dark"):
        page = open_page(f"{served}/book/04_training_dynamics.html", origin=served, scheme=scheme)
        text = page.locator("figure svg text").first
        inks.append(text.evaluate("element => getComputedStyle(element).fill"))
    assert inks[0] != inks[1]


def test_search_finds_words_of_the_notebooks(root, open_page):
    page = open_page(f"{root}/search.html?q=overconfident", origin=root)
    page.wait_for_selector("#search-results li")
    links = page.locator("#search-results li a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    assert any("04_training_dynamics" in link for link in links)
    assert page.complaints == []


def test_notebooks_can_be_downloaded(served, open_page):
    for name in PAGES:
        if name.startswith("book/0"):
            page = open_page(f"{served}/{name}.html", origin=served)
            link = page.locator("a[href$='.ipynb']").first.get_attribute("href")
            answer = page.request.get(f"{served}/book/{link}")
            assert answer.ok
            assert answer.json()["nbformat"] == 4
