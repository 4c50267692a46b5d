"""A calibration error that can lie: by the number of samples, and by the number of bins."""

from collections.abc import Callable, Mapping
from itertools import product

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from casestudy_lib import plots
from casestudy_lib.calibration import expected_calibration_error, reliability_curve
from casestudy_lib.data import bayes_posterior, generate_data
from casestudy_lib.plots import artist_named
from casestudy_lib.sliders import Explorer
from casestudy_lib.widgets.panels import new_panels, tighten_legend

_SAMPLE_SIZES = [
    *(50, 60, 75, 100, 125, 150, 200, 250, 300, 400, 500, 600, 750, 1000, 1250, 1500, 2000, 2500),
    *(3000, 4000, 5000, 6000, 7500, 10_000, 12_500, 15_000, 20_000),
]
_BIN_COUNTS = [*range(2, 21), 22, 25, 28, 32, 36, 40, 45, 50]
_ALL_COUNTS = np.arange(_BIN_COUNTS[0], _BIN_COUNTS[-1] + 1)
_BINNINGS = {"width": "equal width", "mass": "equal mass"}

# Where errors of perfect models are drawn: enough for smooth bands, which hold nine in ten.
_BAND_SIZES = np.array([50, 100, 200, 500, 1500, 5000, 20_000])
_BAND_COUNTS = np.array([2, 3, 4, 5, 7, 10, 14, 20, 28, 38, 50])
_LOW, _HIGH = 0.05, 0.95

DrawScores = Callable[..., Mapping[str, NDArray]]


def explore_sample_size(
    perfect: DrawScores, *, n_bins: int = 15, seed: int = 1, std: float = 1.0
) -> Explorer:
    """Reliability diagram and calibration error of a perfect model, against the sample size.

    `perfect` gives the scores of other perfect models, as `draw_consistent_scores` does. `std` is
    the standard deviation of every class.
    """
    figures, (diagram, curves) = new_panels(2)
    samples = [_perfect_sample(n, seed, std) for n in _BAND_SIZES.tolist()]
    drawn = [perfect(q, n_bins=n_bins, n_draws=100)["calibration_error"] for _, q in samples]
    _draw_diagram(diagram, "a perfect model", *samples[0], n_bins=n_bins)
    _draw_band_by_size(curves, drawn)

    def update(n_samples: float) -> str:
        y, probs = _perfect_sample(round(n_samples), seed, std)
        error = _move_diagram(diagram, y, probs, n_bins=n_bins)
        artist_named(curves, "here").set_data([len(y)], [error])
        low, high = _band_at(len(y), drawn)
        return (
            f"A perfect model on {len(y)} samples: ECE {error:.4f}. Nine in ten perfect models "
            f"have between about {low:.4f} and {high:.4f}."
        )

    return Explorer(
        figures,
        update,
        _SAMPLE_SIZES,
        default=500,
        label="Number of samples",
        format="{:.0f} samples".format,
        hint="The model is always perfect. From where on would you believe it?",
    )


def _perfect_sample(n_samples: int, seed: int, std: float) -> tuple[NDArray, NDArray]:
    """Labels, and the predictions of a model that knows the posterior."""
    X, y = generate_data(n_samples, seed, std=std)
    return y, bayes_posterior(X, std=std)


def _band_at(n_samples: int, drawn: list[NDArray]) -> list[float]:
    """Ends of the band of perfect models at a size between those that were drawn."""
    ends = np.quantile(drawn, [_LOW, _HIGH], axis=1)
    return [np.interp(np.log(n_samples), np.log(_BAND_SIZES), end) for end in ends]


def _draw_band_by_size(ax: Axes, drawn: list[NDArray]) -> None:
    low, middle, high = np.quantile(drawn, [_LOW, 0.5, _HIGH], axis=1)
    name = "perfect models (band: nine in ten)"
    labels = {"xlabel": "samples (logarithmic)", "ylabel": "ECE (logarithmic)"}
    plots.plot_bands(_BAND_SIZES, {name: middle}, bands={name: (low, high)}, **labels, ax=ax)
    ax.set(xscale="log", yscale="log", ylim=(low.min() / 1.5, high.max() * 1.5))
    ax.set(xticks=[100, 1000, 10000], xticklabels=["100", "1000", "10000"])
    ax.set(yticks=[0.002, 0.01, 0.05], yticklabels=["0.002", "0.01", "0.05"])
    ax.minorticks_off()
    ax.plot([], [], "o", color=plots.VERMILLION, label="these samples", gid="here")
    tighten_legend(ax)


def explore_bins(y: NDArray, probs: NDArray, perfect: DrawScores) -> Explorer:
    """Reliability diagrams and calibration error of predictions (n_samples, n_classes), by bins.

    `perfect` gives the scores of perfect models, as `draw_consistent_scores` does.
    """
    figures, (*diagrams, curves) = new_panels(3)
    for ax, (binning, name) in zip(diagrams, _BINNINGS.items(), strict=True):
        _draw_diagram(ax, f"bins of {name}", y, probs, n_bins=10, binning=binning)
    bands = {name: _band_by_count(perfect, probs, cut) for cut, name in _BINNINGS.items()}
    _draw_errors_by_count(curves, y, probs, bands)

    def update(n_bins: int) -> str:
        parts = []
        for ax, (binning, name) in zip(diagrams, _BINNINGS.items(), strict=True):
            error = _move_diagram(ax, y, probs, n_bins=n_bins, binning=binning)
            artist_named(curves, f"{name} here").set_data([n_bins], [error])
            limit = f"a perfect model's limit about {bands[name][1][n_bins - _ALL_COUNTS[0]]:.4f}"
            parts.append(f"{name} ECE {error:.4f}, {limit}")
        return f"{n_bins} bins: {'; '.join(parts)}."

    return Explorer(
        figures,
        update,
        _BIN_COUNTS,
        default=10,
        live_values=_ALL_COUNTS,
        label="Number of bins",
        format="{:.0f} bins".format,
        hint="At which numbers of bins does the error leave the band of a perfect model?",
    )


def _band_by_count(perfect: DrawScores, probs: NDArray, binning: str) -> list[NDArray]:
    """Ends of the band in which nine in ten errors of perfect models lie, (n_counts,) each."""
    settings = {"n_draws": 200, "binning": binning}
    drawn = [perfect(probs, n_bins=n, **settings)["calibration_error"] for n in _BAND_COUNTS]
    ends = np.quantile(drawn, [_LOW, _HIGH], axis=1)
    return [np.interp(_ALL_COUNTS, _BAND_COUNTS, end) for end in ends]


def _draw_errors_by_count(
    ax: Axes, y: NDArray, probs: NDArray, bands: Mapping[str, list[NDArray]]
) -> None:
    errors = {name: [] for name in bands}
    for n_bins, (binning, name) in product(_ALL_COUNTS, _BINNINGS.items()):
        errors[name].append(expected_calibration_error(y, probs, n_bins=n_bins, binning=binning))
    labels = {"xlabel": "bins (band: 9 of 10 perfect)", "ylabel": "ECE"}
    plots.plot_bands(_ALL_COUNTS, errors, bands=bands, **labels, ax=ax)
    ax.set_ylim(0, None)
    tighten_legend(ax)
    for name in errors:
        ax.plot([], [], "o", color=artist_named(ax, name).get_color(), gid=f"{name} here")


def _draw_diagram(ax: Axes, title: str, y: NDArray, probs: NDArray, **settings) -> None:
    curve = reliability_curve(y, probs, **settings)
    plots.plot_reliability(curve, intervals=True, counts=False, ax=ax)
    left = max(0.0, 1 / np.shape(probs)[1] - 0.13)  # no confidence is below 1 / n_classes
    ax.set(xlim=(left, 1.03), ylim=(-0.02, 1.05), xlabel=f"confidence ({title})")
    tighten_legend(ax)


def _move_diagram(ax: Axes, y: NDArray, probs: NDArray, **settings) -> float:
    """Show the reliability in these bins, and return the calibration error in them."""
    plots.move_reliability(ax, reliability_curve(y, probs, **settings), intervals=True)
    return expected_calibration_error(y, probs, **settings)
