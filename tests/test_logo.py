"""The logo and the favicon are what the script draws from the data."""

import pytest

from tools import logo


@pytest.fixture(scope="module")
def drawings():
    return logo.drawings()


@pytest.mark.parametrize("name", ["logo.svg", "favicon.svg"])
def test_file_is_what_the_script_draws(drawings, name):
    assert (logo.ASSETS / name).read_text(encoding="utf-8") == drawings[name]


@pytest.mark.parametrize("name", ["logo.svg", "favicon.svg"])
def test_drawing_shows_the_three_classes_and_nothing_that_follows_the_theme(drawings, name):
    for color in logo.CLASS_COLORS:
        assert f"fill: {color.lower()}" in drawings[name]
    assert "--paper" not in drawings[name]
