"""The mathematics font: the glyphs of STIX Two Math that the book's formulas use."""

import re
import unicodedata
from html import unescape
from importlib.resources import files
from pathlib import Path

from font_subset import missing_characters, subset_as_url
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)

FONT = files("ziamath") / "fonts" / "STIXTwoMath-Regular.ttf"
STYLESHEET = "math_font.css"
FONT_FACE = """/* STIX Two Math, Copyright 2001-2020 The STIX Fonts Project Authors
   (https://github.com/stipub/stixfonts), under the SIL Open Font License 1.1
   (https://scripts.sil.org/OFL), cut down to the glyphs in use. */
@font-face {{ font-family: "Book Math"; src: url({url}) format("woff2"); }}
"""
# Browsers show a single letter as its italic counterpart from these blocks.
ITALICS = [chr(code) for code in (0x210E, *range(0x1D434, 0x1D468), *range(0x1D6A4, 0x1D71C))]
INVISIBLE = set("\n\u2061\u2062\u2063\ufe00\ufe01")  # function application and its like


def math_characters(pages: list[str]) -> set[str]:
    """Return the characters that the formulas of these pages show."""
    formulas = " ".join(re.findall(r"<math\b.*?</math>", " ".join(pages), re.DOTALL))
    used = set(unescape(re.sub(r"<[^>]*>", "", formulas))) - INVISIBLE
    plain = {unicodedata.normalize("NFKC", character) for character in used}
    return used | {letter for letter in ITALICS if unicodedata.normalize("NFKC", letter) in plain}


def write_stylesheet(app: Sphinx, exception: Exception | None) -> None:
    """Write the stylesheet that holds the font, once all pages are there."""
    if exception or app.builder.format != "html":
        return
    pages = [page.read_text(encoding="utf-8") for page in Path(app.outdir).rglob("*.html")]
    characters = math_characters(pages)
    if missing := missing_characters(FONT, characters):
        logger.warning("the mathematics font lacks %s", " ".join(sorted(missing)))
    url = subset_as_url(FONT, characters)
    target = Path(app.outdir, "_static", STYLESHEET)
    target.write_text(FONT_FACE.format(url=url), encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Link the stylesheet from every page and write it at the end."""
    app.add_css_file(STYLESHEET)
    app.connect("build-finished", write_stylesheet)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
