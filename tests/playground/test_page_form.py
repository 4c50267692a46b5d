"""What the playground is in Python: one object, light, and complete in itself."""

import gzip
import json
import re
from html import unescape
from importlib.resources import files

import pytest

from casestudy_lib.playground import playground
from casestudy_lib.playground.page import NAMED, SETTINGS

ROOM = files("casestudy_lib.playground")
SCRIPTS = [path.read_text("utf-8") for path in ROOM.iterdir() if path.suffix == ".js"]


def test_as_text_it_is_one_line():
    assert "\n" not in repr(playground())
    assert "trains in the page" in repr(playground())


@pytest.mark.parametrize("small", [False, True])
def test_as_html_it_is_light_and_needs_nothing_else(small):
    html = playground(small=small)._repr_html_()
    assert len(gzip.compress(html.encode())) <= 40_000
    assert ("pg-small" in html.split(">")[0]) == small
    assert not re.search(
        r"\b(src|href)=\"(?!#|data:)|https?://(?!www.w3.org/)|@import|fetch\(", html
    )
    assert "$" not in html.split("<script>")[0]
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert all(name.startswith("playground-") for name in ids)


def test_it_starts_where_it_is_told():
    html = playground(n_train=90, learning_rate=0.5).html()
    start = re.search(r'data-start="([^"]*)"', html)[1]
    assert json.loads(unescape(start)) == {"n_train": 90, "learning_rate": 0.5}


def test_the_still_picture_tells_the_default_run():
    """0.1768 + 0.015323 and 0.1768 + 1.072993: the reference values of the default run."""
    html = playground().html()
    assert "0.192 nats, 0.177 unavoidable and 0.015 avoidable, from 1.250" in html
    assert html.index("<svg") < html.index('pg-live"')


@pytest.mark.parametrize(
    "given",
    [
        {"learning_rate": 0},
        {"learning_rate": float("nan")},
        {"temperature": "1"},
        {"n_train": 10.5},
        {"hidden_dim": True},
        {"seed": -1},
        {"rate": 0.1},
        {"small": "yes"},
    ],
)
def test_what_it_cannot_start_from_is_refused(given):
    with pytest.raises(ValueError, match="must be"):
        playground(**given)


def test_sliders_and_named_settings_offer_what_is_allowed():
    for name, setting in SETTINGS.items():
        stops = setting.get("stops", [setting["default"]])
        assert setting["default"] in stops
        assert stops == sorted(set(stops))
        assert setting["low"] <= stops[0] <= stops[-1] <= setting["high"], name
    for named in NAMED.values():
        for name, value in named.items():
            assert value in SETTINGS[name]["stops"]


def test_scripts_are_plain():
    assert max(len(line) for script in SCRIPTS for line in script.splitlines()) <= 100
    assert all(script.startswith("//") for script in SCRIPTS)
