"""A figure as SVG, drawn again only where it has changed."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import matplotlib.pyplot as plt
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.table import Table
from matplotlib.text import Annotation

from casestudy_lib.sliders.svg import page_svg

# Without compositing, an image drawn with `interpolation="none"` keeps its own few pixels.
_SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "casestudy", "image.composite_image": False}
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_POINTS_PER_INCH, _PIXELS_PER_INCH = 72, 100
_DEFINITIONS = re.compile(r"<defs>.*?</defs>", re.DOTALL)

# For each artist what its drawing depends on besides the artist's marks, and the drawing.
_Kept = dict[Artist, tuple[tuple, list[str]]]


class Picture:
    """The SVG of a figure whose artists are changed between drawings.

    Ticks and labels are most of what a figure costs to draw, a few lines are most of what a
    slider moves. Matplotlib marks every artist that a ``set_…`` method has changed as *stale*; all
    others keep the text of the last drawing. New limits, scale or place of an axes redraw all
    that is in it. The layout stays that of the first drawing, so that nothing jumps. Backgrounds
    are left out: the page's shows through.

    From now on the figure is the picture's own: drawing it elsewhere would reset the marks.
    """

    #: The closing tag.
    end = "</svg>"

    def __init__(self, figure: Figure):
        self._figure = figure
        self._kept: _Kept = {}
        figure.set_dpi(_POINTS_PER_INCH)
        plt.close(figure)  # or a notebook would show it a second time
        #: The opening tag, which every drawing has in common.
        self.start = self._write(lambda renderer: None).removesuffix(self.end)

    def elements(self, *, anew: bool = False) -> list[str]:
        """The drawing, one element a text; what has not changed is the same text again.

        With `anew` everything is drawn, also what is not marked as changed.
        """
        if anew:
            self._kept = {}
        self._kept = self._draw()
        self._figure.set_layout_engine("none")
        texts = [text for _, pieces in self._kept.values() for text in pieces if text]
        # Artists repeat the markers and clip paths that they share; the page needs them once.
        definitions = dict.fromkeys(filter(_DEFINITIONS.match, texts))
        bodies = [f"<g>{text}</g>" for text in texts if text not in definitions]
        return [*definitions, *bodies]

    def _draw(self) -> _Kept:
        """Let Matplotlib say what is to be drawn in which order; keep what need not be."""
        drawn: _Kept = {}

        def stand_in(artist: Artist, axes: Axes | None) -> Callable:
            def draw(_):
                state = _state(artist, axes)
                before, pieces = self._kept.get(artist, (None, []))
                is_stale = _is_stale(artist)
                redraw = is_stale or before != state
                if redraw and pieces and not is_stale and isinstance(artist, ScalarMappable):
                    artist.changed()  # else an image that was edited in place keeps its colours
                drawn[artist] = state, self._pieces(artist) if redraw else pieces

            return draw

        artists = dict(_artists(self._figure))
        for artist, axes in artists.items():
            artist.draw = stand_in(artist, axes)
        try:
            with _settings():
                self._figure.draw(self._renderer(io.StringIO()))
        finally:
            for artist in artists:
                del artist.draw
        return drawn

    def _pieces(self, artist: Artist) -> list[str]:
        """Definitions and body of one artist."""

        def draw(renderer):
            type(artist).draw(artist, renderer)
            if artist.get_rasterized():
                renderer.stop_rasterizing()

        svg = self._write(draw).removeprefix(self.start).removesuffix(self.end)
        return [*_DEFINITIONS.findall(svg), _DEFINITIONS.sub("", svg)]

    def _write(self, draw: Callable) -> str:
        target = io.StringIO()
        renderer = self._renderer(target)
        draw(renderer)
        renderer.finalize()
        return page_svg(target.getvalue(), label=None)

    def _renderer(self, target: io.StringIO) -> MixedModeRenderer:
        size = self._figure.get_size_inches()
        settings = {"image_dpi": _PIXELS_PER_INCH, "metadata": _NO_METADATA}
        vector = RendererSVG(*(size * _POINTS_PER_INCH), target, **settings)
        return MixedModeRenderer(self._figure, *size, _PIXELS_PER_INCH, vector)


@contextmanager
def _settings() -> Iterator[None]:
    """Like `matplotlib.rc_context`, whose copy of all parameters takes as long as a picture."""
    before = {name: rcParams[name] for name in _SETTINGS}
    rcParams.update(_SETTINGS)
    try:
        yield
    finally:
        rcParams.update(before)


def _artists(figure: Figure) -> Iterator[tuple[Artist, Axes | None]]:
    """Every artist that the figure or one of its axes draws, with the axes it stands in."""
    for parent in (figure, *figure.axes):
        for child in parent.get_children():
            if child not in figure.axes and child is not parent.patch:
                yield child, None if parent is figure else parent


def _is_stale(artist: Artist) -> bool:
    """Whether the artist or one inside it is marked, for a legend is not told of its texts' marks.

    An axis is told, and keeps ticks in reserve that are never drawn, hence marked for ever. An
    annotation is moved by assigning to its ``xy``, which marks nothing, and the texts of a table's
    cells are not found by ``findobj``.
    """
    if isinstance(artist, Annotation | Table):
        return True
    inner = [] if isinstance(artist, Axis) else artist.findobj()
    return artist.stale or any(part.stale and part.get_visible() for part in inner)


def _state(artist: Artist, axes: Axes | None) -> tuple:
    """What the drawing of an artist depends on without being marked: its axes and its values."""
    state = ()
    if axes is not None:
        state = *axes.viewLim.extents, *axes.bbox.extents, axes.get_xscale(), axes.get_yscale()
    if isinstance(artist, ScalarMappable) and artist.get_array() is not None:
        state += (artist.get_array().tobytes(),)
    return state
