"""Small tables of numbers and text: plain where a notebook is compared, Markdown on a page."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from numbers import Integral, Real

_CODE_OR_FORMULA = re.compile(r"((?<![\\`])`[^`]+`(?!`)|\$[^$]*\$)")


class Table:
    """Rows under their names, as the last value of a cell: a real table where a page shows it.

    >>> Table([{"T": 0.5, "entropy": 0.25}, {"T": 1.0, "entropy": 0.75}])
    T        entropy
    0.5000    0.2500
    1.0000    0.7500

    Args:
        rows: one mapping a row from column name to value, all with the same names. Text is
            aligned on the left and may hold Markdown, not HTML; integers and truth values are
            shown as they are.
        decimals: digits after the point of other numbers; −0 is shown as 0.

    Raises:
        ValueError: there are no rows, two rows differ in their names, or a name is not text.
    """

    def __init__(self, rows: Iterable[Mapping[str, object]], *, decimals: int = 4):
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
        lines = []
        for line in (self.names, *self.cells):
            aligned = [
                cell.ljust(width) if text else cell.rjust(width)
                for cell, width, text in zip(line, widths, self._is_text, strict=True)
            ]
            lines.append("   ".join(aligned).rstrip())
        return "\n".join(lines)

    def _repr_markdown_(self) -> str:
        lines = [list(map(_escape, line)) for line in (self.names, *self.cells)]
        lines.insert(1, [":---" if text else "---:" for text in self._is_text])
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def print_table(rows: Iterable[Mapping[str, object]], *, decimals: int = 4) -> None:
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
