"""What the sliders move: figures, and the function that changes them to a value.

A scene draws its figures once and returns them with an `update(value)` that calls the library for
the numbers, hands them to the artists, and says in words what is now to be seen.
"""

from casestudy_lib.scenes.calibration import decoding, temperature
from casestudy_lib.scenes.foundations import code_length, overlap
from casestudy_lib.scenes.information import bin_width
from casestudy_lib.scenes.training import epochs, learning_rate
from casestudy_lib.scenes.trust import bin_count, sample_size

__all__ = [
    "bin_count",
    "bin_width",
    "code_length",
    "decoding",
    "epochs",
    "learning_rate",
    "overlap",
    "sample_size",
    "temperature",
]
