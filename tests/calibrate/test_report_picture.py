"""The picture shows the numbers of the report."""

import numpy as np

from casestudy_lib.calibrate import calibration_report, draw_report
from casestudy_lib.plots import artist_named


def test_panels_are_before_and_after_on_the_held_out_half(digits):
    report = calibration_report(digits[0], logits=digits[1])
    axes = draw_report(report).axes
    for ax, scores in zip(axes, (report.held_out.before, report.held_out.after), strict=True):
        assert f"ECE {scores.calibration_error:.4f}" in ax.get_title()
        filled = scores.curve["count"] > 0
        x, accuracy = artist_named(ax, "accuracy").get_data()
        np.testing.assert_array_equal(x, scores.curve["confidence"][filled])
        np.testing.assert_array_equal(accuracy, scores.curve["accuracy"][filled])
        heights = [bar.get_height() for bar in ax.patches]
        np.testing.assert_allclose(heights, scores.curve["count"] / scores.curve["count"].sum())


def test_without_halves_all_rows_are_one_panel():
    report = calibration_report([0], probs=[[0.3, 0.7]])
    (ax,) = draw_report(report).axes
    assert ax.get_title().startswith("all rows")
