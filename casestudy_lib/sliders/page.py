"""A slider as HTML: its markup, every picture of it, and the script that moves it."""

import base64
import gzip
import json
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import NamedTuple


class Stop(NamedTuple):
    """A place of the slider: its value, and what is shown there."""

    value: float
    readout: str  # the value with its name or unit, as it is shown and announced
    description: str
    drawings: list[list[str]]  # for each figure its SVG elements


class Case(NamedTuple):
    """One of the things that a second control chooses between; most sliders have only one."""

    name: str
    stops: list[Stop]
    marks: dict[str, int]  # the special stops by their label


def page_html(
    cases: Sequence[Case],
    *,
    case: int,
    default: int,
    picture: str,
    texts: Mapping[str, str],
    plays: bool,
) -> str:
    """Self-contained HTML of a slider that starts at stop `default` of case number `case`.

    `picture` is the HTML of the picture there; `texts` are label, hint and the label of the cases.
    """
    chosen = cases[case]
    start, last = chosen.stops[default], len(chosen.stops) - 1
    texts = dict(texts) | {"readout": start.readout}
    texts |= {"first": chosen.stops[0].readout, "final": chosen.stops[-1].readout}
    places = {"": default} | chosen.marks
    return Template(asset("slider.html")).substitute(
        {name: escape(text) for name, text in texts.items()},
        default=default,
        last=last,
        cases=_case_control([c.name for c in cases], case, texts["cases_label"]),
        ticks="".join(_TICK.format(at=place / max(last, 1)) for place in places.values()),
        buttons=_PLAY * plays + _buttons(chosen.marks, [s.readout for s in chosen.stops], default),
        words=words_html(start.description, cases),
        picture=picture,
        data=_pack(cases),
        style=asset("slider.css"),
        script=asset("slider.js"),
    )


def words_html(words: str, cases: Sequence[Case]) -> str:
    """What a picture shows in words, as high as the longest are, or the picture would jump."""
    longest = max((stop.description for case in cases for stop in case.stops), key=len)
    return (
        f'<div class="explorer-words" data-longest="{escape(longest)}"><p>{escape(words)}</p></div>'
    )


_TICK = '<span class="explorer-tick" style="--at:{at:.4f}"></span>'
_BUTTON = '<button type="button" aria-label="{name}" data-place="{place}" disabled>{text}</button>'
_PLAY = '<button type="button" class="explorer-play" disabled>play</button>'
_RADIO = (
    '<label><input type="radio" value="{i}" data-lm-suppress-shortcuts="true"{on}> {name}</label>'
)


def _buttons(marks: Mapping[str, int], readouts: list[str], default: int) -> str:
    """Buttons that jump to the default and to the special stops."""
    html = _BUTTON.format(name=escape(f"reset to {readouts[default]}"), place=default, text="reset")
    for label, place in marks.items():
        name = f"{label}: {readouts[place].removesuffix(f', {label}')}"
        html += _BUTTON.format(name=escape(name), place=place, text=escape(label))
    return html


def _case_control(names: list[str], chosen: int, label: str) -> str:
    if len(names) == 1:
        return ""
    html = f'<fieldset class="explorer-cases" disabled><legend>{escape(label)}</legend>'
    for i, name in enumerate(names):
        html += _RADIO.format(i=i, on=" checked" * (i == chosen), name=escape(name))
    return html + "</fieldset>"


def _pack(cases: Sequence[Case]) -> str:
    """What the page's script unpacks: most elements are the same at most stops, and sent once."""
    places: dict[str, int] = {}
    content = []
    for case in cases:
        stops = [stop._asdict() for stop in case.stops]
        for stop in stops:
            del stop["value"]  # the script knows stops by their places
            drawings = stop["drawings"]
            stop["drawings"] = [[places.setdefault(e, len(places)) for e in d] for d in drawings]
        content.append({"stops": stops, "marks": list(case.marks.values())})
    text = json.dumps({"elements": list(places), "cases": content}, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


@cache
def asset(name: str) -> str:
    """The text of a file that stands beside this one."""
    return files("casestudy_lib.sliders").joinpath(name).read_text(encoding="utf-8")
