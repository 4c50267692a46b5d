"""The chapter's sliders: enough stops, light enough, and live where a kernel runs."""

import re

import pytest

from tests.chapter import SLIDERS, temperature

MAPS = {"overlap", "epochs"}  # a picture with a map or a cloud of points may weigh more


@pytest.fixture(scope="module", params=SLIDERS)
def named(request):
    _, _, make = SLIDERS[request.param]
    return request.param, make()


def test_slider_has_enough_stops_and_is_light_enough(named):
    name, explorer = named
    assert len(explorer.stops) >= (41 if name in ("temperature", "decoding") else 25)
    assert len(explorer.html()) <= (300_000 if name in MAPS else 120_000)


def test_live_slider_is_finer_and_draws_first_middle_and_last_value(named):
    _, explorer = named
    _, slider, picture = explorer.live().children
    assert len(slider.options) > len(explorer.stops)
    places = [0, len(slider.options) // 2, len(slider.options) - 1]
    shown = set()
    for place in places:
        slider.index = place
        assert 'role="alert"' not in picture.value
        shown.add(picture.value)
    assert len(shown) == 3


def test_live_slider_starts_at_the_default_of_the_page(named):
    _, explorer = named
    _, slider, _ = explorer.live().children
    assert slider.label == explorer.stops[explorer.default].said


def test_temperature_has_one_and_the_fitted_optimum_among_its_stops():
    stops = temperature().stops
    assert min(abs(stop.value - 1) for stop in stops) < 1e-9
    (optimum,) = [stop for stop in stops if "optimum" in stop.said]
    losses = [float(re.search(r"cross-entropy ([\d.]+)", stop.description)[1]) for stop in stops]
    assert losses[stops.index(optimum)] == min(losses)
