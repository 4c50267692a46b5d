"""Formulas as text: which glyphs they need, and what the build complains of."""

import importlib
import sys
from types import SimpleNamespace

import pytest

from tests.built import ROOT

sys.path.insert(0, str(ROOT / "_ext"))
mathml = importlib.import_module("mathml")


@pytest.fixture
def warnings(monkeypatch):
    said = []
    report = SimpleNamespace(warning=lambda text, *args, location: said.append(text % args))
    monkeypatch.setattr(mathml, "logger", report)
    return said


def test_a_formula_needs_the_signs_that_its_elements_draw(warnings):
    formula = mathml.as_mathml(r"\sqrt{x}", display=False, node=None)
    assert {"√", "x", "𝑥"} <= mathml.characters_drawn(f"<p>√</p>{formula}")
    assert "√" not in mathml.characters_drawn("<p>√</p><math><mi>x</mi></math>")
    assert warnings == []


@pytest.mark.parametrize(
    ("mathml_of", "complaint"),
    [
        (lambda *_, **__: "<math><menclose><mi>x</mi></menclose></math>", "does <menclose> draw"),
        (mathml.converter.convert_with_local_state, "cannot typeset"),
    ],
)
def test_what_is_not_known_is_a_warning(monkeypatch, warnings, mathml_of, complaint):
    converter = SimpleNamespace(convert_with_local_state=mathml_of)
    monkeypatch.setattr(mathml, "converter", converter)
    mathml.as_mathml(r"\unknown{x}", display=True, node=None)
    assert len(warnings) == 1
    assert complaint in warnings[0]
