"""Execute notebooks and store them with their text outputs only.

python tools/notebooks.py book/*.ipynb
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from nbformat import NotebookNode

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

#: Cell metadata that are read: captions and alternative texts, tags, and what JupyterLab folds.
CELL_METADATA = ("mystnb", "tags", "jupyter")


def execute(path: Path) -> NotebookNode:
    """Run a notebook top to bottom in its own folder, in a fresh kernel.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell raised.
    """
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    )
    return client.execute()


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Keep source, text outputs and execution counts 1…n; drop pictures, widgets and timestamps."""
    # One output a stream: where a kernel cuts a long one is a matter of timing.
    notebook, _ = CoalesceStreamsPreprocessor().preprocess(notebook, {})
    count = 0
    for cell in notebook.cells:
        cell.metadata = {k: v for k, v in cell.metadata.items() if k in CELL_METADATA}
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = [_text_only(output, count) for output in cell.outputs]
    notebook.metadata = METADATA
    return nbformat.from_dict(notebook)


def _text_only(output: NotebookNode, count: int) -> NotebookNode:
    if "data" in output:
        output.data = {"text/plain": output.data["text/plain"]}
        output.metadata = {}
    if "execution_count" in output:
        output.execution_count = count
    return output


def problems(notebook: NotebookNode) -> list[str]:
    """What keeps a stored notebook from being compared, or makes it heavy or private."""
    found = []
    if notebook.metadata != METADATA:
        found.append(f"metadata beyond kernel and language: {sorted(notebook.metadata)}")
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    counts = [cell.execution_count for cell in code]
    if counts != list(range(1, len(code) + 1)):
        found.append(f"not executed in order: execution counts {counts}")
    for number, cell in enumerate(code, 1):
        extra = set(cell.metadata) - set(CELL_METADATA)
        if extra:
            found.append(f"code cell {number}: cell metadata {sorted(extra)}")
        for output in cell.outputs:
            found += [f"code cell {number}: {what}" for what in _output_problems(output)]
    return found


def _output_problems(output: NotebookNode) -> list[str]:
    if output.output_type == "error":
        return [f"raised {output.ename}"]
    if output.get("name") == "stderr":
        return ["writes to stderr"]
    return [f"stores {mime}" for mime in output.get("data", {}) if mime != "text/plain"]


def main() -> int:
    """Execute and store the notebooks that are named; the exit status is 1 if one has a problem."""
    status = 0
    for path in map(Path, sys.argv[1:]):
        notebook = normalise(execute(path))
        nbformat.write(notebook, path)
        for problem in problems(notebook):
            print(f"{path}: {problem}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
