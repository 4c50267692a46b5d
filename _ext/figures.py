"""Figures inside the page: drawings become part of it, and none goes without a text alternative."""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from casestudy_lib.sliders.svg import page_svg

logger = logging.getLogger(__name__)


class InlineFigures(SphinxPostTransform):
    """Put each SVG picture into the page, where it takes the colours of the theme."""

    default_priority = 400
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Check the pictures of one page, and replace the drawings among them."""
        for number, image in enumerate(list(self.document.findall(nodes.image)), start=1):
            source = image["uri"]
            if not image.get("alt", "").strip():
                logger.warning("picture without alt text: %s", source, location=image)
            if "://" in source:
                logger.warning("picture from another site: %s", source, location=image)
            elif source.endswith(".svg"):
                image.replace_self(self.drawing(image, prefix=f"fig{number}-"))

    def drawing(self, image: nodes.image, prefix: str) -> nodes.raw:
        """Return the drawing that an image refers to, as a part of the page."""
        svg = Path(self.env.srcdir, image["uri"]).read_text(encoding="utf-8")
        picture = page_svg(svg, label=image.get("alt", "").strip(), prefix=prefix)
        return nodes.raw("", picture, format="html")


def setup(app: Sphinx) -> dict:
    """Register the transform."""
    app.add_post_transform(InlineFigures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
