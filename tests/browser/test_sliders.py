"""Every slider in the built pages: what it shows is what Python computes for that stop."""

import contextlib

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.conftest import page_opener
from tests.sliders_on_pages import SLIDERS


class Slider:
    """One slider of a page, what can be seen and heard of it, and the explorer that made it."""

    def __init__(self, page, place, explorer):
        self.page, self.explorer = page, explorer
        self.box = page.locator(".explorer").nth(place)
        self.input = self.box.get_by_role("slider")
        self.box.scroll_into_view_if_needed()
        page.wait_for_function(
            "box => !box.querySelector('[type=range]').disabled", arg=self.box.element_handle()
        )
        self.opened = self.state(), self.drawing()

    def state(self):
        """The value, announced and in sight, and the picture in words, announced and in sight."""
        return (
            self.input.get_attribute("aria-valuetext"),
            self.box.locator("output").inner_text(),
            self.box.locator(".explorer-picture").get_attribute("aria-label"),
            self.box.locator(".explorer-words p").text_content(),
        )

    def expected(self, place, case=None):
        case = self.explorer.case if case is None else case
        stop = self.explorer.cases[case].stops[place]
        return stop.readout, stop.readout, stop.description, stop.description

    def drawing(self):
        return self.box.locator(".explorer-picture").inner_html()

    def click(self, share):
        """Click on the track, from 0 at its left end to 1 at its right one."""
        size = self.input.bounding_box()
        self.page.mouse.click(size["x"] + share * size["width"], size["y"] + size["height"] / 2)


@pytest.fixture(scope="module", params=SLIDERS, ids=lambda slider: slider.name)
def case(request):
    return request.param


@pytest.fixture(scope="module")
def opened(case, root, browser):
    """The slider in its page, opened once: no test relies on where another left it."""
    with page_opener(browser) as open_page:
        page = open_page(f"{root}/book/{case.page}.html", origin=root)
        yield Slider(page, case.place, case.make())


@pytest.fixture
def slider(opened):
    yield opened
    assert opened.page.complaints == []


def test_keys_reach_first_default_and_last_stop(slider):
    last = len(slider.explorer.stops) - 1
    assert slider.opened[0] == slider.expected(slider.explorer.default)
    slider.input.press("Home")
    assert slider.state() == slider.expected(0)
    first = slider.drawing()
    slider.input.press("ArrowRight")
    assert slider.state() == slider.expected(1)
    assert slider.drawing() != first
    slider.input.press("End")
    assert slider.state() == slider.expected(last)
    slider.input.press("ArrowLeft")
    assert slider.state() == slider.expected(last - 1)
    slider.input.press("Home")
    slider.input.press("PageUp")
    jumped = [stop.readout for stop in slider.explorer.stops].index(slider.state()[0])
    assert 1 < jumped < last


def test_mouse_reaches_first_and_last_stop_and_reset_goes_back(slider):
    slider.click(0.005)
    assert slider.state() == slider.expected(0)
    slider.click(0.995)
    assert slider.state() == slider.expected(len(slider.explorer.stops) - 1)
    slider.box.get_by_role("button", name="reset to").click()
    assert (slider.state(), slider.drawing()) == slider.opened


def test_slider_has_its_label(slider):
    assert slider.input.evaluate("input => input.labels.length") == 1
    assert slider.explorer.label in slider.box.locator("label.explorer-slider").inner_text()


def test_print_shows_the_default_picture(slider):
    slider.input.press("Home")
    at_home, default = slider.drawing(), slider.opened[1]
    assert at_home != default
    slider.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert slider.drawing() == default
    slider.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert (slider.state(), slider.drawing()) == (slider.expected(0), at_home)


def test_without_scripts_the_default_picture_stands_and_says_why(case, html, open_page):
    root, explorer = html.as_uri(), case.make()
    page = open_page(f"{root}/book/{case.page}.html", origin=root, java_script_enabled=False)
    box = page.locator(".explorer").nth(case.place)
    assert box.locator("svg").first.is_visible()
    picture = box.locator(".explorer-picture")
    assert picture.get_attribute("aria-label") == explorer.stops[explorer.default].description
    note = box.locator(".explorer-note")
    assert note.is_visible()
    assert "scripts" in note.inner_text()
    assert all(control.is_disabled() for control in box.locator("input, button").all())


def test_special_stops_are_marked_and_reached_by_mouse_and_keyboard(slider):
    stops = slider.explorer.cases[slider.explorer.case]
    ticks = slider.box.locator(".explorer-tick")
    assert ticks.count() == 1 + len(stops.marks)
    track = slider.input.bounding_box()
    for i, (label, place) in enumerate({"reset": slider.explorer.default, **stops.marks}.items()):
        middle = ticks.nth(i).bounding_box()
        share = (middle["x"] + middle["width"] / 2 - track["x"] - 8) / (track["width"] - 16)
        assert share == pytest.approx(place / (len(stops.stops) - 1), abs=0.005)
        for reach in ("click", "focus"):
            slider.input.press("Home")
            button = slider.box.get_by_role("button", name=label)
            getattr(button, reach)()
            if reach == "focus":
                slider.page.keyboard.press("Enter")
            assert slider.state() == slider.expected(place)


def test_second_control_shows_every_case_and_its_special_stops(slider):
    radios = slider.box.get_by_role("radio")
    names = slider.explorer.case_names
    assert radios.count() == (0 if names == [""] else len(names))
    if names == [""]:
        return
    try:
        for i, case in enumerate(slider.explorer.cases):
            radios.nth(i).check()
            slider.input.press("Home")
            assert slider.state() == slider.expected(0, i)
            for label, place in case.marks.items():
                slider.box.get_by_role("button", name=label).click()
                assert slider.state() == slider.expected(place, i)
        radios.last.focus()
        slider.page.keyboard.press("ArrowUp")
        assert radios.nth(len(names) - 2).is_checked()
        assert slider.state() == slider.expected(place_of(slider), len(names) - 2)
    finally:
        radios.nth(slider.explorer.case).check()


def place_of(slider):
    return int(slider.input.input_value())


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_course_plays_to_its_end_and_pauses_on_any_input(slider, motion):
    play, last = slider.box.locator(".explorer-play"), len(slider.explorer.stops) - 1
    assert play.count() == slider.explorer.plays
    if not slider.explorer.plays:
        return
    page = slider.page
    page.emulate_media(reduced_motion=motion)
    try:
        page.clock.install(time=0)
        page.clock.pause_at(1000)  # else the time of a busy machine is added
        slider.input.press("End")
        place, step = last, 1 if motion == "no-preference" else -(-last // 6)
        page.clock.run_for(5000)
        assert place_of(slider) == last  # nothing starts by itself
        play.click()
        assert place_of(slider) == 0
        page.clock.run_for(1600)
        place = place_of(slider)
        assert place == (6 if motion == "no-preference" else step)
        assert slider.state() == slider.expected(place)
        slider.input.press("ArrowRight")
        page.clock.run_for(5000)
        assert (place_of(slider), play.inner_text()) == (place + 1, "play")
        play.press("Enter")
        assert play.inner_text() == "pause"
        page.clock.run_for(12_000)
        assert (place_of(slider), play.inner_text()) == (last, "play")
    finally:
        page.clock.resume()  # the page is looked at by other tests as well
        page.emulate_media(reduced_motion="no-preference")


SEEN = """box => {
  const found = {small: [], overlapping: [], cut: []};
  for (const svg of box.querySelectorAll("svg")) {
    const frame = svg.getBoundingClientRect(), scale = frame.width / svg.viewBox.baseVal.width;
    const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim());
    const boxes = texts.map((text) => text.getBoundingClientRect());
    texts.forEach((text, i) => {
      for (const part of [text, ...text.querySelectorAll("tspan")])
        if (parseFloat(getComputedStyle(part).fontSize) * scale < 11)
          found.small.push(part.textContent);
      const a = boxes[i];
      if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.top < frame.top - 1)
        found.cut.push(text.textContent);
      boxes.slice(i + 1).forEach((b, k) => {
        const [x, y] = [Math.min(a.right, b.right) - Math.max(a.left, b.left),
                        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
        if (x > 1 && y > 3)
          found.overlapping.push([text.textContent, texts[i + 1 + k].textContent]);
      });
    });
  }
  return found;
}"""
TOP_OF_PICTURE = "box => box.querySelector('.explorer-picture').offsetTop - box.offsetTop"


@pytest.mark.parametrize(
    ("width", "scale"), [(360, 3), (640, 2), (1280, 1)], ids=["phone", "twice the size", "desktop"]
)
def test_text_can_be_read_and_nothing_jumps_or_overlaps_or_is_out_of_reach(slider, width, scale):
    with screen_of(slider, width, scale):
        last, tops = len(slider.explorer.stops) - 1, set()
        for place in (0, last // 2, slider.explorer.default, last):
            slider.input.fill(str(place))
            assert slider.box.evaluate(SEEN) == {"small": [], "overlapping": [], "cut": []}
            tops.add(slider.box.evaluate(TOP_OF_PICTURE))
        assert len(tops) == 1
        assert slider.input.bounding_box()["x"] >= 0
        for part in (slider.input, *slider.box.locator(".explorer-picture > svg").all()):
            size = part.bounding_box()
            assert size["x"] + size["width"] <= width


@pytest.mark.parametrize(("width", "scale"), [(360, 2), (1280, 1)], ids=["phone", "desktop"])
def test_handle_and_numbers_stay_in_sight_while_a_picture_is(slider, width, scale):
    with screen_of(slider, width, scale, height=740):
        slider.box.locator("svg").last.evaluate("svg => svg.scrollIntoView({block: 'end'})")
        slider.page.wait_for_timeout(100)
        picture = slider.box.locator("svg").last.bounding_box()
        for part in (slider.input, slider.box.locator(".explorer-words")):
            size = part.bounding_box()
            assert size["y"] >= 48  # the theme's header
            assert size["y"] + size["height"] < picture["y"] + 1


@contextlib.contextmanager
def screen_of(slider, width, scale, height=900):
    """Another screen for a while."""
    screen = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
    devtools = slider.page.context.new_cdp_session(slider.page)
    devtools.send("Emulation.setDeviceMetricsOverride", screen)
    try:
        assert slider.page.evaluate("[innerWidth, devicePixelRatio]") == [width, scale]
        yield
    finally:
        devtools.send("Emulation.clearDeviceMetricsOverride")
        slider.page.set_viewport_size({"width": 1280, "height": 900})
        devtools.detach()


def test_pale_maps_are_clearer_in_the_dark(slider):
    """A map drawn at half its strength; one that is drawn in full keeps its colours."""
    opacities = """box => [...box.querySelectorAll("image")].map((image) =>
        [image.getAttribute("opacity") ?? "1", getComputedStyle(image).opacity])"""
    for scheme, pale in (("light", "0.5"), ("dark", "0.8")):
        with theme_of(slider, scheme):
            seen = slider.box.evaluate(opacities)
        assert seen == [[drawn, pale if drawn == "0.5" else "1"] for drawn, _ in seen]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_moved_slider(slider, scheme):
    with theme_of(slider, scheme):
        slider.input.press("Home")
        slider.page.evaluate(AXE_SCRIPT)
        handle = slider.box.element_handle()
        found = slider.page.evaluate("box => axe.run(box, {preload: false})", handle)
        assert [rule["id"] for rule in found["violations"]] == []


@contextlib.contextmanager
def theme_of(slider, scheme):
    """Another theme for a while."""
    set_theme = "scheme => { document.documentElement.dataset.theme = scheme; }"
    before = slider.page.evaluate("document.documentElement.dataset.theme")
    slider.page.evaluate(set_theme, scheme)
    try:
        yield
    finally:
        slider.page.evaluate(set_theme, before)
