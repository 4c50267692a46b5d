"""Small tables of numbers in plain text, for outputs that stand beside the prose."""

from collections.abc import Iterable, Mapping
from numbers import Integral, Real


def print_table(rows: Iterable[Mapping[str, object]], *, decimals: int = 4) -> None:
    """Print rows under their names, numbers to `decimals` places and aligned on the right.

    Args:
        rows: one mapping a row from column name to value, all with the same names. Text is
            aligned on the left; integers and truth values are printed as they are.
        decimals: digits after the point; −0 is printed as 0.

    Raises:
        ValueError: there are no rows, or two rows differ in their names.
    """
    rows = list(rows)
    names = list(rows[0]) if rows else []
    if not names or any(list(row) != names for row in rows):
        raise ValueError("rows must be non-empty and all have the same names in the same order")
    cells = [[_cell(row[name], decimals) for name in names] for row in rows]
    texts = [any(isinstance(row[name], str) for row in rows) for name in names]
    columns = zip(names, *cells, strict=True)
    widths = [max(len(cell) for cell in column) for column in columns]
    for line in (names, *cells):
        aligned = [
            cell.ljust(width) if text else cell.rjust(width)
            for cell, width, text in zip(line, widths, texts, strict=True)
        ]
        print("   ".join(aligned).rstrip())


def _cell(value: object, decimals: int) -> str:
    if isinstance(value, Real) and not isinstance(value, Integral):
        return f"{float(value):z.{decimals}f}"
    return str(value)
