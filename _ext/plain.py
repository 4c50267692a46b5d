"""Notebooks in plain Markdown, which every viewer reads.

The book is built from MyST, whose roles and directives stand raw in JupyterLab and in viewers. Here
they become Markdown and HTML. Numbers are the book's, for they are counted in its order. A solution
becomes one folded cell with its code and what the code prints, because JupyterLab unfolds the
outputs of every cell that it runs.
"""

import re
from collections import Counter
from functools import cache
from itertools import groupby
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from pybtex.database import parse_file
from solutions import FOLD, PAGE, UNFOLD, WITHHELD, mark_solutions

BIBLIOGRAPHY = Path(__file__).parents[1] / "book" / "references.bib"

#: How the book refers to what it numbers, by the first part of the label.
NUMBERED = {"eq": "({})", "ex": "Exercise {}", "fig": "Figure {}"}

LABEL = re.compile(r"^(?:\$\$ \(|:label: )((?:eq|ex)-[\w-]+)", re.MULTILINE)
DIRECTIVE = re.compile(r"^:::\{\w+\} *(.*)\n((?::\w+:.*\n)*)", re.MULTILINE)
DIRECTIVE_END = re.compile(r"^:::(\n|$)", re.MULTILINE)
EQUATION_END = re.compile(r"^\$\$ \(([\w-]+)\)$", re.MULTILINE)
ROLE = re.compile(r"\{(\w+)\}`([^`]+)`")
LINK = re.compile(r"\[([^\]]+)\]\((?:(\w+)\.(ipynb|md))?(?:#([\w-]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


class PlainBook:
    """The notebooks of a book, by name and in its order, as every viewer reads them.

    Args:
        notebooks: as they are stored, with the text that their cells print.
        address: where the pages are published; without it, links to pages that are no notebooks
            become their text.
        withheld: leave the solutions out.
    """

    def __init__(self, notebooks: dict[str, NotebookNode], address: str = "", withheld=False):
        self.notebooks, self.address, self.withheld = notebooks, address, withheld
        self.places: dict[str, tuple[str, int]] = {}
        counts = Counter()
        for name, notebook in notebooks.items():
            for label in _labels(notebook):
                kind = label.partition("-")[0]
                counts[kind] += 1
                self.places[label] = name, counts[kind]

    def notebook(self, name: str) -> NotebookNode:
        """Return a notebook in plain Markdown; cells that run are those of the source."""
        plain = nbformat.from_dict(self.notebooks[name])
        if self.withheld and name == PAGE:
            title = plain.cells[0].source.partition("\n")[0]
            plain.cells = [_markdown_cell(plain.cells[0].id, f"{title}\n\n{WITHHELD}")]
            return plain
        plain.cells = []
        for solved, cells in groupby(mark_solutions(self.notebooks[name].cells), lambda it: it[1]):
            cells = [cell for cell, _ in cells]
            if not solved:
                plain.cells += [made for cell in cells for made in self._cells(name, cell)]
            elif not self.withheld:
                plain.cells.append(self._folded(name, cells))
        return plain

    def _cells(self, name: str, cell: NotebookNode) -> list[NotebookNode]:
        """A cell as it is given, and the caption of what it draws."""
        if cell.cell_type == "markdown":
            return [_markdown_cell(cell.id, self.markdown(name, cell.source))]
        caption = self._caption(name, cell)
        return [cell, *([_markdown_cell(f"{cell.id}-caption", caption)] if caption else [])]

    def _caption(self, name: str, cell: NotebookNode) -> str:
        figure = cell.metadata.get("mystnb", {}).get("figure")
        if not figure:
            return ""
        return f"*{self._number(figure['name'])}. {self.markdown(name, figure['caption'])}*"

    def _folded(self, name: str, cells: list[NotebookNode]) -> NotebookNode:
        """One cell for a solution: its code, what that prints, and its prose."""
        parts = [FOLD + "\n<summary>Solution</summary>"]
        for cell in cells[1:-1]:
            if cell.cell_type == "markdown":
                prose = re.sub(rf"^{FOLD}\n<summary>.*</summary>|{UNFOLD}$", "", cell.source)
                parts.append(self.markdown(name, prose.strip()))
            else:
                printed = "".join(out.get("text") or out.data["text/plain"] for out in cell.outputs)
                parts.append(f"```python\n{cell.source}\n```")
                parts += ["It prints:", f"```text\n{printed.rstrip()}\n```"] if printed else []
                parts.append(self._caption(name, cell))
        return _markdown_cell(cells[0].id, "\n\n".join(filter(None, [*parts, UNFOLD])))

    def markdown(self, name: str, text: str) -> str:
        """Return Markdown of the page `name` without roles and directives.

        Raises:
            ValueError: a role that has no plain form here.
            KeyError: a label or a heading that is nowhere.
        """
        text = DIRECTIVE_END.sub("", DIRECTIVE.sub(self._directive, text))
        text = EQUATION_END.sub(lambda end: f"\\tag{{{self.places[end[1]][1]}}}\n$$", text)
        text = ROLE.sub(lambda role: self._role(name, *role.groups()), text)
        return LINK.sub(lambda link: self._link(name, link), text).strip("\n")

    def _directive(self, match: re.Match) -> str:
        title, options = match.groups()
        label = LABEL.search(options)
        return f"**{self._number(label[1]) + '. ' if label else ''}{title}**\n"

    def _role(self, name: str, role: str, content: str) -> str:
        if role == "term":
            return re.sub(r" <[^>]+>$", "", content)
        if role == "cite":
            return f"({'; '.join(map(_authors_and_year, content.split(',')))})"
        if role in ("eq", "numref", "ref"):
            place, number = self.places[content][0], self._number(content)
            return number if place == name else f"[{number}]({place}.ipynb)"
        raise ValueError(f"{name}: the role {role} has no form in plain Markdown")

    def _number(self, label: str) -> str:
        return NUMBERED[label.partition("-")[0]].format(self.places[label][1])

    def _link(self, name: str, link: re.Match) -> str:
        text, page, kind, anchor = link.groups()
        if kind == "md":
            place = f"{self.address}book/{page}.html" + (f"#{anchor}" if anchor else "")
            return f"[{text}]({place})" if self.address else text
        if not anchor:
            return link[0]
        # JupyterLab's anchors are headings as they stand, and it decodes nothing.
        heading = _headings(self.notebooks[page or name])[anchor].replace(" ", "-")
        return f"[{text}]({page + '.ipynb' if page else ''}#{heading})"


def _labels(notebook: NotebookNode) -> list[str]:
    """The labels of a notebook's equations, exercises and figures, in order."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found += LABEL.findall(cell.source)
        elif "figure" in cell.metadata.get("mystnb", {}):
            found.append(cell.metadata.mystnb.figure.name)
    return found


def _headings(notebook: NotebookNode) -> dict[str, str]:
    """The headings of a notebook by the anchors that MyST gives them."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    headings = HEADING.findall(text)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-"): each for each in headings}


@cache
def _bibliography():
    return parse_file(BIBLIOGRAPHY).entries


def _authors_and_year(key: str) -> str:
    """The source of a key as a reader knows it: Cover and Thomas 2006."""
    entry = _bibliography()[key.strip()]
    people = entry.persons["author"]
    names = [" ".join(map(str, it.rich_prelast_names + it.rich_last_names)) for it in people]
    who = " and ".join(names) if len(names) < 3 else f"{names[0]} et al."
    return f"{who} {entry.fields['year']}"


def _markdown_cell(key: str, source: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source, id=key)
