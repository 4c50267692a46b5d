"""Checks of functions that a reader writes, with feedback that says what is wrong and where."""

from casestudy_lib.checks.calibration import check_expected_calibration_error
from casestudy_lib.checks.check import Check, Property, Slip
from casestudy_lib.checks.divergences import check_cross_entropy, check_kl_divergence
from casestudy_lib.checks.entropies import check_entropy, check_mutual_information
from casestudy_lib.checks.feedback import CheckResult
from casestudy_lib.checks.layers import check_binned_information
from casestudy_lib.checks.predictions import check_gradient, check_softmax
from casestudy_lib.checks.temperature import check_optimal_temperature, check_temperature

__all__ = [
    "Check",
    "CheckResult",
    "Property",
    "Slip",
    "check_binned_information",
    "check_cross_entropy",
    "check_entropy",
    "check_expected_calibration_error",
    "check_gradient",
    "check_kl_divergence",
    "check_mutual_information",
    "check_optimal_temperature",
    "check_softmax",
    "check_temperature",
]
