"""The scenes of phases 1 and 3: overlapping classes, and the cost of a wrong code."""

import numpy as np

from casestudy_lib import plots
from casestudy_lib.data import bayes_limits, bayes_posterior, generate_data, make_plane
from casestudy_lib.metrics import compute_entropy, row_kl_divergences
from casestudy_lib.widgets.canvas import Scene, class_points, figures_of, new_axes


def overlap(n_samples: int = 240) -> Scene:
    """Samples, best classifier and limits of the three classes, moved by their std."""
    y = generate_data(n_samples)[1]
    axis, grid = make_plane(half_width=6.0, n_points=31)
    plane, limits = new_axes(), new_axes()

    plots.plot_class_map(axis, bayes_posterior(grid), ax=plane)
    plots.plot_classes(*generate_data(n_samples), ax=plane)
    plane.get_legend().remove()
    image, clouds = plane.images[0], class_points(plane)
    plane.set(xlim=(-6, 6), ylim=(-6, 6), title="samples and best classifier")

    bars = limits.bar(["label entropy ln 3"], [1.0], 0.5, color=plots.QUANTITY_COLORS["entropy"])
    rest = limits.bar(
        [0], [0.1], 0.5, bottom=[1.0], color=plots.QUANTITY_COLORS["mutual information"]
    )
    limits.legend([rest[0], bars[0]], ["I(X;Y), told by x", "H(Y|X), left open"], loc="upper right")
    limits.set(xlim=(-0.5, 1.5), ylim=(0, 1.15), ylabel="nats")
    note = limits.text(0.95, 0.15, "", ha="center")

    def update(std: float) -> str:
        X = generate_data(n_samples, std=std)[0]
        known = bayes_limits(std=std)
        floor, told = known["conditional_entropy"], known["mutual_information"]
        image.set_data(plots.colour_picture(bayes_posterior(grid, std=std)))
        for k, points in enumerate(clouds):
            points.set_data(*X[y == k].T)
        bars[0].set_height(floor)
        rest[0].set(y=floor, height=told)
        note.set_text(f"best accuracy\n{known['accuracy']:.3f}")
        return (
            f"Standard deviation {std:.2f}: H(Y|X) {floor:.3f} nats, I(X;Y) {told:.3f} nats, "
            f"best accuracy {known['accuracy']:.3f}."
        )

    return figures_of(plane, limits), update


def code_length(p: float = 0.3) -> Scene:
    """Entropy, KL and cross-entropy of a coin of bias `p`, moved by the model's bias q."""
    coin = np.array([[p, 1 - p]])
    entropy = compute_entropy(coin)
    bar, curve = new_axes(), new_axes()

    bar.bar([0], [entropy], 0.6, color=plots.QUANTITY_COLORS["entropy"], label="entropy H(p)")
    (waste,) = bar.bar(
        [0], [1.0], 0.6, bottom=[entropy], color=plots.QUANTITY_COLORS["KL divergence"],
        label="KL(p‖q)",
    )  # fmt: skip
    total = bar.text(0, 0, "", ha="center", va="bottom")
    bar.set(xlim=(-1.7, 0.7), ylim=(0, 5.2), xticks=[], ylabel="nats", title="cost of one message")
    bar.legend(loc="upper left")

    grid = np.linspace(0.001, 0.999, 200)
    models = np.column_stack([grid, 1 - grid])
    kl = row_kl_divergences(np.tile(coin, (len(grid), 1)), models)
    curves = {"cross-entropy H(p,q)": entropy + kl}
    plots.plot_curves(
        grid, curves, xlabel="q, the model's probability of heads", ylabel="nats",
        references={"entropy H(p)": entropy}, ax=curve,
    )  # fmt: skip
    curve.set(ylim=(0, 5.2))
    (dot,) = curve.plot([], [], "o", color=plots.QUANTITY_COLORS["KL divergence"])

    def update(q: float) -> str:
        kl = row_kl_divergences(coin, np.array([[q, 1 - q]]))[0]
        waste.set_height(kl)
        total.set_text(f"H(p,q) = {entropy + kl:.3f}")
        total.set_y(entropy + kl + 0.04)
        dot.set_data([q], [entropy + kl])
        return (
            f"Model q = {q:.3f} of a coin with p = {p:g}: entropy {entropy:.3f} nats plus KL "
            f"{kl:.3f} nats is cross-entropy {entropy + kl:.3f} nats."
        )

    return figures_of(bar, curve), update
