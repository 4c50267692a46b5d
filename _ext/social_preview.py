"""What a link to a page shows elsewhere: its title, its description and one picture.

The picture is drawn from the book's data when the book is built. Sites that show a preview want its
whole address: set ``baseurl`` under ``html`` in ``_config.yml`` to where the book is published.
Without it the address stays relative to the page.
"""

import re
from html import escape, unescape
from pathlib import Path
from urllib.parse import urljoin

import numpy as np
from matplotlib.figure import Figure
from sphinx.application import Sphinx

from casestudy_lib import bayes_posterior, generate_data
from casestudy_lib.plots.plane import plot_class_map
from casestudy_lib.plots.style import draw_points_by_class

PICTURE = "_static/preview.png"
SIZE = (1200, 630)  # pixels, as the sites ask for
DESCRIPTION = re.compile(r'<meta (?=[^>]*name="description")[^>]*content="([^"]*)"')
ALT = "The plane of the two features in the colours of three classes, with samples on it."


def tags(properties: dict[str, str]) -> str:
    """Return the meta tags with these properties."""
    return "".join(
        f'<meta {"name" if name.startswith("twitter:") else "property"}="{name}"'
        f' content="{escape(content)}" />\n'
        for name, content in properties.items()
    )


def preview(app: Sphinx, pagename: str, title: str, description: str, picture: str) -> str:
    """Return a page's tags.

    Args:
        app: the application, whose settings are asked.
        pagename: the page's name, ``book/01_data``.
        title: the page's title.
        description: what the page is about.
        picture: address of the picture, relative to the page.
    """
    properties = {
        "og:type": "website" if pagename in ("index", app.config.root_doc) else "article",
        "og:site_name": app.config.html_title,
        "og:title": title,
        "og:description": description,
        "og:image": picture,
        "og:image:width": str(SIZE[0]),
        "og:image:height": str(SIZE[1]),
        "og:image:alt": ALT,
        "twitter:card": "summary_large_image",
    }
    if base := app.config.html_baseurl:
        base = base.rstrip("/") + "/"
        properties["og:image"] = urljoin(base, PICTURE)
        properties["og:url"] = urljoin(base, f"{pagename}.html")
    return tags(properties)


def add_preview(app, pagename, templatename, context, doctree) -> None:
    """Add the tags to a page, with the description that it already has."""
    description = DESCRIPTION.search(context.get("metatags", ""))
    if description is None:
        return
    title = re.sub(r"<[^>]*>", "", context.get("title") or pagename.title())
    picture = context["pathto"](PICTURE, resource=True)
    context["metatags"] += "\n" + preview(
        app, pagename, unescape(title), unescape(description[1]), picture
    )


def draw(title: str) -> Figure:
    """Draw the picture: the title, and beside it the plane with its seams and some samples."""
    figure = Figure(figsize=(SIZE[0] / 100, SIZE[1] / 100), dpi=100)
    ax = figure.add_axes((0.5, 0, 0.5, 1))
    axis = np.linspace(-3.6, 3.6, 300)
    places = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    plot_class_map(axis, bayes_posterior(places), ax=ax)
    draw_points_by_class(*generate_data(150), ax=ax)
    for points in ax.lines:
        points.set(markersize=9, alpha=0.8)
    ax.set(xlim=(-3.4, 3.4), ylim=(-3.6, 3.54), aspect="auto")
    ax.axis("off")
    head, _, tail = title.partition(" · ")
    figure.text(0.05, 0.66, head, fontsize=22, color="#48566b", va="center")
    figure.text(0.05, 0.46, wrapped(tail), fontsize=34, weight="bold", va="center", linespacing=1.3)
    return figure


def wrapped(text: str, width: int = 18) -> str:
    """Return a text in lines of at most so many letters, broken between words."""
    return "\n".join(re.findall(rf"\S.{{0,{width - 1}}}(?=\s|$)", text))


def write_picture(app: Sphinx, exception: Exception | None) -> None:
    """Write the picture beside the book's other static files."""
    if exception is None and app.builder.format == "html":
        draw(app.config.html_title).savefig(Path(app.outdir, PICTURE))


def setup(app: Sphinx) -> dict:
    """Add the tags after the description is there, and the picture at the end."""
    app.connect("html-page-context", add_preview, priority=950)
    app.connect("build-finished", write_picture)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
