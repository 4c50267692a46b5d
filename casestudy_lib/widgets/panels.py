"""What every slider draws on: figures outside pyplot, which no notebook shows by itself."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure


def new_panels(n_panels: int) -> tuple[list[Figure], list[Axes]]:
    """Figures for a slider, and the axes that fill them."""
    figures = [Figure(figsize=(4.2, 3.5), layout="constrained") for _ in range(n_panels)]
    return figures, [figure.subplots() for figure in figures]
