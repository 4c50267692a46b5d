"""The book's bare address: an ``index.html`` that leads on to the first page."""

from html import escape
from pathlib import Path

from social_preview import PICTURE, preview
from sphinx.application import Sphinx

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="description" content="{title}">
  <meta http-equiv="refresh" content="0; url={first_page}">
  <link rel="icon" href="_static/favicon.svg">
  {preview}
  <title>{title}</title>
</head>
<body>
  <main><h1><a href="{first_page}">{title}</a></h1></main>
</body>
</html>
"""


def write_index(app: Sphinx, exception: Exception | None) -> None:
    """Write the page, unless the book's first page is itself the index."""
    if exception or app.builder.format != "html" or app.config.root_doc == "index":
        return
    title = app.config.html_title
    page = PAGE.format(
        language=app.config.language,
        title=escape(title),
        first_page=f"{app.config.root_doc}.html",
        preview=preview(app, "index", title, title, PICTURE),
    )
    Path(app.outdir, "index.html").write_text(page, encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Write the page before Jupyter Book writes one that has neither title nor language."""
    app.connect("build-finished", write_index, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
