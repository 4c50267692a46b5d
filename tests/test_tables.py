"""Tables align, round and refuse rows that do not fit together."""

import re

import numpy as np
import pytest
from markdown_it import MarkdownIt

from casestudy_lib.tables import Table, print_table


def test_text_stands_left_and_numbers_stand_right(capsys):
    print_table([{"model": "a", "loss": 0.5, "n": 3}, {"model": "long", "loss": 12.25, "n": 40}])
    assert capsys.readouterr().out == (
        "model      loss    n\n"
        "a        0.5000    3\n"
        "long    12.2500   40\n"
    )  # fmt: skip


def test_a_table_may_be_given_by_its_columns():
    rows = [{"model": "a", "loss": 0.5}, {"model": "long", "loss": 12.25}]
    columns = {"model": ["a", "long"], "loss": np.array([0.5, 12.25])}
    assert repr(Table(columns)) == repr(Table(rows))


def test_minus_zero_is_zero_and_infinity_is_inf_and_truth_is_a_word(capsys):
    print_table([{"a": -1e-17, "b": np.inf, "c": np.float64(2.0), "ok": True}], decimals=1)
    assert capsys.readouterr().out.splitlines()[1].split() == ["0.0", "inf", "2.0", "True"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "the same names"),
        ([{}], "the same names"),
        ({}, "the same names"),
        ({"a": []}, "the same names"),
        ({"a": [1, 2], "b": [1]}, "shorter"),
        ([{"a": 1}, {"b": 1}], "the same names"),
        ([{1: 0.5}], r"names must be text, got \[1\]"),
        ([{1: 0.5, "1": 0.5}], r"names must be text, got \[1, '1'\]"),
        ([{None: 0.5}], r"names must be text, got \[None\]"),
    ],
)
def test_rows_must_have_the_same_names_in_text(rows, message):
    with pytest.raises(ValueError, match=message):
        Table(rows)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("T < 1 & more", "T &lt; 1 &amp; more"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("[page](04.ipynb#a), **b**", "[page](04.ipynb#a), **b**"),
        ("`a < b`", "`a < b`"),
        ("`<b> ``", "`&lt;b&gt; ``"),
        (r"\`<b>\`", r"\`&lt;b&gt;\`"),
        ("$T < 1$", r"$T \lt  1$"),
        ("costs $5 <b>and</b> $6", r"costs $5 \lt b>and\lt /b> $6"),
        ("two\nlines", "two lines"),
    ],
)
def test_a_cell_is_markdown_and_never_html(cell, shown):
    table = Table([{cell: cell}])
    assert table._repr_markdown_().splitlines()[::2] == [f"| {shown} |"] * 2
    assert repr(table) == f"{cell}\n{cell}"
    html = MarkdownIt("commonmark").enable("table").render(table._repr_markdown_())
    assert not re.search("<(img|b)[ >]", html)


def test_table_is_text_where_it_is_compared_and_markdown_on_a_page():
    rows = [{"na|me": "a|b", "n": 3, "x": -1e-9}, {"na|me": "c", "n": 12, "x": 0.25}]
    table = Table(rows, decimals=2)
    assert repr(table).splitlines() == [
        "na|me    n      x",
        "a|b      3   0.00",
        "c       12   0.25",
    ]
    assert table._repr_markdown_().splitlines() == [
        r"| na\|me | n | x |",
        "| :--- | ---: | ---: |",
        r"| a\|b | 3 | 0.00 |",
        "| c | 12 | 0.25 |",
    ]
