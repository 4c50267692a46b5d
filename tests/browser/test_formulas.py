"""Formulas as they are drawn: in the book's own font, and with every sign that has to be drawn.

Roots, braces, overlines, brackets and sums do not stand in a formula's text as they are seen: the
browser takes larger forms from the font, or builds them of parts. So each sign is looked at alone.
"""

import io
import re

import numpy as np
import pytest
from PIL import Image, ImageOps

from tests.built import HTML

Edges = np.ndarray  # left, top, right and bottom, in ems

# What has to be true of a sign as it is drawn, and of the box of what it belongs to:


def covers(sign: Edges, box: Edges) -> bool:
    """From the left end to the right end, by the sixth of a letter."""
    return sign[0] < box[0] + 0.15 and sign[2] > box[2] - 0.15 and sign[3] > sign[1]


def is_root(sign: Edges, box: Edges) -> bool:
    """Over all of what stands under it, with the sign itself before that."""
    return covers(sign, box) and sign[0] < box[0] - 0.5 and sign[3] > box[3] - 0.4


def is_within(sign: Edges, box: Edges) -> bool:
    """Small, and between the left and the right end."""
    return box[0] - 0.1 < sign[0] < sign[2] < box[2] + 0.1


def is_as_tall(sign: Edges, box: Edges) -> bool:
    """Nearly as tall as the row that it encloses."""
    return sign[3] - sign[1] > 0.85 * (box[3] - box[1])


def is_large(sign: Edges, box: Edges) -> bool:
    """Taller than in a line of text, where it is a little taller than a letter."""
    return sign[3] - sign[1] > 1.25


# The signs of each kind, what each belongs to, and how it is drawn.
KINDS = {
    "root": ("msqrt", "sign.lastElementChild", is_root),
    "stretched": (
        ":is(mover, munder) > mo:nth-child(2):not([stretchy=false])",
        "sign.previousElementSibling",
        covers,
    ),
    "accent": (
        ":is(mover, munder) > mo:nth-child(2)[stretchy=false]",
        "sign.previousElementSibling",
        is_within,
    ),
    "fence": ("mrow > mo:not([stretchy=false])", "sign.parentElement", is_as_tall),
    "sum": (":is(munder, munderover) > mo:first-child", "sign.parentElement", is_large),
}
ALONE = "body, body * { visibility: hidden !important } .alone { visibility: visible !important }"
SEE_ALONE = """(sign, base) => {
    document.querySelector(".alone")?.classList.remove("alone");
    sign.classList.add("alone");
    base.scrollIntoView({block: "center", inline: "center"});
    const box = base.getBoundingClientRect();
    return [box.left, box.top, box.right, box.bottom];
}"""
MARGIN = 24  # pixels


@pytest.fixture(scope="module")
def page(browser, served):
    """A page of the book that shows every formula of the book and nothing else."""
    pages = " ".join(path.read_text(encoding="utf-8") for path in HTML.rglob("*.html"))
    formulas = sorted(set(re.findall(r"<math\b.*?</math>", pages, re.DOTALL)))
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{served}/book/index.html")
    text = "".join(f"<p>{formula}</p>" for formula in formulas)
    page.evaluate("text => document.querySelector('article').innerHTML = text", text)
    page.add_style_tag(content=ALONE)
    page.evaluate("document.fonts.ready")
    yield page
    context.close()


def signs(page, kind: str) -> list:
    """The signs of a kind: of the elements, those that are brackets, and sums in display style."""
    found = page.query_selector_all(KINDS[kind][0])
    if kind == "fence":
        return [sign for sign in found if sign.text_content() in "()[]{}|"]
    if kind == "sum":
        return [s for s in found if s.evaluate("s => getComputedStyle(s).mathStyle") == "normal"]
    return found


def edges(page, sign, base) -> tuple[Edges, Edges]:
    """The edges of a sign as it is drawn, and of the box of what it belongs to."""
    box = np.array(sign.evaluate(SEE_ALONE, base))
    left, top = np.maximum(np.floor(box[:2]) - MARGIN, 0)
    right, bottom = np.ceil(box[2:]) + MARGIN
    clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    picture = ImageOps.invert(Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("L"))
    drawn = picture.point(lambda ink: 255 * (ink > 60)).getbbox() or (0, 0, 0, 0)
    em = sign.evaluate("sign => parseFloat(getComputedStyle(sign).fontSize)")
    return (np.array(drawn) + np.tile([left, top], 2)) / em, box / em


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("kind", KINDS)
def test_sign_is_drawn_whole(page, kind, width):
    page.set_viewport_size({"width": width, "height": 900})
    _, base, is_whole = KINDS[kind]
    found = signs(page, kind)
    assert found
    for sign in found:
        drawn, box = edges(page, sign, sign.evaluate_handle(f"sign => {base}"))
        assert is_whole(drawn, box), (sign.evaluate("s => s.parentElement.outerHTML"), drawn - box)


def test_every_glyph_is_of_the_font_of_the_book(page):
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    letters = {"nodeId": root, "selector": "article :is(mi, mn, mo, mtext)"}
    seen = 0
    for node in session.send("DOM.querySelectorAll", letters)["nodeIds"]:
        for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
            assert font["isCustomFont"], session.send("DOM.getOuterHTML", {"nodeId": node})
            seen += font["glyphCount"]
    assert seen > 1000
