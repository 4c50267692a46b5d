"""Lists made from all pages of the book, such as an index: a directive leaves a place for each.

Such a list can be made only when every page has been read, and has to stand in its place before
references are resolved and formulas drawn.
"""

from collections.abc import Callable

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

#: What makes a list, given what is known of all pages and the name of the page it stands on.
MakeList = Callable[[BuildEnvironment, str], nodes.Element]

makers: dict[str, MakeList] = {}


class PlaceOfList(nodes.General, nodes.Element):
    """Where a list goes once every page has been read; ``name`` says which."""


class LeavePlace(SphinxDirective):
    """The directive of every such list."""

    def run(self) -> list[nodes.Node]:
        """Leave a place for the list that the directive is named after."""
        return [PlaceOfList(name=self.name)]


class FillPlaces(SphinxPostTransform):
    """Put the lists in their places."""

    default_priority = 5

    def run(self, **kwargs) -> None:
        """Fill every place of the page."""
        for place in list(self.document.findall(PlaceOfList)):
            place.replace_self(makers[place["name"]](self.env, self.env.docname))


def add_list(app: Sphinx, directive: str, make: MakeList) -> None:
    """Let a directive of this name be replaced by a list."""
    app.setup_extension(__name__)
    makers[directive] = make
    app.add_directive(directive, LeavePlace)


def setup(app: Sphinx) -> dict:
    """Register the places and their filling."""
    app.add_node(PlaceOfList)
    app.add_post_transform(FillPlaces)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
