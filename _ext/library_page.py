"""The page on the library: array types by their names, and the fields of named tuples once."""

from inspect import ismemberdescriptor

from numpy.typing import ArrayLike, NDArray
from sphinx.application import Sphinx
from sphinx.util.typing import stringify_annotation

NAMES = {"ArrayLike": ArrayLike, "NDArray": NDArray}


def shorten(app, what, name, obj, options, *parts: str | None) -> tuple[str | None, ...]:
    """Give array types their names back, which Python expands into lines that nobody can read."""
    for short, type_ in NAMES.items():
        parts = [p and p.replace(stringify_annotation(type_, "smart"), short) for p in parts]
    return tuple(parts)


def mend_data(app, what, name, obj, options, lines: list[str]) -> None:
    """Join what napoleon parts: it takes the words before a colon for the type of a variable."""
    types = [line for line in lines if line.startswith(":type: ")]
    if what in ("data", "attribute", "property") and types:
        lines.remove(types[0])
        lines[0] = f"{types[0].removeprefix(':type: ')}: {lines[0]}"


def skip_field(app, what, name, obj, skip, options) -> bool | None:
    """Leave out the fields of named tuples, which stand in the signature, or let autodoc decide."""
    is_field = type(obj).__name__ == "_tuplegetter" or ismemberdescriptor(obj)
    return True if is_field else None


def setup(app: Sphinx) -> dict:
    """Register the handlers."""
    app.connect("autodoc-process-signature", shorten)
    app.connect("autodoc-process-docstring", mend_data, priority=501)  # after napoleon
    app.connect("autodoc-skip-member", skip_field)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
