"""A font cut down to the characters that are used, as text that a stylesheet can carry.

Inside the stylesheet the font needs no request of its own, and it also shows in pages opened from
disk, where some browsers refuse to load font files.
"""

from base64 import b64encode
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont


def missing_characters(font_file: Path, characters: Iterable[str]) -> set[str]:
    """Return those of the characters that the font does not have."""
    known = TTFont(font_file, lazy=True).getBestCmap()
    return {character for character in characters if ord(character) not in known}


def subset_as_url(font_file: Path, characters: Iterable[str]) -> str:
    """Return the subset as a ``data:`` URL of a WOFF2 font.

    Alternative glyphs and hints for coarse screens, half the size, are left out; the taller forms
    that brackets and sums grow into stay, and so do copyright and licence (names 0, 13 and 14).
    """
    font = TTFont(font_file)
    subsetter = Subsetter(Options(layout_features=[], hinting=False, name_IDs=[0, 13, 14]))
    subsetter.populate(text="".join(characters))
    subsetter.subset(font)
    font.flavor = "woff2"
    target = BytesIO()
    font.save(target)
    return "data:font/woff2;base64," + b64encode(target.getvalue()).decode()
