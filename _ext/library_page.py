"""The page on the library: the fields of named tuples once."""

from inspect import ismemberdescriptor

from sphinx.application import Sphinx


def skip_field(app, what, name, obj, skip, options) -> bool | None:
    """Leave out the fields of named tuples, which stand in the signature, or let autodoc decide."""
    is_field = type(obj).__name__ == "_tuplegetter" or ismemberdescriptor(obj)
    return True if is_field else None


def setup(app: Sphinx) -> dict:
    """Register the handler."""
    app.connect("autodoc-skip-member", skip_field)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
