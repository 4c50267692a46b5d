"""The browser that prints the book, measures its pages and tests them: Chromium, or Chrome."""

import shutil

#: What it may be called, on the ``PATH``.
NAMES = ("chromium", "chromium-browser", "google-chrome")

#: So that it runs without a screen and as any user, and looks up nothing by itself.
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")


def find_chromium() -> str | None:
    """Return the path of the first browser there is."""
    return next(filter(None, map(shutil.which, NAMES)), None)
