"""Signatures on the page of the library as they stand in the code.

Python expands NumPy's names for the types of arrays into lines that nobody can read; here they get
their names back. The fields of a named tuple stand in its signature and are not listed again.
"""

import re
from inspect import ismemberdescriptor

from docutils import nodes
from numpy.typing import ArrayLike, NDArray
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.typing import stringify_annotation

NAMES = {
    stringify_annotation(ArrayLike, "smart"): "ArrayLike",
    stringify_annotation(NDArray, "smart"): "NDArray",
}

# Sphinx writes parameters on lines of their own as a list of definitions that defines nothing.
PARAMETERS = re.compile(r'(?<=<span class="sig-paren">\(</span>)\s*<dl>(.*?)</dl>', re.DOTALL)


def as_displayed(type_name: str) -> str:
    """Return a type as a page shows it, without the modules that stand behind a tilde."""
    return re.sub(r"~(\w+\.)*", "", type_name)


def shorten(text: str | None) -> str | None:
    """Return a signature, or a part of one, with the names of array types."""
    for expansion, name in NAMES.items():
        text = text and text.replace(expansion, name).replace(as_displayed(expansion), name)
    return text


def shorten_signature(app, what, name, obj, options, signature, returns) -> tuple:
    """Shorten both parts of a signature."""
    return shorten(signature), shorten(returns)


class ShortProperties(SphinxPostTransform):
    """Shorten the types of properties, which autodoc writes without asking."""

    default_priority = 50  # once the names in them are resolved

    def run(self, **kwargs) -> None:
        """Shorten those of one page."""
        for annotation in self.document.findall(addnodes.desc_annotation):
            text = annotation.astext()
            if shorten(text) != text:
                annotation.children = [nodes.Text(shorten(text))]


def skip_field(app, what, name, obj, skip, options) -> bool | None:
    """Leave out the fields of named tuples, and otherwise let autodoc decide."""
    is_field = type(obj).__name__ == "_tuplegetter" or ismemberdescriptor(obj)
    return True if is_field else None


def plain_parameters(app, pagename, templatename, context, doctree) -> None:
    """Let the parameters of a long signature be lines, which is all they are."""

    def as_lines(match: re.Match) -> str:
        lines = match[1].replace("<dd>", "<div>").replace("</dd>", "</div>")
        return f'<div class="sig-parameters">{lines}</div>'

    if "body" in context:
        context["body"] = PARAMETERS.sub(as_lines, context["body"])


def setup(app: Sphinx) -> dict:
    """Register the handlers."""
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("autodoc-process-signature", shorten_signature)
    app.connect("html-page-context", plain_parameters)
    app.add_post_transform(ShortProperties)
    app.connect("autodoc-skip-member", skip_field)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
