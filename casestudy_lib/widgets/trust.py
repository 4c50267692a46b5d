"""The scenes of measures that can lie: moved by the number of samples, and of bins."""

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from casestudy_lib import plots
from casestudy_lib.calibration import expected_calibration_error, reliability_curve
from casestudy_lib.data import bayes_posterior, generate_data
from casestudy_lib.studies.consistency import draw_consistent_scores
from casestudy_lib.widgets.canvas import Scene, figures_of, new_axes

_COUNTS = np.arange(2, 51)  # of bins
_BAND_COUNTS = np.array([2, 3, 4, 5, 7, 10, 14, 20, 28, 38, 50])  # enough for a smooth band

_BAND_SIZES = np.array([50, 100, 200, 500, 1500, 5000, 20_000])


def sample_size(*, n_bins: int = 15, seed: int = 1) -> Scene:
    """Reliability diagram of a perfect model, and its calibration error among those of others.

    Args:
        n_bins: bins of both.
        seed: seed of the samples.
    """
    drawn = [
        draw_consistent_scores(
            bayes_posterior(generate_data(n, seed)[0]), n_bins=n_bins, n_draws=100
        )
        for n in _BAND_SIZES.tolist()
    ]
    errors = [scores["calibration_error"] for scores in drawn]
    low, middle, high = np.quantile(errors, [0.05, 0.5, 0.95], axis=1)
    diagram, move = _moving_diagram("a perfect model")
    curves = new_axes()
    plots.plot_bands(
        _BAND_SIZES, {"perfect models (band: nine in ten)": middle},
        bands={"perfect models (band: nine in ten)": (low, high)},
        xlabel="samples (logarithmic)", ylabel="ECE (logarithmic)", ax=curves,
    )  # fmt: skip
    curves.set(xscale="log", yscale="log", ylim=(0.0015, 0.15))
    curves.set(xticks=[100, 1000, 10000], xticklabels=["100", "1000", "10000"])
    curves.set(yticks=[0.002, 0.01, 0.05], yticklabels=["0.002", "0.01", "0.05"])
    curves.minorticks_off()
    (dot,) = curves.plot([], [], "o", color=plots.VERMILLION, label="these samples")
    curves.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=1, borderaxespad=0.2)

    def update(n_samples: float) -> str:
        n_samples = int(n_samples)
        X, y = generate_data(n_samples, seed)
        probs = bayes_posterior(X)
        move(reliability_curve(y, probs, n_bins=n_bins))
        error = expected_calibration_error(y, probs, n_bins=n_bins)
        dot.set_data([n_samples], [error])
        ends = [np.interp(np.log(n_samples), np.log(_BAND_SIZES), end) for end in (low, high)]
        return (
            f"A perfect model on {n_samples} samples: ECE {error:.4f}. Nine in ten perfect models "
            f"have between about {ends[0]:.4f} and {ends[1]:.4f}."
        )

    return figures_of(diagram, curves), update


def bin_count(y: NDArray, probs: NDArray) -> Scene:
    """Reliability diagrams of the same predictions, in bins of equal width and of equal mass.

    Args:
        y: integer labels, shape (n_samples,).
        probs: predictions, shape (n_samples, n_classes).
    """
    names = {"width": "equal width", "mass": "equal mass"}
    errors, bands = {}, {}
    for binning, name in names.items():
        errors[name] = np.array(
            [expected_calibration_error(y, probs, n_bins=n, binning=binning) for n in _COUNTS]
        )
        bands[name] = _band_of_perfection(probs, binning)
    diagrams = {binning: _moving_diagram(f"bins of {name}") for binning, name in names.items()}
    curves = new_axes()
    plots.plot_bands(
        _COUNTS,
        errors,
        bands=bands,
        xlabel="bins (bands: nine in ten perfect models)",
        ylabel="ECE",
        ax=curves,
    )
    curves.set_ylim(0, None)
    dots = {name: curves.plot([], [], "o", color=line.get_color())[0]
            for name, line in zip(errors, curves.lines, strict=True)}  # fmt: skip

    def update(n_bins: float) -> str:
        n_bins = int(n_bins)
        for binning, (_, move) in diagrams.items():
            move(reliability_curve(y, probs, n_bins=n_bins, binning=binning))
        said = []
        for name, dot in dots.items():
            error = errors[name][n_bins - _COUNTS[0]]
            limit = bands[name][1][n_bins - _COUNTS[0]]
            dot.set_data([n_bins], [error])
            said.append(f"{name} ECE {error:.4f}, a perfect model's limit about {limit:.4f}")
        return f"{n_bins} bins: {'; '.join(said)}."

    return figures_of(*(ax for ax, _ in diagrams.values()), curves), update


def _band_of_perfection(probs: NDArray, binning: str) -> tuple[NDArray, NDArray]:
    """Ends of the band in which nine in ten calibration errors of a perfect model lie."""
    drawn = [
        draw_consistent_scores(probs, n_draws=200, n_bins=n, binning=binning)["calibration_error"]
        for n in _BAND_COUNTS
    ]
    ends = np.quantile(drawn, [0.05, 0.95], axis=1)
    return tuple(np.interp(_COUNTS, _BAND_COUNTS, end) for end in ends)


def _moving_diagram(title: str) -> tuple[Axes, Callable[[Mapping[str, NDArray]], None]]:
    """A reliability diagram with intervals, and the function that shows a curve in it."""
    nothing = {name: np.ones(1) for name in ("confidence", "accuracy", "count")}
    nothing |= {"accuracy_low": np.ones(1), "accuracy_high": np.ones(1)}
    ax = plots.plot_reliability(nothing, intervals=True, ax=new_axes())
    for text in list(ax.texts):
        text.remove()
    ax.set(ylim=(-0.02, 1.05), xlabel=f"confidence ({title})")
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, columnspacing=1, handlelength=1.2)
    points = next(line for line in ax.lines if line.get_label() == "accuracy")
    intervals, gaps = ax.collections

    def move(curve: Mapping[str, NDArray]) -> None:
        shown = {name: values[curve["count"] > 0] for name, values in curve.items()}
        x, y = shown["confidence"], shown["accuracy"]
        points.set_data(x, y)
        gaps.set_segments(_uprights(x, x, y))
        intervals.set_segments(_uprights(x, shown["accuracy_low"], shown["accuracy_high"]))

    return ax, move


def _uprights(x: NDArray, low: NDArray, high: NDArray) -> NDArray:
    """Segments from (x, low) to (x, high), shape (n, 2, 2)."""
    return np.stack([np.column_stack([x, low]), np.column_stack([x, high])], axis=1)
