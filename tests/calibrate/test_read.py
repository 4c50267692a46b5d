"""Files as they come: what is right in spite of its form, and one sentence for what is wrong."""

import gzip

import numpy as np
import pytest
from scipy.special import softmax

from casestudy_lib.calibrate import read, read_predictions, report_on_file
from tests.calibrate.conftest import draw

HEAD = "label,prob_0,prob_1,prob_2\n"
GOOD = HEAD + "0,0.5,0.25,0.25\n2,0.1,0.2,0.7\n1,0.3,0.4,0.3\n"
Y, PROBS = [0, 2, 1], [[0.5, 0.25, 0.25], [0.1, 0.2, 0.7], [0.3, 0.4, 0.3]]


@pytest.fixture
def write(tmp_path):
    def write(content, name="predictions.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        GOOD.replace(",", ", "),
        GOOD.rstrip("\n"),
        GOOD + "\n  \n",
        GOOD.replace("label,prob_0", '"label","prob_0"').replace("\n0,", '\n"0",'),
        GOOD.replace("label", "Label").replace("\n2,", "\n2.0,"),
    ],
    ids=["plain", "BOM", "CRLF", "semicolons", "tabs", "spaces", "no last newline", "blank lines",
         "quotes", "float labels"],
)  # fmt: skip
def test_forms_that_mean_the_same(write, content):
    found = read_predictions(write(content))
    assert found.keys() == {"y", "probs"}
    assert found["y"].dtype.kind == "i"
    np.testing.assert_array_equal(found["y"], Y)
    np.testing.assert_array_equal(found["probs"], PROBS)


def test_compressed_file_is_read(write):
    path = write(gzip.compress(GOOD.encode()), "predictions.csv.gz")
    np.testing.assert_array_equal(read_predictions(path)["probs"], PROBS)


def test_logits_come_back_to_the_last_bit(write, monkeypatch):
    y, logits = draw(50, 7)
    rows = [
        ",".join(map(repr, [label, *row]))
        for label, row in zip(y.tolist(), logits.tolist(), strict=True)
    ]
    head = "label," + ",".join(f"logit_{k}" for k in range(7))
    monkeypatch.setattr(read, "_BLOCK_SIZE", 24)  # three rows at a time
    found = read_predictions(write("\n".join([head, *rows])))
    np.testing.assert_array_equal(found["y"], y)
    np.testing.assert_array_equal(found["logits"], logits)


def test_four_decimals_pass_with_any_number_of_classes(write):
    y, logits = draw(200, 1000, seed=6)
    probs = softmax(logits, axis=1).round(4)
    head = "label," + ",".join(f"prob_{k}" for k in range(1000))
    rows = [
        f"{label}," + ",".join(f"{p:.4f}" for p in row) for label, row in zip(y, probs, strict=True)
    ]
    report = report_on_file(write("\n".join([head, *rows])))
    assert report.n_classes == 1000
    assert any("divided by its sum" in remark for remark in report.remarks)


HOSTILE = {
    "empty": ("", "the file is empty"),
    "blank": ("\n\n", "the file is empty"),
    "header only": (HEAD, "there is no row below the header"),
    "no header": ("0,0.5,0.25,0.25\n", "line 1 must be a header"),
    "other names": ("y,a,b,c\n0,0.5,0.25,0.25\n", "line 1 must be a header"),
    "names out of order": (GOOD.replace("prob_0,prob_1", "prob_1,prob_0"), "must be a header"),
    "both kinds": (GOOD.replace("prob_2", "logit_2"), "line 1 must be a header"),
    "one class": ("label,prob_0\n0,1\n", "with two classes or more"),
    "label only": ("label\n0\n", "line 1 must be a header"),
    "missing value": (GOOD + "1,0.5,,0.5\n", "line 5: prob_1 is missing"),
    "missing label": (GOOD + ",0.5,0.1,0.4\n", "line 5: label is missing"),
    "nan": (GOOD + "1,0.5,nan,0.5\n", "line 5: prob_1 must be between 0 and 1, got nan"),
    "infinite": ("label,logit_0,logit_1\n0,1,-inf\n", "line 2: logit_1 must be finite, got -inf"),
    "text": (GOOD + "1,0.5,high,0.5\n", "line 5: prob_1 is 'high', not a number"),
    "text label": (GOOD + "cat,0.5,0.1,0.4\n", "line 5: label is 'cat', not a number"),
    "decimal comma": ("label;prob_0;prob_1\n0;0,5;0,5\n", "line 2: prob_0 is '0,5'"),
    "underscore": (GOOD + "1,0.5,0_1,0.4\n", "lines 2 to 5: "),
    "beyond the columns": (
        GOOD + "3,0.5,0.1,0.4\n",
        "line 5: label must be an integer from 0 to 2",
    ),
    "negative label": (GOOD + "-1,0.5,0.1,0.4\n", "line 5: label must be .* got -1"),
    "fractional label": (GOOD + "1.5,0.5,0.1,0.4\n", "line 5: label must be .* got 1.5"),
    "label nan": (GOOD + "nan,0.5,0.1,0.4\n", "line 5: label must be .* got nan"),
    "huge label": (GOOD + "1e300,0.5,0.1,0.4\n", r"line 5: label must be .* got 1e\+300"),
    "no sum of one": (GOOD + "1,0.5,0.1,0.3\n", "line 5: probabilities must sum to 1 .* got 0.9"),
    "percent": (GOOD + "1,50,10,40\n", "line 5: prob_0 must be between 0 and 1, got 50"),
    "negative": (GOOD + "1,0.7,-0.1,0.4\n", "line 5: prob_1 must be between 0 and 1, got -0.1"),
    "short row": (GOOD + "1,0.5,0.5\n", "line 5 has 3 columns where the header has 4"),
    "long row": (GOOD + "1,0.5,0.5,0,0\n", "line 5 has 5 columns where the header has 4"),
    "all rows short": (HEAD + "1,0.5,0.5\n0,1,0\n", "line 2 has 3 columns where the header has 4"),
    "after blank lines": (GOOD + "\n\r\n1,0.5,x,0.5\n", "line 7: prob_1 is 'x'"),
    "not text": (GOOD.encode("utf-16"), "the file must be text in UTF-8"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "the file must be text in UTF-8"),
    "zero byte": (GOOD + "1,0.5,\x00,0.5\n", r"line 5: prob_1 is '\\x00'"),
}


@pytest.mark.parametrize(("content", "problem"), HOSTILE.values(), ids=HOSTILE.keys())
def test_one_sentence_for_what_is_wrong(write, content, problem):
    with pytest.raises(ValueError, match=problem) as raised:
        read_predictions(write(content))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("content", [GOOD.encode(), gzip.compress(GOOD.encode() * 500)[:-20]])
def test_damaged_compression_is_said(write, content):
    with pytest.raises(ValueError, match="damaged"):
        read_predictions(write(content, "predictions.csv.gz"))
