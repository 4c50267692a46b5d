"""Sliders, as far as they can be seen without a browser."""

import base64
import doctest
import gzip
import json
import re
import sys
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from matplotlib.figure import Figure

from casestudy_lib.sliders import explorer as module
from casestudy_lib.sliders.explorer import Explorer

VIEW = "application/vnd.jupyter.widget-view+json"
STOPS = np.geomspace(0.1, 10, 41)


def make(values=STOPS, *, default=1, fail_at=None, panels=1, **settings):
    """An explorer of a curve in each panel, and the list of values that it was asked to draw."""
    figures = [Figure(figsize=(3, 2)) for _ in range(panels)]
    x, asked = np.linspace(0, 1, 50), []
    lines = [figure.subplots().plot(x, x)[0] for figure in figures]
    for line in lines:
        line.axes.set(xticks=[0, 1], yticks=[0, 1])  # ticks are most of a picture's time

    def update(T):
        asked.append(T)
        if fail_at is not None and np.isclose(T, fail_at):
            raise FloatingPointError("too hot")
        for line in lines:
            line.set_ydata(x ** (1 / T))
        return f'Curve x^(1/T) at T = {T:.3f}, "bent" & <bowed>.'

    settings = {"label": "temperature", "format": "T = {:.3f}".format} | settings
    given = figures if panels > 1 else figures[0]
    return Explorer(given, update, values, default=default, **settings), asked


def drawn(picture):
    """The element of the picture, without the words above it."""
    return ET.fromstring(picture[picture.index('<div class="explorer-picture"') :])


def described(picture):
    return drawn(picture).get("aria-label")


def packed(html):
    """What the page's script unpacks."""
    (data,) = re.findall(r'<script type="application/gzip">(.*?)</script>', html)
    return json.loads(gzip.decompress(base64.b64decode(data)))


@pytest.fixture(scope="module")
def explorer():
    return make(panels=2, hint="Watch the bend.")[0]


@pytest.fixture(scope="module")
def html(explorer):
    return explorer.html()


def test_bundle_has_a_form_for_every_place(explorer, html):
    bundle = explorer._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/plain", "text/html", VIEW}
    assert bundle["text/html"] == html
    assert bundle[VIEW]["model_id"]


def test_without_ipywidgets_the_page_form_remains(explorer, html, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    assert explorer._repr_mimebundle_() == {"text/plain": repr(explorer), "text/html": html}


def test_text_is_one_line_that_says_what_there_is_to_see(explorer):
    assert repr(explorer) == (
        "Slider: temperature, T = 0.100 to T = 10.000. "
        'Curve x^(1/T) at T = 1.000, "bent" & <bowed>. Run this cell to move it.'
    )


def test_equal_explorers_make_equal_pages(html):
    assert make(panels=2, hint="Watch the bend.")[0].html() == html


def test_page_holds_the_picture_that_update_draws_at_every_stop(explorer, html):
    data = packed(html)
    (stops,) = [case["stops"] for case in data["cases"]]
    assert [stop["readout"] for stop in stops] == [f"T = {T:.3f}" for T in STOPS]
    for T, stop in zip(STOPS, stops, strict=True):
        picture = drawn(explorer.picture(T))
        assert stop["description"] == picture.get("aria-label")
        for svg, drawing in zip(picture, stop["drawings"], strict=True):
            elements = [data["elements"][place] for place in drawing]
            # The script replaces single elements, and so must find as many as there are texts.
            for child, element in zip(svg, elements, strict=True):
                bare = ET.tostring(child, encoding="unicode").replace("ns0:", "")
                bare = bare.replace(' xmlns:ns0="http://www.w3.org/2000/svg"', "")
                assert bare == ET.tostring(ET.fromstring(element), encoding="unicode")


def test_page_shows_the_default_before_any_script_runs(explorer, html):
    body = html.split('<script type="application/gzip">')[0]
    words, picture = explorer.picture(1).split("</p></div>")
    assert words in body
    assert picture in body
    assert described(explorer.picture(1)).startswith("Curve x^(1/T) at T = 1.000")
    assert 'min="0" max="40" step="1" value="20"' in body
    assert 'aria-valuetext="T = 1.000"' in body
    assert "Watch the bend." in body
    assert "does not move here" in body


def test_page_asks_for_nothing_from_elsewhere_and_names_only_what_it_refers_to(html):
    assert set(re.findall(r"https?:[^\s\"')]*", html)) <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"\b(src|import|fetch)\b", html)
    # The same slider twice on a page must not be two elements of one name.
    assert set(re.findall(r'<(\w+)[^>]*\sid="', html)) <= {"path", "clipPath"}


def test_page_escapes_what_it_quotes():
    html = make(label="<T> & more", format='<b>"{:.3f}"'.format, hint="a < b")[0].html()
    assert "&lt;T&gt; &amp; more" in html
    assert 'aria-valuetext="&lt;b&gt;&quot;1.000&quot;"' in html
    assert "a &lt; b" in html
    assert "<b>" not in html


@pytest.mark.parametrize("place", [0, 100, 200])
def test_live_slider_recomputes_first_middle_and_last_value(place):
    explorer, asked = make()
    *_, slider, picture = explorer.live().children
    assert slider.index == 100
    assert described(picture.value).startswith("Curve x^(1/T) at T = 1.000")
    slider.index = 50
    asked.clear()
    slider.index = place
    T = explorer.live_values[place]
    assert asked == [T]
    assert slider.label == f"T = {T:.3f}"
    assert picture.value.endswith(explorer.picture(T))


def make_cases(**settings):
    """An explorer of two curves that a second control chooses between, each with its own mark."""
    figure = Figure(figsize=(3, 2))
    (line,) = figure.subplots().plot([0, 1], [0, 1])

    def update(slope, name):
        line.set_ydata([0, slope] if name == "up" else [slope, 0])
        return f"Going {name} with slope {slope:.1f}."

    settings = {"marks": {"best": [1, 3]}, "cases": ["up", "down"], "case": 1} | settings
    labels = {"label": "slope", "format": "a = {:.0f}".format, "cases_label": "direction"}
    return Explorer(figure, update, [0, 1, 2, 3], default=2, **labels, **settings)


def test_cases_have_their_own_pictures_and_special_stops():
    explorer = make_cases()
    up, down = packed(explorer.html())["cases"]
    assert [up["marks"], down["marks"]] == [[1], [3]]
    assert [stop["readout"] for stop in up["stops"]] == ["a = 0", "a = 1, best", "a = 2", "a = 3"]
    assert down["stops"][0]["description"] == "Going down with slope 0.0."
    assert up["stops"][2]["drawings"] != down["stops"][2]["drawings"]
    assert explorer.stops[2].description == "Going down with slope 2.0."


def test_page_marks_special_stops_on_the_scale_and_has_a_button_for_each():
    body = make_cases().html().split('<script type="application/gzip">')[0]
    assert re.findall(r'class="explorer-tick" style="--at:([\d.]+)"', body) == ["0.6667", "1.0000"]
    buttons = re.findall(r'aria-label="([^"]*)" data-place="(\d)" disabled>(\w+)<', body)
    assert buttons == [("reset to a = 2", "2", "reset"), ("best: a = 3", "3", "best")]
    radios = re.findall(r'type="radio" value="(\d)"[^>]*?( checked)?> (\w+)<', body)
    assert radios == [("0", "", "up"), ("1", " checked", "down")]
    assert "play" not in re.findall(r">(\w+)</button>", body)
    assert "play" in re.findall(r">(\w+)</button>", make_cases(plays=True).html())


def test_page_keeps_the_height_of_the_longest_words():
    assert 'data-longest="Going down with slope' in make_cases().html()


def test_live_form_chooses_cases_jumps_to_marks_and_plays():
    explorer = make_cases(plays=True)
    _, buttons, cases, slider, picture = explorer.live().children
    play, reset, best = buttons.children
    assert "Going down with slope 2.0." in picture.value
    best.click()
    assert (slider.label, slider.index) == ("a = 3", explorer.live_marks[1]["best"])
    cases.index = 0
    assert described(picture.value) == "Going up with slope 3.0."
    best.click()
    assert described(picture.value) == "Going up with slope 1.0."
    reset.click()
    assert slider.label == "a = 2"
    assert (play.value, play.max) == (explorer.live_default, len(explorer.live_values) - 1)


def test_live_slider_is_finer_than_the_stops(explorer):
    assert len(explorer.live_values) == 201
    assert {stop.value for stop in explorer.stops} <= set(explorer.live_values)
    whole, _ = make([1, 50, 100], default=50, live_values=range(1, 101))
    assert whole.live_values == list(range(1, 101))


def test_live_slider_shows_and_raises_what_goes_wrong():
    explorer, _ = make(fail_at=1.05, live_values=[0.1, 1, 1.05, 10])
    *_, slider, picture = explorer.live().children
    with pytest.raises(FloatingPointError, match="too hot"):
        slider.index = 2
    assert 'role="alert"' in picture.value
    assert "FloatingPointError: too hot" in picture.value
    slider.index = 3
    assert picture.value.endswith(explorer.picture(10))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"values": []}, "values must hold at least one value, got none"),
        ({"values": [1, np.nan]}, "values must be finite numbers, got nan"),
        ({"values": [1, np.inf]}, "values must be finite numbers, got inf"),
        ({"values": ["1", "2"]}, "values must be finite numbers, got '1'"),
        ({"values": [1, 2, 2]}, "values must increase, got 2 after 2"),
        ({"values": [1, 3, 2]}, "values must increase, got 2 after 3"),
        ({"values": [1, 2], "default": 1.2}, "default must be among values, got 1.2; .* is 1"),
        ({"values": [1, 2], "live_values": [1.5, 2]}, "default must be among live_values, got 1"),
        ({"values": [1, 2], "marks": {"best": 1.5}}, "best must be among values, got 1.5"),
        ({"values": [1, 1.0001]}, "stops must have different readouts, got 'T = 1.000' twice"),
        ({"values": [1, 2], "fail_at": 2}, "drawn at T = 2.000: FloatingPointError: too hot"),
        ({"values": np.ma.array([1, 2], mask=[0, 1])}, "values must not be masked"),
        ({"values": [1, 2], "label": None}, "label and hint must be text, got None"),
        ({"values": [1, 2], "label": " "}, "label and hint must be text, got ' '"),
        ({"values": [1, 2], "hint": None}, "hint must be text, got 'temperature' and None"),
        ({"values": [1, 2], "format": lambda value: value}, "format must return text, got 1"),
    ],
)
def test_what_is_wrong_is_named_when_the_cell_runs(settings, message):
    with pytest.raises(ValueError, match=message):
        make(**settings)


def edited_line(axes):
    values = np.array([0.0, 1.0])
    axes.plot([0, 1], values)
    return lambda value: values.fill(value)


def edited_points(axes):
    points = axes.scatter([0, 1], [0, 1])
    return lambda value: points.get_offsets()[:, 0].fill(value)


def edited_face(axes):
    points = axes.scatter([0, 1], [0, 1])
    return lambda value: points.get_facecolor()[:, 0].fill(value)


def edited_source_of_image(axes):
    values = np.zeros((3, 3))
    axes.imshow(values, vmin=0, vmax=1)
    return lambda value: values.fill(value)


def background(axes):
    return lambda value: axes.set_facecolor((value, 0, 0))


def edited_image(axes):
    image = axes.imshow(np.zeros((3, 3)), vmin=0, vmax=1, interpolation="none")
    return lambda value: image.get_array().fill(value)


def table_text(axes):
    cell = axes.table([["a", "b"]])[0, 0]
    return lambda value: cell.get_text().set_text(f"{value:.2f}")


def table_face(axes):
    cell = axes.table([["a", "b"]])[0, 0]
    return lambda value: cell.set_facecolor((value, 0, 0))


def explorer_of(draw, *others):
    figure = Figure(figsize=(3, 2))
    axes = figure.subplots()
    axes.set(xticks=[0, 1], yticks=[0, 1])
    changes = [change(axes) for change in (draw, *others)]

    def update(value):
        for change in changes:
            change(value)
        return f"At {value:.2f}."

    settings = {"default": 0.5, "label": "v", "format": "v = {:.2f}".format}
    return Explorer(figure, update, [0.1, 0.5, 0.9], **settings)


@pytest.mark.parametrize(
    "draw", [edited_line, edited_points, edited_face, edited_source_of_image, background]
)
def test_a_picture_that_stays_the_same_where_its_words_change_is_refused(draw):
    with pytest.raises(
        ValueError, match=r"stays the same, first from v = 0\.10 to v = 0\.50, where"
    ):
        explorer_of(draw)


@pytest.mark.parametrize("draw", [edited_points, edited_face])
def test_a_part_that_is_edited_in_place_is_refused_where_others_move(draw):
    with pytest.raises(ValueError, match=r"picture at v = 0\.90 is not what its artists hold"):
        explorer_of(draw, table_text)


@pytest.mark.parametrize("draw", [edited_image, table_text, table_face])
def test_images_and_tables_show_what_they_hold_at_every_stop(draw):
    explorer = explorer_of(draw)
    drawings = [stop.drawings for stop in explorer.stops]
    assert drawings[0] != drawings[1] != drawings[2] != drawings[0]


def test_what_is_drawn_may_leave_the_axes_at_an_end():
    explorer, _ = make([1, 2, 3, 1e300, 1e301], format="T = {:g}".format)
    drawings = [stop.drawings for stop in explorer.stops]
    assert drawings[0] != drawings[1] != drawings[2]
    assert drawings[3] == drawings[4]


def test_a_picture_may_stay_the_same_where_its_words_do():
    figure = Figure(figsize=(3, 2))
    figure.subplots().set(xticks=[], yticks=[])
    Explorer(figure, lambda a: "Empty.", [1, 2], default=1, label="a", format="a = {}".format)


@pytest.mark.parametrize("description", [None, " "])
def test_update_that_describes_nothing_is_named(description):
    settings = {"default": 1, "label": "a", "format": "a = {}".format}
    with pytest.raises(ValueError, match=r"a = 1: .*update must return the picture in words"):
        Explorer(Figure(), lambda a: description, [1, 2], **settings)


def test_example_in_the_documentation():
    assert doctest.testmod(module).failed == 0
