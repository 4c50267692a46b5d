"""Versions of Python and of packages, as they were when the book was built."""

import platform
from importlib.metadata import version

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class Versions(SphinxDirective):
    """``{versions} numpy matplotlib``: a list of Python and these packages with their versions."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the list; a package that is not installed stops the build."""
        found = {"Python": platform.python_version()}
        found |= {name: version(name) for name in self.arguments[0].split()}
        items = [
            nodes.list_item("", nodes.paragraph("", f"{name} {number}"))
            for name, number in found.items()
        ]
        return [nodes.bullet_list("", *items, classes=["versions"])]


def setup(app: Sphinx) -> dict:
    """Register the directive."""
    app.add_directive("versions", Versions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
