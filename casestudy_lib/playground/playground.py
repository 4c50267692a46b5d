"""The network that trains in the page: one object, which a page or a notebook shows by itself."""

import json
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from casestudy_lib.data import CLASS_MEANS, CLASS_NAMES
from casestudy_lib.plots.style import CLASS_COLORS, QUANTITY_COLORS

DEFAULTS = {
    "learning_rate": 0.05,
    "temperature": 1,
    "spread": 1,
    "n_train": 1200,
    "hidden_dim": 32,
    "seed": 42,
}
_SCRIPTS = ("random.js", "numerics.js", "views.js", "controls.js")
_COLOURS = {
    "classes": CLASS_COLORS,
    "kl": QUANTITY_COLORS["KL divergence"],
    "confidence": QUANTITY_COLORS["confidence"],
    "information": QUANTITY_COLORS["I(X;Ŷ)"],
    "loss": QUANTITY_COLORS["cross-entropy"],
}

class Playground:
    def __init__(self, *, small=False, **settings):
        self.small, self.settings = small, settings

    def __repr__(self) -> str:
        return "Playground: a network that trains in the page."

    def _repr_html_(self) -> str:
        return self.html()

    def html(self) -> str:
        return Template(_asset("playground.html")).substitute(
            form="pg-small" if self.small else "",
            start=escape(json.dumps(self.settings)),
            style=_asset("playground.css"), still="", sentence="", script=_script())

def playground(*, small=False, **settings):
    return Playground(small=small, **settings)

@cache
def _script() -> str:
    constants = {"MEANS": CLASS_MEANS.tolist(), "NAMES": CLASS_NAMES, "COLOURS": _COLOURS, "DEFAULTS": DEFAULTS}
    lines = [f"const {name} = {json.dumps(value)};" for name, value in constants.items()]
    return "\n".join(["(() => {", *lines, *map(_asset, _SCRIPTS), "})();"])

@cache
def _asset(name: str) -> str:
    return files("casestudy_lib.playground").joinpath(name).read_text(encoding="utf-8")
