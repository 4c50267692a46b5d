"""What helps a reader find the way: glossary, index of figures, reading times, versions, citation.

What is made at build time is tested where it is seen, on the built pages.
"""

import platform
import re
import tomllib
from html import unescape
from importlib.metadata import version
from pathlib import Path

import nbformat
import pytest
import yaml

from tests.built import HTML, built_page

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "book"
NOTEBOOKS = sorted(BOOK.glob("*.ipynb"))

# The page of each chapter in the table of contents.
CHAPTERS = [
    Path(chapter["file"]).name
    for part in yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    for chapter in part["chapters"]
]
READ = [path.stem for path in NOTEBOOKS if path.stem in CHAPTERS]


def built(name: str) -> str:
    """The main part of a built page."""
    page = built_page(f"book/{name}")
    return page[page.index("<article") : page.index("</article>")]


def words(html: str) -> str:
    """What a reader sees of it."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def figure_labels(stem: str) -> list[str]:
    notebook = nbformat.read(BOOK / f"{stem}.ipynb", as_version=4)
    described = [cell.metadata.get("mystnb", {}).get("figure", {}) for cell in notebook.cells]
    return [figure["name"] for figure in described if "name" in figure]


def glossary_entries() -> list[list[str]]:
    """The entries of the glossary: the lines of names at the head of each."""
    text = (BOOK / "glossary.md").read_text(encoding="utf-8")
    body = re.search(r"```\{glossary\}\n(.*?)\n```", text, re.DOTALL)[1]
    return [
        [line for line in entry.splitlines() if not line.startswith(" ")]
        for entry in body.split("\n\n")
    ]


def test_glossary_is_sorted_and_defines_each_term_once():
    entries = glossary_entries()
    first_names = [names[0].casefold() for names in entries]
    assert first_names == sorted(first_names)
    names = [name.casefold() for names in entries for name in names]
    assert len(names) == len(set(names)) > 50


def test_every_glossary_entry_leads_to_a_section():
    text = (BOOK / "glossary.md").read_text(encoding="utf-8")
    for paragraph in re.findall(r"^  (.*)$", text, re.MULTILINE):
        assert re.search(r"\]\(\w+\.ipynb#[\w-]+\)", paragraph), paragraph


def test_every_term_of_the_glossary_is_linked_from_the_text():
    linked = set()
    for path in NOTEBOOKS:
        for cell in nbformat.read(path, as_version=4).cells:
            linked |= set(re.findall(r"\{term\}`(?:[^`<]*<)?([^`<>]+?)>?`", cell.source))
    missing = [names[0] for names in glossary_entries() if not linked & set(names)]
    assert missing == []


def test_citation_has_what_the_format_asks_for_and_the_version_of_the_library():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["cff-version"] == "1.2.0"
    assert citation["authors"] == [{"name": "The Case study 2 authors"}]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert citation["version"] == project["version"]


def test_class_plans_last_ninety_minutes():
    plans = re.split(r"^#+ ", (BOOK / "instructors.md").read_text(encoding="utf-8"), flags=re.M)
    minutes = [
        sum(int(number) for number in re.findall(r"^\| (\d+) \|", plan, re.MULTILINE))
        for plan in plans
        if "| minutes |" in plan
    ]
    assert minutes == [90] * 5


@pytest.mark.parametrize("stem", READ)
def test_page_says_how_long_it_takes_and_longer_than_its_words_alone(stem):
    line = re.search(r'<div class="reading-time[^>]*>\s*<p>(.*?)</p>', built(stem))
    minutes = int(re.fullmatch(r"Reading time: about (\d+) minutes\.", line[1])[1])
    notebook = nbformat.read(BOOK / f"{stem}.ipynb", as_version=4)
    prose = " ".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    prose = re.sub(r"\$\$.*?\$\$", " ", prose, flags=re.DOTALL)
    prose = re.split(r"^## Try it yourself", prose, flags=re.MULTILINE)[0]  # read, not solved
    assert minutes > 0.8 * len(prose.split()) / 160
    assert minutes < 3 * len(prose.split()) / 160 + len(notebook.cells)


def table_of_pages() -> list[list[str]]:
    rows = re.findall(r"<tr.*?</tr>", built("about"), re.DOTALL)
    cells = [re.findall(r"<td.*?</td>", row, re.DOTALL) for row in rows]
    return [[words(cell) for cell in row] for row in cells if row]


def test_table_of_reading_times_counts_the_figures_of_every_notebook_and_adds_up():
    *pages, total = table_of_pages()
    figures = [len(figure_labels(stem)) for stem in CHAPTERS if stem in READ]
    assert [int(row[2]) for row in pages] == figures
    for column in (1, 2, 3):
        assert sum(int(row[column]) for row in pages) == int(total[column])
    for stem, row in zip([s for s in CHAPTERS if s in READ], pages, strict=True):
        assert f"about {row[1]} minutes" in words(built(stem))
        assert int(row[3]) == built(stem).count('<div class="explorer">')


def test_versions_are_those_of_the_packages_that_built_the_book():
    items = re.search(r'<ul class="versions.*?</ul>', built("about"), re.DOTALL)[0]
    seen = [words(item).split(" ") for item in re.findall(r"<li>.*?</li>", items, re.DOTALL)]
    assert seen.pop(0) == ["Python", platform.python_version()]
    assert len(seen) >= 5
    assert seen == [[name, version(name)] for name, _ in seen]


def test_every_link_out_of_the_book_is_listed_with_its_pages():
    listed = re.search(r'<ul class="outside-links.*?</ul>', built("about"), re.DOTALL)[0]
    items = re.findall(r"<li>.*?</li>", listed, re.DOTALL)
    links = {re.search(r'href="(https?:[^"]*)"', item)[1]: item for item in items}
    found = set()
    for path in set((HTML / "book").glob("*.html")) - {HTML / "book" / "about.html"}:
        for address in re.findall(r'href="(https?:[^"]*)"', built(path.stem)):
            assert f'href="{path.name}"' in links[address]
            found.add(address)
    assert found == set(links)


@pytest.mark.parametrize("stem", READ)
def test_index_lists_every_figure_and_slider_of_a_page(stem):
    index, page = built("figures"), built(stem)
    for label in figure_labels(stem):
        assert f'href="{stem}.html#{label}"' in index
        assert f'id="{label}"' in page
    anchors = re.findall(rf'href="{stem}\.html#(slider-\d+)"', index)
    assert len(anchors) == page.count('<div class="explorer">')
    for anchor in anchors:
        assert page.count(f'id="{anchor}"') == 1


def test_index_names_every_slider_by_its_label():
    index = words(built("figures"))
    for stem in READ:
        for label in re.findall(r"<label>(.*?)\s*<input", built(stem), re.DOTALL):
            assert f"Slider. {unescape(label)} ." in index


def test_library_page_documents_every_exported_name():
    import casestudy_lib

    page = built("api")
    for name in casestudy_lib.__all__:
        assert re.search(rf'<dt class="sig[^>]*id="casestudy_lib\.[\w.]+\.{name}"', page), name
    assert "_ScalarT" not in page


def test_every_module_of_the_library_is_on_its_page():
    text = (BOOK / "api.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"automodule:: ([\w.]+)", text))
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "casestudy_lib").rglob("*.py")
        if path.name != "__init__.py"
    }
    inner = {module for module in modules if module.startswith("casestudy_lib.widgets.")}
    inner |= {f"casestudy_lib.sliders.{name}" for name in ("picture", "svg")}
    inner |= {f"casestudy_lib.exercises.{name}" for name in ("examples", "mistakes")}
    assert documented - {"casestudy_lib.widgets"} == modules - inner
