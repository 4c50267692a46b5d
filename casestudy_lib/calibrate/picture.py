"""The picture of a report."""

from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from casestudy_lib import plots
from casestudy_lib.calibrate.results import CalibrationReport, HeldOut, Scores


def draw_report(report: CalibrationReport) -> Figure:
    """Reliability on the held-out half, before and after; of all rows where there is no half."""
    panels = {"all rows": report.scores}
    if isinstance(report.held_out, HeldOut):
        held_out = report.held_out
        panels = {
            "held-out half, T = 1": held_out.before,
            f"held-out half, T = {held_out.T:.2f}": held_out.after,
        }
    size = (5.2, 0.6 + 3.2 * len(panels))
    figure, axes = plt.subplots(
        len(panels), 1, figsize=size, sharex=True, squeeze=False, layout="constrained"
    )
    for ax, (name, scores) in zip(axes[:, 0], panels.items(), strict=True):
        _draw_panel(ax, name, scores)
    # Outside: a thin bin can have its point anywhere.
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure


def _draw_panel(ax: plt.Axes, name: str, scores: Scores) -> None:
    plots.plot_reliability(scores.curve, intervals=True, counts=False, ax=ax)
    share = scores.curve["count"] / scores.curve["count"].sum()
    middles = (scores.curve["lower"] + scores.curve["upper"]) / 2
    widths = scores.curve["upper"] - scores.curve["lower"]
    ax.bar(middles, share, widths, color=plots.GREY, alpha=0.3, label="share of the rows")
    ax.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.05))
    ax.set_title(f"{name}: ECE {scores.calibration_error:.4f}")
    ax.get_legend().remove()
    ax.label_outer()
