"""The pages of the built book, in the order of its table of contents."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from sphinx_external_toc.api import SiteMap
from sphinx_external_toc.parsing import parse_toc_yaml

from tools.pdf.identity import rename_ids, resolve_links

LAST = "api"  # looked things up in, not read through
SOLUTIONS, ANSWERS = "solutions-to-the-exercises", "answers-to-the-questions"  # only on paper
END = "..end"  # after a page's name, the id of the mark behind its last line


@dataclass
class Page:
    """A page of the book, its ids prefixed with its name, its links those of one document."""

    name: str
    part: str | None  # the caption that it stands under in the table of contents
    content: Tag

    @property
    def title(self) -> Tag:
        """The heading of the whole page."""
        return self.content.find(class_="page-title")


def read_pages(html: Path, toc: Path, *, without: Collection[str] = ()) -> list[Page]:
    """Return the pages of a built book, the page of the library last.

    Args:
        html: the folder of the built book.
        toc: the table of contents, ``_toc.yml``.
        without: names of pages to leave out; links to them become their words.

    Raises:
        FileNotFoundError: a page of the table of contents is not built.
        ValueError: two pages have the same file name, or there is no page of a name to leave out.
    """
    places = sorted(_documents(parse_toc_yaml(toc)), key=lambda place: _name(place[1]) == LAST)
    names = [_name(document) for _, document in places]
    if len(set(names)) < len(names):
        raise ValueError(f"pages must have different file names, got {sorted(names)}")
    known = [*names, SOLUTIONS, ANSWERS]
    if unknown := set(without) - set(known):
        raise ValueError(f"no page is called {sorted(unknown)}; there are {', '.join(known)}")
    places = [place for place in places if _name(place[1]) not in without]
    names = [_name(document) for _, document in places]
    return [_read(html / f"{document}.html", part, set(names)) for part, document in places]


def _name(document: str) -> str:
    return document.rpartition("/")[2]


def _documents(toc: SiteMap) -> Iterator[tuple[str | None, str]]:
    """Caption and document of every page, in order."""

    def below(document: str, part: str | None) -> Iterator[tuple[str | None, str]]:
        yield part, document
        for tree in toc[document].subtrees:
            for item in tree.items:
                if item in toc:  # not an address on the web
                    yield from below(str(item), part or tree.caption)

    yield from below(toc.root.docname, None)


def _read(path: Path, part: str | None, names: set[str]) -> Page:
    if not path.exists():
        raise FileNotFoundError(f"{path} is not built: make book")
    content = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").find("article")
    content.name = "section"
    content.attrs = {"class": ["page"]}
    rename_ids(content, f"{path.stem}.")
    resolve_links(content, names)
    content["id"] = path.stem
    content.find("h1")["class"] = ["page-title"]
    return Page(path.stem, part, content)
