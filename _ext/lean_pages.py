"""Lean pages: nothing a page does not use, and a description for each."""

import re
from html import escape

from docutils import nodes
from sphinx.application import Sphinx

DESCRIPTION_LENGTH = 155
HIDES_PARTS = r"(?<!sd-)\b(toggle|dropdown)\b"

# Assets that extensions put on every page, and what shows in a page that needs them.
NEEDED_FOR = {
    "sphinx-thebe": "thebe-launch-button",
    "THEBE_JS_URL": "thebe-launch-button",  # declared twice, which is an error in the console
    "design-tabs": "sd-tab-set",
    "sphinx-design": '"sd-',
    "togglebutton": HIDES_PARTS,
    "toggleHint": HIDES_PARTS,
    "toggleOpenOnPrint": HIDES_PARTS,
    "copybutton": '"highlight',
    "clipboard": '"highlight',
    "mystnb": "cell",
    "exercise.css": "(?!)",  # book.css has its own look of exercises
    "math_font": "<math",
    "@jupyter-widgets": "widget-view",  # the state of widgets that only a kernel can show
}


def is_needed(asset, body: str) -> bool:
    """Tell whether a page with this body uses a script or stylesheet."""
    name_or_text = f"{asset.filename or ''} {getattr(asset, 'attributes', {}).get('body', '')}"
    return all(re.search(sign, body) for name, sign in NEEDED_FOR.items() if name in name_or_text)


def drop_unused_assets(app, pagename, templatename, context, doctree) -> None:
    """Keep a page's scripts and stylesheets that it uses, each once."""
    body = context.get("body", "")
    for kind in ("script_files", "css_files"):
        kept = []
        for asset in context[kind]:
            if asset not in kept and is_needed(asset, body):
                kept.append(asset)
        context[kind] = kept


def describe_page(app, pagename, templatename, context, doctree) -> None:
    """Add a description: the page's own from its ``html_meta``, or else its first paragraph."""
    if 'name="description"' in context.get("metatags", ""):
        return
    paragraphs = doctree.findall(nodes.paragraph) if doctree else ()
    first = next((node for node in paragraphs if isinstance(node.parent, nodes.section)), None)
    title = context.get("title") or pagename.title()
    text = prose(first) if first else f"{title} · {app.config.html_title}"
    context["metatags"] = (
        context.get("metatags", "") + f'<meta name="description" content="{escape(cut(text))}" />'
    )


def prose(paragraph: nodes.paragraph) -> str:
    """Return the text of a paragraph, without the bold words that it may open with."""
    parts = [node for node in paragraph.children if node.astext()]
    if isinstance(parts[0], nodes.strong):
        del parts[0]
    text = "".join(node.astext() for node in parts)
    return " ".join(text.split())


def cut(text: str) -> str:
    """Return as many whole sentences as a description may have, or the start of a long one."""
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    text = text[: DESCRIPTION_LENGTH + 1]
    end = max(text.rfind(mark) for mark in (". ", "? "))
    if end >= DESCRIPTION_LENGTH // 3:
        return text[: end + 1]
    clause = max(text.rfind(mark) for mark in (", ", "; ", ": "))
    if clause < DESCRIPTION_LENGTH // 3:
        clause = text.rindex(" ")
    return text[:clause] + " …"


def setup(app: Sphinx) -> dict:
    """Register the handlers, late: after every extension has added its assets."""
    app.connect("html-page-context", drop_unused_assets, priority=900)
    app.connect("html-page-context", describe_page, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
