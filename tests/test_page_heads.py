"""What stands in the head of every page: its description, its preview, and one stylesheet."""

import re
from html import unescape

import pytest

from tests import built
from tests.built import CONFIG, HTML, built_page

PAGES = ["index", *built.PAGES]


def head(name: str) -> str:
    return built_page(name).partition("</head>")[0]


def meta(name: str) -> dict[str, str]:
    """The meta tags of a page, by name or property."""
    tags = [
        dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall("<meta .*?>", head(name))
    ]
    named = [(tag.get("name") or tag.get("property"), tag.get("content")) for tag in tags]
    return {key: unescape(content) for key, content in named if key}


@pytest.mark.parametrize("name", PAGES)
def test_page_has_a_description_and_a_title_and_no_script_that_holds_it_up(name):
    assert 20 <= len(meta(name)["description"]) <= 170
    title = re.search(r"<title>(.*?)</title>", head(name))[1]
    assert unescape(title).endswith(CONFIG["title"])
    if name != "search":
        for script in re.findall(r"<script [^>]*src=[^>]*>", head(name)):
            assert " defer" in script


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("book/")])
def test_page_can_be_previewed_and_has_one_stylesheet(name):
    tags = meta(name)
    assert f"<title>{tags['og:title']} " in unescape(head(name))
    assert tags["og:site_name"] == CONFIG["title"]
    address = CONFIG["html"]["baseurl"]
    assert tags["og:url"] == f"{address}{name}.html"
    assert (HTML / tags["og:image"].removeprefix(address)).exists()
    (sheet,) = re.findall(r'<link rel="stylesheet" href="\.\./([^"?]*)\?v=\w+"', head(name))
    assert (HTML / sheet).exists()


def test_descriptions_are_about_their_pages():
    descriptions = [meta(name)["description"] for name in PAGES if name.startswith("book/")]
    assert len(set(descriptions)) == len(descriptions)


def test_index_leads_on_to_the_first_page():
    first = re.search(r'http-equiv="refresh" content="0; url=([^"]*)"', head("index"))[1]
    assert (HTML / first).exists()
    assert f'<a href="{first}">' in built_page("index")
