"""The sliders of the temperature: of a classifier, and in decoding."""

import numpy as np
import pytest

import casestudy_lib as lib
from casestudy_lib.studies.character_model import PASSAGE, CharacterModel
from casestudy_lib.widgets import explore_decoding, explore_temperature
from tests.widgets.showing import assert_maps, numbers, reference, shown

NETS = {"early": 5, "late": 200}
MEASURES = ["entropy", "cross_entropy", "calibration_error", "confidence", "accuracy"]


@pytest.fixture(scope="module")
def explorer(trained, split):
    return explore_temperature(trained, *split[2:])


def tempered(net, T):
    return lambda X: lib.softmax(net.logits(X) / T)


def assert_shows(explorer, net, X, y, T, *case, panel=1):
    """The picture and the words at a temperature are those of the library."""
    n_classes, optimum = len(net.b2), lib.optimal_temperature(net.logits(X), y)
    row = lib.temperature_analysis(net, X, y, T, n_classes)
    expected = [row[name][0] for name in MEASURES]
    said = numbers(explorer.update(T, *case))
    assert said == pytest.approx([T, *expected, optimum], abs=5e-4 + 1e-9)
    curve = lib.reliability_curve(y, lib.softmax(net.logits(X) / T))
    filled = curve["count"] > 0
    points = shown(explorer, panel, "accuracy").get_xydata()
    np.testing.assert_array_equal(points[:, 1], curve["accuracy"][filled])
    low, high = explorer.figures[panel].axes[0].get_xlim()
    assert low <= points[:, 0].min()
    assert points[:, 0].max() <= high
    shares = [shown(explorer, panel, f"share {b}").get_height() for b in range(10)]
    assert shares == pytest.approx(0.2 * curve["count"] / len(y))
    assert set(shown(explorer, panel + 1, "T").get_xdata()) == {T}
    for name, value in zip(("entropy", "cross-entropy", "ECE"), expected, strict=False):
        assert shown(explorer, panel + 1, f"{name} here").get_xydata().tolist() == [[T, value]]
        line = shown(explorer, panel + 1, name).get_xydata()
        assert np.interp(np.log(T), np.log(line[:, 0]), line[:, 1]) == pytest.approx(
            value, abs=0.03
        )


@pytest.mark.parametrize("T", [0.1, 1.0, 10.0])
def test_explore_temperature_shows_map_reliability_and_measures(explorer, trained, split, T):
    assert_shows(explorer, trained, *split[2:], T)
    assert_maps(explorer, 0, split[2], tempered(trained, T), scores=trained.logits)
    floor = lib.compute_entropy(lib.bayes_posterior(split[2]))
    assert reference(explorer, 2, "floor of these points") == pytest.approx(floor)


def test_explore_temperature_has_one_and_the_fitted_optimum_among_its_stops(explorer):
    stops = explorer.stops
    assert stops[explorer.default].value == pytest.approx(1)
    (optimum,) = [stop for stop in stops if "optimum" in stop.readout]
    assert explorer.cases[0].marks == {"fitted optimum": stops.index(optimum)}
    losses = [numbers(stop.description)[2] for stop in stops]
    assert losses[stops.index(optimum)] == min(losses)


def test_explore_temperature_chooses_between_networks(split):
    nets = {name: lib.SimpleNeuralNetwork(2, 8, 3) for name in NETS}
    for name, n_epochs in NETS.items():
        lib.train_and_track(*split, net=nets[name], n_epochs=n_epochs, learning_rate=0.1)
    explorer = explore_temperature(nets, *split[2:], start="late")
    assert (explorer.case_names, explorer.case) == ([*NETS], 1)
    assert explorer.update(0.3) == explorer.update(0.3, "late")
    for (name, net), case in zip(nets.items(), explorer.cases, strict=True):
        assert_shows(explorer, net, *split[2:], 0.3, name)
        assert_maps(explorer, 0, split[2], tempered(net, 0.3), scores=net.logits)
        fitted = case.stops[case.marks["fitted optimum"]]
        optimum = lib.optimal_temperature(net.logits(split[2]), split[3])
        assert fitted.value == pytest.approx(optimum)
        assert f", {name}:" in fitted.description
    elsewhere = {"early": 0.5, "late": 2.5}
    explorer = explore_temperature(nets, *split[2:], optimum=elsewhere)
    for case in explorer.cases:
        stop = case.stops[case.marks["fitted optimum"]]
        assert (stop.value, numbers(stop.description)[-1]) == (elsewhere[case.name],) * 2


def test_explore_temperature_needs_neither_three_classes_nor_a_floor(digits):
    X_test, y_test = digits[2:]
    net = lib.SimpleNeuralNetwork(64, 16, 10)
    lib.train_and_track(*digits, 10, net=net, n_epochs=60, learning_rate=0.3)
    explorer = explore_temperature(net, X_test, y_test)
    assert len(explorer.figures) == 2  # no map of 64 features
    for T in (0.1, 1.0, 10.0):
        assert_shows(explorer, net, X_test, y_test, T, panel=0)
    assert not [line for line in explorer.figures[1].axes[0].lines if "floor" in line.get_label()]


def test_explore_temperature_takes_the_truth_from_what_it_is_given(wide_split):
    split, posterior = wide_split
    net = lib.SimpleNeuralNetwork(2, 8, 3)
    lib.train_and_track(*split, net=net, n_epochs=30)
    explorer = explore_temperature(net, *split[2:], posterior=posterior)
    assert_shows(explorer, net, *split[2:], 2.0)
    floor = lib.compute_entropy(posterior(split[2]))
    assert reference(explorer, 2, "floor of these points") == pytest.approx(floor)
    unknown = explore_temperature(net, *split[2:], posterior=None)
    assert not shown(unknown, 0, "borders").get_visible()


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
