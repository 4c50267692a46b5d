"""The sliders of the book, found in its notebooks and made as these make them: there is no list."""

import ast
import contextlib
import io
import json
import re
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import matplotlib as mpl
from matplotlib import pyplot as plt

from casestudy_lib.sliders import Explorer

BOOK = Path(__file__).parents[1] / "book"
_CALL = re.compile(r"\b(explore_\w+|Explorer)(?=\()")


class PageSlider(NamedTuple):
    """A slider on a page: the function that makes it, and its place among the page's sliders."""

    page: str
    place: int
    name: str

    def make(self) -> Explorer:
        """The slider itself; every use gets the same one."""
        return _run(self.page)[self.place]


def _code_cells(page: str) -> list[str]:
    cells = json.loads((BOOK / f"{page}.ipynb").read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


@cache
def _run(page: str) -> list[Explorer]:
    """Run a notebook as far as its last slider, and return the sliders that its cells show."""
    cells, scope, shown = _code_cells(page), {}, []
    last = max(i for i, cell in enumerate(cells) if _CALL.search(cell))
    with (
        contextlib.redirect_stdout(io.StringIO()),
        mpl.rc_context(),
        mock.patch.object(plt, "show", partial(plt.close, "all")),
        mock.patch("sys.displayhook", shown.append),
    ):
        for cell in cells[: last + 1]:
            exec(compile(ast.Interactive(ast.parse(cell).body), page, "single"), scope)
    return [value for value in shown if isinstance(value, Explorer)]


SLIDERS = [
    PageSlider(path.stem, place, name)
    for path in sorted(BOOK.glob("*.ipynb"))
    for place, name in enumerate(_CALL.findall("\n".join(_code_cells(path.stem))))
]
