"""Lean pages: one stylesheet in place of nine, with the few icons that are shown; two patches.

The head of a page is in ``templates/layout.html``.
"""

import hashlib
import re
from pathlib import Path

from font import subset_as_url
from sphinx.application import Sphinx

SHEETS = (
    "basic.css",
    "styles/pydata-sphinx-theme.css",
    "pygments.css",
    "styles/sphinx-book-theme.css",
    "mystnb.*.css",
    "copybutton.css",
    "math_font.css",
    "book.css",
)
STYLESHEET = "_static/all.css"  # as in templates/layout.html
ICON_FONT = "vendor/fontawesome/webfonts/fa-solid-900.woff2"
ICON_FACE = '@font-face{{font-family:"Font Awesome 6 Free";font-weight:900;src:url({})}}'

# What breaks a rule of accessibility or reads badly, and what to put in its place.
PATCHES = {
    ' role="doc-biblioentry"': "",  # a deprecated role
    '<div role="list" class="citation-list">': "<div>",  # a list without items
    ' aria-label="Toggle hidden content"': "",  # not the words that are seen
    ">Show source</p>": ">Show code</p>",
    ">Hide source</p>": ">Hide code</p>",
}


def patch_body(app, pagename, templatename, context, doctree) -> None:
    """Patch the body of a page."""
    for wrong, right in PATCHES.items():
        context["body"] = context.get("body", "").replace(wrong, right)


def icons(css: str, page: str) -> set[str]:
    """Return the characters of the icons that a page shows, by a class or by another rule."""
    shown, found = set(re.findall(r"\bfa-[\w-]+", page)), set()
    css = re.sub(r"\\(f[0-9a-f]{3})", lambda code: chr(int(code[1], 16)), css)
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        classes = set(re.findall(r"\.(fa-[\w-]+):before", selector))
        if not classes or classes & shown:
            found |= set(re.findall("[\ue000-\uf8ff]", body))
    return found


def write_stylesheet(app: Sphinx, exception: Exception | None) -> None:
    """Write the stylesheet; its address changes with it, so that none is shown from a cache."""
    if exception or app.builder.format != "html":
        return
    static, stylesheet = Path(app.outdir, "_static"), Path(app.outdir, STYLESHEET)
    css = "\n".join(next(static.glob(name)).read_text(encoding="utf-8") for name in SHEETS)
    pages = {path: path.read_text(encoding="utf-8") for path in Path(app.outdir).rglob("*.html")}
    shown = sorted(icons(css, " ".join(pages.values())))
    css += ICON_FACE.format(subset_as_url(static / ICON_FONT, shown)[0])  # the last face counts
    stylesheet.write_text(css.replace("url(../vendor", "url(vendor"), encoding="utf-8")
    address = f"{STYLESHEET}?v={hashlib.sha256(stylesheet.read_bytes()).hexdigest()[:12]}"
    for path, page in pages.items():
        path.write_text(re.sub(rf"{STYLESHEET}(\?v=\w+)?", address, page), encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Register the handlers, the stylesheet's after that of the mathematics font."""
    app.connect("html-page-context", patch_body)
    app.connect("build-finished", write_stylesheet, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
