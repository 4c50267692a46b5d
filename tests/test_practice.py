"""Questions and exercises of the pages: complete, graded, and with solutions that fold."""

import re
import sys
from pathlib import Path

import nbformat
import pytest
from sphinx.application import Sphinx
from sphinx.errors import SphinxWarning
from sphinx.util.docutils import docutils_namespace

from tests.built import GOING_DEEPER, MAIN_PATH, WITHHELD, built_page

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "book"
sys.path.insert(0, str(ROOT / "_ext"))

NOTEBOOKS = {path.stem for path in BOOK.glob("*.ipynb")}
PAGES = sorted(NOTEBOOKS - {"index", "exercises", "solutions"})
LESSONS = [stem for stem in (*MAIN_PATH, *GOING_DEEPER) if stem in NOTEBOOKS]  # in order
GRADES = ["Warm-up", "Steady", "Thoughtful"]


def cells(stem):
    return nbformat.read(BOOK / f"{stem}.ipynb", as_version=4).cells


def prose(stem):
    return "\n".join(cell.source for cell in cells(stem) if cell.cell_type == "markdown")


def exercises(stem):
    """Grade, label and text of the exercises of a page."""
    return re.findall(
        r"^:::\{exercise\} ([\w-]+): [^\n]+\n:label: ex-([\w-]+)\n(.*?)^:::$",
        prose(stem),
        re.MULTILINE | re.DOTALL,
    )


def solutions(stem):
    """The cells between the start and the end of each solution, by the label of its exercise."""
    found, label = {}, None
    for cell in cells(stem):
        if start := re.match(r":::\{solution-start\} ex-([\w-]+)\n:label: ", cell.source):
            label = start[1]
            found[label] = []
        elif cell.source.startswith(":::{solution-end}"):
            label = None
        elif label:
            found[label].append(cell)
    return found


def questions(stem):
    """Name, text and options of the questions of a page, predictions among them."""
    boxes = re.findall(
        r"^:::\{admonition\} (?:Check yourself|Predict)\n:class: self-check\n"
        r":name: check-([\w-]+)\n(.*?)^:::$",
        prose(stem),
        re.MULTILINE | re.DOTALL,
    )
    option = re.compile(
        r'<details name="(?P<name>[\w-]+)"(?P<right> class="right")?>'
        r"<summary>(?P<option>[^\n]+)</summary>\n\n(?P<why>.+?)\n\n</details>",
        re.DOTALL,
    )
    return [(name, text, [m.groupdict() for m in option.finditer(text)]) for name, text in boxes]


@pytest.mark.parametrize("stem", LESSONS)
def test_exercises_are_graded_from_easy_to_hard_and_have_hints(stem):
    found = exercises(stem)
    grades = [grade for grade, _, _ in found]
    assert grades == sorted(grades, key=GRADES.index)
    assert len(grades) >= 2 or stem not in MAIN_PATH
    for _, label, text in found:
        hints = re.findall(r"<summary>Hint ?(\d?)</summary>\n\n(.+?)\n\n</details>", text)
        assert hints, label
        assert [number for number, _ in hints] in ([""], ["1", "2"], ["1", "2", "3"]), label


@pytest.mark.parametrize("stem", MAIN_PATH)
def test_reader_of_the_main_path_predicts_before_anything_else(stem):
    first = re.search(r"^:::\{admonition\} (.*)$", prose(stem), re.MULTILINE)
    assert first[1] == "Predict"


@pytest.mark.parametrize("stem", LESSONS)
def test_each_exercise_has_a_solution_that_is_folded_in_jupyterlab_too(stem):
    found = solutions(stem)
    assert list(found) == [label for _, label, _ in exercises(stem)]
    for label, inner in found.items():
        assert inner, label
        for cell in inner:
            if cell.cell_type == "code":
                assert cell.metadata.jupyter == {"source_hidden": True, "outputs_hidden": True}
            else:
                assert cell.source.startswith('<details class="solution">\n<summary>Solution')
                assert cell.source.endswith("\n\n</details>")


@pytest.mark.parametrize("stem", PAGES)
def test_each_page_asks_and_explains_every_option(stem):
    found = questions(stem)
    assert len(found) >= (2 if stem in MAIN_PATH else 1)
    for name, text, options in found:
        assert text.count("<details") == len(options) >= 3, name
        assert {option["name"] for option in options} == {name}
        assert sum(option["right"] is not None for option in options) == 1, name
        for option in options:
            verdict = "**Yes.** " if option["right"] else "**No.** "
            assert option["why"].startswith(verdict), name
            assert len(option["why"]) > 40, name


def test_names_of_questions_and_exercises_are_used_once():
    names = [name for stem in PAGES for name, _, _ in questions(stem)]
    names += [label for stem in PAGES for _, label, _ in exercises(stem)]
    assert len(names) == len(set(names)) > 30


def test_every_learning_goal_has_a_question_and_an_exercise_on_the_main_path():
    first_page = "".join(cell.source for cell in cells("index"))
    goals = re.findall(r"^- ", first_page.partition("After it you can")[2], re.MULTILINE)
    table = (BOOK / "instructors.md").read_text(encoding="utf-8")
    row = r"^\| [^|]+ \| ([^|]*<check-[^|]*) \| ([^|]*`ex-[^|]*) \|$"
    rows = re.findall(row, table, re.MULTILINE)
    assert len(rows) == len(goals) > 3
    asked = {name for stem in MAIN_PATH for name, _, _ in questions(stem)}
    practised = {label for stem in MAIN_PATH for _, label, _ in exercises(stem)}
    for names, labels in rows:
        assert set(re.findall(r"<check-([\w-]+)>", names)) <= asked
        assert set(re.findall(r"`ex-([\w-]+)`", labels)) <= practised


def built(stem):
    return built_page(f"book/{stem}")


def test_exercises_are_numbered_through_the_book():
    numbers = [
        int(number)
        for stem in LESSONS
        for number in re.findall(r'class="caption-number">Exercise (\d+)', built(stem))
    ]
    wanted = sum(len(exercises(stem)) for stem in LESSONS)
    assert numbers == list(range(1, wanted + 1))
    assert wanted >= 3 * len(MAIN_PATH)


@pytest.mark.parametrize("stem", LESSONS)
def test_solutions_are_closed_in_the_page_and_fold_once(stem):
    page = built(stem)
    folds = re.findall(r'<details class="solution[^>]*>\s*<summary>([^<]*)</summary>', page)
    assert folds == ["Solution"] * (0 if WITHHELD else len(solutions(stem)))
    assert not re.search(r"<details[^>]*\bopen\b", page)
    outside_drawings = re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
    ids = re.findall(r'\bid="([^"]+)"', outside_drawings)
    assert len(ids) == len(set(ids))


# Withholding -------------------------------------------------------------------------------------

NOTEBOOK = [
    ("markdown", "# A page\n\n:::{exercise} Add\n:label: ex-add\n\nAdd one and one.\n:::"),
    ("markdown", ":::{solution-start} ex-add\n:label: solution-add\n:::"),
    ("markdown", '<details class="solution">\n<summary>Solution</summary>\n\nTwo.\n\n</details>'),
    ("code", "1 + 1"),
    ("markdown", ":::{solution-end}\n:::"),
    ("markdown", "The rest of the page."),
]


def build(folder, name="index", **settings):
    """Build a book of one notebook; return its page and the notebook to download."""
    make = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    notebook = nbformat.v4.new_notebook(
        cells=[make[kind](text) for kind, text in NOTEBOOK],
        metadata={"language_info": {"name": "python", "pygments_lexer": "ipython3"}},
    )
    folder.mkdir()
    nbformat.write(notebook, folder / f"{name}.ipynb")
    settings = {
        "root_doc": name,
        "extensions": ["myst_nb", "downloads"],
        "myst_enable_extensions": ["colon_fence"],
        "nb_execution_mode": "off",
        "exercise_style": "solution_follow_exercise",
        "html_sourcelink_suffix": "",
    } | settings
    out = folder / "out"
    with docutils_namespace():
        trees = folder / "trees"
        Sphinx(folder, None, out, trees, "html", settings, status=None, warningiserror=True).build()
    return (
        (out / f"{name}.html").read_text(encoding="utf-8"),
        (out / "_sources" / f"{name}.ipynb").read_text(encoding="utf-8"),
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::PendingDeprecationWarning")
def test_solutions_are_shown_or_withheld_by_one_setting(tmp_path):
    shown, _ = build(tmp_path / "shown")
    assert "Two." in shown
    assert shown.count("<summary>Solution</summary>") == 1
    page, source = build(tmp_path / "withheld", solutions="withheld")
    for text in (page, source):
        assert "Add one and one." in text
        assert "The rest of the page." in text
        assert "Two." not in text
        assert "1 + 1" not in text


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::PendingDeprecationWarning")
def test_of_the_page_of_solutions_the_title_is_left(tmp_path):
    for text in build(tmp_path / "withheld", name="solutions", solutions="withheld"):
        assert "A page" in text
        assert "not part of this edition" in text
        assert "Add one and one." not in text
        assert "The rest of the page." not in text


def test_another_setting_is_a_warning(tmp_path):
    with pytest.raises(SphinxWarning, match=r"one of .*shown.*withheld"):
        build(tmp_path / "hidden", solutions="hidden")
