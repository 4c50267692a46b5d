"""Names inside one document: ids made unique, and the links that point at them."""

import re
from collections import Counter

from bs4 import Tag

_URL = re.compile(r"url\(#([^)]+)\)")
_LISTS_OF_IDS = ("for", "headers", "aria-labelledby", "aria-describedby")


def rename_ids(tree: Tag, prefix: str) -> None:
    """Put a prefix before every id of a tree, and before every reference to one within it.

    An id that occurs again is dropped: a link reaches only the first of them, and drawings that
    share ids share what the ids stand for.
    """
    known = set()
    for tag in [tree, *tree.find_all(True)]:
        if name := tag.get("id"):
            if name in known:
                del tag["id"]
            else:
                known.add(name)
                tag["id"] = prefix + name
        for attribute, value in tag.attrs.items():
            if attribute != "id":
                tag[attribute] = _renamed(attribute, value, prefix)


def _renamed(attribute: str, value: str | list[str], prefix: str) -> str | list[str]:
    if attribute == "href":
        return f"#{prefix}{value[1:]}" if value.startswith("#") and value != "#" else value
    if attribute in _LISTS_OF_IDS:
        names = value if isinstance(value, list) else value.split()
        return " ".join(prefix + name for name in names)
    return _URL.sub(rf"url(#{prefix}\1)", value) if isinstance(value, str) else value


def resolve_links(tree: Tag, pages: set[str]) -> None:
    """Turn links between pages into links inside one document.

    What is neither a page of the document nor an address on the web, such as a file to download,
    cannot be reached from paper; its words stay.

    Args:
        tree: what has the links, from a page that has been through :func:`rename_ids`.
        pages: the names of the document's pages: each is an id, and with a dot the prefix of
            the page's other ids.
    """
    for link in tree.find_all("a", href=True):
        address, _, fragment = link["href"].partition("#")
        name = address.rpartition("/")[2].removesuffix(".html")
        if not address or "://" in address or address.startswith("mailto:"):
            continue
        if address.endswith(".html") and name in pages:
            link["href"] = f"#{name}.{fragment}" if fragment else f"#{name}"
        else:
            link.unwrap()


def check_links(document: Tag) -> None:
    """See that every id is there once, and that every link inside the document has its target.

    Raises:
        ValueError: an id occurs twice, or a link leads nowhere.
    """
    names = Counter(tag["id"] for tag in document.find_all(id=True))
    if twice := sorted(name for name, count in names.items() if count > 1):
        raise ValueError(f"ids must be unique, got twice: {', '.join(twice)}")
    targets = {link["href"][1:] for link in document.find_all("a", href=re.compile("^#"))}
    if lost := targets - names.keys():
        raise ValueError(f"links lead nowhere: {', '.join(sorted(lost))}")
