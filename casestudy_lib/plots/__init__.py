"""Figures of values that are already computed; nothing here computes and nothing shows.

Every `plot_*` draws on the axes `ax`, or on new ones in a figure of their own, and returns them.
Artists that a slider moves have a name, their `gid`, by which `artist_named` finds them.
"""

from casestudy_lib.plots.curves import (
    mark_value,
    plot_bands,
    plot_curves,
    plot_gradient_check,
    plot_stack,
)
from casestudy_lib.plots.distributions import (
    plot_code_lengths,
    plot_distributions,
    plot_simplex,
    simplex_places,
)
from casestudy_lib.plots.information import (
    ACTIVATION_COLORS,
    cell_edges,
    plot_cells,
    plot_information_course,
    plot_information_plane,
)
from casestudy_lib.plots.plane import (
    class_borders,
    colour_picture,
    make_plane,
    plot_class_map,
    plot_classes,
    plot_map,
)
from casestudy_lib.plots.reliability import move_reliability, plot_reliability
from casestudy_lib.plots.style import (
    BLUE,
    CLASS_COLORS,
    CLASS_MARKERS,
    GREEN,
    GREY,
    OCHRE,
    PURPLE,
    QUANTITY_COLORS,
    VERMILLION,
    artist_named,
    draw_points_by_class,
    move_points_by_class,
    set_theme,
)
