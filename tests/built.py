"""The built book as the tests read it: its pages, and the text of each."""

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
WITHHELD = CONFIG["sphinx"]["config"]["solutions"] == "withheld"
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


def part(caption: str) -> list[str]:
    """Return the pages of a part of the book, without their folder, in order."""
    (chapters,) = [part["chapters"] for part in TOC["parts"] if part["caption"] == caption]
    return [chapter["file"].removeprefix("book/") for chapter in chapters]


MAIN_PATH = part("The main path")
GOING_DEEPER = part("Going deeper")
