"""Sliders that answer in the published page as well as in a running notebook."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from itertools import pairwise
from numbers import Real
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from casestudy_lib.sliders.live import live_box
from casestudy_lib.sliders.page import Case, Stop, page_html, words_html
from casestudy_lib.sliders.picture import Picture

_VIEW = "application/vnd.jupyter.widget-view+json"
_LEAST_WIDTH = 91  # pixels that an inch of a figure gets (at 96 text has its size), or it is alone
_LIVE_STEPS = 5  # live positions from one stop to the next


class Explorer:
    """A slider over a picture: one object, shown in three ways.

    Jupyter and the book each take the representation that they can show: with a kernel an
    ipywidgets slider whose every move recomputes in Python; in a page self-contained HTML that
    holds the pictures of all stops; as text one line that says what there is to see.

    >>> figure = Figure(figsize=(4, 3))
    >>> (line,) = figure.subplots().plot([0, 1], [0, 1])
    >>> def update(slope):
    ...     line.set_ydata([0, slope])
    ...     return f"A line of slope {slope:g}."
    >>> Explorer(figure, update, [0, 0.5, 1], default=1, label="slope", format="a = {:.1f}".format)
    Slider: slope, a = 0.0 to a = 1.0. A line of slope 1. Run this cell to move it.

    Args:
        figures: a Matplotlib figure, or several that stand side by side where there is room.
        update: changes the artists to what they are at a value, and returns the picture in words
            with its numbers, which stand below the slider and are the text alternative.
        values: the stops of the page's slider, increasing.
        default: the stop at which the slider starts: the one that the text around it uses.
        label: what is being moved.
        format: makes the readout of a value, with its name or unit.
        hint: a sentence on what to look for.
        live_values: stops with a kernel; by default four more between every two of `values`.
        marks: special stops by what they are called, such as a fitted optimum: they are marked on
            the scale and have a button. With cases a mark has a value for each of them, or one.
        plays: whether a button goes through the stops by itself, for values that are a course.
        cases: names of what a second control chooses between; `update` gets the name as well.
        cases_label: what is being chosen.
        case: number of the case to start with.

    Raises:
        ValueError: there are no values, they are not finite or do not increase; the default is
            not among them, or a mark is not; two stops have the same readout; label, hint or a
            readout is not text; the drawing fails at a stop, or stays the same at most where its
            words change.
    """

    def __init__(
        self,
        figures: Figure | Sequence[Figure],
        update: Callable[..., str],
        values: Iterable[float],
        *,
        default: float,
        label: str,
        format: Callable[[Any], str],
        hint: str = "",
        live_values: Iterable[float] | None = None,
        marks: Mapping[str, float | Sequence[float]] | None = None,
        plays: bool = False,
        cases: Sequence[str] = (),
        cases_label: str = "",
        case: int = 0,
    ):
        if not isinstance(label, str) or not label.strip() or not isinstance(hint, str):
            raise ValueError(f"label and hint must be text, got {label!r} and {hint!r}")
        self.figures = [figures] if isinstance(figures, Figure) else list(figures)
        self._pictures = [Picture(figure) for figure in self.figures]
        self.update, self.format = update, format
        self.label, self.hint, self.plays = label, hint, plays
        self.case_names, self.cases_label, self.case = [*cases] or [""], cases_label, case
        values = _require_increasing(values, "values")
        self.default = _index_of(default, values, "values")
        live_values = _between(values) if live_values is None else live_values
        self.live_values = _require_increasing(live_values, "live_values")
        self.live_default = _index_of(default, self.live_values, "live_values")
        readouts = _require_readouts([format(value) for value in values])
        places = self._places(marks or {}, values, "values")
        self.live_marks = self._places(marks or {}, self.live_values, "live_values")
        self.cases = [
            self._case(*each, values, readouts)
            for each in zip(self.case_names, places, strict=True)
        ]
        self.stops = self.cases[case].stops
        self._require_changes()

    def _require_changes(self) -> None:
        """What `update` says has changed must be seen to; at an end it may leave the axes."""
        advice = "change what is drawn by the set_… methods of its artists, and not in place"
        still = [
            f"from {before.readout} to {after.readout}"
            for case in self.cases
            for before, after in pairwise(case.stops)
            if before.drawings == after.drawings and before.description != after.description
        ]
        if 2 * len(still) >= len(self.stops) * len(self.cases):
            words = f"the picture stays the same, first {still[0]}, where its words change"
            raise ValueError(f"{words}: {advice}")
        last = self.cases[-1].stops[-1]
        if [picture.elements(anew=True) for picture in self._pictures] != last.drawings:
            raise ValueError(
                f"the picture at {last.readout} is not what its artists hold: {advice}"
            )

    def _places(
        self, marks: Mapping[str, float | Sequence[float]], values: list[float], name: str
    ) -> list[dict[str, int]]:
        """For each case where the special stops are, by label."""
        places = [{} for _ in self.case_names]
        for label, special in marks.items():
            each = np.broadcast_to(special, len(places)).tolist()
            for case, value in zip(places, each, strict=True):
                case[label] = _index_of(value, values, name, what=label)
        return places

    def _case(
        self, name: str, marks: dict[str, int], values: list[float], readouts: list[str]
    ) -> Case:
        said = list(readouts)
        for label, place in marks.items():
            said[place] += f", {label}"
        stops = [self._stop(*stop, name) for stop in zip(values, said, strict=True)]
        return Case(name, stops, marks)

    def _stop(self, value: Any, readout: str, case: str) -> Stop:
        try:
            return Stop(value, readout, *self._draw(value, case))
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            raise ValueError(f"the picture cannot be drawn at {readout}: {reason}") from error

    def _draw(self, value: Any, case: str) -> tuple[str, list[list[str]]]:
        """The picture at a value in words, and the SVG elements of each figure."""
        description = self.update(value, case) if case else self.update(value)
        if not isinstance(description, str) or not description.strip():
            raise ValueError(f"update must return the picture in words, got {description!r}")
        return description, [picture.elements() for picture in self._pictures]

    def picture(self, value: Any, case: str | None = None) -> str:
        """The picture at any value, as HTML, below its words."""
        case = self.case_names[self.case] if case is None else case
        description, drawings = self._draw(value, case)
        return words_html(description, self.cases) + self._html_of(description, drawings)

    def _html_of(self, description: str, drawings: list[list[str]]) -> str:
        width = _LEAST_WIDTH * max(figure.get_figwidth() for figure in self.figures)
        style, label = f"--panel:{width:.0f}px", escape(description)
        html = f'<div class="explorer-picture" style="{style}" role="img" aria-label="{label}">'
        for picture, elements in zip(self._pictures, drawings, strict=True):
            html += "".join([picture.start, *elements, picture.end])
        return html + "</div>"

    def __repr__(self) -> str:
        ends = f"{self.stops[0].readout} to {self.stops[-1].readout}"
        description = self.stops[self.default].description
        line = f"Slider: {self.label}, {ends}. {description} Run this cell to move it."
        return " ".join(line.split())

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle = {"text/plain": repr(self), "text/html": self.html()}
        try:
            live = self.live()
        except ImportError:  # the page's form needs no ipywidgets
            return bundle
        return bundle | {_VIEW: live._repr_mimebundle_()[_VIEW]}

    def html(self) -> str:
        """The slider for a page without a kernel: markup, every frame, and the script."""
        start = self.stops[self.default]
        texts = {"label": self.label, "hint": self.hint, "cases_label": self.cases_label}
        picture = self._html_of(start.description, start.drawings)
        settings = {"case": self.case, "default": self.default, "plays": self.plays}
        return page_html(self.cases, picture=picture, texts=texts, **settings)

    def live(self) -> Any:
        """The slider for a running notebook: an ipywidgets box, as `live_box` makes it."""
        return live_box(self)


def _require_readouts(readouts: list[Any]) -> list[str]:
    for readout in readouts:
        if not isinstance(readout, str):
            raise ValueError(f"format must return text, got {readout!r}")
        if readouts.count(readout) > 1:
            raise ValueError(f"stops must have different readouts, got {readout!r} twice")
    return readouts


def _require_increasing(values: Iterable[float], name: str) -> list[float]:
    if np.ma.isMaskedArray(values):
        raise ValueError(f"{name} must not be masked")
    values = np.asarray(list(values)).tolist()
    if not values:
        raise ValueError(f"{name} must hold at least one value, got none")
    for value in values:
        if not isinstance(value, Real) or not math.isfinite(value):
            raise ValueError(f"{name} must be finite numbers, got {value!r}")
    for before, value in pairwise(values):
        if value <= before:
            raise ValueError(f"{name} must increase, got {value!r} after {before!r}")
    return values


def _index_of(value: float, values: list[float], name: str, *, what: str = "default") -> int:
    nearest = min(range(len(values)), key=lambda i: abs(values[i] - value))
    # Stops that come out of `geomspace` miss a round number by a rounding error.
    if not math.isclose(values[nearest], value, rel_tol=1e-9, abs_tol=1e-12):
        raise ValueError(
            f"{what} must be among {name}, got {value!r}; the nearest is {values[nearest]!r}"
        )
    return nearest


def _between(values: list[float]) -> list[float]:
    places = np.arange((len(values) - 1) * _LIVE_STEPS + 1) / _LIVE_STEPS
    return np.interp(places, np.arange(len(values)), values).tolist()
