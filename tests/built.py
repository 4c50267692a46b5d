"""The built book as the tests read it: its pages, and the text of each."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HTML = ROOT / "_build" / "html"
PAGES = [
    *(f"book/{path.stem}" for path in sorted((ROOT / "book").glob("*.ipynb"))),
    *(f"book/{path.stem}" for path in sorted((ROOT / "book").glob("*.md"))),
    "search",
]


def built_page(name: str) -> str:
    """Return the HTML of a page; where the book is not built, the test is skipped and says so."""
    path = HTML / f"{name}.html"
    if not path.exists():
        pytest.skip(f"{name}.html IS NOT BUILT: make book")
    return path.read_text(encoding="utf-8")
