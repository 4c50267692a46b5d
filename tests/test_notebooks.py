"""The stored notebooks are executed, in order, and hold text outputs only."""

import copy
from pathlib import Path

import nbformat
import pytest

from tools.notebooks import normalise, problems

BOOK = Path(__file__).parents[1] / "book"
NOTEBOOKS = sorted(BOOK.glob("*.ipynb"))


@pytest.fixture
def stored():
    return nbformat.read(BOOK / "01_data.ipynb", as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_every_phase_has_its_notebook():
    phases = ["data", "network", "metrics", "training_dynamics", "temperature_calibration"]
    stems = {path.stem for path in NOTEBOOKS}
    assert {f"0{n}_{phase}" for n, phase in enumerate(phases, 1)} <= stems


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_notebook_has_no_problem(path):
    assert problems(nbformat.read(path, as_version=4)) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_normalising_twice_changes_no_byte(path):
    once = nbformat.writes(normalise(nbformat.read(path, as_version=4))) + "\n"
    assert once == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_plot_cell_has_a_caption_a_name_and_alt_text(path):
    cells = code_cells(nbformat.read(path, as_version=4))
    for cell in cells:
        if "plt.show()" in cell.source:
            described = cell.metadata["mystnb"]
            assert described["figure"]["caption"]
            assert described["figure"]["name"].startswith("fig-")
            assert len(described["image"]["alt"]) > 40


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_cell_opts_out_of_the_comparison(path):
    text = path.read_text(encoding="utf-8")
    assert "NBVAL_" not in text
    assert "nbval-" not in text


def test_an_unexecuted_cell_is_a_problem(stored):
    code_cells(stored)[2].execution_count = None
    assert "not executed in order" in problems(stored)[0]


def test_reordered_cells_are_a_problem(stored):
    stored.cells.reverse()
    assert "not executed in order" in problems(stored)[0]


@pytest.mark.parametrize(
    "mime",
    ["image/png", "image/svg+xml", "text/html", "application/vnd.jupyter.widget-view+json"],
)
def test_anything_but_text_in_an_output_is_a_problem(stored, mime):
    output = nbformat.v4.new_output("display_data", {"text/plain": "x", mime: "y"})
    code_cells(stored)[0].outputs.append(output)
    assert problems(stored) == [f"code cell 1: stores {mime}"]


def test_an_error_and_a_warning_are_problems(stored):
    outputs = code_cells(stored)[0].outputs
    outputs.append(nbformat.v4.new_output("error", ename="KeyError", evalue="", traceback=[]))
    outputs.append(nbformat.v4.new_output("stream", name="stderr", text="Warning"))
    assert problems(stored) == ["code cell 1: raised KeyError", "code cell 1: writes to stderr"]


def test_widget_state_in_the_metadata_is_a_problem(stored):
    stored.metadata["widgets"] = {}
    assert "widgets" in problems(stored)[0]


def test_normalising_strips_what_would_be_a_problem(stored):
    messy = copy.deepcopy(stored)
    messy.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}
    cell = code_cells(messy)[0]
    cell.metadata["execution"] = {"iopub.status.busy": "2026-01-01T00:00:00Z"}
    data = {"text/plain": "<Figure>", "image/png": "iVBORw0K"}
    cell.outputs = [nbformat.v4.new_output("display_data", data, metadata={"needs": "this"})]
    cell.outputs += [nbformat.v4.new_output("stream", text=text) for text in ("a\n", "b\n")]
    clean = normalise(messy)
    assert problems(clean) == []
    assert [dict(o.get("data", {})) for o in code_cells(clean)[0].outputs] == [
        {"text/plain": "<Figure>"},
        {},
    ]
    assert code_cells(clean)[0].outputs[1].text == "a\nb\n"
