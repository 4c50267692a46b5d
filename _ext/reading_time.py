"""How long a page takes to read: a line below its title, and a table of all notebooks.

A page can say how long the main path takes: ``<span class="main-path-minutes">an hour</span>``
becomes "about 70 minutes", counted when the book is built.
"""

import math
import re
from collections.abc import Iterable, Iterator
from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx_exercise.nodes import is_extension_node as is_exercise_or_solution

KEY = "reading time"  # under which a page's metadata hold its length

WORDS_PER_MINUTE = 160  # a slow pace, as one reads what has to be understood
MINUTES_FOR = {"figures": 0.5, "sliders": 2.0, "code cells": 0.5, "formulas": 0.2}
COLUMNS = ("minutes", "figures", "sliders")
MAIN_PATH = "The main path"  # the caption of its part in _toc.yml; the first page belongs to it

SLIDER = re.compile('class="(explorer|playground)[ "]')
SPAN = '<span class="main-path-minutes">'

# What is no prose: its allowance, if it takes any time, is counted by the piece.
NO_PROSE = (nodes.literal_block, nodes.math_block, nodes.raw, nodes.comment, nodes.figure)


def is_cell(node: nodes.Node) -> bool:
    """Tell whether a node is a code cell of a notebook."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def is_open_cell(node: nodes.Node) -> bool:
    """Tell whether a node is a code cell whose code is shown: neither folded nor left out."""
    shown = is_cell(node) and node.get("hide_mode", "output") == "output"
    return shown and any(part.get("nb_element") == "cell_code_source" for part in node.children)


def prose(node: nodes.Node) -> Iterator[str]:
    """Return the texts of a page, without code, its outputs, displayed formulas and captions."""
    if isinstance(node, nodes.Text):
        yield node.astext()
    elif not isinstance(node, NO_PROSE) and not is_cell(node):
        for child in node.children:
            yield from prose(child)


def measure(doctree: nodes.document) -> dict[str, int]:
    """Count what there is to read on a page, without exercises and solutions, and the minutes."""
    doctree = doctree.deepcopy()
    for exercise in list(doctree.findall(is_exercise_or_solution)):
        exercise.parent.remove(exercise)
    length = {
        "figures": sum(bool(figure["names"]) for figure in doctree.findall(nodes.figure)),
        "sliders": sum(bool(SLIDER.search(raw.astext())) for raw in doctree.findall(nodes.raw)),
        "code cells": sum(map(is_open_cell, doctree.findall(nodes.container))),
        "formulas": len(list(doctree.findall(nodes.math_block))),
    }
    minutes = sum(len(text.split()) for text in prose(doctree)) / WORDS_PER_MINUTE
    minutes += sum(length[kind] * allowance for kind, allowance in MINUTES_FOR.items())
    return length | {"minutes": math.ceil(minutes)}


def note_reading_time(app: Sphinx, doctree: nodes.document) -> None:
    """Measure a notebook, and say below its title how long it takes; the first page does not."""
    title = doctree.next_node(nodes.title)
    if title and str(app.env.doc2path(app.env.docname)).endswith(".ipynb"):
        length = app.env.metadata[app.env.docname][KEY] = measure(doctree)
        if app.env.docname == app.config.root_doc:
            return
        time = f"{length['minutes']} minute{'s' * (length['minutes'] > 1)}"
        line = f'<p class="reading-time">Reading time: about {time}.</p>'
        # Not a paragraph, or it would be taken for the start of the text.
        place = title.parent.index(title) + 1
        title.parent.insert(place, nodes.raw("", line, format="html"))


def fill_in(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Fill the container ``reading-times`` with a table, and say how long the main path takes."""
    for place in doctree.findall(nodes.container):
        if place["classes"] == ["reading-times"]:
            place["classes"] = ["pst-scrollable-table-container"]
            place.children = [nodes.raw("", table(app, docname), format="html")]
    for place in list(doctree.findall(nodes.raw)):
        if place.astext() == SPAN:
            minutes = sum(length["minutes"] for length in lengths(app, main_path(app)).values())
            words = place.parent[place.parent.index(place) + 1]
            words.parent.replace(words, nodes.Text(f"about {minutes} minutes"))


def main_path(app: Sphinx) -> set[str]:
    """Return the pages of the main path."""
    root = app.config.root_doc
    parts = app.env.external_site_map[root].subtrees
    return {root}.union(*(map(str, part.items) for part in parts if part.caption == MAIN_PATH))


def lengths(app: Sphinx, pages: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return the lengths of those pages that are notebooks."""
    found = {page: app.env.metadata[page].get(KEY) for page in pages}
    return {page: length for page, length in found.items() if length}


def table(app: Sphinx, here: str) -> str:
    """Return the table, with links that lead on from a page."""
    rows, pages = [row("page", COLUMNS, "th")], lengths(app, app.env.collect_relations())
    for page, length in pages.items():
        address = app.builder.get_relative_uri(here, page)
        link = f'<a href="{address}">{escape(app.env.titles[page].astext())}</a>'
        rows.append(row(link, [length[name] for name in COLUMNS]))
    for name, some in (("the main path", main_path(app)), ("all of them", pages)):
        counted = lengths(app, some).values()
        rows.append(row(name, [sum(length[kind] for length in counted) for kind in COLUMNS]))
    return f'<table class="table">{"".join(rows)}</table>'


def row(first: str, others: Iterable, cell: str = "td") -> str:
    """Return a row of a table."""
    return "<tr>" + "".join(f"<{cell}>{text}</{cell}>" for text in (first, *others)) + "</tr>"


def setup(app: Sphinx) -> dict:
    """Register the counting, and what it fills in."""
    app.connect("doctree-read", note_reading_time)
    app.connect("doctree-resolved", fill_in)
    return {"version": "2", "parallel_read_safe": True, "parallel_write_safe": True}
