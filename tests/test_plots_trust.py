"""Figures of uncertainty show the bands and intervals that they were given."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import same_color

from casestudy_lib import plots

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
