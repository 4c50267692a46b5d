"""The sliders of the calibration error: by the number of samples, and of bins."""

import numpy as np
import pytest
from matplotlib.colors import same_color

import casestudy_lib as lib
from casestudy_lib import plots
from casestudy_lib.studies.consistency import draw_consistent_scores
from casestudy_lib.widgets import explore_bins, explore_sample_size
from tests.widgets.showing import numbers, shown


def assert_shows(explorer, panel, curve):
    """The points of a diagram, and as many gaps and intervals, are those of the curve."""
    points = shown(explorer, panel, "accuracy").get_xydata()
    curve = np.column_stack([curve["confidence"], curve["accuracy"]])[curve["count"] > 0]
    np.testing.assert_array_equal(points, curve)
    for name in ("gap", "interval"):
        segments = np.array(shown(explorer, panel, name).get_segments())
        np.testing.assert_array_equal(segments[:, 0, 0], curve[:, 0])


@pytest.fixture(scope="module")
def by_size():
    return explore_sample_size(draw_consistent_scores, n_bins=12, seed=3)


@pytest.mark.parametrize("n_samples", [50, 500, 3000.4])
def test_explore_sample_size_shows_a_perfect_model_on_so_many_samples(by_size, n_samples):
    error, *band = numbers(by_size.update(n_samples))
    X, y = lib.generate_data(int(n_samples), 3)
    probs = lib.bayes_posterior(X)
    expected = lib.expected_calibration_error(y, probs, n_bins=12)
    assert error == pytest.approx(expected, abs=5e-5)
    assert_shows(by_size, 0, lib.reliability_curve(y, probs, n_bins=12))
    assert shown(by_size, 1, "here").get_xydata().tolist() == [[int(n_samples), expected]]
    drawn = draw_consistent_scores(probs, n_bins=12, n_draws=400)["calibration_error"]
    assert band == pytest.approx(np.quantile(drawn, [0.05, 0.95]), rel=0.25)


@pytest.fixture(scope="module")
def predictions(trained, split):
    return split[3], trained.forward(split[2])


@pytest.fixture(scope="module")
def by_bins(predictions):
    return explore_bins(*predictions, perfect=draw_consistent_scores)


@pytest.mark.parametrize("n_bins", [2, 10, 31, 50])
def test_explore_bins_shows_both_ways_to_cut(by_bins, predictions, n_bins):
    y, probs = predictions
    said = iter(numbers(by_bins.update(n_bins)))
    for panel, (binning, color) in enumerate(
        {"width": plots.BLUE, "mass": plots.VERMILLION}.items()
    ):
        options = {"n_bins": n_bins, "binning": binning}
        assert_shows(by_bins, panel, lib.reliability_curve(y, probs, **options))
        error = lib.expected_calibration_error(y, probs, **options)
        assert next(said) == pytest.approx(error, abs=5e-5)
        drawn = draw_consistent_scores(probs, n_draws=400, **options)["calibration_error"]
        assert next(said) == pytest.approx(np.quantile(drawn, 0.95), rel=0.15)
        curve, dot = (shown(by_bins, 2, f"equal {binning}{end}") for end in ("", " here"))
        assert curve.get_ydata()[n_bins - 2] == error
        assert dot.get_xydata().tolist() == [[n_bins, error]]
        assert same_color(curve.get_color(), color)
        assert same_color(dot.get_color(), color)


def test_explore_bins_takes_ten_classes(digits):
    _, _, X, y = digits
    probs = lib.SimpleNeuralNetwork(64, 8, 10).forward(X)
    explorer = explore_bins(y, probs, perfect=draw_consistent_scores)
    width, _, mass, _ = numbers(explorer.update(10))
    for panel, (error, binning) in enumerate([(width, "width"), (mass, "mass")]):
        expected = lib.expected_calibration_error(y, probs, binning=binning)
        assert error == pytest.approx(expected, abs=5e-5)
        (ax,) = explorer.figures[panel].axes
        assert ax.get_xlim()[0] <= probs.max(axis=1).min()  # no point is out of sight


def test_explore_sample_size_takes_another_spread():
    explorer = explore_sample_size(draw_consistent_scores, std=2.0)
    X, y = lib.generate_data(500, 1, std=2.0)
    expected = lib.expected_calibration_error(y, lib.bayes_posterior(X, std=2.0), n_bins=15)
    assert numbers(explorer.update(500))[0] == pytest.approx(expected, abs=5e-5)
    place = shown(explorer, 1, "here").get_xydata()[0]
    low, high = explorer.figures[1].axes[0].get_ylim()
    assert low < place[1] < high
