"""Curves, bands and stacks show the values that they were given."""

import numpy as np
import pytest
from matplotlib.colors import same_color

from casestudy_lib import plots


def test_curves_hold_their_values_and_references_their_heights():
    x = np.arange(4)
    curves = {"train": x * 2.0, "test": x * 3.0}
    ax = plots.plot_curves(x, curves, ylabel="nats", references={"ln 3": 1.1})
    for name, values in curves.items():
        np.testing.assert_array_equal(plots.artist_named(ax, name).get_ydata(), values)
    styles = {plots.artist_named(ax, name).get_linestyle() for name in curves}
    assert len(styles) == 2
    assert set(ax.lines[2].get_ydata()) == {1.1}
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["train", "test", "ln 3"]


def test_bands_have_the_ends_and_the_colour_of_their_curve():
    x = np.array([1.0, 2.0, 4.0])
    curves = {"first": x, "second": 2 * x, "alone": 0 * x}
    bands = {"second": (x, 3 * x), "first": (x - 1, x + 0.5)}
    settings = {"ylabel": "nats", "xlabel": "samples", "colors": {"first": plots.PURPLE}}
    ax = plots.plot_bands(x, curves, bands=bands, references={"truth": 0.3}, **settings)
    lines = {line.get_label(): line for line in ax.lines}
    assert list(lines) == ["first", "second", "alone", "truth"]
    assert same_color(lines["first"].get_color(), plots.PURPLE)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("samples", "nats")
    for band, (name, (low, high)) in zip(ax.collections, bands.items(), strict=True):
        corners = {tuple(corner) for corner in band.get_paths()[0].vertices}
        assert corners == {*zip(x, low, strict=True), *zip(x, high, strict=True)}
        assert same_color(band.get_facecolor()[0][:3], lines[name].get_color())


def test_stack_puts_each_part_upon_the_one_before():
    parts = {"floor": np.full(4, 0.2), "KL divergence": np.array([1.0, 0.5, 0.2, 0.1])}
    ax = plots.plot_stack(np.arange(4.0), parts, ylabel="nats", colors={"floor": plots.GREEN})
    lower, upper = (area.get_paths()[0].vertices for area in ax.collections)
    assert lower[:, 1].max() == pytest.approx(0.2)
    assert upper[:, 1].max() == pytest.approx(1.2)
    assert upper[:, 1].min() == pytest.approx(0.2)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == list(parts)


def test_gradient_check_plots_numeric_against_analytic():
    analytic, numeric = np.array([-1.0, 0.0, 2.0]), np.array([-1.1, 0.1, 2.1])
    _, points = plots.plot_gradient_check(analytic, numeric).lines
    np.testing.assert_array_equal(points.get_xydata(), np.column_stack([analytic, numeric]))


def test_mark_value_stands_at_the_value_with_its_label(ax):
    plots.mark_value(ax, 0.25, label="T = 0.25")
    assert set(ax.lines[0].get_xdata()) == {0.25}
    assert ax.texts[0].get_text() == "T = 0.25"
