"""The command: what it prints, what it draws, and how it ends."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from casestudy_lib.calibrate import report_on_file
from casestudy_lib.calibrate.__main__ import main
from tests.calibrate.test_read import GOOD, HOSTILE

ROOT = Path(__file__).parents[2]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(GOOD + "0,0.2,0.5,0.3\n" * 2 + "1,0.2,0.5,0.3\n" * 4, encoding="utf-8")
    return path


def test_command_prints_the_report_and_writes_the_picture(file):
    command = [sys.executable, "-m", "casestudy_lib.calibrate", str(file)]
    run = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    picture = file.with_suffix(".png")
    assert run.stdout == f"{report_on_file(file)}\n\npicture: {picture}\n"
    assert run.stderr == ""
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_options(file, capsys):
    picture = file.with_name("drawn.svg")
    assert main([str(file), "--picture", str(picture), "--bins", "5", "--level", "0.9"]) == 0
    assert str(report_on_file(file, n_bins=5, level=0.9)) in capsys.readouterr().out
    assert "<svg" in picture.read_text(encoding="utf-8")


def test_compressed_file_has_its_picture_beside_it(tmp_path, file):
    packed = tmp_path / "other.csv.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    assert main([str(packed)]) == 0
    assert (tmp_path / "other.png").exists()


@pytest.mark.parametrize("content", [c for c, _ in HOSTILE.values()], ids=HOSTILE.keys())
def test_hostile_file_ends_with_one_line_and_status_two(tmp_path, capsys, content):
    path = tmp_path / "hostile.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    assert main([str(path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"{path}: ")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["absent.csv"], "absent.csv: No such file or directory"),
        (["."], ".: Is a directory"),
        (["mine.csv", "--bins", "0"], "n_bins must be an integer of at least 1"),
        (["mine.csv", "--level", "95"], "level must be a number between 0 and 1"),
        (["mine.csv", "--picture", "absent/x.png"], "No such file or directory"),
        (["mine.csv", "--picture", "x.txt"], "Format 'txt' is not supported"),
    ],
)
def test_other_mistakes_end_with_one_line_and_status_two(
    file, monkeypatch, capsys, arguments, problem
):
    monkeypatch.chdir(file.parent)
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert problem in told
    assert told.count("\n") == 1
