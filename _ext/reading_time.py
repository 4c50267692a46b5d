"""How long a page takes to read: a line below its title, and a table of all notebooks."""

import math
from collections.abc import Iterable, Iterator
from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx_exercise.nodes import is_extension_node as is_exercise_or_solution

KEY = "reading time"  # under which a page's metadata hold its length

WORDS_PER_MINUTE = 160  # a slow pace, as one reads what has to be understood
MINUTES_FOR = {"figures": 0.5, "sliders": 2.0, "code cells": 0.5, "formulas": 0.2}
COLUMNS = ("minutes", "figures", "sliders")

# What is no prose: its allowance, if it takes any time, is counted by the piece.
NO_PROSE = (nodes.literal_block, nodes.math_block, nodes.raw, nodes.comment, nodes.figure)


def is_cell(node: nodes.Node) -> bool:
    """Tell whether a node is a code cell of a notebook."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


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
        "sliders": sum('class="explorer"' in raw.astext() for raw in doctree.findall(nodes.raw)),
        "code cells": sum(map(is_cell, doctree.findall(nodes.container))),
        "formulas": len(list(doctree.findall(nodes.math_block))),
    }
    minutes = sum(len(text.split()) for text in prose(doctree)) / WORDS_PER_MINUTE
    minutes += sum(length[kind] * allowance for kind, allowance in MINUTES_FOR.items())
    return length | {"minutes": math.ceil(minutes)}


def note_reading_time(app: Sphinx, doctree: nodes.document) -> None:
    """Measure a notebook, and say below its title how long it takes."""
    title = doctree.next_node(nodes.title)
    if title and str(app.env.doc2path(app.env.docname)).endswith(".ipynb"):
        length = app.env.metadata[app.env.docname][KEY] = measure(doctree)
        line = f'<p class="reading-time">Reading time: about {length["minutes"]} minutes.</p>'
        # Not a paragraph, or it would be taken for the start of the text.
        place = title.parent.index(title) + 1
        title.parent.insert(place, nodes.raw("", line, format="html"))


def fill_in_table(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Fill the container ``reading-times`` with a table of all notebooks, and their sum."""
    for place in doctree.findall(nodes.container):
        if place["classes"] == ["reading-times"]:
            place["classes"] = ["pst-scrollable-table-container"]
            place.children = [nodes.raw("", table(app, docname), format="html")]


def table(app: Sphinx, here: str) -> str:
    """Return the table, with links that lead on from a page."""
    rows, lengths = [row("page", COLUMNS, "th")], []
    for page in app.env.collect_relations():
        if length := app.env.metadata[page].get(KEY):
            address = app.builder.get_relative_uri(here, page)
            link = f'<a href="{address}">{escape(app.env.titles[page].astext())}</a>'
            rows.append(row(link, [length[name] for name in COLUMNS]))
            lengths.append(length)
    totals = [sum(length[name] for length in lengths) for name in COLUMNS]
    return f'<table class="table">{"".join(rows)}{row("all of them", totals)}</table>'


def row(first: str, others: Iterable, cell: str = "td") -> str:
    """Return a row of a table."""
    return "<tr>" + "".join(f"<{cell}>{text}</{cell}>" for text in (first, *others)) + "</tr>"


def setup(app: Sphinx) -> dict:
    """Register the counting and the table."""
    app.connect("doctree-read", note_reading_time)
    app.connect("doctree-resolved", fill_in_table)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
