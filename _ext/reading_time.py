"""How long a page takes to read, computed from its words and from what there is to look at.

A line below the title of each notebook says so, and the directive ``{reading-times}`` makes a table
of all pages.
"""

import math
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
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
        figures=sum(bool(figure["names"]) for figure in doctree.findall(nodes.figure)),
        sliders=sum('class="explorer"' in raw.astext() for raw in doctree.findall(nodes.raw)),
        code_cells=sum(map(is_cell, doctree.findall(nodes.container))),
        formulas=len(list(doctree.findall(nodes.math_block))),
    )


def note_reading_time(app: Sphinx, doctree: nodes.document) -> None:
    """Measure a notebook, and say below its title how long it takes."""
    title = doctree.next_node(nodes.title)
    if title and str(app.env.doc2path(app.env.docname)).endswith(".ipynb"):
        length = app.env.metadata[app.env.docname][KEY] = measure(doctree)
        line = f'<p class="reading-time">Reading time: about {length.minutes} minutes.</p>'
        # Not a paragraph, or it would be taken for the start of the text.
        place = title.parent.index(title) + 1
        title.parent.insert(place, nodes.raw("", line, format="html"))


class TableOfTimes(nodes.General, nodes.Element):
    """Where the table goes once every page has been read."""


class ReadingTimes(SphinxDirective):
    """The directive, which leaves a place for the table."""

    def run(self) -> list[nodes.Node]:
        """Leave the place."""
        return [TableOfTimes()]


def fill_in_table(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put a table of all notebooks in reading order, with their sum, in the place for it."""
    for place in list(doctree.findall(TableOfTimes)):
        rows, total = [], [0, 0, 0]
        for page in app.env.collect_relations():
            if length := app.env.metadata[page].get(KEY):
                numbers = length.minutes, length.figures, length.sliders
                total = [sum(pair) for pair in zip(total, numbers, strict=True)]
                address = app.builder.get_relative_uri(docname, page)
                title = escape(app.env.titles[page].astext())
                rows.append(row(f'<a href="{address}">{title}</a>', numbers))
        head = row("page", ("minutes", "figures", "sliders"), "th")
        body = "".join([*rows, row("all of them", total)])
        table = f'<table class="table"><thead>{head}</thead><tbody>{body}</tbody></table>'
        box = f'<div class="pst-scrollable-table-container">{table}</div>'
        place.replace_self(nodes.raw("", box, format="html"))


def row(first: str, others: tuple | list, cell: str = "td") -> str:
    """Return a row of a table."""
    return "<tr>" + "".join(f"<{cell}>{text}</{cell}>" for text in (first, *others)) + "</tr>"


def setup(app: Sphinx) -> dict:
    """Register the counting and the table."""
    app.add_node(TableOfTimes)
    app.add_directive("reading-times", ReadingTimes)
    app.connect("doctree-read", note_reading_time)
    app.connect("doctree-resolved", fill_in_table)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
