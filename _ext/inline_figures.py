"""Figures inside the page: drawings become part of it, and none goes without a text alternative."""

import sys
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

sys.path.insert(0, str(Path(__file__).parents[1]))  # the library, installed or not

from casestudy_lib.svg import page_svg

logger = logging.getLogger(__name__)


class InlineFigures(SphinxPostTransform):
    """Put each SVG picture into the page, where it takes the colours of the theme."""

    default_priority = 400
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Replace the pictures of one page."""
        for number, image in enumerate(list(self.document.findall(nodes.image)), start=1):
            label = image.get("alt", "").strip()
            if not label:
                logger.warning("image without alt text: %s", image["uri"], location=image)
            if image["uri"].endswith(".svg"):
                svg = Path(self.env.srcdir, image["uri"]).read_text(encoding="utf-8")
                drawing = page_svg(svg, label=label, prefix=f"fig{number}-")
                image.replace_self(nodes.raw("", drawing, format="html"))


def setup(app: Sphinx) -> dict:
    """Register the transform."""
    app.add_post_transform(InlineFigures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
