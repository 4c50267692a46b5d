"""What helps a reader find the way: glossary, reading times, citation, page of the library.

What is made at build time is tested where it is seen, on the built pages.
"""

import re
import tomllib
from html import unescape
from pathlib import Path

import nbformat
import pytest
import yaml

from tests.built import built_page

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
    line = re.search(r'<p class="reading-time">(.*?)</p>', built(stem))
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


def test_library_page_documents_every_exported_name():
    import casestudy_lib

    page = built("api")
    for name in casestudy_lib.__all__:
        assert re.search(rf'<dt class="sig[^>]*id="casestudy_lib\.[\w.]+\.{name}"', page), name


def test_every_module_of_the_library_is_on_its_page():
    text = (BOOK / "api.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"automodule:: ([\w.]+)", text))
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "casestudy_lib").rglob("*.py")
        if path.name != "__init__.py"
    }
    inner = {module for module in modules if module.startswith("casestudy_lib.scenes.")}
    inner |= {f"casestudy_lib.{name}" for name in ("picture", "svg", "validation")}
    inner |= {f"casestudy_lib.checks.{name}" for name in ("examples", "slips")}
    assert documented == modules - inner
