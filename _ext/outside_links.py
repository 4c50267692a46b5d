"""Every link that leads out of the book, in one list made from the pages themselves.

The directive ``{outside-links}`` lists the addresses, each with the pages where it stands, the
bibliography included. No address is asked for when the book is built.
"""

import re
from collections import defaultdict
from html import unescape

from docutils import nodes
from figure_index import page_link
from lists_of_pages import add_list
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

OUTSIDE = ("http://", "https://")
KEY = "outside links"  # under which a page's metadata hold its addresses


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Note the addresses outside the book that a page links to."""
    app.env.metadata[app.env.docname][KEY] = sorted(addresses(doctree))


def addresses(doctree: nodes.Node) -> set[str]:
    """Return the addresses outside the book among the links of a page or of a part of one."""
    links = (node.get("refuri", "") for node in doctree.findall(nodes.reference))
    return {link for link in links if link.startswith(OUTSIDE)}


def outside_links(env: BuildEnvironment, here: str) -> nodes.Element:
    """Return the list, by address; or a sentence if no link leads out of the book."""
    items = [
        nodes.list_item("", entry(here, address, sorted(pages)))
        for address, pages in sorted(pages_by_address(env).items())
    ]
    if not items:
        return nodes.paragraph("", "No link leads out of the book.")
    return nodes.bullet_list("", *items, classes=["outside-links"])


def pages_by_address(env: BuildEnvironment) -> dict[str, set[str]]:
    """Return the addresses outside the book, each with the names of the pages that link to it."""
    pages = defaultdict(set)
    for docname in env.found_docs:
        for address in env.metadata[docname].get(KEY, ()):
            pages[address].add(docname)
    # The bibliography is put together later than the list, so its entries are asked directly.
    for citation in env.get_domain("cite").citations:
        html = citation.formatted_entry.text.render_as("html")
        for address in re.findall(r'href="(https?://[^"]*)"', html):
            pages[unescape(address)].add(citation.bibliography_key.docname)
    return pages


def entry(here: str, address: str, docnames: list[str]) -> nodes.paragraph:
    """Return an address as a link, followed by the titles of the pages where it stands."""
    text = nodes.paragraph("", "", nodes.reference("", address, refuri=address), nodes.Text(", on"))
    for number, docname in enumerate(docnames):
        text += [nodes.Text(", " if number else " "), page_link(here, docname)]
    return text


def setup(app: Sphinx) -> dict:
    """Register the collection and the list."""
    add_list(app, "outside-links", outside_links)
    app.connect("doctree-read", collect)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
