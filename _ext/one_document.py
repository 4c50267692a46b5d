"""All pages in one document, for the PDF: sections of the same name are told apart."""

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput, visit_HideCellInput
from sphinx import addnodes
from sphinx.application import Sphinx


def own_ids(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give every place a second id that names its page, and let the links lead there."""
    if app.builder.name != "singlehtml":
        return
    for page in doctree.findall(addnodes.start_of_file):
        for node in page.findall(nodes.Element):
            # The first stays: by it Sphinx finds the numbers of figures and tables.
            node["ids"] += [f"{page['docname']}.{name}" for name in node["ids"]]
            if "refid" in node:
                node["refid"] = f"{page['docname']}.{node['refid']}"
    for link in doctree.findall(nodes.reference):
        docname, _, name = link.get("refuri", "").removeprefix("#document-").partition("#")
        if docname in app.env.all_docs and docname != app.config.root_doc and name:
            link["refuri"] = f"#{docname}.{name}"


def setup(app: Sphinx) -> dict:
    """Register the handler, and how a folded cell is written, which is known of pages only."""
    fold = (visit_HideCellInput, depart_HideCellInput)
    app.add_node(HideCodeCellNode, override=True, html=fold, singlehtml=fold)
    app.connect("doctree-resolved", own_ids)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
