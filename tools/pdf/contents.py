"""The table of contents, and what it leads to: parts, pages and sections as headings."""

from copy import copy
from html import escape
from itertools import groupby

from bs4 import BeautifulSoup, Tag

from tools.pdf.pages import LAST, Page
from tools.pdf.paper import page_number


def contents(pages: list[Page]) -> Tag:
    """The table of contents as a list of lists: parts, pages, sections."""
    nav = BeautifulSoup('<nav class="contents"><h1>Contents</h1></nav>', "html.parser").nav
    for part, group in groupby(pages, key=lambda page: page.part):
        if part:
            nav.append(_paragraph(part))
        nav.append(entries := BeautifulSoup("<ol></ol>", "html.parser").ol)
        for page in group:
            entries.append(item := _entry(page.title, page.name))
            if page.name != LAST and (sections := _sections(page)):
                item.append(below := BeautifulSoup("<ol></ol>", "html.parser").ol)
                below.extend(sections)
    return nav


def _paragraph(text: str) -> Tag:
    return BeautifulSoup(f'<p class="contents-part">{escape(text)}</p>', "html.parser").p


def _sections(page: Page) -> list[Tag]:
    headings = page.content.find_all("h2")
    return [_entry(h2, h2.parent["id"]) for h2 in headings if h2.parent.get("id")]


def _entry(heading: Tag, target: str) -> Tag:
    item = BeautifulSoup('<li><a><span class="contents-title"></span></a></li>', "html.parser").li
    item.a["href"] = f"#{target}"
    words = copy(heading)
    for named in words.find_all(id=True):
        del named["id"]
    item.span.extend(list(words.children))
    item.a.append(page_number(target))
    return item


def mark_headings(pages: list[Page]) -> None:
    """Put the parts' captions above their first pages, and every heading on its level.

    The levels are those of the PDF's bookmarks: part, page, section. Names of classes keep the
    look of a heading apart from its level.
    """
    part = None
    for page in pages:
        for level in (4, 3, 2, 1):
            for heading in page.content.find_all(f"h{level}"):
                heading["class"] = [*heading.get("class", []), f"level-{level}"]
                heading.name = f"h{level + (page.part is not None)}"
        if page.part != part:
            part = page.part
            caption = BeautifulSoup(f'<h1 class="part">{escape(part)}</h1>', "html.parser").h1
            page.content.insert(0, caption)


def headings(document: Tag) -> list[str]:
    """The words of all headings, in order: those of the PDF's bookmarks."""
    found = document.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])
    return [" ".join(heading.get_text().split()) for heading in found]
