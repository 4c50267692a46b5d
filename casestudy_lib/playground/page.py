"""The network that trains in the page: one object, which a page or a notebook shows by itself.

The page's numerics are a second implementation of the library's, in JavaScript. From the same
settings they draw the same data and weights and make the same updates, so that every number in the
page is the library's to 1e-9.

The page's element, of class ``playground``, answers to scripts through ``element.playground``:

- ``set(settings)`` starts a run. Settings are those of `SETTINGS`, by default at their defaults.
- ``advance(updates)`` makes so many updates at once; ``play()`` and ``pause()`` are the buttons.
- ``state()`` is plain JSON: ``X_train``, ``y_train``, ``X_test``, ``y_test``, and
  ``X_validation``, ``y_validation`` for the best temperature, flat and row by row; ``W1``, ``b1``,
  ``W2``, ``b2`` as they are now; ``settings``; ``epoch``; ``history`` with the columns of
  `train_and_track` up to that epoch, `kl_divergence` from the true posterior; ``overflow``, the
  update that overflowed, or null; ``at_temperature``, the numbers of the test samples at the
  present temperature.

A run of n training samples is ``draw_data(seed, n_train=n, std=spread)`` and
``SimpleNeuralNetwork(2, hidden_dim, 3, seed)``; the best temperature is fitted on
``generate_data(1500, seed + 1, std=spread)``. Playing pauses after 200 updates and some later
ones; no run is longer than 10,000. The page's address can hold a run:
``#playground?learning_rate=0.5&epoch=200``, with ``playground-2`` for the second of a page.
"""

import json
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from casestudy_lib.data import CLASS_MEANS, CLASS_NAMES
from casestudy_lib.inputs import require_choice
from casestudy_lib.playground.still import still_picture
from casestudy_lib.plots.style import CLASS_COLORS, QUANTITY_COLORS


def _decades(low: int, high: int, digits: list[float]) -> list[float]:
    return [float(f"{digit}e{power}") for power in range(low, high) for digit in digits]


#: What can be set: its default, what is allowed, how it is shown, and the stops of its slider.
SETTINGS: dict[str, dict[str, Any]] = {
    "learning_rate": {
        "label": "learning rate",
        "form": "η = {}",
        "default": 0.05,
        "low": 1e-6,
        "high": 1e6,
        "stops": [*_decades(-3, 3, [1, 1.5, 2, 3, 5, 7]), 1000],
    },
    "temperature": {
        "label": "temperature",
        "form": "T = {}",
        "default": 1,
        "low": 0.01,
        "high": 100,
        "stops": [*_decades(-1, 1, [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9]), 10],
    },
    "spread": {
        "label": "spread of a class",
        "form": "σ = {}",
        "default": 1,
        "low": 0.05,
        "high": 20,
        "stops": [tenths / 10 for tenths in range(3, 21)],
    },
    "n_train": {
        "label": "training",
        "form": "{} samples",
        "default": 1200,
        "low": 1,
        "high": 20000,
        "whole": True,
        "stops": [15, 30, 60, 90, 150, 200, 300, 450, 600, 900, 1200, 1800, 2400],
    },
    "hidden_dim": {
        "label": "hidden layer",
        "form": "{} units",
        "default": 32,
        "low": 1,
        "high": 1000,
        "whole": True,
        "stops": [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128],
    },
    "seed": {"form": "seed {}", "default": 42, "low": 0, "high": 2**53 - 2, "whole": True},
}

#: Runs that a click starts: what differs from the defaults.
NAMED: dict[str, dict[str, Any]] = {
    "The chapter’s run": {},
    "Memorise": {"n_train": 60, "hidden_dim": 128, "learning_rate": 0.5},
    "Too fast": {"learning_rate": 100},
    "Two units": {"hidden_dim": 2, "learning_rate": 0.3},
    "Wide": {"spread": 2},
}

_NUMBERS = {
    "test_loss": ("test loss", " nats"),
    "kl_divergence": ("KL to the truth", " nats"),
    "prediction_entropy": ("entropy", " nats"),
    "prediction_confidence": ("confidence", ""),
    "test_accuracy": ("accuracy", ""),
    "mutual_information": ("I(X;Ŷ)", " nats"),
    "ece": ("ECE", ""),
    "optimal_temperature": ("best temperature T*", ""),
}
_COLOURS = {
    "kl": QUANTITY_COLORS["KL divergence"],
    "confidence": QUANTITY_COLORS["confidence"],
    "information": QUANTITY_COLORS["I(X;Ŷ)"],
    "loss": QUANTITY_COLORS["cross-entropy"],
}
_SCRIPTS = ("random.js", "numerics.js", "views.js", "words.js", "controls.js")


class Playground:
    """A network that trains in the page: the last value of a cell, like a figure.

    >>> Playground()
    Playground: a network that trains in the page, beside the exact truth. Run this cell to play.

    Attributes:
        small: only the player, the map, the bill and two curves.
        settings: what the page starts from, where it is not the default.
    """

    def __init__(self, *, small: bool = False, **settings: float):
        self.small = require_choice(small, "small", (False, True))
        self.settings = {name: _require_allowed(name, value) for name, value in settings.items()}

    def __repr__(self) -> str:
        return (
            "Playground: a network that trains in the page, beside the exact truth. "
            "Run this cell to play."
        )

    def _repr_html_(self) -> str:
        return self.html()

    def html(self) -> str:
        """The playground as HTML that needs nothing else: no kernel, no file, no request."""
        still, sentence = still_picture()
        return Template(_asset("playground.html")).substitute(
            form="pg-small" if self.small else "",
            colours="".join(f"--pg-{name}: {colour}; " for name, colour in _COLOURS.items()),
            start=escape(json.dumps(self.settings)),
            still=still,
            sentence=sentence,
            named="".join(map(_named_button, NAMED)),
            settings="".join(_slider(name) for name in SETTINGS if "stops" in SETTINGS[name]),
            numbers="".join(_number(name) for name in _NUMBERS),
            rows="".join(map(_row, CLASS_NAMES)),
            style=_asset("playground.css"),
            script=_script(),
        )


def playground(*, small: bool = False, **settings: float) -> Playground:
    """A network that trains in the page, beside the exact truth.

    Args:
        small: only the player, the map, the bill and two curves.
        settings: what the page starts from, where it is not the default: `learning_rate`,
            `temperature`, `spread`, `n_train`, `hidden_dim`, `seed`.

    Raises:
        ValueError: there is no such setting, or the value is not allowed.
    """
    return Playground(small=small, **settings)


def _require_allowed(name: str, value: Any) -> float:
    setting = SETTINGS[require_choice(name, "a setting", tuple(SETTINGS))]
    kind, wanted = (int, "a whole number") if setting.get("whole") else ((int, float), "a number")
    low, high = setting["low"], setting["high"]
    if isinstance(value, bool) or not isinstance(value, kind) or not low <= value <= high:
        raise ValueError(f"{name} must be {wanted} from {low:g} to {high:g}, got {value!r}")
    return value


def _named_button(name: str) -> str:
    data = escape(json.dumps(NAMED[name]))
    return f'<button type="button" data-named="{data}">{name}</button>'


def _slider(name: str) -> str:
    setting = SETTINGS[name]
    return (
        f'<label class="pg-setting"><span>{setting["label"]} <b data-value="{name}"'
        f' aria-hidden="true"></b></span><input type="range" min="0"'
        f' max="{len(setting["stops"]) - 1}" data-setting="{name}"'
        f' autocomplete="off" data-lm-suppress-shortcuts="true"></label>'
    )


def _number(name: str) -> str:
    label, unit = _NUMBERS[name]
    button = '<dd><button type="button" data-pg="best">Set T to T*</button></dd>'
    return (
        f'<div><dt>{label}</dt><dd data-number="{name}" data-unit="{unit}"></dd>'
        f"{button if name == 'optimal_temperature' else ''}</div>"
    )


def _row(name: str) -> str:
    share = "<td><span data-share></span></td>"
    return f'<tr><th scope="row">{name}</th>{share * 2}</tr>'


@cache
def _script() -> str:
    """The page's script: what the library knows as constants, and then the files in order."""
    constants = {
        "MEANS": CLASS_MEANS.tolist(),
        "NAMES": CLASS_NAMES,
        "COLOURS": _COLOURS | {"classes": CLASS_COLORS},
        "SETTINGS": SETTINGS,
    }
    lines = [f"const {name} = {json.dumps(value)};" for name, value in constants.items()]
    return "\n".join(["(() => {", *lines, *map(_asset, _SCRIPTS), "})();"])


@cache
def _asset(name: str) -> str:
    return files("casestudy_lib.playground").joinpath(name).read_text(encoding="utf-8")
