"""The scenes of measures that can lie show, and say, what the library computes."""

import re

import numpy as np
import pytest
from matplotlib.colors import same_color

from casestudy_lib import (
    bayes_posterior,
    expected_calibration_error,
    generate_data,
    plots,
    reliability_curve,
)
from casestudy_lib.studies.consistency import draw_consistent_scores
from casestudy_lib.widgets import trust


def numbers(description):
    return [float(number) for number in re.findall(r"\d+\.\d+", description)]


def assert_shows(figure, curve):
    """The points, the gaps and the intervals of a diagram are those of the curve."""
    filled = curve["count"] > 0
    x, y = curve["confidence"][filled], curve["accuracy"][filled]
    (points,) = (line for line in figure.axes[0].lines if line.get_label() == "accuracy")
    np.testing.assert_array_equal(points.get_xydata(), np.column_stack([x, y]))
    drawn = {c.get_label(): np.array(c.get_segments()) for c in figure.axes[0].collections}
    np.testing.assert_array_equal(drawn["gap"][:, :, 0], np.column_stack([x, x]))
    np.testing.assert_array_equal(drawn["gap"][:, :, 1], np.column_stack([x, y]))
    ends = np.column_stack([curve["accuracy_low"][filled], curve["accuracy_high"][filled]])
    np.testing.assert_array_equal(drawn["interval"][:, :, 0], np.column_stack([x, x]))
    np.testing.assert_array_equal(drawn["interval"][:, :, 1], ends)


def dots(figure):
    return [line for line in figure.axes[0].lines if len(line.get_xdata()) == 1]


@pytest.mark.parametrize("n_samples", [50, 500, 3000.4])
def test_sample_size_shows_a_perfect_model_on_so_many_samples(n_samples):
    (diagram, curves), update = trust.sample_size(n_bins=12, seed=3)
    said = numbers(update(n_samples))
    X, y = generate_data(int(n_samples), 3)
    probs = bayes_posterior(X)
    error = expected_calibration_error(y, probs, n_bins=12)
    assert said[0] == pytest.approx(error, abs=5e-5)
    assert_shows(diagram, reliability_curve(y, probs, n_bins=12))
    (dot,) = dots(curves)
    np.testing.assert_array_equal(dot.get_xydata(), [[int(n_samples), error]])
    drawn = draw_consistent_scores(probs, n_bins=12, n_draws=400)["calibration_error"]
    assert said[1:] == pytest.approx(np.quantile(drawn, [0.05, 0.95]), rel=0.25)


@pytest.mark.parametrize("n_bins", [2, 10, 31, 50])
def test_bin_count_shows_both_ways_to_cut(trained, split, n_bins):
    probs, y = trained.forward(split[2]), split[3]
    (width, mass, curves), update = trust.bin_count(y, probs)
    said = numbers(update(n_bins))
    errors, limits = [], []
    for figure, binning in ((width, "width"), (mass, "mass")):
        options = {"n_bins": n_bins, "binning": binning}
        assert_shows(figure, reliability_curve(y, probs, **options))
        errors.append(expected_calibration_error(y, probs, **options))
        drawn = draw_consistent_scores(probs, n_draws=400, **options)["calibration_error"]
        limits.append(np.quantile(drawn, 0.95))
    assert [said[0], said[2]] == pytest.approx(errors, abs=5e-5)
    assert [said[1], said[3]] == pytest.approx(limits, rel=0.15)
    assert [dot.get_xydata()[0].tolist() for dot in dots(curves)] == [[n_bins, e] for e in errors]
    lines = {line.get_label(): line for line in curves.axes[0].lines}
    for dot, name, error in zip(dots(curves), ("equal width", "equal mass"), errors, strict=True):
        assert lines[name].get_ydata()[n_bins - 2] == error
        assert same_color(dot.get_color(), lines[name].get_color())
    assert same_color(lines["equal width"].get_color(), plots.BLUE)
