"""Sliders that answer in the published page as well as in a running notebook."""

import base64
import gzip
import json
import math
import traceback
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from itertools import pairwise
from numbers import Real
from string import Template
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure

from casestudy_lib.sliders.picture import Picture

_VIEW = "application/vnd.jupyter.widget-view+json"
_LIVE_STEPS = 5  # live positions from one stop to the next


class Stop(NamedTuple):
    """A place of the slider: its value, and what is shown there."""

    value: float
    readout: str  # the value with its name or unit, as it is shown and announced
    description: str
    drawings: list[list[str]]  # for each figure its SVG elements


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
            with its numbers: the text alternative.
        values: the stops of the page's slider, increasing.
        default: the stop at which the slider starts: the one that the text around it uses.
        label: what is being moved.
        format: makes the readout of a value, with its name or unit.
        hint: a sentence on what to look for.
        live_values: stops with a kernel; by default four more between every two of `values`.

    Raises:
        ValueError: there are no values, they are not finite or do not increase; the default is
            not among them; two stops have the same readout; label, hint or a readout is not text;
            the drawing fails at a stop, or stays the same at most where its words change.
    """

    def __init__(
        self,
        figures: Figure | Sequence[Figure],
        update: Callable[[Any], str],
        values: Iterable[float],
        *,
        default: float,
        label: str,
        format: Callable[[Any], str],
        hint: str = "",
        live_values: Iterable[float] | None = None,
    ):
        if not isinstance(label, str) or not label.strip() or not isinstance(hint, str):
            raise ValueError(f"label and hint must be text, got {label!r} and {hint!r}")
        self.figures = [figures] if isinstance(figures, Figure) else list(figures)
        self._pictures = [Picture(figure) for figure in self.figures]
        self.update, self._format = update, format
        self.label, self.hint = label, hint
        values = _require_increasing(values, "values")
        self.default = _index_of(default, values, "values")
        live_values = _between(values) if live_values is None else live_values
        self.live_values = _require_increasing(live_values, "live_values")
        self._live_default = _index_of(default, self.live_values, "live_values")
        readouts = [format(value) for value in values]
        for readout in readouts:
            if not isinstance(readout, str):
                raise ValueError(f"format must return text, got {readout!r}")
            if readouts.count(readout) > 1:
                raise ValueError(f"stops must have different readouts, got {readout!r} twice")
        self.stops = [self._stop(*stop) for stop in zip(values, readouts, strict=True)]
        self._require_changes()

    def _require_changes(self) -> None:
        """What `update` says has changed must be seen to; at an end it may leave the axes."""
        advice = "change what is drawn by the set_… methods of its artists, and not in place"
        still = [
            f"from {before.readout} to {after.readout}"
            for before, after in pairwise(self.stops)
            if before.drawings == after.drawings and before.description != after.description
        ]
        if 2 * len(still) >= len(self.stops):
            words = f"the picture stays the same, first {still[0]}, where its words change"
            raise ValueError(f"{words}: {advice}")
        last = self.stops[-1]
        if [picture.elements(anew=True) for picture in self._pictures] != last.drawings:
            raise ValueError(
                f"the picture at {last.readout} is not what its artists hold: {advice}"
            )

    def _stop(self, value: Any, readout: str) -> Stop:
        try:
            return Stop(value, readout, *self._draw(value))
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            raise ValueError(f"the picture cannot be drawn at {readout}: {reason}") from error

    def _draw(self, value: Any) -> tuple[str, list[list[str]]]:
        """The picture at a value in words, and the SVG elements of each figure."""
        description = self.update(value)
        if not isinstance(description, str) or not description.strip():
            raise ValueError(f"update must return the picture in words, got {description!r}")
        return description, [picture.elements() for picture in self._pictures]

    def picture(self, value: Any) -> str:
        """The picture at any value, as HTML."""
        return self._html_of(*self._draw(value))

    def _html_of(self, description: str, drawings: list[list[str]]) -> str:
        html = f'<div class="explorer-picture" role="img" aria-label="{escape(description)}">'
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
        texts = {"label": self.label, "hint": self.hint, "readout": start.readout}
        texts |= {"first": self.stops[0].readout, "final": self.stops[-1].readout}
        return Template(_asset("slider.html")).substitute(
            {name: escape(text) for name, text in texts.items()},
            default=self.default,
            last=len(self.stops) - 1,
            picture=self._html_of(start.description, start.drawings),
            data=_pack(self.stops),
            style=_asset("slider.css"),
            script=_asset("slider.js"),
        )

    def live(self) -> Any:
        """The slider for a running notebook: an ipywidgets box of slider and picture.

        A drawing that fails shows its error in place of the picture and raises it.
        """
        import ipywidgets  # here, because the published page does without it

        style = f"<style>{_asset('slider.css')}</style>"
        start = self.stops[self.default]
        picture = ipywidgets.HTML(style + self._html_of(start.description, start.drawings))
        slider = ipywidgets.SelectionSlider(
            options=[(self._format(value), value) for value in self.live_values],
            index=self._live_default,
            description=self.label,
            style={"description_width": "initial"},
            layout={"width": "100%", "max_width": "45rem"},
        )

        def show(change: dict) -> None:
            try:
                picture.value = style + self.picture(self.live_values[change["new"]])
            except Exception as error:
                message = "".join(traceback.format_exception(error))
                picture.value = f'<pre role="alert">{escape(message)}</pre>'
                raise

        slider.observe(show, "index")
        return ipywidgets.VBox([ipywidgets.HTML(escape(self.hint)), slider, picture])


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


def _index_of(default: float, values: list[float], name: str) -> int:
    nearest = min(range(len(values)), key=lambda i: abs(values[i] - default))
    # Stops that come out of `geomspace` miss a round number by a rounding error.
    if not math.isclose(values[nearest], default, rel_tol=1e-9, abs_tol=1e-12):
        raise ValueError(
            f"default must be among {name}, got {default!r}; the nearest is {values[nearest]!r}"
        )
    return nearest


def _between(values: list[float]) -> list[float]:
    places = np.arange((len(values) - 1) * _LIVE_STEPS + 1) / _LIVE_STEPS
    return np.interp(places, np.arange(len(values)), values).tolist()


def _pack(stops: list[Stop]) -> str:
    """What the page's script unpacks: most elements are the same at most stops, and sent once."""
    places: dict[str, int] = {}
    content = [stop._asdict() for stop in stops]
    for stop in content:
        del stop["value"]  # the script knows stops by their places
        drawings = stop["drawings"]
        stop["drawings"] = [[places.setdefault(e, len(places)) for e in d] for d in drawings]
    text = json.dumps({"elements": list(places), "stops": content}, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


@cache
def _asset(name: str) -> str:
    return files("casestudy_lib.sliders").joinpath(name).read_text(encoding="utf-8")
