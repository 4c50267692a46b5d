"""A picture that is drawn in part is the picture drawn as a whole."""

import io
import xml.etree.ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from casestudy_lib.sliders.picture import Picture
from casestudy_lib.sliders.svg import page_svg


def svg(picture):
    return "".join([picture.start, *picture.elements(), picture.end])


def drawn_as_a_whole(figure):
    target = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "casestudy"}):
        figure.savefig(target, format="svg", transparent=True, metadata={"Date": None})
    return page_svg(target.getvalue(), label=None)


def leaves(text):
    """What is painted, in order: the elements outside definitions that hold no others."""

    def walk(element):
        if element.tag.endswith("defs"):
            return
        if len(element) == 0 and not element.tag.endswith("}g"):
            yield element.tag, tuple(sorted(element.attrib.items())), element.text
        for child in element:
            yield from walk(child)

    return list(walk(ET.fromstring(text)))


def busy_figure():
    figure = Figure(figsize=(6, 3), layout="constrained")
    left, right = figure.subplots(1, 2)
    for axes in (left, right):
        axes.set(xticks=[0, 2], yticks=[0, 2])  # ticks are most of the time that a picture takes
    left.plot([0, 1, 2], [0, 1, 0], "o-", label="line")
    left.bar([0, 1], [1, 2], hatch="//", label="bars")
    left.set(title="left", xlabel="x", ylabel="y", xlim=(-1, 3), ylim=(0, 3))
    left.legend(loc="upper left")
    image = right.imshow(np.eye(5), interpolation="none")
    figure.colorbar(image, ax=right, label="share", ticks=[0, 1])
    right.annotate("here", (1, 1), (3, 3), arrowprops={"arrowstyle": "->"})
    figure.suptitle("both")
    return figure


CHANGES = {
    "nothing": lambda left, right: None,
    "data": lambda left, right: left.lines[0].set_ydata([1, 0, 1]),
    "bar": lambda left, right: left.patches[0].set_height(0.5),
    "image": lambda left, right: right.images[0].set_data(1 - np.eye(5)),
    "color": lambda left, right: left.lines[0].set_color("red"),
    "hidden": lambda left, right: left.lines[0].set_visible(False),
    "limits": lambda left, right: left.set_xlim(0, 5),
    "scale": lambda left, right: left.set(yscale="log", ylim=(0.1, 10)),
    "autoscale": lambda left, right: (left.plot([9], [9]), left.autoscale(), left.autoscale_view()),
    "moved": lambda left, right: left.set_position([0.1, 0.2, 0.2, 0.5]),
    "title": lambda left, right: left.set_title("another"),
    "axis label": lambda left, right: left.set_xlabel("another"),
    "ticks": lambda left, right: left.set_xticks([0, 1], ["zero", "one"]),
    "legend": lambda left, right: left.get_legend().get_texts()[0].set_text("another"),
    "legend made again": lambda left, right: left.legend(loc="lower right"),
    "text": lambda left, right: right.texts[0].set_text("there"),
    "arrow": lambda left, right: setattr(right.texts[0], "xy", (2, 2)),
    "suptitle": lambda left, right: left.figure.suptitle("another"),
    "added": lambda left, right: right.plot([1, 2], [3, 1], zorder=0.5),
    "removed": lambda left, right: left.lines[0].remove(),
    "order": lambda left, right: left.lines[0].set_zorder(0.1),
    "axis off": lambda left, right: left.set_axis_off(),
    "cleared": lambda left, right: (left.clear(), left.plot([1, 2])),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changed_picture_is_what_a_complete_drawing_gives(change):
    figure = busy_figure()
    picture = Picture(figure)
    before = svg(picture)
    CHANGES[change](*figure.axes[:2])
    after = svg(picture)
    assert (before == after) == (change == "nothing")
    assert after == svg(Picture(figure))
    for box in (figure, *figure.axes):
        box.patch.set_visible(False)
    assert leaves(after) == leaves(drawn_as_a_whole(figure))


def test_unchanged_artists_are_not_drawn_again(monkeypatch):
    figure = busy_figure()
    axes = figure.axes[0]
    picture = Picture(figure)
    picture.elements()
    drawn = []
    monkeypatch.setattr(type(axes.xaxis), "draw", lambda self, renderer: drawn.append(self))
    axes.lines[0].set_ydata([1, 0, 1])
    picture.elements()
    assert drawn == []
    axes.set_xlim(0, 5)
    picture.elements()
    assert axes.xaxis in drawn


def test_every_element_is_well_formed_and_refers_to_a_definition_in_the_picture():
    picture = Picture(busy_figure())
    elements = picture.elements()
    for element in elements:
        ET.fromstring(element)
    text = "".join(elements)
    ids = {e.get("id") for e in ET.fromstring(f"<svg>{text}</svg>").iter()} - {None}
    used = {part.split(")")[0] for part in text.split("url(#")[1:]}
    used |= {part.split('"')[0] for part in text.split('href="#')[1:]}
    assert used
    assert used <= ids


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", " javascript:alert(1)", "JavaScript:1", "data:text/html,x", "x"]
)
def test_a_link_that_does_not_lead_into_the_web_or_the_page_is_refused(link):
    figure = Figure(figsize=(3, 2))
    figure.text(0.5, 0.5, "here", url=link)
    with pytest.raises(ValueError, match="want a link that begins with https"):
        Picture(figure).elements()


@pytest.mark.parametrize("link", ["https://example.org/?a=1&b=2", "http://example.org", "#here"])
def test_other_links_are_kept(link):
    figure = Figure(figsize=(3, 2))
    figure.text(0.5, 0.5, "here", url=link)
    figure.subplots().imshow(np.eye(3))
    assert f'href="{link.replace("&", "&amp;")}"' in svg(Picture(figure))


def test_layout_stays_that_of_the_first_drawing():
    figure = busy_figure()
    picture = Picture(figure)
    picture.elements()
    places = [axes.get_position().bounds for axes in figure.axes]
    figure.axes[0].set_ylabel("a label\nof several\nlines")
    picture.elements()
    assert places == [axes.get_position().bounds for axes in figure.axes]


def test_rasterized_artist_becomes_an_image():
    figure = Figure(figsize=(3, 3))
    mesh = figure.subplots().pcolormesh(np.eye(30), rasterized=True)
    picture = Picture(figure)
    before = svg(picture)
    assert before.count("<image") == 1
    mesh.set_array(1 - np.eye(30))
    assert svg(picture) != before


def test_small_image_keeps_its_own_pixels():
    figure = Figure(figsize=(6, 6))
    figure.subplots().imshow(np.eye(5), interpolation="none")
    (image,) = [e for e in Picture(figure).elements() if "<image" in e]
    assert len(image) < 1000


def test_failed_drawing_leaves_the_figure_as_it_was():
    figure = busy_figure()
    line = figure.axes[0].lines[0]
    picture = Picture(figure)
    whole = svg(picture)
    line.set_path_effects([None])
    with pytest.raises(AttributeError):
        picture.elements()
    line.set_path_effects(None)
    assert svg(picture) == whole
