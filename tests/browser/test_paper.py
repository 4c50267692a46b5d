"""The made-up book of `tests/test_pdf.py`, printed, and read back from the PDF."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from pypdf import PdfReader

from tests.pdf_sample import IMPRINT, write_book
from tools.pdf import browser as printer
from tools.pdf.__main__ import TEXT_WIDTH, write_signed
from tools.pdf.contents import headings
from tools.pdf.document import one_document
from tools.pdf.pages import read_pages


def printed(source):
    """The PDF of a file: in a thread, because the tests' own browser has this one's event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(printer.print_document, source, TEXT_WIDTH).result()


@pytest.fixture(scope="module")
def book(browser, tmp_path_factory):
    """The printed sample; `browser` is asked for so that there is one, or a loud skip."""
    folder = tmp_path_factory.mktemp("paper")
    document = one_document(read_pages(*write_book(folder)), IMPRINT, [])
    source = folder / "book.html"
    source.write_text(str(document), encoding="utf-8")
    target = folder / "book.pdf"
    assert write_signed(printed(source), IMPRINT, headings(document), target) > 5
    return PdfReader(target)


def outline(entries, level=0):
    for entry in entries:
        if isinstance(entry, list):
            yield from outline(entry, level + 1)
        else:
            yield level, entry


def test_bookmarks_are_parts_pages_and_sections(book):
    bookmarks = [(level, entry.title) for level, entry in outline(book.outline)]
    assert bookmarks[:6] == [
        (0, "Contents"), (0, "Sample"), (0, "First part"),
        (1, "One"), (2, "Start of one"), (1, "Two"),
    ]  # fmt: skip


def test_numbers_in_the_contents_are_those_of_the_pages(book):
    pages = {
        entry.title: book.get_destination_page_number(entry) for _, entry in outline(book.outline)
    }
    lines = book.pages[1].extract_text().split()
    for title in ("Sample", "Two", "Library"):
        number = pages[title]
        assert lines[lines.index(title) + 1] == str(number + 1)
        on_page = book.pages[number].extract_text()
        assert title in on_page
        assert str(number + 1) in on_page.split()  # its running head


def test_nothing_is_cut_off(book):
    """Every line begins and ends on the paper, and so does the longest, to its last word."""
    text = "".join(page.extract_text() for page in book.pages)
    assert text.count("wide") == 40
    assert "END" in text
    places = []

    def note(words, ctm, tm, *_):
        if words.strip():
            places.append(tm[4] * ctm[0] + tm[5] * ctm[2] + ctm[4])

    for page in book.pages:
        page.extract_text(visitor_text=note)
    assert min(places) > 0
    assert max(places) < book.pages[0].mediabox.width


def test_links_lead_to_the_pages_of_their_targets(book):
    number = book.get_destination_page_number(book.named_destinations["/two.start"])
    assert "Start of two" in book.pages[number].extract_text()
    annotations = [a.get_object() for page in book.pages for a in page.get("/Annots", [])]
    aims = {a.get("/Dest") or a.get("/A", {}).get("/D") for a in annotations}
    assert {"/two.start", "/one.ex-mean", "/one.solution-mean"} <= aims


def test_file_says_what_it_is(book):
    assert book.metadata.title == IMPRINT.title
    assert book.xmp_metadata.dc_creator == IMPRINT.authors
    root = book.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_what_is_wider_than_the_page_is_an_error(browser, tmp_path):
    source = tmp_path / "wide.html"
    source.write_text('<html><body><p id="w" style="width: 900px">Too wide</p></body></html>')
    with pytest.raises(ValueError, match="<p> in w: Too wide"):
        printed(source)


def test_browser_that_is_too_old_is_an_error(browser, tmp_path, monkeypatch):
    monkeypatch.setattr(printer, "_OLDEST", 10_000)
    with pytest.raises(printer.NoBrowserError, match="want Chromium 10000 or newer"):
        printed(tmp_path / "book.html")
