"""Links from code to the page of the library: each name once a page, where it is first used.

sphinx-codeautolink links every use, which is a hundred stops of the tabulator key on some pages,
and attributes by other names than those that the link leads to. It also writes each page anew, with
the attributes of every element in another order; of what it writes, only the code is kept.
"""

import re
from pathlib import Path

from sphinx.application import Sphinx

LINK = re.compile(
    r'<a class="sphinx-codeautolink-a" href="(?P<target>[^"]*)"[^>]*>(?P<code>.*?)</a>', re.DOTALL
)
TAG = re.compile(r"<[^>]*>")
CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)

# At the end of the build: before sphinx-codeautolink writes, and after; then come the stylesheets.
BEFORE, AFTER = 100, 800


def keep_first_links(html: str) -> str:
    """Return a page whose code leads to each place of the library's page once."""
    seen = set()

    def keep(link: re.Match) -> str:
        name = TAG.sub("", link["code"]).rpartition(".")[2]
        if link["target"] in seen or link["target"].rpartition(".")[2] != name:
            return link["code"]
        seen.add(link["target"])
        return link[0]

    return LINK.sub(keep, html)


def with_code_of(page: str, linked: str) -> str:
    """Return a page with the code of its linked version in the place of its own.

    Raises:
        ValueError: the two have different numbers of pieces of code.
    """
    own, other = CODE.findall(page), CODE.findall(linked)
    if len(own) != len(other):
        raise ValueError(f"{len(own)} pieces of code have become {len(other)}")
    pieces = iter(other)
    return CODE.sub(lambda _: next(pieces), page)


def pages_of(app: Sphinx) -> list[Path]:
    """Return the built pages."""
    return sorted(Path(app.outdir).rglob("*.html")) if app.builder.format == "html" else []


def remember_pages(app: Sphinx, exception: Exception | None) -> None:
    """Keep the pages as they were written."""
    app.pages_without_links = {path: path.read_text(encoding="utf-8") for path in pages_of(app)}


def thin_out(app: Sphinx, exception: Exception | None) -> None:
    """Put the linked code, with the first links only, into the pages as they were written."""
    for path, page in {} if exception else app.pages_without_links.items():
        linked = keep_first_links(path.read_text(encoding="utf-8"))
        path.write_text(with_code_of(page, linked), encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Register the two handlers around that of sphinx-codeautolink."""
    app.setup_extension("sphinx_codeautolink")
    app.connect("build-finished", remember_pages, priority=BEFORE)
    app.connect("build-finished", thin_out, priority=AFTER)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
