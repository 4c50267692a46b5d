"""An index of the book's figures and sliders, made from the pages themselves.

The directive ``{figure-index}`` lists, page by page in reading order, every numbered figure with
its caption and every slider with its label and its hint.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from docutils import nodes
from lists_of_pages import add_list
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

KEY = "figures and sliders"  # under which a page's metadata hold what it shows

# The page's form of a slider, see casestudy_lib/slider.html.
SLIDER = re.compile(
    r'<div class="explorer">.*?<p class="explorer-hint">(?P<hint>.*?)</p>'
    r"\s*<label>(?P<label>.*?)\s*<input",
    re.DOTALL,
)


class Slider(NamedTuple):
    """A slider: the place it can be linked to, what it moves, and what to look for."""

    anchor: str
    label: str
    hint: str


class Shown(NamedTuple):
    """What a page shows: the captions of its figures by label, and its sliders."""

    captions: dict[str, list[nodes.Node]]
    sliders: list[Slider]


def numbered_figures(doctree: nodes.document) -> Iterator[nodes.figure]:
    """Return the figures of a page that have a caption and a label."""
    for figure in doctree.findall(nodes.figure):
        if figure["names"] and figure.next_node(nodes.caption):
            yield figure


def find_sliders(doctree: nodes.document) -> Iterator[tuple[nodes.raw, re.Match]]:
    """Return the sliders of a page: the HTML they are, and their label and hint in it."""
    for raw in doctree.findall(nodes.raw):
        if match := SLIDER.search(raw.astext()):
            yield raw, match


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Note what a page shows, and give each of its sliders an anchor."""
    captions = {
        figure["names"][0]: figure.next_node(nodes.caption).deepcopy().children
        for figure in numbered_figures(doctree)
    }
    sliders = []
    for number, (raw, match) in enumerate(list(find_sliders(doctree)), start=1):
        anchor = f"slider-{number}"
        place = raw.parent.index(raw)
        raw.parent.insert(place, nodes.target("", "", ids=[anchor]))
        sliders.append(Slider(anchor, unescape(match["label"]), unescape(match["hint"])))
    app.env.metadata[app.env.docname][KEY] = Shown(captions, sliders)


def figure_index(env: BuildEnvironment, here: str) -> nodes.definition_list:
    """Return the index: for each page that shows something, its title and what it shows."""
    index = nodes.definition_list()
    for docname in env.collect_relations():
        shown = env.metadata[docname].get(KEY)
        if shown and any(shown):
            entries = [figure_entry(here, *item) for item in shown.captions.items()]
            entries += [slider_entry(env, here, docname, slider) for slider in shown.sliders]
            title = nodes.term("", "", page_link(here, docname))
            entry = nodes.definition("", nodes.bullet_list("", *entries))
            index += nodes.definition_list_item("", title, entry)
    return index


def page_link(here: str, docname: str) -> addnodes.pending_xref:
    """Return a link to a page that shows the page's title."""
    return pending_link(here, "doc", f"/{docname}", refexplicit=False)


def figure_entry(here: str, label: str, caption: list[nodes.Node]) -> nodes.list_item:
    """Return the number of a figure, which leads to it, and its caption."""
    text = nodes.paragraph("", "", pending_link(here, "numref", label), nodes.Text(". "))
    text += [node.deepcopy() for node in caption]
    return nodes.list_item("", text)


def slider_entry(env, here: str, docname: str, slider: Slider) -> nodes.list_item:
    """Return the label of a slider, which leads to it, and its hint."""
    address = f"{env.app.builder.get_relative_uri(here, docname)}#{slider.anchor}"
    link = nodes.reference("", slider.label, internal=True, refuri=address)
    text = nodes.paragraph("", "", nodes.Text("Slider. "), link, nodes.Text(f". {slider.hint}"))
    return nodes.list_item("", text)


def pending_link(here: str, role: str, target: str, **options) -> addnodes.pending_xref:
    """Return a reference that Sphinx resolves, and complains of if it cannot."""
    options = {"refexplicit": False, "refwarn": True} | options
    link = addnodes.pending_xref(
        "", refdoc=here, refdomain="std", reftype=role, reftarget=target, **options
    )
    link += nodes.inline("", target, classes=["xref", "std"])
    return link


def setup(app: Sphinx) -> dict:
    """Register the collection and the list."""
    add_list(app, "figure-index", figure_index)
    app.connect("doctree-read", collect)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
