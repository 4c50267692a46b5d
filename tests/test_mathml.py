"""Formulas as text: which glyphs they need, and what the build complains of."""

import importlib
import sys
from unittest.mock import Mock

import pytest
from docutils import nodes

from tests.built import ROOT

sys.path.insert(0, str(ROOT / "_ext"))
mathml = importlib.import_module("mathml")


def test_a_formula_needs_the_signs_that_its_elements_draw():
    formula = mathml.as_mathml(r"\sqrt{x}", display=False, node=None)
    assert {"√", "x", "𝑥"} <= mathml.characters_drawn(f"<p>√</p>{formula}")
    assert "√" not in mathml.characters_drawn("<p>√</p><math><mi>x</mi></math>")


@pytest.mark.parametrize("made", ["<math><menclose><mi>x</mi></menclose></math>", None])
def test_what_is_not_known_is_a_warning(monkeypatch, made):
    logger = Mock()
    monkeypatch.setattr(mathml, "logger", logger)
    if made:
        monkeypatch.setattr(
            mathml, "converter", Mock(convert_with_local_state=lambda *a, **_: made)
        )
    mathml.as_mathml(r"\unknown{x}", display=True, node=None)
    (complaint,) = logger.warning.call_args_list
    assert ("draw a sign of its own" if made else "cannot typeset") in complaint.args[0]


@pytest.mark.parametrize(("after", "kept"), [(". Then", True), (", so", True), (" is", False)])
def test_a_full_stop_is_not_parted_from_its_formula(after, kept):
    formula, page = nodes.math("", "x"), Mock(body=[])
    nodes.paragraph("", "", formula, nodes.Text(after))
    with pytest.raises(nodes.SkipNode):
        mathml.visit_math(page, formula)
    assert (page.body[-1] == mathml.WORD_JOINER) is kept
