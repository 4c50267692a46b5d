"""Notebooks in plain Markdown: nothing of MyST is left, nothing else is lost, solutions fold."""

import importlib
import re
import sys
from itertools import accumulate, pairwise

import nbformat
import pytest
from nbclient import NotebookClient

from tests.built import HTML, MAIN_PATH, ROOT, built_page

sys.path.insert(0, str(ROOT / "_ext"))
plain = importlib.import_module("plain")
downloads = importlib.import_module("downloads")

BOOK = downloads.stored_book()
SHOWN = plain.PlainBook(BOOK.notebooks)
EXPORTED = {name: SHOWN.notebook(name) for name in BOOK.notebooks}
every_notebook = pytest.mark.parametrize("name", EXPORTED)


def prose(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def parts_of_source(name):
    """The cells of the stored notebook: those outside solutions, and those inside."""
    outside, inside, where = [], [], "outside"
    for cell in BOOK.notebooks[name].cells:
        if ":::{solution-" in cell.source:
            where = "inside" if ":::{solution-start}" in cell.source else "outside"
        else:
            (inside if where == "inside" else outside).append(cell)
    return outside, inside


def without_folds(text):
    """What of a text is seen before anything is opened."""
    pieces = re.split(r"(<details[^>]*>|</details>)", text)
    depths = accumulate(piece.startswith("<details") - (piece == "</details>") for piece in pieces)
    return "".join(piece for piece, depth in zip(pieces, depths, strict=True) if depth == 0)


@every_notebook
def test_nothing_of_myst_is_left(name):
    raw = re.findall(
        r".*(?::::|\{[\w-]+\}`|\(eq-|solution-start|^\([\w-]+\)=).*", prose(EXPORTED[name])
    )
    assert raw == []


@every_notebook
def test_each_exported_notebook_is_valid_and_the_same_every_time(name):
    nbformat.validate(EXPORTED[name])
    assert SHOWN.notebook(name) == EXPORTED[name]


@every_notebook
def test_code_that_runs_is_that_of_the_source_but_for_solutions(name):
    wanted = [cell for cell in parts_of_source(name)[0] if cell.cell_type == "code"]
    assert [cell for cell in EXPORTED[name].cells if cell.cell_type == "code"] == wanted


@every_notebook
def test_every_caption_stands_below_what_it_describes(name):
    below = {cell.id: after for cell, after in pairwise(EXPORTED[name].cells)}
    for cell in BOOK.notebooks[name].cells:
        if "figure" in cell.metadata.get("mystnb", {}):
            caption = re.escape(SHOWN.markdown(name, cell.metadata.mystnb.figure.caption))
            assert re.fullmatch(rf"\*Figure \d+\. {caption}\*", below[cell.id].source)


@every_notebook
def test_folds_close_in_their_cell_and_markdown_inside_them_is_read(name):
    for cell in EXPORTED[name].cells:
        if cell.cell_type == "markdown":
            depths = [0]
            for tag in re.findall(r"<details|</details", cell.source):
                depths.append(depths[-1] + (1 if tag == "<details" else -1))
            assert min(depths) == depths[-1] == 0
            assert len(re.findall(r"</summary>\n\n", cell.source)) == cell.source.count("<details")
            assert len(re.findall(r"\n\n *</details>", cell.source)) == cell.source.count(
                "</details"
            )


@every_notebook
def test_solutions_are_folded_and_complete(name):
    text = prose(EXPORTED[name])
    seen = without_folds(text)
    for cell in parts_of_source(name)[1]:
        sentences = re.findall(r"[A-Z][^][{}<>\n.]{30,}\.", cell.source)
        pieces = [cell.source] if cell.cell_type == "code" else sentences
        assert pieces
        pieces += [out.text.strip() for out in cell.get("outputs", ())]
        for piece in pieces:
            assert piece in text
            assert piece not in seen


@every_notebook
def test_withheld_solutions_are_nowhere(name):
    text = prose(plain.PlainBook(BOOK.notebooks, withheld=True).notebook(name))
    assert plain.FOLD not in text
    assert all(cell.source not in text for cell in parts_of_source(name)[1])
    if name == plain.PAGE:
        assert text == f"# Solutions\n\n{plain.WITHHELD}"


@every_notebook
def test_links_lead_to_headings_as_jupyterlab_names_them(name):
    for page, anchor in re.findall(r"\]\((?:(\w+)\.ipynb)?(?:#([^)]+))?\)", prose(EXPORTED[name])):
        target = prose(EXPORTED[page or name])
        headings = re.findall(r"^#+ (.*)$", target, re.MULTILINE)
        assert not anchor or anchor in [each.replace(" ", "-") for each in headings]


@pytest.mark.parametrize("label", SHOWN.places)
def test_numbers_are_those_of_the_book(label):
    name, number = SHOWN.places[label]
    anchor = {
        "eq": rf'class="eqno">\({number}\)<a[^>]*href="#equation-{label}"',
        "ex": rf'id="{label}".*?Exercise {number} ',
        "fig": rf'id="{label}".*?caption-number">Figure {number} ',
    }[label.partition("-")[0]]
    assert re.search(anchor, built_page(f"book/{name}"), re.DOTALL)


TWO_PAGES = plain.PlainBook(
    {
        name: nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
        for name, text in {
            "one": "# What is $x$ (now)?\n\n$$\nx\n$$ (eq-x)",
            "two": ":::{exercise} Add\n:label: ex-add\n:::\n\n$$\ny\n$$ (eq-y)",
        }.items()
    },
    address="https://book.example/",
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("**{term}`nats <nat>`** and {term}`bit`", "**nats** and bit"),
        ("{eq}`eq-x`, {eq}`eq-y`", "(1), [(2)](two.ipynb)"),
        ("$$\nx\n$$ (eq-x)", "$$\nx\n\\tag{1}\n$$"),
        ("*for* {ref}`ex-add`", "*for* [Exercise 1](two.ipynb)"),
        ("{cite}`shannon1948,cover2006`", "(Shannon 1948; Cover and Thomas 2006)"),
        ("{cite}`guo2017`", "(Guo et al. 2017)"),
        ("{cite}`brocker2007`", "(Bröcker and Smith 2007)"),
        (":::{note} Look\n:class: tip\n\nHere.\n:::\n\nOn.", "**Look**\n\nHere.\n\nOn."),
        ("[a](two.ipynb), [b](https://x.example)", "[a](two.ipynb), [b](https://x.example)"),
        ("[a](#what-is-x-now)", "[a](#What-is-$x$-(now)?)"),
        ("[a](glossary.md#nat)", "[a](https://book.example/book/glossary.html#nat)"),
    ],
)
def test_each_role_and_directive_has_a_plain_form(text, wanted):
    assert TWO_PAGES.markdown("one", text) == wanted


def test_a_page_that_is_published_nowhere_is_named_only():
    assert SHOWN.markdown("index", "The [glossary](glossary.md).") == "The glossary."


@pytest.mark.parametrize(
    ("text", "error"),
    [("{doc}`x`", ValueError), ("{eq}`eq-none`", KeyError), ("[a](#nowhere)", KeyError)],
)
def test_what_has_no_plain_form_stops_the_build(text, error):
    with pytest.raises(error):
        TWO_PAGES.markdown("one", text)


@pytest.mark.parametrize("name", MAIN_PATH)
def test_downloads_hold_the_figures(name):
    built_page(f"book/{name}")
    download = nbformat.read(HTML / "_sources" / "book" / f"{name}.ipynb", as_version=4)
    wanted = BOOK.notebook(name)  # with the solutions or without, as the pages
    assert [cell.source for cell in download.cells] == [cell.source for cell in wanted.cells]
    for cell in download.cells:
        if "figure" in cell.metadata.get("mystnb", {}):
            assert any("image/svg+xml" in out.get("data", ()) for out in cell.outputs)


def test_a_notebook_that_a_reader_changed_is_not_written_over(tmp_path):
    folder = tmp_path / "notebooks"
    assert downloads.write_new(TWO_PAGES, folder) == []
    assert downloads.write_new(TWO_PAGES, folder) == []
    mine = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("mine")])
    nbformat.write(mine, folder / "two.ipynb")
    (folder / "one.ipynb").unlink()
    assert downloads.write_new(TWO_PAGES, folder) == ["two.ipynb"]
    assert nbformat.read(folder / "two.ipynb", as_version=4) == mine
    assert (folder / "one.ipynb").exists()


def test_an_exported_notebook_runs_where_it_lies(tmp_path):
    notebook = nbformat.from_dict(EXPORTED["learning_rate"])
    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    )
    client.execute()
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
