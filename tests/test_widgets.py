"""The chapter's sliders: enough stops, light enough, and live where a kernel runs."""

import numpy as np
import pytest

from casestudy_lib import optimal_temperature, widgets
from casestudy_lib.decoding import PASSAGE, CharacterModel

MAPS = {"overlap", "epochs"}  # a picture with a map or a cloud of points may weigh more


def temperature(split, net):
    X, y = split[2:]
    return widgets.explore_temperature(net, X, y, optimum=optimal_temperature(net.logits(X), y))


MAKERS = {
    "overlap": lambda split, net: widgets.explore_overlap(),
    "code length": lambda split, net: widgets.explore_code_length(),
    "epochs": lambda split, net: widgets.explore_epochs(*split),
    "learning rate": lambda split, net: widgets.explore_learning_rate(*split),
    "temperature": temperature,
    "decoding": lambda split, net: widgets.explore_decoding(CharacterModel(PASSAGE), "the "),
}


@pytest.fixture(scope="module", params=MAKERS)
def named(request, split, trained):
    return request.param, MAKERS[request.param](split, trained)


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


def test_temperature_has_one_and_the_fitted_optimum_among_its_stops(split, trained):
    explorer = temperature(split, trained)
    values = [stop.value for stop in explorer.stops]
    assert min(abs(np.array(values) - 1)) < 1e-9
    optimum = next(stop for stop in explorer.stops if "optimum" in stop.said)
    logits = trained.logits(split[2])
    assert optimum.value == optimal_temperature(logits, split[3])
