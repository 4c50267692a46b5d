"""Slips of the theme's templates, mended as each page is written.

A repair that finds nothing to mend is a warning, so that a new version of the theme cannot bring a
slip back unseen.
"""

import re

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.util import logging

logger = logging.getLogger(__name__)

COLOUR_SCHEME_SCRIPT = """
    const mode = localStorage.getItem("mode") || "auto";
    const dark = mode === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : mode === "dark";
    Object.assign(document.documentElement.dataset, { mode, theme: dark ? "dark" : "light" });
  """  # noqa: E501

# What is wrong: the pattern that finds it, and what to put in its place.
ON_EVERY_PAGE = {
    "a script of 1.5 MB draws the icons a second time": (
        r"\s*<!-- So that users can add custom icons -->\s*<script[^>]*fontawesome[^>]*></script>",
        "",
    ),
    "the viewport is declared several times": (
        r'<meta name="viewport"[^>]*>(?=.*<meta name="viewport")',
        "",
    ),
    "a page without a stored theme shows as light until the theme's script has run": (
        r'(?<=<script data-cfasync="false">).*?(?=</script>)',
        COLOUR_SCHEME_SCRIPT,
    ),
    "the sidebar is no landmark, so the title in it belongs to none": (
        r'<div id="pst-primary-sidebar"',
        r'\g<0> role="complementary" aria-label="Book"',
    ),
    "the search button is named otherwise than it reads": (
        r'(<button class="btn search-button-field[^>]*) aria-label="[^"]*"',
        r"\1",
    ),
    "scripts hold up the first sight of the page": (
        r'<script (?=src="[^"]*\.js)',
        "<script defer ",
    ),
    "a setting needs a script that has not run yet": (
        r"<script>(?=(?:if[^<]*)?DOCUMENTATION_OPTIONS)",
        '<script type="module">',  # runs in its turn among the deferred scripts
    ),
    "every page loads the search index": (
        r'(<meta name="docsearch:version"[^>]*>)(?:\s*<script[^>]*></script>)*',
        r"\1",
    ),
}
WHERE_FOUND = {
    "the logo has no size until its file is there": (
        r'<img (?=src="[^"]*logo\.svg")',
        '<img width="56" height="56" ',
    ),
    "a notebook to download opens as text in a new tab": (
        r'<a href="[^"]*\.ipynb" target="_blank"',
        r"\g<0> download",
    ),
    "a folded cell is named otherwise than it reads": (
        r'<summary aria-label="[^"]*">',
        "<summary>",
    ),
    "settings for running cells in the page, which the book does not offer": (
        r'\s*<script type="text/x-thebe-config">.*?</script>\s*<script>kernelName[^<]*</script>',
        "",
    ),
    "entries of a bibliography have a deprecated role": (r' role="doc-biblioentry"', ""),
    "a list of citations has children that are no list items": (
        r'<div role="list" class="citation-list">',
        '<div class="citation-list">',
    ),
}


def mend(page: str, name: str) -> str:
    """Return a page with every repair made."""
    for slip, (pattern, replacement) in (ON_EVERY_PAGE | WHERE_FOUND).items():
        page, count = re.subn(pattern, replacement, page, flags=re.DOTALL)
        if not count and slip in ON_EVERY_PAGE:
            logger.warning("%s: no longer to be mended: %s", name, slip)
    return page


class MendedTemplates(BuiltinTemplateLoader):
    """Sphinx's template loader, with the repairs made to each page it renders."""

    def render(self, template: str, context: dict) -> str:
        """Render a template, and mend it if it is a page."""
        text = super().render(template, context)
        return mend(text, context["pagename"]) if "<html" in text else text


def use_mended_templates(app: Sphinx, config: Config) -> None:
    """Let Sphinx render its pages through the repairs."""
    config.template_bridge = f"{__name__}.{MendedTemplates.__name__}"


def setup(app: Sphinx) -> dict:
    """Choose the template loader before the builder makes one."""
    app.connect("config-inited", use_mended_templates)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
