"""Figures of uncertainty show the bands and intervals that they were given."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import same_color

from casestudy_lib import plots, reliability_curve

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def test_bands_have_the_ends_and_the_colour_of_their_curve():
    x = np.array([1.0, 2.0, 4.0])
    curves = {"first": x, "second": 2 * x, "alone": 0 * x}
    bands = {"second": (x, 3 * x), "first": (x - 1, x + 0.5)}
    _, ax = plt.subplots()
    drawn = plots.plot_bands(
        x, curves, bands=bands, ylabel="nats", xlabel="samples",
        colors={"first": plots.PURPLE}, references={"truth": 0.3}, ax=ax,
    )  # fmt: skip
    assert drawn is ax
    lines = {line.get_label(): line for line in ax.lines}
    assert list(lines) == ["first", "second", "alone", "truth"]
    assert same_color(lines["first"].get_color(), plots.PURPLE)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("samples", "nats")
    assert len(ax.collections) == 2
    for band, (name, (low, high)) in zip(ax.collections, bands.items(), strict=True):
        corners = {tuple(corner) for corner in band.get_paths()[0].vertices}
        assert corners == {*zip(x, low, strict=True), *zip(x, high, strict=True)}
        assert same_color(band.get_facecolor()[0][:3], lines[name].get_color())


@pytest.fixture
def curve():
    probs = [[0.62, 0.38], [0.65, 0.35], [0.9, 0.1], [0.92, 0.08]]
    return reliability_curve([0, 1, 0, 0], probs, n_bins=5)


def test_reliability_draws_the_interval_of_each_filled_bin(curve):
    ax = plots.plot_reliability(curve, intervals=True)
    (intervals,) = (c for c in ax.collections if c.get_label() == "interval")
    filled = curve["count"] > 0
    assert filled.sum() == 2
    low, high = curve["accuracy_low"][filled], curve["accuracy_high"][filled]
    for segment, x, ends in zip(
        intervals.get_segments(), curve["confidence"][filled], zip(low, high, strict=True),
        strict=True,
    ):  # fmt: skip
        assert segment.tolist() == [[x, ends[0]], [x, ends[1]]]


def test_reliability_has_no_intervals_unless_asked(curve):
    ax = plots.plot_reliability(curve)
    assert [artists.get_label() for artists in ax.collections] == ["gap"]
