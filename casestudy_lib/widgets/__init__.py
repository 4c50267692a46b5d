"""The chapter's sliders: one file a topic, which draws, moves and names what a slider shows."""

from casestudy_lib.widgets.calibration_error import explore_bins, explore_sample_size
from casestudy_lib.widgets.code_length import explore_code_length
from casestudy_lib.widgets.epochs import explore_epochs
from casestudy_lib.widgets.layers import explore_bin_width
from casestudy_lib.widgets.learning_rate import explore_learning_rate
from casestudy_lib.widgets.overlap import explore_overlap
from casestudy_lib.widgets.temperature import explore_decoding, explore_temperature
from casestudy_lib.widgets.untrained import explore_untrained
