"""The chapter's sliders."""

from casestudy_lib.widgets.explorers import (
    explore_bin_width,
    explore_bins,
    explore_code_length,
    explore_decoding,
    explore_epochs,
    explore_learning_rate,
    explore_overlap,
    explore_sample_size,
    explore_temperature,
)
