"""The sliders of the temperature: of a classifier, and in decoding."""

import numpy as np
import pytest

from casestudy_lib import (
    SimpleNeuralNetwork,
    optimal_temperature,
    reliability_curve,
    softmax,
    temperature_analysis,
)
from casestudy_lib.studies.character_model import PASSAGE, CharacterModel
from casestudy_lib.widgets import explore_decoding, explore_temperature
from tests.widgets.showing import numbers, shown

MEASURES = ["entropy", "cross_entropy", "calibration_error", "confidence", "accuracy"]


@pytest.fixture(scope="module")
def explorer(trained, split):
    optimum = optimal_temperature(trained.logits(split[2]), split[3])
    return explore_temperature(trained, *split[2:], optimum=optimum, floor=0.2)


@pytest.mark.parametrize("T", [0.1, 1.0, 10.0])
def test_explore_temperature_moves_the_points_and_the_marker(explorer, trained, split, T):
    X, y = split[2:]
    row = temperature_analysis(trained, X, y, T)
    expected = [row[name][0] for name in MEASURES]
    assert numbers(explorer.update(T)) == pytest.approx([T, *expected], abs=5e-4)
    curve = reliability_curve(y, softmax(trained.logits(X) / T))
    filled = curve["count"] > 0
    points = shown(explorer, 0, "accuracy").get_xydata()
    np.testing.assert_array_equal(points[:, 1], curve["accuracy"][filled])
    counts = [shown(explorer, 0, f"count {b}").get_text() for b in range(10)]
    assert counts == [str(n) if n else "" for n in curve["count"]]
    assert set(shown(explorer, 1, "T").get_xdata()) == {T}
    for name, value in zip(("entropy", "cross-entropy", "ECE"), expected, strict=False):
        assert shown(explorer, 1, f"{name} here").get_xydata().tolist() == [[T, value]]


def test_explore_temperature_has_one_and_the_fitted_optimum_among_its_stops(explorer):
    stops = explorer.stops
    assert len(stops) >= 41
    assert stops[explorer.default].value == pytest.approx(1)
    (optimum,) = [stop for stop in stops if "optimum" in stop.readout]
    losses = [numbers(stop.description)[2] for stop in stops]
    assert losses[stops.index(optimum)] == min(losses)


def test_explore_temperature_needs_neither_three_classes_nor_a_floor(rng):
    net, X, y = SimpleNeuralNetwork(4, 6, 5), rng.normal(size=(40, 4)), np.arange(40) % 5
    explorer = explore_temperature(net, X, y, optimum=2.0)
    expected = [temperature_analysis(net, X, y, 3.0, 5)[name][0] for name in MEASURES]
    assert numbers(explorer.update(3.0)) == pytest.approx([3.0, *expected], abs=5e-4)
    assert not [line for line in explorer.figures[1].axes[0].lines if "floor" in line.get_label()]


@pytest.fixture(scope="module")
def decoding():
    model = CharacterModel(PASSAGE)
    return model, explore_decoding(model, "the ", n_characters=60)


@pytest.mark.parametrize("T", [0.1, 1.0, 10.0])
def test_explore_decoding_shows_distribution_and_text_of_the_temperature(decoding, T):
    model, explorer = decoding
    assert len(explorer.stops) >= 41
    description, probs = explorer.update(T), model.probs("the ", T)
    for i in np.argsort(-probs, kind="stable")[:12]:
        symbol = model.symbols[i].replace(" ", "␣")
        assert shown(explorer, 0, f"p: {symbol}").get_height() == probs[i]
    drawn = model.sample("the ", 60, T)
    assert description.endswith(drawn)
    lines = "".join(shown(explorer, 1, f"line {i}").get_text() for i in range(8))
    assert "".join(lines.split()) == "".join(drawn.split())
