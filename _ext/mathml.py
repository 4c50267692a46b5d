"""Mathematics typeset at build time: LaTeX becomes MathML, which browsers draw without a script.

They draw it in STIX Two Math, cut down to the glyphs that the formulas of the book need.
"""

import re
import unicodedata
from html import unescape
from importlib.util import find_spec
from pathlib import Path

from docutils import nodes
from font import subset_as_url
from math_core import LatexError, LatexToMathML
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)
converter = LatexToMathML(fancy_error=False)

ENVIRONMENT = re.compile(r"\\begin\{(\w+\*?)\}.*?\\end\{\1\}", re.DOTALL)
NUMBERED = re.compile(r"\\(begin|end)\{(equation|align|gather|multline)\}")

FONT = Path(find_spec("ziamath").origin).parent / "fonts" / "STIXTwoMath-Regular.ttf"
STYLESHEET = "math_font.css"
FONT_FACE = """/* STIX Two Math, Copyright 2001-2020 The STIX Fonts Project Authors
   (https://github.com/stipub/stixfonts), under the SIL Open Font License 1.1
   (https://scripts.sil.org/OFL), cut down to the glyphs in use. */
@font-face {{ font-family: "Book Math"; src: url({url}) format("woff2"); }}
"""
# Within a root, as high and as deep as a bracket: without it the sign of a low root hangs too deep.
STRUT = '<mpadded width="0"><mphantom><mo stretchy="false">(</mo></mphantom></mpadded>'
# What an element draws that does not stand in its text: a root its sign, the others nothing.
SIGNS = {"msqrt": "√", "mroot": "√"}
WITHOUT_SIGN = re.compile(
    "math|mrow|mi|mn|mo|mtext|mspace|mpadded|mphantom|mstyle|mfrac|mtable|mtr|mtd|m(sub|sup|subsup)"
    "|m(under|over|underover)"
)
WORD_JOINER = "\u2060"
# Browsers show a single letter as its italic counterpart from these blocks.
ITALICS = [chr(code) for code in (0x210E, *range(0x1D434, 0x1D468), *range(0x1D6A4, 0x1D71C))]
INVISIBLE = set("\n\u2061\u2062\u2063\ufe00\ufe01")  # function application and its like


def as_mathml(latex: str, *, display: bool, node: nodes.Node) -> str:
    """Return LaTeX as a ``<math>`` element; what cannot be read is a warning at its place."""
    try:
        mathml = converter.convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        logger.warning("cannot typeset %s: %s", latex.strip(), error, location=node)
        return ""
    for element in sorted(set(re.findall(r"<(\w+)", mathml)) - SIGNS.keys()):
        if not WITHOUT_SIGN.fullmatch(element):
            logger.warning("does <%s> draw a sign of its own? see SIGNS", element, location=node)
    return mathml.replace("<msqrt>", f"<msqrt>{STRUT}")


def as_one_formula(latex: str) -> str:
    r"""Return a displayed block as a single formula without a number of its own.

    Sphinx numbers the block as a whole, and lets ``&`` and ``\\`` stand in it bare.
    """
    latex = NUMBERED.sub(r"\\\1{\2*}", latex)
    outside = ENVIRONMENT.sub("", latex)
    bare = r"\\" in outside or "&" in outside
    return rf"\begin{{aligned}}{latex}\end{{aligned}}" if bare else latex


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a line, and keep a full stop or comma behind it on the same line."""
    self.body.append(as_mathml(node.astext(), display=False, node=node))
    after = node.parent[node.parent.index(node) + 1 :]
    if after and after[0].astext().startswith((".", ",", ";", ":", ")", "?")):
        self.body.append(WORD_JOINER)
    raise nodes.SkipNode


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a displayed formula in a box that scrolls by itself, its number beside it."""
    mathml = as_mathml(as_one_formula(node.astext()), display=True, node=node)
    self.body.append(self.starttag(node, "div", CLASS="math notranslate"))
    # The theme's script gives this class of box a tab stop while it overflows.
    self.body.append(f'<div class="pst-scrollable-table-container">{mathml}</div>')
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def characters_drawn(page: str) -> set[str]:
    """Return the characters that the formulas of a page show, in their text and by their elements.

    Of stretched signs it is enough to name the sign: the font knows its larger forms.
    """
    formulas = " ".join(re.findall(r"<math\b.*?</math>", page, re.DOTALL))
    used = set(unescape(re.sub(r"<[^>]*>", "", formulas))) - INVISIBLE
    used |= {sign for element, sign in SIGNS.items() if f"<{element}" in formulas}
    plain = {unicodedata.normalize("NFKC", character) for character in used}
    return used | {letter for letter in ITALICS if unicodedata.normalize("NFKC", letter) in plain}


def write_font(app: Sphinx, exception: Exception | None) -> None:
    """Write the stylesheet that holds the font, once all pages are there."""
    if exception or app.builder.format != "html":
        return
    pages = (page.read_text(encoding="utf-8") for page in Path(app.outdir).rglob("*.html"))
    url, missing = subset_as_url(FONT, sorted(set().union(*map(characters_drawn, pages))))
    if missing:
        logger.warning("the mathematics font lacks %s", " ".join(sorted(missing)))
    target = Path(app.outdir, "_static", STYLESHEET)
    target.write_text(FONT_FACE.format(url=url), encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Register the renderer, which ``html_math_renderer`` in _config.yml selects, and the font."""
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    app.add_css_file(STYLESHEET)
    app.connect("build-finished", write_font, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
