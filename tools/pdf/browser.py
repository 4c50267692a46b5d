"""Chromium as a printer: a document goes in, a PDF whose page numbers are right comes out."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pikepdf
from playwright.sync_api import Page, sync_playwright

from tools.chromium import ARGUMENTS, NAMES, find_chromium
from tools.pdf.pages import END

_OLDEST = 131  # the first that prints running heads
_MOST_PRINTS = 8
_STICKING_OUT = """() => {
  const edge = document.documentElement.clientWidth + 1;
  return [...document.body.querySelectorAll("*")]
    .filter((tag) => !tag.closest("svg") || tag.tagName === "svg")
    .filter((tag) => tag.getClientRects().length)
    .filter((tag) => tag.getBoundingClientRect().right > edge
      || (tag.tagName === "PRE" && tag.scrollWidth > tag.clientWidth + 1))
    .map((tag) => `<${tag.tagName.toLowerCase()}> in ${tag.closest("[id]")?.id}: `
      + tag.textContent.trim().slice(0, 60));
}"""
_FILL_IN = """(numbers) => {
  const wrong = [...document.querySelectorAll("[data-page-of]")]
    .filter((place) => place.textContent !== String(numbers[place.dataset.pageOf]));
  wrong.forEach((place) => { place.textContent = numbers[place.dataset.pageOf]; });
  return wrong.length;
}"""
_TIGHTEN = """([names, tightest]) => {
  const step = (page) => Number(page.style.getPropertyValue("--tight"));
  const loose = names.map((name) => document.getElementById(name))
    .filter((page) => step(page) < tightest);
  loose.forEach((page) => page.style.setProperty("--tight", step(page) + 1));
  return loose.length;
}"""
_TIGHTEST = 3  # steps, the size of which is in print.css
_FEW_LINES = 150  # points from the head of the sheet, about eight lines of text


class Place(NamedTuple):
    """Where the target of a link stands: its page, counted from one, and how far down in points."""

    page: int
    depth: float


class NoBrowserError(RuntimeError):
    """There is no Chromium, or one too old to print a book."""


def print_document(source: Path, width: float) -> bytes:
    """Return a document as a PDF, with the numbers of its pages filled in.

    A page number can change the line that it stands in, and with it the pages that follow. The
    document is printed until the numbers in it are those of the pages, and until no page of the
    book ends with a few lines on a sheet of their own where tighter setting can prevent it.

    Args:
        source: an HTML file, complete in itself.
        width: of the text on paper, in CSS pixels.

    Raises:
        NoBrowserError: there is no browser, or none that is new enough.
        ValueError: something is wider than the page, or the page numbers do not settle.
    """
    with _opened(source, width) as page:
        if wide := page.evaluate(_STICKING_OUT):
            raise ValueError("wider than the page:\n" + "\n".join(wide))
        # Without tags and bookmarks a print takes half the time, but a few lines may differ.
        for options in ({}, {"tagged": True, "outline": True}):
            pdf = _settled(page, **options)
        return pdf


def _settled(page: Page, **options: bool) -> bytes:
    """Print until the page numbers in the document are those of its pages."""
    for _ in range(_MOST_PRINTS):
        pdf = page.pdf(prefer_css_page_size=True, print_background=True, **options)
        places = targets(pdf)
        tightened = page.evaluate(_TIGHTEN, [nearly_empty(places), _TIGHTEST])
        numbers = {name: place.page for name, place in places.items()}
        if not page.evaluate(_FILL_IN, numbers) + tightened:
            return pdf
    raise ValueError(f"the page numbers still change after {_MOST_PRINTS} prints")


def nearly_empty(places: dict[str, Place]) -> list[str]:
    """The names of the book's pages that end with a few lines on a last sheet."""
    ends = {name.removesuffix(END): end for name, end in places.items() if name.endswith(END)}
    return [
        name
        for name, end in ends.items()
        if end.depth < _FEW_LINES and end.page > places[name].page
    ]


def printer() -> str:
    """The browser that prints.

    Raises:
        NoBrowserError: there is none.
    """
    program = find_chromium()
    if program is None:
        raise NoBrowserError(f"the PDF is printed by Chromium: install one of {', '.join(NAMES)}")
    return program


@contextmanager
def _opened(source: Path, width: float) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=printer(), args=list(ARGUMENTS))
        try:
            if int(browser.version.split(".")[0]) < _OLDEST:
                raise NoBrowserError(
                    f"want Chromium {_OLDEST} or newer for running heads, got {browser.version}"
                )
            page = browser.new_page(viewport={"width": round(width), "height": 900})
            page.emulate_media(media="print", color_scheme="light")
            page.goto(source.as_uri())
            page.evaluate("document.fonts.ready")
            yield page
        finally:
            browser.close()


def targets(pdf: bytes) -> dict[str, Place]:
    """Where every target of a link stands."""
    with pikepdf.open(BytesIO(pdf)) as book:
        sheets = {page.objgen: (n, page.mediabox[3]) for n, page in enumerate(book.pages, start=1)}
        found = {}
        for name, target in book.Root.get("/Dests", pikepdf.Dictionary()).items():
            number, height = sheets[target[0].objgen]
            found[name[1:]] = Place(number, float(height - target[3]))
        return found
