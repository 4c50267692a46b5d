"""A font cut down to the characters that are used, as text that a stylesheet can carry.

There it needs no request, and also shows in pages opened from disk.
"""

import logging
from base64 import b64encode
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it would report every table


def subset_as_url(font_file: Path, characters: Iterable[str]) -> tuple[str, set[str]]:
    """Return a subset as a ``data:`` URL of a WOFF2 font, and the characters it does not have.

    The larger forms of roots, brackets and braces stay, with the parts that a browser builds them
    of, and so do copyright and licence (names 0, 13 and 14).
    """
    font = TTFont(font_file, recalcTimestamp=False)
    missing = {character for character in characters if ord(character) not in font.getBestCmap()}
    subsetter = Subsetter(Options(layout_features=[], hinting=False, name_IDs=[0, 13, 14]))
    subsetter.populate(text="".join(characters))
    subsetter.subset(font)
    font.flavor = "woff2"
    target = BytesIO()
    font.save(target)
    return "data:font/woff2;base64," + b64encode(target.getvalue()).decode(), missing
