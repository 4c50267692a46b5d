"""Labels and predictions from a CSV file, with the line of whatever is wrong in it.

The text is read twice: once to count the rows, so that the array is made once and at its size, and
once to parse it, some lines at a time.
"""

import csv
import gzip
import zlib
from collections.abc import Iterator
from itertools import islice
from os import PathLike, fspath
from typing import Any, NamedTuple, TextIO

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.calibrate.rows import first_problem

# Numbers that are parsed at a time.
_BLOCK_SIZE = 2**20

_WANTED = "label,prob_0,prob_1,… or label,logit_0,logit_1,…"

NumberedLine = tuple[int, str]


class Header(NamedTuple):
    """What the first line says: how many classes, which kind of numbers, and what parts them."""

    n_classes: int
    kind: str
    delimiter: str

    def column(self, place: int) -> str:
        """The name of a column."""
        return "label" if place == 0 else f"{self.kind[:-1]}_{place - 1}"


def read_predictions(path: str | PathLike) -> dict[str, NDArray]:
    """Labels and predictions from a CSV file, plain or compressed (`.gz`), in UTF-8.

    The header is `label,prob_0,prob_1,…` or `label,logit_0,logit_1,…`. Columns may be parted by
    commas, semicolons or tabs. Rows of probabilities may miss a sum of one by what
    printed decimals make of it, `row_sum_tolerance`.

    Returns:
        `y`, integer labels (n_samples,), and `probs` or `logits`, float64 (n_samples, n_classes):
        arguments of `calibration_report`.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is not as described; the message names the line.
    """
    try:
        with _open(path) as file:
            n_rows = sum(1 for _ in _filled(file)) - 1
        with _open(path) as file:
            lines = _filled(file)
            header = _read_header(lines)
            if n_rows < 1:
                raise ValueError("there is no row below the header")
            y, values = _read_rows(lines, n_rows, header)
    except UnicodeDecodeError:
        raise ValueError("the file must be text in UTF-8") from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise ValueError("the compressed file is damaged, or not compressed") from None
    return {"y": y, header.kind: values}


def _open(path: str | PathLike) -> TextIO:
    opener: Any = gzip.open if fspath(path).endswith(".gz") else open
    return opener(path, "rt", encoding="utf-8-sig")


def _filled(file: TextIO) -> Iterator[NumberedLine]:
    """The lines that are not blank, with their numbers."""
    return ((number, line) for number, line in enumerate(file, 1) if not line.isspace())


def _read_header(lines: Iterator[NumberedLine]) -> Header:
    number, line = next(lines, (0, ""))
    if not line:
        raise ValueError(f"the file is empty; want a header {_WANTED}")
    delimiter = max(",;\t", key=line.count)
    names = [name.strip().lower() for name in _cells(line, delimiter)]
    for kind in ("probs", "logits"):
        header = Header(len(names) - 1, kind, delimiter)
        if names == [header.column(place) for place in range(len(names))] and len(names) > 2:
            return header
    shown = line.strip() if len(line) < 60 else line[:57] + "…"
    raise ValueError(
        f"line {number} must be a header {_WANTED}, with two classes or more, got {shown!r}"
    )


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter))


def _read_rows(
    lines: Iterator[NumberedLine], n_rows: int, header: Header
) -> tuple[NDArray, NDArray]:
    y = np.empty(n_rows, dtype=np.int64)
    values = np.empty((n_rows, header.n_classes))
    length = max(1, _BLOCK_SIZE // (header.n_classes + 1))
    for start in range(0, n_rows, length):
        block = list(islice(lines, length))
        parsed = _parse(block, header)
        _require_rows(parsed, [number for number, _ in block], header)
        y[start : start + len(block)] = parsed[:, 0]
        values[start : start + len(block)] = parsed[:, 1:]
    return y, values


def _parse(block: list[NumberedLine], header: Header) -> NDArray:
    """The numbers of some lines, shape (n_lines, 1 + n_classes)."""
    text = [line for _, line in block]
    try:
        parsed = np.loadtxt(text, delimiter=header.delimiter, comments=None, quotechar='"', ndmin=2)
    except ValueError as error:
        _explain(block, header)
        raise ValueError(f"lines {block[0][0]} to {block[-1][0]}: {error}") from None
    if parsed.shape[1] != header.n_classes + 1:
        _explain(block, header)
    return parsed


def _explain(block: list[NumberedLine], header: Header) -> None:
    """Raise for the first line whose text is not the numbers of a row."""
    for number, line in block:
        cells = _cells(line, header.delimiter)
        if len(cells) != header.n_classes + 1:
            wanted = f"the header has {header.n_classes + 1}"
            raise ValueError(f"line {number} has {len(cells)} columns where {wanted}")
        for place, cell in enumerate(cells):
            try:
                float(cell)
            except ValueError:
                what = f"is {cell.strip()!r}, not a number" if cell.strip() else "is missing"
                raise ValueError(f"line {number}: {header.column(place)} {what}") from None


def _require_rows(parsed: NDArray, numbers: list[int], header: Header) -> None:
    labels = parsed[:, 0]
    fits = (labels == np.floor(labels)) & (labels >= 0) & (labels < header.n_classes)
    for row in np.flatnonzero(~fits)[:1]:
        wanted = f"an integer from 0 to {header.n_classes - 1}, as the columns are"
        raise ValueError(f"line {numbers[row]}: label must be {wanted}, got {labels[row]:g}")
    if (problem := first_problem(parsed[:, 1:], header.kind)) is not None:
        raise ValueError(f"line {numbers[problem[0]]}: {problem[1]}")
