"""The stored notebooks are executed, in order, and hold text outputs only."""

from pathlib import Path

import nbformat
import pytest

from tools.notebooks import normalise, problems

BOOK = Path(__file__).parents[1] / "book"
NOTEBOOKS = sorted(BOOK.glob("*.ipynb"))
VIEW = "application/vnd.jupyter.widget-view+json"
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@every_notebook
def test_stored_notebook_has_no_problem(path):
    assert problems(nbformat.read(path, as_version=4)) == []


@every_notebook
def test_normalising_twice_changes_no_byte(path):
    once = nbformat.writes(normalise(nbformat.read(path, as_version=4))) + "\n"
    assert once == path.read_text(encoding="utf-8")


@every_notebook
def test_every_plot_cell_has_a_caption_a_name_and_alt_text(path):
    cells = code_cells(nbformat.read(path, as_version=4))
    for cell in cells:
        if "plt.show()" in cell.source:
            described = cell.metadata["mystnb"]
            assert described["figure"]["caption"]
            assert described["figure"]["name"].startswith("fig-")
            assert len(described["image"]["alt"]) > 40


@every_notebook
def test_no_cell_opts_out_of_the_comparison(path):
    text = path.read_text(encoding="utf-8")
    assert "NBVAL_" not in text
    assert "nbval-" not in text


@every_notebook
def test_code_is_short_enough_to_be_read_in_the_page(path):
    for cell in code_cells(nbformat.read(path, as_version=4)):
        lines = cell.source.splitlines()
        assert len(lines) <= 15, cell.source
        assert max(map(len, lines), default=0) <= 80, cell.source


@every_notebook
def test_code_that_the_page_folds_is_folded_in_jupyterlab_and_nothing_else_is_folded(path):
    inside = False
    for cell in nbformat.read(path, as_version=4).cells:
        inside = inside or "{solution-start}" in cell.source
        inside = inside and "{solution-end}" not in cell.source
        if cell.cell_type == "code":
            tags = set(cell.metadata.get("tags", []))
            assert tags <= {"hide-input", "hide-output", "remove-input"}
            hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
            folded = bool(tags & {"hide-input", "remove-input"})
            assert hidden == (inside or folded), cell.source


def add(notebook, kind, data=None, **fields):
    code_cells(notebook)[0].outputs.append(nbformat.v4.new_output(kind, data, **fields))


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda nb: code_cells(nb)[2].update(execution_count=None), "not executed in order"),
        (lambda nb: nb.cells.reverse(), "not executed in order"),
        (lambda nb: nb.metadata.update(widgets={}), "widgets"),
        (lambda nb: add(nb, "error", ename="KeyError"), "code cell 1: raised KeyError"),
        (lambda nb: add(nb, "stream", name="stderr", text="!"), "code cell 1: writes to stderr"),
        (lambda nb: add(nb, "display_data", {"image/png": "y"}), "code cell 1: stores image/png"),
        (lambda nb: add(nb, "display_data", {VIEW: "y"}), f"code cell 1: stores {VIEW}"),
    ],
)
def test_what_is_not_stored_as_it_should_be_is_a_problem(spoil, problem):
    stored = nbformat.read(BOOK / "01_data.ipynb", as_version=4)
    spoil(stored)
    (found,) = problems(stored)
    assert problem in found


def test_normalising_strips_what_would_be_a_problem():
    messy = nbformat.read(BOOK / "01_data.ipynb", as_version=4)
    messy.metadata["widgets"] = {"state": {}}
    cell = code_cells(messy)[0]
    cell.metadata["execution"] = {"iopub.status.busy": "2026-01-01T00:00:00Z"}
    data = {"text/plain": "<Figure>", "image/png": "iVBORw0K"}
    cell.outputs = [nbformat.v4.new_output("display_data", data, metadata={"needs": "this"})]
    cell.outputs += [nbformat.v4.new_output("stream", text=text) for text in ("a\n", "b\n")]
    clean = normalise(messy)
    assert problems(clean) == []
    figure, stream = code_cells(clean)[0].outputs
    assert dict(figure.data) == {"text/plain": "<Figure>"}
    assert stream.text == "a\nb\n"
