"""The picture that stands in for the playground where scripts are off: the default run, trained."""

import io
from functools import cache

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from casestudy_lib.data import N_CLASSES, N_FEATURES, bayes_posterior, generate_data
from casestudy_lib.metrics import compute_entropy
from casestudy_lib.network import SimpleNeuralNetwork
from casestudy_lib.plots.plane import class_borders, make_plane, plot_class_map
from casestudy_lib.plots.style import GREY, QUANTITY_COLORS
from casestudy_lib.sliders.svg import page_svg
from casestudy_lib.training import train_and_track


@cache
def still_picture() -> tuple[str, str]:
    """The map and the bill of the default run after 200 updates, as SVG, and a sentence."""
    X, y = generate_data()
    net = SimpleNeuralNetwork(N_FEATURES, 32, N_CLASSES)
    truth = bayes_posterior(X[1200:])
    data = X[:1200], y[:1200], X[1200:], y[1200:]
    kl = train_and_track(*data, net=net, test_targets=truth)["kl_divergence"]
    floor = compute_entropy(truth)
    figure = Figure(figsize=(7, 3.4), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=[1, 0.8])
    axis, plane = make_plane(n_points=41)
    plot_class_map(axis, net.forward(plane), ax=left)
    left.plot(*class_borders(axis, bayes_posterior(plane)).T, color=GREY, linewidth=4, alpha=0.6)
    _draw_bills(floor, kl[[0, 10, 50, -1]], ["0", "10", "50", "200"], ax=right)
    words = (
        f"A network of 32 units trained in this page’s place: after 200 updates a label costs "
        f"{floor + kl[-1]:.3f} nats, {floor:.3f} unavoidable and {kl[-1]:.3f} avoidable, "
        f"from {floor + kl[0]:.3f} before training."
    )
    return _svg(figure, words), f"{words} To train it here, switch the page’s scripts on."


def _draw_bills(floor: float, kl: NDArray, names: list[str], *, ax: Axes) -> None:
    ax.bar(names, floor, color=GREY, label="H(Y|X): unavoidable")
    ax.bar(names, kl, bottom=floor, color=QUANTITY_COLORS["KL divergence"], label="KL: avoidable")
    ax.set(xlabel="updates", ylabel="cross-entropy to the truth, nats")
    ax.legend(frameon=False)


def _svg(figure: Figure, words: str) -> str:
    file = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "playground"}):
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    return page_svg(file.getvalue(), label=words, prefix="playground-")
