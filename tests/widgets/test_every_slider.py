"""Every slider of the book: on a page, with a test of its own, enough stops, light, and live."""

from pathlib import Path

import pytest

from casestudy_lib import widgets
from tests.sliders_on_pages import SLIDERS

OFFERED = {name for name in vars(widgets) if name.startswith("explore_")}
ON_PAGES = {slider.name for slider in SLIDERS}


def test_the_sliders_on_pages_are_those_that_the_library_offers():
    assert ON_PAGES == OFFERED


@pytest.mark.parametrize("name", sorted(OFFERED | ON_PAGES))
def test_slider_has_a_test_that_bears_its_name(name):
    texts = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    is_tested = f"\ndef test_{name}_" in "".join(texts)
    assert is_tested, f"{name} wants a test_{name}_… in tests/widgets/: see CONTRIBUTING.md"


@pytest.fixture(scope="module", params=SLIDERS, ids=lambda slider: slider.name)
def explorer(request):
    return request.param.make()


def test_slider_has_enough_stops_and_is_light_enough(explorer):
    html = explorer.html()
    assert len(explorer.stops) >= 25
    assert len(html) <= (160_000 if "<image" in html else 120_000)  # maps may weigh more
    longest = max(len(stop.description) for case in explorer.cases for stop in case.stops)
    assert longest <= 250  # as many lines as a phone has room for above the picture


def test_live_slider_starts_at_the_default_of_the_page_is_finer_and_draws_other_values(explorer):
    *_, slider, picture = explorer.live().children
    assert slider.label == explorer.stops[explorer.default].readout
    assert len(slider.options) > len(explorer.stops)
    pictures = set()
    for place in (0, 1, len(slider.options) // 2, len(slider.options) - 1):
        slider.index = place
        assert 'role="alert"' not in picture.value
        pictures.add(picture.value)
    assert len(pictures) == 4
