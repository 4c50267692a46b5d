"""The cost of a wrong code: messages about a coin, by a model that believes in another one."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from casestudy_lib import plots
from casestudy_lib.metrics import compute_entropy, row_kl_divergences
from casestudy_lib.plots import QUANTITY_COLORS, artist_named
from casestudy_lib.sliders import Explorer
from casestudy_lib.widgets.panels import new_panels, tighten_legend


def explore_code_length(p: float = 0.3) -> Explorer:
    """Entropy, KL and cross-entropy of a coin of bias `p`, against the model's belief q."""
    figures, (bar, curve) = new_panels(2)
    coin, entropy = np.array([[p, 1 - p]]), compute_entropy([[p, 1 - p]])
    _draw_bar(bar, entropy)
    _draw_curve(curve, coin, entropy)

    def update(q: float) -> str:
        kl = row_kl_divergences(coin, np.array([[q, 1 - q]]))[0]
        total = entropy + kl
        artist_named(bar, "KL").set_height(kl)
        artist_named(bar, "total").set(text=f"H(p,q) = {total:.3f}", y=total + 0.04)
        artist_named(curve, "here").set_data([q], [total])
        return (
            f"Model q = {q:.3f} of a coin with p = {p:g}: entropy {entropy:.3f} nats plus KL "
            f"{kl:.3f} nats is cross-entropy {total:.3f} nats."
        )

    return Explorer(
        figures,
        update,
        [0.001, 0.003, 0.01, 0.02, *np.linspace(0.05, 0.95, 19), 0.98, 0.99, 0.997, 0.999],
        default=0.5,
        label="The model’s probability of heads, q",
        format="q = {:.3f}".format,
        hint="The green part never moves. What does the other do as q goes to zero?",
    )


def _draw_bar(ax: Axes, entropy: float) -> None:
    ax.bar([0], [entropy], 0.6, color=QUANTITY_COLORS["entropy"], label="entropy H(p)")
    style = {"color": QUANTITY_COLORS["KL divergence"], "label": "KL(p‖q)", "gid": "KL"}
    ax.bar([0], [1.0], 0.6, bottom=[entropy], **style)
    ax.text(0, 0, "", ha="center", va="bottom", fontsize="small", gid="total")
    ax.set(xlim=(-0.6, 0.6), ylim=(0, 5.2), xticks=[], ylabel="nats", xlabel="one message")
    tighten_legend(ax)


def _draw_curve(ax: Axes, coin: NDArray, entropy: float) -> None:
    q = np.linspace(0.001, 0.999, 200)
    kl = row_kl_divergences(np.tile(coin, (len(q), 1)), np.column_stack([q, 1 - q]))
    labels = {"xlabel": "q, the model’s probability of heads", "ylabel": "nats"}
    curves, references = {"cross-entropy H(p,q)": entropy + kl}, {"entropy H(p)": entropy}
    plots.plot_curves(q, curves, references=references, **labels, ax=ax)
    ax.set(ylim=(0, 5.2))
    tighten_legend(ax)
    ax.plot([], [], "o", color=QUANTITY_COLORS["KL divergence"], gid="here")
