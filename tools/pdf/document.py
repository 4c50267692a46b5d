"""All pages in one document, ready for the browser that prints it."""

import re
from collections.abc import Collection
from pathlib import Path

from bs4 import BeautifulSoup

from tools.pdf.appendices import APPENDICES, leave_out, move_answers, move_solutions
from tools.pdf.contents import contents, mark_headings
from tools.pdf.fonts import font_faces
from tools.pdf.identity import check_links
from tools.pdf.pages import END, LAST, Page
from tools.pdf.paper import make_paper
from tools.pdf.sliders import print_sliders
from tools.pdf.title_page import Imprint, title_page

_STYLESHEET = Path(__file__).with_name("print.css")
_HEAD = """<!DOCTYPE html>
<html lang="en" data-theme="light"><head><meta charset="utf-8"><title></title><style></style></head>
<body></body></html>"""


def one_document(
    pages: list[Page], imprint: Imprint, styles: list[str], *, without: Collection[str] = ()
) -> BeautifulSoup:
    """Join pages to a book: title page, contents, pages, appendices.

    Args:
        pages: from :func:`tools.pdf.pages.read_pages`; they are changed.
        imprint: what the title page says.
        styles: stylesheets of the built book that its code and formulas need.
        without: names of appendices to leave out.

    Raises:
        ValueError: a link leads nowhere, or an id is there twice.
    """
    for page in pages:
        print_sliders(page.content)
        make_paper(page.content)
    pages = _with_appendices(pages, without)
    document = BeautifulSoup(_HEAD, "html.parser")
    document.title.string = imprint.title
    document.body.append(title_page(imprint))
    document.body.append(contents(pages))
    mark_headings(pages)
    for page in pages:
        end = document.new_tag("a", attrs={"id": page.name + END, "href": f"#{page.name}{END}"})
        page.content.append(end)  # linked to, or the browser would not say where it stands
        document.body.append(page.content)
    own = _STYLESHEET.read_text(encoding="utf-8")
    document.style.string = "\n".join([font_faces(), *styles, own, _running_heads(pages, imprint)])
    check_links(document)
    return document


def _with_appendices(pages: list[Page], without: Collection[str]) -> list[Page]:
    moved = [page for page in (move_solutions(pages), move_answers(pages)) if page]
    for page in moved:
        if page.name in without:
            leave_out(page, pages)
    kept = [page for page in moved if page.name not in without]
    read = [page for page in pages if page.name != LAST]
    looked_up = [page for page in pages if page.name == LAST]
    for page in looked_up:
        page.part = APPENDICES
    return [*read, *kept, *looked_up]


def _running_heads(pages: list[Page], imprint: Imprint) -> str:
    """Each page's title at the head of its sheets.

    Browsers cannot yet take the text of a running head from the page, so that every page of the
    book is a kind of sheet of its own.
    """
    rules = [f"@page {{ @bottom-left {{ content: {_quoted(imprint.title)}; }} }}"]
    for number, page in enumerate(pages):
        page.content["style"] = f"page: sheet-{number}"
        title = " ".join(page.title.get_text().split())
        rules.append(f"@page sheet-{number} {{ @top-left {{ content: {_quoted(title)}; }} }}")
    return "\n".join(rules)


def _quoted(text: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
