"""The fonts of the printed book, all of them from packages that the book is built with."""

from pathlib import Path

import matplotlib
from bs4 import Tag
from fontTools.ttLib import TTFont

_FOLDER = Path(matplotlib.get_data_path(), "fonts", "ttf")
_FACES = {  # the name in the stylesheet, and the file of each style
    "Book Text": {
        "normal normal": "STIXGeneral",
        "italic normal": "STIXGeneralItalic",
        "normal bold": "STIXGeneralBol",
        "italic bold": "STIXGeneralBolIta",
    },
    "Book Sans": {
        "normal normal": "DejaVuSans",
        "italic normal": "DejaVuSans-Oblique",
        "normal bold": "DejaVuSans-Bold",
        "italic bold": "DejaVuSans-BoldOblique",
    },
    "Book Mono": {
        "normal normal": "DejaVuSansMono",
        "italic normal": "DejaVuSansMono-Oblique",
        "normal bold": "DejaVuSansMono-Bold",
        "italic bold": "DejaVuSansMono-BoldOblique",
    },
}


def font_faces() -> str:
    """The rules that name the fonts to a stylesheet."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; src: url("{(_FOLDER / f"{file}.ttf").as_uri()}");'
        f" font-style: {style.split()[0]}; font-weight: {style.split()[1]}; }}"
        for family, files in _FACES.items()
        for style, file in files.items()
    )


def check_characters(document: Tag) -> None:
    """See that every character outside formulas is in a font of the book.

    What no font has would be an empty box, or come from whatever the machine has installed.

    Raises:
        ValueError: characters are in no font.
    """
    known = set().union(*(_characters_of(files["normal normal"]) for files in _FACES.values()))
    strange = ((text, set(text) - known) for text in document.find_all(string=True))
    missing = {
        character
        for text, characters in strange
        for character in characters
        if not character.isspace() and not _formula(text)
    }
    if missing:
        names = ", ".join(f"{c!r} (U+{ord(c):04X})" for c in sorted(missing))
        raise ValueError(f"no font of the printed book has {names}")


def _formula(text: Tag) -> bool:
    return text.find_parent(["math", "style", "script"]) is not None


def _characters_of(file: str) -> set[str]:
    with TTFont(_FOLDER / f"{file}.ttf", lazy=True) as font:
        return set(map(chr, font.getBestCmap()))
