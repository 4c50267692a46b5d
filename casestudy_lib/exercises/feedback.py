"""What a reader sees of a check: the result, and how values are written in it."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

#: Columns of a message; a page shows about so many.
WIDTH = 79

# Larger arrays are described by their shape and first row.
_MOST_ENTRIES = 12
_LONGEST_TEXT = 60


@dataclass(frozen=True, repr=False)
class CheckResult:
    """Whether a function passed, and the message; as the last value of a cell it is the message.

    Attributes:
        passed: all properties held.
        message: what was checked, or which property failed, on what, and why perhaps.
    """

    passed: bool
    message: str

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        return self.message


def write_success(name: str, checked: Iterable[str]) -> CheckResult:
    """A check that passed: one sentence that names what was checked."""
    return CheckResult(True, textwrap.fill(f"{name} passed: {', '.join(checked)}.", WIDTH))


def write_failure(
    name: str, rule: str, rows: Iterable[tuple[str, str]], remark: str
) -> CheckResult:
    """A failed check: the rule that does not hold, a row for each value, and a remark."""
    lines = [textwrap.fill(f"{name}: not yet. {rule[0].upper()}{rule[1:]}.", WIDTH)]
    for label, text in rows:
        start = f"    {label:<10}  "
        lines.append(textwrap.fill(start + text, WIDTH, subsequent_indent=" " * len(start)))
    return CheckResult(False, "\n".join([*lines, textwrap.fill(remark, WIDTH)]))


def show(value: object) -> str:
    """A value on one line: small arrays entry by entry, large ones by shape and first row."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "iuf" and value.ndim:
        return _show_array(value)
    if isinstance(value, (float, np.floating, np.ndarray)) and np.ndim(value) == 0:
        return f"{value:z.8g}" if np.asarray(value).dtype.kind == "f" else str(value)
    try:
        text = repr(value)
    except Exception:  # whatever the reader's object does
        return f"an object of type {type(value).__name__}"
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]} …"


def _show_array(values: np.ndarray) -> str:
    if values.size > _MOST_ENTRIES:
        return f"shape {values.shape}, it begins {_nested(values.ravel()[:4])[:-1]}, …]"
    return _nested(values)


def _nested(values: np.ndarray) -> str:
    if values.ndim == 0:
        return f"{values:z.5g}" if values.dtype.kind == "f" else str(values)
    return f"[{', '.join(_nested(part) for part in values)}]"
