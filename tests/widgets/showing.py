"""What the tests of all sliders read: the artists of a picture, and the numbers in its words."""

import re

from casestudy_lib.plots import artist_named


def shown(explorer, panel, name):
    """The artist of a name in one of the slider's figures."""
    return artist_named(explorer.figures[panel].axes[0], name)


def class_points(explorer, panel):
    """The points of each class."""
    return [shown(explorer, panel, f"class {name}").get_xydata() for name in "ABC"]


def numbers(description):
    """The decimal numbers of a description, in order."""
    return [float(number) for number in re.findall(r"-?\d+\.\d+(?:e[+-]\d+)?", description)]
