"""Sliders on paper: the picture at the default, and four small ones over the range."""

import gzip
import json
from base64 import b64decode
from copy import copy

import numpy as np
from bs4 import BeautifulSoup, Tag

from tools.pdf.identity import rename_ids

_SMALL_PICTURES = 4


def print_sliders(tree: Tag) -> None:
    """Replace every slider of a page by pictures of its stops."""
    for number, slider in enumerate(tree.select(".explorer"), start=1):
        slider.replace_with(_still(slider, prefix=f"{tree.get('id', '')}.slider-{number}-stop-"))


def small_stops(last: int, default: int) -> list[int]:
    """Stops for the small pictures: even steps over the range, but the one by the default.

    Args:
        last: the index of the last stop.
        default: the index of the stop that has the large picture.
    """
    steps = np.linspace(0, last, min(_SMALL_PICTURES, last) + 1).round().astype(int).tolist()
    nearest = min(steps, key=lambda step: abs(step - default))
    return [step for step in steps if step != nearest]


def _still(slider: Tag, prefix: str) -> Tag:
    """The slider as a figure that does not move."""
    packed = slider.find("script", type="application/gzip").string
    data = json.loads(gzip.decompress(b64decode(packed)))
    picture = slider.find(class_="explorer-picture")
    control = slider.find("input")
    label, hint = slider.find("label"), slider.find(class_="explorer-hint")
    ends = [span.get_text() for span in slider.select(".explorer-scale > span")]
    shown = slider.find("output").get_text()

    page = BeautifulSoup("", "html.parser")
    figure = page.new_tag("div", attrs={"class": "slider"})
    figure.append(heading := page.new_tag("p", attrs={"class": "slider-label"}))
    heading.append(strong := page.new_tag("strong"))
    strong.string = f"Slider: {label.get_text().strip()}"
    heading.append(f", {ends[0]} to {ends[-1]}. {hint.get_text()}")
    figure.append(picture.extract())
    figure.append(_said(page, f"The picture shows {shown}."))
    figure.append(row := page.new_tag("div", attrs={"class": "stops"}))
    for place in small_stops(int(control["max"]), int(control["value"])):
        stop = data["stops"][place]
        row.append(small := page.new_tag("div", attrs={"class": "stop"}))
        small.append(_drawn(picture, stop, data["elements"], prefix=f"{prefix}{place}-"))
        small.append(_said(page, stop["said"]))
    return figure


def _drawn(picture: Tag, stop: dict, elements: list[str], prefix: str) -> Tag:
    """The picture at another stop, with ids of its own."""
    drawn = copy(picture)
    drawn["aria-label"] = stop["description"]
    for svg, drawing in zip(drawn.find_all("svg", recursive=False), stop["drawings"], strict=True):
        svg.clear()
        svg.append(BeautifulSoup("".join(elements[i] for i in drawing), "html.parser"))
    rename_ids(drawn, prefix)
    return drawn


def _said(page: BeautifulSoup, text: str) -> Tag:
    said = page.new_tag("p", attrs={"class": "slider-said"})
    said.string = text
    return said
