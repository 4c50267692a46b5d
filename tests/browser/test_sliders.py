"""Every slider in the built pages: what it shows is what Python computes for that stop."""

import pytest

from tests.browser.conftest import page_opener
from tests.sliders_on_pages import SLIDERS


class Slider:
    """One slider of a page, what can be seen and heard of it, and the explorer that made it."""

    def __init__(self, page, place, explorer):
        self.page, self.explorer = page, explorer
        self.box = page.locator(".explorer").nth(place)
        self.input = self.box.locator("input[type=range]")
        self.box.scroll_into_view_if_needed()
        page.wait_for_function(
            "box => !box.querySelector('input').disabled", arg=self.box.element_handle()
        )
        self.opened = self.state(), self.drawing()

    def state(self):
        """The announced value, the value in sight, and the picture in words."""
        return (
            self.input.get_attribute("aria-valuetext"),
            self.box.locator("output").inner_text(),
            self.box.locator(".explorer-picture").get_attribute("aria-label"),
        )

    def expected(self, place):
        stop = self.explorer.stops[place]
        return stop.readout, stop.readout, stop.description

    def drawing(self):
        return self.box.locator(".explorer-picture").inner_html()

    def press(self, key):
        self.input.press(key)

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
    slider.press("Home")
    assert slider.state() == slider.expected(0)
    first = slider.drawing()
    slider.press("ArrowRight")
    assert slider.state() == slider.expected(1)
    assert slider.drawing() != first
    slider.press("End")
    assert slider.state() == slider.expected(last)
    slider.press("ArrowLeft")
    assert slider.state() == slider.expected(last - 1)
    slider.press("Home")
    slider.press("PageUp")
    jumped = [stop.readout for stop in slider.explorer.stops].index(slider.state()[0])
    assert 1 < jumped < last


def test_mouse_reaches_first_and_last_stop_and_reset_goes_back(slider):
    slider.click(0.005)
    assert slider.state() == slider.expected(0)
    slider.click(0.995)
    assert slider.state() == slider.expected(len(slider.explorer.stops) - 1)
    slider.box.get_by_role("button").click()
    assert (slider.state(), slider.drawing()) == slider.opened


def test_slider_has_its_label(slider):
    assert slider.input.evaluate("input => input.labels.length") == 1
    assert slider.explorer.label in slider.box.locator("label").inner_text()


def test_print_shows_the_default_picture(slider):
    slider.press("Home")
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
    assert box.locator("input").is_disabled()


@pytest.mark.parametrize(("width", "scale"), [(360, 3), (640, 2)], ids=["phone", "twice the size"])
def test_small_screens_keep_the_slider_in_reach(slider, width, scale):
    screen = {"width": width, "height": 900, "deviceScaleFactor": scale, "mobile": False}
    devtools = slider.page.context.new_cdp_session(slider.page)
    devtools.send("Emulation.setDeviceMetricsOverride", screen)
    try:
        assert slider.page.evaluate("[innerWidth, devicePixelRatio]") == [width, scale]
        size = slider.input.bounding_box()
        assert size["x"] >= 0
        for part in (slider.input, *slider.box.locator(".explorer-picture > svg").all()):
            size = part.bounding_box()
            assert size["x"] + size["width"] <= width
    finally:
        slider.page.set_viewport_size({"width": 1280, "height": 900})
        devtools.detach()
