"""Draw the logo and the favicon from the book's own data: three classes and their seams.

python tools/logo.py    writes logo.svg and favicon.svg into _ext/assets
"""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from casestudy_lib import bayes_posterior, generate_data
from casestudy_lib.plots.style import CLASS_COLORS
from casestudy_lib.sliders.svg import figure_svg

ASSETS = Path(__file__).parents[1] / "_ext" / "assets"

CENTRE = np.array([0.0, -1 / 6])  # where the three seams meet
REACH = 3.6  # from there to the edge
N_POINTS = 15

#: Opacity of the area where the posterior of a class is at least so large.
BANDS = {0.5: 0.4, 0.75: 0.5, 0.95: 1.0}
SEAM = 0.82  # below it a favicon shows nothing, which leaves a seam of two pixels in sixteen


def draw(bands: dict[float, float], *, points: bool) -> Figure:
    """Draw where each class is likely, inside a square with round corners.

    Args:
        bands: opacities by the least posterior of the area that they fill.
        points: draw some of the book's samples on top.
    """
    figure = Figure(figsize=(1, 1))
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=CENTRE[0] + REACH * np.array([-1, 1]), ylim=CENTRE[1] + REACH * np.array([-1, 1]))
    ax.axis("off")
    corner = 0.36 * REACH
    square = FancyBboxPatch(
        CENTRE - REACH + corner,
        *(2 * [2 * (REACH - corner)]),
        boxstyle=f"round,pad={corner}",
        transform=ax.transData,
    )
    xs, ys = (middle + np.linspace(-REACH, REACH, 25) for middle in CENTRE)
    places = np.stack(np.meshgrid(xs, ys), axis=-1)
    posterior = bayes_posterior(places.reshape(-1, 2)).reshape(len(ys), len(xs), 3)
    for k, color in enumerate(CLASS_COLORS):
        for level, opacity in bands.items():
            area = ax.contourf(
                xs, ys, posterior[..., k], levels=[level, 1.01], colors=color, alpha=opacity
            )
            area.set_clip_path(square)
    if points:
        X, _ = generate_data(N_POINTS)
        ax.plot(*X.T, "o", ms=4.5, mec="none", color="#fffffe", clip_path=square)  # not paper
    return figure


def drawings() -> dict[str, str]:
    """Return the logo and the favicon as SVG, by the names of their files."""
    title = "Three classes in the plane, and the seams between them"
    figures = {
        "logo.svg": draw(BANDS, points=True),
        "favicon.svg": draw({SEAM: 1}, points=False),
    }
    return {name: figure_svg(figure, label=title) + "\n" for name, figure in figures.items()}


if __name__ == "__main__":
    for name, svg in drawings().items():
        (ASSETS / name).write_text(svg, encoding="utf-8")
