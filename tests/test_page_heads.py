"""What stands in the head of every page: its description, its preview, and one stylesheet."""

import re
from html import unescape

import pytest
from PIL import Image

from _ext.inline_figures import with_clouds_in_one
from _ext.lean_pages import DESCRIPTION_LENGTH, cut
from _ext.one_stylesheet import without_unused_rules
from tests import built
from tests.built import HTML, built_page

PAGES = ["index", *built.PAGES]


def head(name: str) -> str:
    return built_page(name).partition("</head>")[0]


def meta(name: str) -> dict[str, str]:
    """The meta tags of a page, by name or property."""
    tags = [
        dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall("<meta .*?>", head(name))
    ]
    return {
        tag.get("name") or tag["property"]: unescape(tag["content"])
        for tag in tags
        if "name" in tag or "property" in tag
    }


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_can_be_previewed(name):
    tags = meta(name)
    title = unescape(re.search(r"<title>(.*?)</title>", head(name))[1])
    assert title.startswith(tags["og:title"])
    assert tags["og:description"] == tags["description"]
    assert tags["og:type"] == ("website" if name in ("index", "book/index") else "article")
    assert tags["twitter:card"] == "summary_large_image"
    assert (HTML / name).parent.joinpath(tags["og:image"]).exists()


def test_descriptions_differ_and_are_about_the_page():
    descriptions = [meta(name)["description"] for name in PAGES if name.startswith("book/")]
    assert len(set(descriptions)) == len(descriptions)
    for text in descriptions:
        assert 50 <= len(text) <= DESCRIPTION_LENGTH + 2
        assert text.endswith((".", "?", "…"))
        assert not text.startswith("What you will do")


def test_picture_has_the_size_that_the_tags_give():
    tags = meta("book/index")
    with Image.open(HTML / "book" / tags["og:image"]) as picture:
        assert picture.size == (int(tags["og:image:width"]), int(tags["og:image:height"]))


@pytest.mark.parametrize("name", sorted(set(PAGES) - {"index"}))
def test_page_has_one_stylesheet_and_no_script_that_holds_it_up(name):
    assert len(re.findall(r'rel="stylesheet"', head(name))) == 1
    for script in re.findall(r"<script [^>]*src=[^>]*>", head(name)):
        assert " defer" in script


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("A short one.", "A short one."),
        ("A" * 80 + ". " + "b " * 60, "A" * 80 + "."),
        ("A" * 80 + ", " + "b " * 60, "A" * 80 + " …"),
        ("word " * 40, "word " * 30 + "word …"),
    ],
)
def test_long_description_ends_with_a_sentence_or_a_clause(text, kept):
    assert cut(text) == kept


def test_stylesheet_keeps_what_a_page_can_use():
    css = """
    .used > p, .unused { color: red }
    .unused.used { color: blue }
    p:not(.unused) { margin: 0 }
    @media print { #unused { color: green } .used { color: black } }
    @media screen { .unused { color: green } }
    @font-face { font-family: a }
    """
    kept = without_unused_rules(css, {"used"})
    assert "blue" not in kept
    assert "green" not in kept
    assert "screen" not in kept
    assert ".used > p{color: red}" in kept
    assert "p:not(.unused)" in kept
    assert "@media print {.used{color: black}" in kept
    assert "@font-face" in kept


def test_stylesheet_that_cannot_be_read_is_an_error():
    with pytest.raises(ValueError, match="cannot be read"):
        without_unused_rules("p { color: red } }", set())


def point(x: int, style: str = "fill: red") -> str:
    return f'<use href="#dot" x="{x}" y="{2 * x}" style="{style}"/>'


def test_cloud_of_points_becomes_one_path_through_all_of_them():
    cloud = "".join(map(point, range(30)))
    picture = with_clouds_in_one(f"<svg><g>{cloud}</g><g>{cloud}</g></svg>")
    places = re.findall(r'<path d="M([^"]*)"', picture)
    assert places == [" ".join(f"{x},{2 * x}" for x in range(30))] * 2
    assert re.findall(r'<marker id="([^"]*)"', picture) == re.findall(r"url\(#([^)]*)\)", picture)
    assert picture.count('<use href="#dot" style="fill: red"/>') == 2


def test_few_points_and_points_of_other_colours_stay_as_they_are():
    few = "".join(map(point, range(19))) + "".join(point(x, "fill: blue") for x in range(19))
    assert with_clouds_in_one(few) == few
