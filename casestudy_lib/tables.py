"""Small tables of numbers and text: plain where a notebook is compared, Markdown on a page."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from numbers import Integral, Real

Rows = Iterable[Mapping[str, object]] | Mapping[str, Iterable[object]]
_CODE_OR_FORMULA = re.compile(r"((?<![\\`])`[^`]+`(?!`)|\$[^$]*\$)")


class Table:
    """Rows under their names, as the last value of a cell: a real table where a page shows it.

    >>> Table({"T": [0.5, 1.0], "entropy": [0.25, 0.75]})
    T        entropy
    0.5000    0.2500
    1.0000    0.7500

    Args:
        rows: one mapping a row from column name to value, all with the same names; or one mapping
            from column name to the column's values. Text is aligned on the left and may hold
            Markdown, not HTML; integers and truth values are shown as they are.
        decimals: digits after the point of other numbers; −0 is shown as 0.

    Raises:
        ValueError: there are no rows, rows differ in names, columns in length, a name is not text.
    """

    def __init__(self, rows: Rows, *, decimals: int = 4):
        if isinstance(rows, Mapping):
            rows = [dict(zip(rows, row, strict=True)) for row in zip(*rows.values(), strict=True)]
        rows = list(rows)
        self.names = list(rows[0]) if rows else []
        if not self.names or any(list(row) != self.names for row in rows):
            raise ValueError("rows must be non-empty and all have the same names in the same order")
        if not all(isinstance(name, str) for name in self.names):
            raise ValueError(f"names must be text, got {self.names}")
        self.cells = [[_cell(row[name], decimals) for name in self.names] for row in rows]
        self._is_text = [any(isinstance(row[name], str) for row in rows) for name in self.names]

    def __repr__(self) -> str:
        columns = zip(self.names, *self.cells, strict=True)
        widths = [max(len(cell) for cell in column) for column in columns]
        aligns = [str.ljust if text else str.rjust for text in self._is_text]
        return "\n".join(
            "   ".join(f(*to) for f, *to in zip(aligns, line, widths, strict=True)).rstrip()
            for line in (self.names, *self.cells)
        )

    def _repr_markdown_(self) -> str:
        lines = [list(map(_escape, line)) for line in (self.names, *self.cells)]
        lines.insert(1, [":---" if text else "---:" for text in self._is_text])
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def print_table(rows: Rows, *, decimals: int = 4) -> None:
    """Print the `Table` of these arguments as plain text."""
    print(Table(rows, decimals=decimals))


def _escape(cell: str) -> str:
    """A cell for Markdown: one line, and no HTML; code and formulas keep their characters."""
    parts = _CODE_OR_FORMULA.split(cell.replace("|", r"\|").replace("\n", " "))
    parts[::2] = [escape(text, quote=False) for text in parts[::2]]
    parts[1::2] = [part.replace("<", r"\lt ") if part[0] == "$" else part for part in parts[1::2]]
    return "".join(parts)


def _cell(value: object, decimals: int) -> str:
    if isinstance(value, Real) and not isinstance(value, Integral):
        return f"{float(value):z.{decimals}f}"
    return str(value)
