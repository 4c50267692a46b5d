"""Search in a book opened from disk, where browsers refuse to fetch the pages for a summary."""

from sphinx.application import Sphinx

SCRIPT = 'if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;'


def list_without_summaries(app, pagename, templatename, context, doctree) -> None:
    """On the search page, show bare titles when there is no server."""
    if pagename == "search":
        app.add_js_file(None, body=SCRIPT)


def setup(app: Sphinx) -> dict:
    """Register the handler."""
    app.connect("html-page-context", list_without_summaries)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
