"""Print the book: the single page that Sphinx makes of all pages becomes a PDF with bookmarks.

python -m tools.pdf    prints _build/singlehtml, see `make pdf`
"""

import re
import sys
from io import BytesIO
from itertools import product
from pathlib import Path

import matplotlib
import yaml
from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter

from tools.chromium import ARGUMENTS, NAMES, find_chromium

TOOLS = Path(__file__).parent
ROOT = TOOLS.parent
SOURCE = ROOT / "_build" / "singlehtml"
TARGET = ROOT / "_build" / "pdf" / "watching-a-network-learn.pdf"
STYLES = (SOURCE / "_static" / "pygments.css", SOURCE / "_static" / "math_font.css")

#: From a package that the book is built with, so that every machine prints the same.
FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
FACES = {  # regular, italic, bold, bold italic
    "Book Text": ("STIXGeneral", "STIXGeneralItalic", "STIXGeneralBol", "STIXGeneralBolIta"),
    "Book Sans": ("DejaVuSans", *(f"DejaVuSans-{s}" for s in ("Oblique", "Bold", "BoldOblique"))),
    "Book Mono": (
        "DejaVuSansMono",
        *(f"DejaVuSansMono-{s}" for s in ("Oblique", "Bold", "BoldOblique")),
    ),
}

FILL_IN = """(numbers) => document.querySelectorAll(".to-page").forEach((link) => {
  link.dataset.page = numbers[decodeURIComponent(link.hash.slice(1))];
})"""


def stylesheet() -> str:
    """Return what the printed book is set in: fonts, colours of code, and the rules of paper."""
    faces = [
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style};'
        f' src: url("{(FONTS / file).with_suffix(".ttf").as_uri()}"); }}'
        for family, files in FACES.items()
        for file, (weight, style) in zip(
            files, product(("normal", "bold"), ("normal", "italic")), strict=True
        )
    ]
    sheets = [path.read_text(encoding="utf-8") for path in (*STYLES, TOOLS / "print.css")]
    return "\n".join(faces + sheets)


def on_paper(html: str) -> str:
    """Return the built page without the theme around the text and without scripts."""
    text = re.search(r"<article\b.*</article>", html, re.DOTALL)[0]
    text = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f"<style>{stylesheet()}</style></head><body>{text}</body></html>"
    )


def page_numbers(pdf: bytes) -> dict[str, int]:
    """Return the page, counted from one, of every place that a link leads to."""
    reader = PdfReader(BytesIO(pdf))
    places = reader.named_destinations
    return {
        name.removeprefix("/"): reader.get_destination_page_number(place) + 1
        for name, place in places.items()
    }


def print_page(source: Path, about: dict) -> bytes:
    """Return a page from :func:`on_paper` as a PDF.

    Args:
        source: the page, beside the files that it uses.
        about: title, authors and year of the book, the names of its parts, and its first page.
    """
    numbers: dict[str, int] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for _ in range(4):  # the page numbers of one print are filled in for the next
            page = browser.new_page()  # a page that was printed can be laid out otherwise again
            page.goto(source.as_uri())
            page.evaluate((TOOLS / "print.js").read_text(encoding="utf-8"), about)
            page.evaluate(FILL_IN, numbers)
            pdf = page.pdf(
                prefer_css_page_size=True, print_background=True, outline=True, tagged=True
            )
            page.close()
            before, numbers = numbers, page_numbers(pdf)
            if numbers == before:  # none has moved because of the numbers themselves
                break
        browser.close()
    return pdf


def main() -> None:
    """Print the book, and sign it."""
    if find_chromium() is None:
        sys.exit(f"make pdf: Chromium prints the PDF; install one of {', '.join(NAMES)}")
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    about = {"title": config["title"], "authors": config["author"], "year": config["copyright"]}
    about["root"] = toc["root"]
    about["parts"] = [part["caption"] for part in toc["parts"]]
    page = SOURCE / "paper.html"
    html = (SOURCE / f"{toc['root']}.html").read_text(encoding="utf-8")
    page.write_text(on_paper(html), encoding="utf-8")
    book = PdfWriter(BytesIO(print_page(page, about)), incremental=True)
    book.add_metadata({"/Author": about["authors"]})
    book.page_mode = "/UseOutlines"
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    book.write(TARGET)
    size = TARGET.stat().st_size / 1e6
    print(f"{TARGET.relative_to(ROOT)}: {len(book.pages)} pages, {size:.1f} MB")


if __name__ == "__main__":
    main()
