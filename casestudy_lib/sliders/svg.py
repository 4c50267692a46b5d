"""Matplotlib's SVG, made fit to stand inside a page: it scales, follows the theme and is read out.

Black is *ink* and white is *paper*: ink takes the colour of the surrounding text
(``currentColor``), paper the background of the page (the CSS property ``--paper``), so that one
drawing serves light and dark pages. Every other colour stays as drawn.
"""

import re
from html import escape

INK = "currentColor"
PAPER = "var(--paper,var(--jp-layout-color0,#fff))"  # the second name is JupyterLab's

# Matplotlib's own stylesheet is `*{...}`, which would reach every element of the page; both
# properties are inherited, so the root can carry them. An absent fill means black, hence ink.
ROOT_STYLE = f"fill:{INK};stroke-linejoin:round;stroke-linecap:butt"

_PAINT = r'(?P<paint>\b(?:fill|stroke)\s*[:=]\s*"?)'
_BLACK = re.compile(_PAINT + r"(?:#000000|#000|black)\b", re.IGNORECASE)
_WHITE = re.compile(_PAINT + r"(?:#ffffff|#fff|white)\b", re.IGNORECASE)
_FONT_FAMILY = re.compile(r"\s*font-family:[^;\"]*;?")
_FONT_SHORTHAND = re.compile(r"(font:[^;\"']*?[\d.]+px)\s[^;\"]*")
_LONG_NUMBER = re.compile(r"(?:scale|matrix)\([^)]*\)|-?\d+\.\d{3,}")
_NO_TURN = re.compile(r'\s*transform="rotate\(-?0 [^"]*"')
_TAG = re.compile(r"<[^>]*>")
_ID = re.compile(r'\sid="([^"]*)"')
# A link of an artist, by `set_url`; what images and clip paths refer to is in the page itself.
_LINK = re.compile(r'<a\b[^>]*\bhref="(?!https?://|#)([^"]*)"', re.IGNORECASE)
_REFERENCE = re.compile(r'(url\(#|href="#)([^)"]+)')


def page_svg(svg: str, *, label: str | None, prefix: str = "") -> str:
    """Return Matplotlib's SVG as an element to be placed inside an HTML page.

    Args:
        svg: A document written by Matplotlib's SVG backend with ``svg.fonttype: none``.
        label: The text alternative. None hides the drawing from screen readers: for drawings
            whose container carries the description, such as the frames of a slider.
        prefix: Put before every id. Two drawings on a page may share ids without harm, for
            Matplotlib derives ids from content; a prefix makes them unique.

    Returns:
        One ``<svg>`` element, as wide as its container up to its natural width.

    Raises:
        ValueError: ``svg`` holds no ``<svg>`` element with a view box and a width, or a link that
            is neither of the page nor of the web: ``javascript:`` would run in the page.
    """
    root = re.search(r"<svg\b[^>]*>", svg)
    view_box = root and re.search(r'viewBox="([^"]*)"', root[0])
    width = root and re.search(r'width="([^"]*)"', root[0])
    if not (view_box and width):
        raise ValueError(f"want an <svg> with viewBox and width, got {svg[:80]!r}")
    body = svg[root.end() : svg.rindex("</svg>")]
    body = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>|<style\b.*?</style>", "", body, flags=re.S)
    body = body.replace("xlink:href", "href")
    if link := _LINK.search(body):
        raise ValueError(f"want a link that begins with https://, http:// or #, got {link[1]!r}")
    body = _keep_referenced_ids(_TAG.sub(lambda tag: _clean_tag(tag[0]), body), prefix)
    body = re.sub(r">\s+<", "><", body).strip().replace("<defs></defs>", "")
    access = 'aria-hidden="true"' if label is None else f'role="img" aria-label="{escape(label)}"'
    size = f"width:100%;max-width:{width[1]};height:auto"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view_box[1]}" {access} '
        f'style="{size};{ROOT_STYLE}">{body}</svg>'
    )


def _clean_tag(tag: str) -> str:
    """Give one tag theme colours, the page's font and numbers of two decimals."""
    tag = _BLACK.sub(rf"\g<paint>{INK}", tag)
    tag = _WHITE.sub(rf"\g<paint>{PAPER}", tag)
    tag = _FONT_FAMILY.sub("", tag)
    tag = _FONT_SHORTHAND.sub(r"\1 var(--figure-font,sans-serif)", tag)
    tag = _LONG_NUMBER.sub(_two_decimals, tag)
    return _NO_TURN.sub("", tag)


def _two_decimals(match: re.Match) -> str:
    """Round a number; leave scale factors alone, where the third decimal still shows."""
    text = match[0]
    return text if text.endswith(")") else f"{float(text):.2f}".rstrip("0").rstrip(".")


def _keep_referenced_ids(body: str, prefix: str) -> str:
    """Drop ids that nothing refers to, and put the prefix before the others."""
    used = {name for _, name in _REFERENCE.findall(body)}
    body = _ID.sub(lambda m: f' id="{prefix}{m[1]}"' if m[1] in used else "", body)
    return _REFERENCE.sub(rf"\1{prefix}\2", body)
