"""Checks of functions that a reader writes, with feedback that says what is wrong and where."""

from casestudy_lib.exercises.calibration import check_expected_calibration_error
from casestudy_lib.exercises.check import Check, Property
from casestudy_lib.exercises.divergences import check_cross_entropy, check_kl_divergence
from casestudy_lib.exercises.entropies import check_entropy, check_mutual_information
from casestudy_lib.exercises.feedback import CheckResult
from casestudy_lib.exercises.layers import check_binned_information
from casestudy_lib.exercises.predictions import check_gradient, check_softmax
from casestudy_lib.exercises.temperature import check_optimal_temperature, check_temperature
