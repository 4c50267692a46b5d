"""The theme's stylesheet without the icons that no page shows.

It names some 1900 icons, of which a book shows about two dozen; these come as a small font inside
the stylesheet.
"""

import re
from pathlib import Path

import pydata_sphinx_theme
from font_subset import subset_as_url
from sphinx.application import Sphinx

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
STYLESHEET = Path("styles", "pydata-sphinx-theme.css")
ICON_FONT = Path("vendor", "fontawesome", "webfonts", "fa-solid-900.woff2")

ICON_RULE = re.compile(r'((?:\.fa-[\w-]+:before,?)+)\{content:"[^"]*"\}')
ICON_CODE = re.compile(r'"\\([ef][0-9a-f]{3})"')
ICON_FONT_SOURCE = re.compile(r"src:url\([^)]*fa-solid-900\.woff2\)[^;}]*")


def keep_icons(css: str, classes: set[str]) -> str:
    """Return the stylesheet without the rules for icons of other classes than these."""

    def keep(rule: re.Match) -> str:
        return rule[0] if classes & set(re.findall(r"fa-[\w-]+", rule[1])) else ""

    return ICON_RULE.sub(keep, css)


def write_stylesheet(app: Sphinx, exception: Exception | None) -> None:
    """Write the theme's stylesheet with the icons in use, once all pages are there."""
    if exception or app.builder.format != "html":
        return
    pages = [page.read_text(encoding="utf-8") for page in Path(app.outdir).rglob("*.html")]
    classes = set(re.findall(r"\bfa-[\w-]+", " ".join(pages)))
    css = keep_icons((THEME / STYLESHEET).read_text(encoding="utf-8"), classes)
    static = Path(app.outdir, "_static")
    book_css = (static / "styles" / "sphinx-book-theme.css").read_text(encoding="utf-8")
    icons = [chr(int(code, 16)) for code in ICON_CODE.findall(css + book_css)]
    url = subset_as_url(THEME / ICON_FONT, icons)
    css = ICON_FONT_SOURCE.sub(lambda _: f'src:url({url}) format("woff2")', css)
    (static / STYLESHEET).write_text(css, encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Rewrite the stylesheet at the end."""
    app.connect("build-finished", write_stylesheet)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
