"""How long a page takes to read, computed from its words and from what there is to look at.

A line below the title of each notebook says so, and the directive ``{reading-times}`` makes a table
of all pages.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

from docutils import nodes
from figure_index import find_sliders, numbered_figures
from lists_of_pages import add_list
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx_exercise.nodes import is_extension_node as is_exercise_or_solution

KEY = "reading time"  # under which a page's metadata hold its length

WORDS_PER_MINUTE = 160  # a slow pace, as one reads what has to be understood
MINUTES_FOR = {"figures": 0.5, "sliders": 2.0, "code_cells": 0.5, "formulas": 0.2}

# What is no prose: its allowance, if it takes any time, is counted by the piece.
NO_PROSE = (nodes.literal_block, nodes.math_block, nodes.raw, nodes.comment, nodes.figure)


class PageLength(NamedTuple):
    """What there is to read on a page."""

    words: int
    figures: int
    sliders: int
    code_cells: int
    formulas: int

    @property
    def minutes(self) -> int:
        """The reading time in whole minutes, at least one."""
        allowance = sum(getattr(self, name) * minutes for name, minutes in MINUTES_FOR.items())
        return math.ceil(self.words / WORDS_PER_MINUTE + allowance)


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


def measure(doctree: nodes.document) -> PageLength:
    """Count what there is to read on a page, without the exercises and their solutions."""
    doctree = doctree.deepcopy()
    for exercise in list(doctree.findall(is_exercise_or_solution)):
        exercise.parent.remove(exercise)
    return PageLength(
        words=sum(len(text.split()) for text in prose(doctree)),
        figures=len(list(numbered_figures(doctree))),
        sliders=len(list(find_sliders(doctree))),
        code_cells=sum(map(is_cell, doctree.findall(nodes.container))),
        formulas=len(list(doctree.findall(nodes.math_block))),
    )


def note_reading_time(app: Sphinx, doctree: nodes.document) -> None:
    """Measure a page, and if it is a notebook say below its title how long it takes."""
    docname = app.env.docname
    length = app.env.metadata[docname][KEY] = measure(doctree)
    title = doctree.next_node(nodes.title)
    if title and str(app.env.doc2path(docname)).endswith(".ipynb"):
        text = f"Reading time: about {length.minutes} minutes."
        # In a box, so that it is not taken for the page's first paragraph.
        line = nodes.container("", nodes.paragraph("", text), classes=["reading-time"])
        title.parent.insert(title.parent.index(title) + 1, line)


def reading_times(env: BuildEnvironment, here: str) -> nodes.table:
    """Return a table of all notebooks in reading order, with their sum."""
    pages = [
        (docname, env.metadata[docname][KEY])
        for docname in env.collect_relations()
        if str(env.doc2path(docname)).endswith(".ipynb")
    ]
    body = nodes.tbody()
    for docname, length in pages:
        address = env.app.builder.get_relative_uri(here, docname)
        title = env.titles[docname].astext()
        link = nodes.reference("", title, internal=True, refuri=address)
        body += row(link, length.minutes, length.figures, length.sliders)
    lengths = [length for _, length in pages]
    body += row(
        nodes.Text("all of them"),
        sum(length.minutes for length in lengths),
        sum(length.figures for length in lengths),
        sum(length.sliders for length in lengths),
    )
    head = nodes.thead("", row(*map(nodes.Text, ("page", "minutes", "figures", "sliders"))))
    columns = [nodes.colspec(colwidth=width) for width in (4, 1, 1, 1)]
    return nodes.table("", nodes.tgroup("", *columns, head, body, cols=4))


def row(*cells: nodes.Node | int) -> nodes.row:
    """Return a row of a table; numbers become text."""
    entries = [cell if isinstance(cell, nodes.Node) else nodes.Text(str(cell)) for cell in cells]
    return nodes.row("", *[nodes.entry("", nodes.paragraph("", "", cell)) for cell in entries])


def setup(app: Sphinx) -> dict:
    """Register the counting and the table."""
    add_list(app, "reading-times", reading_times)
    app.connect("doctree-read", note_reading_time)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
