"""The printed book, read back from the PDF."""

import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
import yaml
from playwright.sync_api import Error
from pypdf import PdfReader

from tests.built import ROOT, built_page
from tools.pdf import TARGET, on_paper, print_page

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PIECES = {  # of the first phase, as its page holds them
    "caption": r'<span class="caption-text">(?=[^<]*\.)(.*?)</span>',
    "slider": r"<output[^>]*>(.*?)</output>",
    "answer": r'class="right"><summary>.*?</summary>\s*<p>(.*?)</p>',
    "solution": r'<details class="solution.*?<p>([^<]*)</p>',
}


def characters(html):
    """The text of HTML or of a printed page, whatever its lines, spaces and ligatures are."""
    text = unescape(re.sub(r"<[^>]*>", "", html))
    return "".join(unicodedata.normalize("NFKC", text).split())


def title(page):
    return characters(re.search(r"<article.*?<h1>(.*?)<a ", built_page(page), re.DOTALL)[1])


@pytest.fixture(scope="module")
def book():
    if not TARGET.exists():
        pytest.skip("THE BOOK IS NOT PRINTED: make pdf")
    return PdfReader(TARGET)


@pytest.fixture(scope="module")
def sheets(book):
    return [characters(page.extract_text()) for page in book.pages]


def test_bookmarks_and_contents_name_every_page_and_its_number(book, sheets):
    wanted = [title(TOC["root"])]
    for part in TOC["parts"]:
        wanted += [characters(part["caption"]), *(title(page["file"]) for page in part["chapters"])]
    wanted += ["Answers", "Answerstothequestions"]
    top = [e for entry in book.outline for e in (entry if isinstance(entry, list) else [entry])]
    page = book.get_destination_page_number
    numbers = {characters(e.title): page(e) + 1 for e in top if not isinstance(e, list)}
    assert [name for name in numbers if name in wanted] == wanted
    for name in wanted:
        assert name in sheets[numbers[name] - 1]
        assert f"{name}{numbers[name]}" in "".join(sheets[1:4])


def test_links_lead_to_places_in_the_book_or_to_the_web(book):
    links = [a.get_object() for page in book.pages for a in page.get("/Annots", [])]
    inside = {link["/Dest"] for link in links if "/Dest" in link}
    assert len(inside) > 200
    assert inside <= set(book.named_destinations)
    assert all(link["/A"]["/URI"].startswith("https://") for link in links if "/A" in link)


def test_every_sheet_has_its_number_and_more(sheets):
    assert all(re.match(rf"{number}.{{10}}", text) for number, text in enumerate(sheets[1:], 2))


@pytest.mark.parametrize("kind", PIECES)
def test_what_a_page_shows_or_folds_is_printed(sheets, kind):
    piece = re.search(PIECES[kind], built_page("book/01_data"), re.DOTALL)
    assert piece or kind == "solution"  # which can be withheld
    assert not piece or characters(piece[1]) in "".join(sheets)


def test_formulas_and_text_are_set_in_the_fonts_of_the_book(book, sheets):
    assert "I(X;Y)=H(Y)" in "".join(sheets)
    fonts = [f.get_object() for p in book.pages for f in p["/Resources"]["/Font"].values()]
    assert {f["/BaseFont"].partition("+")[2][:4] for f in fonts} <= {"STIX", "Deja", "OTS-"}


@pytest.mark.parametrize("text", ["<a href='#lost'>x</a>", "<pre style='width: 900px'>x</pre>"])
def test_links_that_are_lost_and_what_is_too_wide_are_errors(book, tmp_path, text):
    source = tmp_path / "paper.html"
    source.write_text(on_paper(f"<article>{text}</article>"), encoding="utf-8")
    about = {"title": "", "authors": "", "year": "", "parts": []}
    with ThreadPoolExecutor(1) as thread, pytest.raises(Error, match=r"nowhere: lost|page: x"):
        thread.submit(print_page, source, about).result()  # the tests' browser has this thread
