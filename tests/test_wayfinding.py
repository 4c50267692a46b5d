"""What helps a reader find the way: glossary, reading times, citation, page of the library.

What is made at build time is tested where it is seen, on the built pages.
"""

import re
import tomllib
from inspect import ismodule

import nbformat
import pytest
import yaml

import casestudy_lib
from tests.built import MAIN_PATH, ROOT, WITHHELD, built_page

BOOK = ROOT / "book"
NOTEBOOKS = sorted(BOOK.glob("*.ipynb"))
TOC = (ROOT / "_toc.yml").read_text(encoding="utf-8")
READ = [stem for stem in re.findall(r"file: book/(\w+)", TOC) if (BOOK / f"{stem}.ipynb").exists()]


def built(name: str) -> str:
    """The main part of a built page."""
    page = built_page(f"book/{name}")
    return page[page.index("<article") : page.index("</article>")]


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


def test_every_glossary_entry_leads_to_a_page():
    text = (BOOK / "glossary.md").read_text(encoding="utf-8")
    for paragraph in re.findall(r"^  (.*)$", text, re.MULTILINE):
        assert re.search(r"\]\(\w+\.ipynb(#[\w-]+)?\)", paragraph), paragraph


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


def minutes(stem: str) -> int:
    line = re.search(r'<p class="reading-time">(.*?)</p>', built(stem))[1]
    return int(re.fullmatch(r"Reading time: about (\d+) minutes?\.", line)[1])


@pytest.mark.parametrize("stem", [stem for stem in READ if not (WITHHELD and stem == "solutions")])
def test_page_takes_longer_than_its_words_alone(stem):
    notebook = nbformat.read(BOOK / f"{stem}.ipynb", as_version=4)
    prose = " ".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    prose = re.sub(r"\$\$.*?\$\$", " ", prose, flags=re.DOTALL)
    prose = re.split(r"^## Try it yourself", prose, flags=re.MULTILINE)[0]  # read, not solved
    words = len(prose.split())
    assert 0.8 * words / 160 < minutes(stem) < 3 * words / 160 + len(notebook.cells)


def table_of_reading_times() -> dict[str, list[int]]:
    """The numbers of each row, by the page that it links to or by its first cell."""
    rows = re.findall(r"<tr>(.*?)</tr>", built("about"))[1:]
    cells = [re.findall(r"<td>(.*?)</td>", row) for row in rows]
    return {
        re.sub(r'<a href="(.*?)\.html">.*', r"\1", first): [int(number) for number in numbers]
        for first, *numbers in cells
    }


def test_table_of_reading_times_counts_what_every_notebook_shows_and_adds_up():
    pages = table_of_reading_times()
    main, total = pages.pop("the main path"), pages.pop("all of them")
    sliders = r'<div class="(?:explorer|playground)[ "]'
    for stem in READ:
        counts = [len(figure_labels(stem)), len(re.findall(sliders, built(stem)))]
        assert pages[stem] == [minutes(stem), *counts], stem
    assert list(pages) == ["index", *READ]
    columns = zip(*(pages[stem] for stem in ["index", *MAIN_PATH]), strict=True)
    assert main == [sum(column) for column in columns]
    assert total == [sum(column) for column in zip(*pages.values(), strict=True)]


def test_first_page_says_how_long_the_main_path_takes():
    said = re.search(r'class="main-path-minutes">about (\d+) minutes<', built("index"))
    assert int(said[1]) == table_of_reading_times()["the main path"][0]


def test_library_page_documents_every_exported_name():
    page = built("api")
    for name in [name for name, value in vars(casestudy_lib).items() if not ismodule(value)]:
        assert name.startswith("__") or re.search(
            rf'<dt class="sig[^>]*id="casestudy_lib\.[\w.]+\.{name}"', page
        ), name


def test_every_module_of_the_library_is_on_its_page():
    text = (BOOK / "api.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"automodule:: ([\w.]+)", text))
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "casestudy_lib").rglob("*.py")
        if path.name != "__init__.py"
    }
    inner = {module for module in modules if module.startswith("casestudy_lib.widgets.")}
    inner |= {f"casestudy_lib.sliders.{name}" for name in ("live", "page", "picture", "svg")}
    inner |= {"casestudy_lib.playground.still"}
    inner |= {f"casestudy_lib.exercises.{name}" for name in ("examples", "mistakes")}
    assert documented - {"casestudy_lib.widgets"} == modules - inner
