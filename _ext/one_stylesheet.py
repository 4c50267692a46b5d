"""One stylesheet for the whole book, without the rules that no page can use.

The theme and the extensions bring a dozen stylesheets, most of them for parts that this book does
not have. A rule stays if every class and id it names is a word of some page, or of a script that
adds classes later.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import tinycss2
from sphinx.application import Sphinx

LINK = re.compile(r'\s*<link (?=[^>]*rel="stylesheet")[^>]*href="(?P<path>[^"?]*)[^"]*"[^>]*>')
SCRIPT = re.compile(r'<script[^>]*\bsrc="(?P<path>[^"?]*)')
WORD = re.compile(r"[\w-]+")
IMPORT = re.compile(r'@import\s*"(?P<path>[^"]*)"\s*;')
LOCAL_URL = re.compile(r"url\((?P<path>(?!\"?data:|\"?#)[^)]*)\)")


def names(selector: list) -> Iterator[str]:
    """Return the classes and ids that an element must have; those inside ``:is()`` do not count."""
    for before, node in zip([None, *selector], selector, strict=False):
        if node.type == "hash" or (node.type == "ident" and before == "."):
            yield node.value


def selectors(prelude: list) -> Iterator[list]:
    """Return the selectors of a rule, which commas part."""
    selector: list = []
    for node in prelude:
        if node == ",":
            yield selector
            selector = []
        else:
            selector.append(node)
    yield selector


def without_unused_rules(css: str, words: set[str]) -> str:
    """Return a stylesheet with the rules, and of these the selectors, that the words can match."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return "".join(kept(rules, words))


def kept(rules: list, words: set[str]) -> Iterator[str]:
    """Return what stays of each rule, as text."""
    for rule in rules:
        if rule.type == "error":
            raise ValueError(f"a stylesheet cannot be read: {rule.message}")
        if rule.type == "qualified-rule":
            needed = [one for one in selectors(rule.prelude) if words.issuperset(names(one))]
            if needed:
                prelude = ",".join(tinycss2.serialize(one).strip() for one in needed)
                yield f"{prelude}{{{tinycss2.serialize(rule.content).strip()}}}\n"
        elif rule.lower_at_keyword in ("media", "supports") and rule.content:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if body := "".join(kept(inner, words)):
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{body}}}\n"
        elif rule.lower_at_keyword != "charset":
            yield rule.serialize() + "\n"


def read(path: Path, static: Path) -> str:
    """Return a stylesheet with those it imports, its addresses seen from the static folder."""
    css = path.read_text(encoding="utf-8")

    def address(match: re.Match) -> str:
        target = (path.parent / match["path"].strip("\"'")).resolve()
        return f"url({target.relative_to(static.resolve()).as_posix()})"

    css = IMPORT.sub(lambda match: read(path.parent / match["path"], static), css)
    return LOCAL_URL.sub(address, css)


def linked(pages: dict[Path, str], pattern: re.Pattern) -> list[Path]:
    """Return the files that pages link to, each once, in the order of the longest list."""
    lists = [
        [(page.parent / match["path"]).resolve() for match in pattern.finditer(text)]
        for page, text in pages.items()
    ]
    lists.sort(key=len, reverse=True)
    return list(dict.fromkeys(path for files in lists for path in files))


def write_stylesheet(app: Sphinx, exception: Exception | None) -> None:
    """Write the stylesheet and link every page to it in place of those it comes from."""
    if exception or app.builder.name != "html":
        return
    static = Path(app.outdir, "_static")
    pages = {
        path: path.read_text(encoding="utf-8")
        for path in sorted(Path(app.outdir).rglob("*.html"))
        if static not in path.parents
    }
    scripts = [path.read_text(encoding="utf-8") for path in linked(pages, SCRIPT)]
    words = set(WORD.findall(" ".join([*pages.values(), *scripts])))
    sheets = linked(pages, LINK)
    css = without_unused_rules("\n".join(read(path, static) for path in sheets), words)
    name = f"book-{hashlib.sha256(css.encode()).hexdigest()[:12]}.css"
    (static / name).write_text(css, encoding="utf-8")
    for path, text in pages.items():
        path.write_text(with_one_link(text, name), encoding="utf-8")


def with_one_link(page: str, name: str) -> str:
    """Return a page with one link in place of its links to stylesheets."""
    links = list(LINK.finditer(page))
    if not links:
        return page
    folder = links[0]["path"].partition("_static/")[0]
    link = f'\n<link rel="stylesheet" href="{folder}_static/{name}">'
    head, tail = page[: links[0].start()], page[links[0].end() :]
    return head + link + LINK.sub("", tail)


def setup(app: Sphinx) -> dict:
    """Write the stylesheet after all pages and all other stylesheets are there."""
    app.connect("build-finished", write_stylesheet, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
