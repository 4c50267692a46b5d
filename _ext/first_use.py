"""Links from code to the page of the library: each name once a page, where it is first used.

sphinx-codeautolink links every use. That is a hundred stops of the tabulator key on some pages.
"""

import re
from pathlib import Path

from sphinx.application import Sphinx

LINK = re.compile(
    r'<a class="sphinx-codeautolink-a" href="(?P<target>[^"]*)"[^>]*>(?P<code>.*?)</a>', re.DOTALL
)


def keep_first_links(html: str) -> str:
    """Return a page whose code leads to each place of the library's page once."""
    seen = set()

    def keep(link: re.Match) -> str:
        if link["target"] in seen:
            return link["code"]
        seen.add(link["target"])
        return link[0]

    return LINK.sub(keep, html)


def thin_out(app: Sphinx, exception: Exception | None) -> None:
    """Thin out the links of every page, once they are all there."""
    if exception or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        path.write_text(keep_first_links(html), encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Register the thinning, after sphinx-codeautolink has set its links."""
    app.setup_extension("sphinx_codeautolink")
    app.connect("build-finished", thin_out, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
