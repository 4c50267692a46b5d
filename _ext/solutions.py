"""Solutions of exercises: folded in the page and not searched, or withheld altogether.

In the notebook the prose of a solution stands in ``<details class="solution">``, so that it is
folded in JupyterLab too. The page folds the whole solution, with its code cells, once.
"""

from docutils import nodes
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.config import ENUM
from sphinx.transforms import SphinxTransform
from sphinx_exercise.nodes import solution_node

PAGE = "solutions"  # the page that holds nothing else
WITHHELD = "The solutions are not part of this edition of the book."
FOLD = '<details class="solution">'
UNFOLD = "</details>"


class PrepareSolutions(SphinxTransform):
    """Take the solutions of a page out, or take the inner folds out of them."""

    default_priority = 15  # right after sphinx-exercise has gathered the cells of each solution

    def apply(self, **kwargs) -> None:
        """Prepare every solution of the page."""
        withheld = self.config.solutions == "withheld"
        if withheld and is_page_of_solutions(self.env.docname):
            section = self.document.next_node(nodes.section)
            section.children = [section.next_node(nodes.title), nodes.paragraph("", WITHHELD)]
        for section in list(self.document.findall(nodes.section)):
            if section["ids"] in (["exercise-content"], ["solution-content"]):
                # No section, for it has no title, and all of them have the same anchor.
                section["ids"] = []
                section.replace_self(nodes.container("", *section.children))
        for solution in list(self.document.findall(solution_node)):
            if withheld:
                solution.parent.remove(solution)
            else:
                remove_folds(solution)


def is_page_of_solutions(docname: str) -> bool:
    """Return whether a page holds solutions and nothing else."""
    return docname.rpartition("/")[2] == PAGE


def remove_folds(solution: solution_node) -> None:
    """Remove the tags that fold the prose of a solution in JupyterLab."""
    inside = False
    for raw in list(solution.findall(nodes.raw)):
        html = raw.astext().strip()
        if html.startswith(FOLD) or (inside and html == UNFOLD):
            inside = html.startswith(FOLD)
            raw.parent.remove(raw)


def visit_solution(self, node: solution_node) -> None:
    """Open the fold, with the title as what is clicked."""
    title = node.next_node(nodes.title)
    node.remove(title)
    self.body.append(self.starttag(node, "details", CLASS="admonition"))
    self.body.append(f"<summary>{self.encode(title.astext())}</summary>\n")


def depart_solution(self, node: solution_node) -> None:
    """Close the fold."""
    self.body.append("</details>\n")


def keep_from_search(app: Sphinx, doctree: nodes.document) -> None:
    """Let the search find the page of solutions by its title only."""
    if is_page_of_solutions(app.env.docname):
        app.env.metadata[app.env.docname]["nosearch"] = True


def mark_solutions(cells: list) -> list[tuple[NotebookNode, bool]]:
    """Return each cell of a notebook, and whether it is part of a solution."""
    marked, inside = [], False
    for cell in cells:
        inside = inside or cell.source.startswith(":::{solution-start}")
        marked.append((cell, inside))
        inside = inside and not cell.source.startswith(":::{solution-end}")
    return marked


def setup(app: Sphinx) -> dict:
    """Register the setting and the handlers, on top of sphinx-exercise."""
    app.setup_extension("sphinx_exercise")
    app.add_config_value("solutions", "shown", "env", ENUM("shown", "withheld"))
    fold = (visit_solution, depart_solution)
    app.add_node(solution_node, override=True, html=fold, singlehtml=fold)
    app.add_transform(PrepareSolutions)
    app.connect("doctree-read", keep_from_search)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
