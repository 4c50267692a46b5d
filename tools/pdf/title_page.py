"""The title page: what the book is called, who wrote it, which edition, under which licence."""

import tomllib
from dataclasses import dataclass
from html import escape
from pathlib import Path

import yaml
from bs4 import BeautifulSoup, Tag
from matplotlib.figure import Figure

from casestudy_lib import generate_data
from casestudy_lib.plots.style import draw_points_by_class
from casestudy_lib.sliders.svg import figure_svg

_LICENCES = {
    "BSD-3-Clause": "BSD 3-Clause for the code",
    "CC-BY-4.0": "CC BY 4.0 for the text and the figures",
}


@dataclass(frozen=True)
class Imprint:
    """What a book says of itself."""

    title: str
    authors: list[str]
    edition: str
    year: str
    abstract: str
    licence: str


def read_imprint(root: Path) -> Imprint:
    """Gather what CITATION.cff, pyproject.toml and _config.yml say of the book.

    Raises:
        ValueError: they disagree on the version.
    """
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    if citation["version"] != project["version"]:
        raise ValueError(
            f"CITATION.cff has version {citation['version']!r}, "
            f"pyproject.toml {project['version']!r}"
        )
    names = [
        author.get("name") or f"{author['given-names']} {author['family-names']}"
        for author in citation["authors"]
    ]
    licences = project["license"].split(" AND ")
    return Imprint(
        title=citation["title"],
        authors=names,
        edition=citation["version"],
        year=str(config["copyright"]),
        abstract=" ".join(citation["abstract"].split()),
        licence=", ".join(_LICENCES.get(licence, licence) for licence in licences),
    )


def title_page(imprint: Imprint) -> Tag:
    """The title page, with the samples of the chapter as its picture."""
    series, _, title = imprint.title.rpartition(": ")
    html = f"""<section class="title-page">
<p class="series">{escape(series)}</p>
<p class="title">{escape(title[:1].upper() + title[1:])}</p>
<div class="title-picture">{_clouds()}</div>
<p class="abstract">{escape(imprint.abstract)}</p>
<p class="authors">{escape(", ".join(imprint.authors))}</p>
<p class="imprint">Edition {escape(imprint.edition)} · © {escape(imprint.year)} ·
{escape(imprint.licence)}</p>
</section>"""
    return BeautifulSoup(html, "html.parser").section


def _clouds() -> str:
    """The samples of the case study, without axes."""
    figure = Figure(figsize=(6, 5))
    axes = figure.add_axes((0, 0, 1, 1))
    draw_points_by_class(*generate_data(), ax=axes)
    axes.set(aspect="equal")
    axes.set_axis_off()
    return figure_svg(figure, label="Three overlapping clouds of points, one for each class.")
