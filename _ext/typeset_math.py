"""Mathematics typeset at build time: LaTeX becomes MathML, which browsers draw without a script."""

import re

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)
converter = LatexToMathML(fancy_error=False)

ENVIRONMENT = re.compile(r"\\begin\{(\w+\*?)\}.*?\\end\{\1\}", re.DOTALL)
NUMBERED = re.compile(r"\\(begin|end)\{(equation|align|gather|multline)\}")


def as_mathml(latex: str, *, display: bool, node: nodes.Node) -> str:
    """Return LaTeX as a ``<math>`` element; what cannot be read is a warning at its place."""
    try:
        return converter.convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        logger.warning("cannot typeset %s: %s", latex.strip(), error, location=node)
        return ""


def as_one_formula(latex: str) -> str:
    r"""Return a displayed block as a single formula without a number of its own.

    Sphinx numbers the block as a whole, and lets ``&`` and ``\\`` stand in it bare.
    """
    latex = NUMBERED.sub(r"\\\1{\2*}", latex)
    outside = ENVIRONMENT.sub("", latex)
    bare = r"\\" in outside or "&" in outside
    return rf"\begin{{aligned}}{latex}\end{{aligned}}" if bare else latex


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a line."""
    self.body.append(as_mathml(node.astext(), display=False, node=node))
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


def setup(app: Sphinx) -> dict:
    """Register the renderer; ``html_math_renderer`` in _config.yml selects it."""
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
