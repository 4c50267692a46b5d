"""Print the built book: ``python -m tools.pdf``."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf

from tools.pdf.browser import NoBrowserError, print_document, printer
from tools.pdf.contents import headings
from tools.pdf.document import one_document
from tools.pdf.fonts import check_characters
from tools.pdf.pages import read_pages
from tools.pdf.title_page import Imprint, read_imprint

ROOT = Path(__file__).parents[2]
HTML = ROOT / "_build" / "html"
TARGET = ROOT / "_build" / "pdf" / "what-a-neural-network-learns.pdf"
STYLES = ("pygments.css", "math_font.css")
TEXT_WIDTH = 160 / 25.4 * 96  # 160 mm, as in print.css


def main() -> None:
    """Print every page of the table of contents into one file."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument(
        "--without", nargs="*", default=(), metavar="PAGE", help="pages to leave out: solutions …"
    )
    without = parser.parse_args().without
    printer()  # before the work, not after it
    imprint = read_imprint(ROOT)
    styles = [(HTML / "_static" / name).read_text(encoding="utf-8") for name in STYLES]
    pages = read_pages(HTML, ROOT / "_toc.yml", without=without)
    document = one_document(pages, imprint, styles, without=without)
    check_characters(document)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "book.html")
        source.write_text(str(document), encoding="utf-8")
        printed = print_document(source, TEXT_WIDTH)
    count = write_signed(printed, imprint, headings(document), TARGET)
    size = TARGET.stat().st_size / 1e6
    print(f"{TARGET.relative_to(ROOT)}: {count} pages, {size:.1f} MB")


def write_signed(printed: bytes, imprint: Imprint, bookmarks: list[str], target: Path) -> int:
    """Write the PDF with what a browser leaves out, and return the number of its pages.

    That is authors, subject and rights, and the wish to be shown under its title and with its
    bookmarks. Tags are many small objects, so packing them makes the file a third as large.

    Args:
        printed: the PDF from the browser.
        imprint: what the book says of itself.
        bookmarks: their words in order. The browser has them in the right places, but writes
            the first line of each twice.
        target: the file.

    Raises:
        ValueError: there are not as many bookmarks in the PDF.
    """
    with pikepdf.open(BytesIO(printed)) as pdf:
        with pdf.open_outline(max_depth=6) as outline:
            entries = list(_in_order(outline.root))
            if len(entries) != len(bookmarks):
                raise ValueError(f"want {len(bookmarks)} bookmarks, got {len(entries)}")
            for entry, words in zip(entries, bookmarks, strict=True):
                entry.title = words
        with pdf.open_metadata() as about:
            about["dc:title"] = imprint.title
            about["dc:creator"] = imprint.authors
            about["dc:description"] = imprint.abstract
            about["dc:language"] = {str(pdf.Root.Lang)}
            about["dc:rights"] = imprint.licence
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return len(pdf.pages)


def _in_order(entries: list[pikepdf.OutlineItem]) -> Iterator[pikepdf.OutlineItem]:
    for entry in entries:
        yield entry
        yield from _in_order(entry.children)


if __name__ == "__main__":
    try:
        main()
    except (NoBrowserError, FileNotFoundError, ValueError) as error:
        sys.exit(f"make pdf: {error}")
