"""Where plain notebooks go: to the download buttons of the pages, and to `make lab`.

python _ext/downloads.py writes those of the whole book to notebooks/ and keeps what is there.
"""

import re
from pathlib import Path

import nbformat
import yaml
from nbformat import NotebookNode
from plain import PlainBook
from sphinx.application import Sphinx

ROOT = Path(__file__).parents[1]


def with_figures(source: Path, executed: Path) -> NotebookNode:
    """Return a notebook as it is stored, with the figures that it drew when the book was built."""
    notebook = nbformat.read(source, as_version=4)
    if executed.exists():
        drawn = {cell.id: cell for cell in nbformat.read(executed, as_version=4).cells}
        for cell in notebook.cells:
            if "figure" in cell.metadata.get("mystnb", {}):
                cell.outputs = drawn[cell.id].outputs
    return notebook


def write_downloads(app: Sphinx, exception: Exception | None) -> None:
    """Put plain notebooks in the place of the sources that the pages give to download."""
    if exception or app.builder.name != "html":
        return
    sources = {name: Path(app.env.doc2path(name)) for name in app.env.collect_relations()}
    names = [name for name, path in sources.items() if path.suffix == ".ipynb"]
    executed = Path(app.outdir).parent / "jupyter_execute"  # where MyST-NB puts it
    book = PlainBook(
        {
            sources[name].stem: with_figures(sources[name], executed / f"{name}.ipynb")
            for name in names
        },
        address=app.config.html_baseurl,
        withheld=app.config.solutions == "withheld",
    )
    for name in names:
        path = Path(app.outdir, "_sources", f"{name}.ipynb")
        nbformat.write(book.notebook(path.stem), path)


def stored_book() -> PlainBook:
    """Return the book as it is stored, with the settings of `_config.yml`."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    pages = re.findall(r"book/(\w+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))
    paths = [ROOT / "book" / f"{page}.ipynb" for page in pages]
    return PlainBook(
        {path.stem: nbformat.read(path, as_version=4) for path in paths if path.exists()},
        address=config["html"]["baseurl"],
        withheld=config["sphinx"]["config"]["solutions"] == "withheld",
    )


def write_new(book: PlainBook, folder: Path) -> list[str]:
    """Write the notebooks that are not in a folder; return those in it that are not the book's.

    A notebook in which a reader has worked is never written over.
    """
    folder.mkdir(exist_ok=True)
    kept = []
    for name in book.notebooks:
        plain, path = book.notebook(name), folder / f"{name}.ipynb"
        if not path.exists():
            nbformat.write(plain, path)
        elif nbformat.read(path, as_version=4) != plain:
            kept.append(path.name)
    return kept


def setup(app: Sphinx) -> dict:
    """Register the handler, on top of the setting for solutions."""
    app.setup_extension("solutions")
    app.connect("build-finished", write_downloads)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    if kept := write_new(stored_book(), ROOT / "notebooks"):
        print("notebooks/ holds these as you left them; remove one to have it anew:", *kept)
