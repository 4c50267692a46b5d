"""Temperature scaling, and how far a model's confidence can be trusted."""

from casestudy_lib.calibration.brier import brier_score
from casestudy_lib.calibration.reliability import expected_calibration_error, reliability_curve
from casestudy_lib.calibration.temperature import optimal_temperature, temperature_analysis

__all__ = [
    "brier_score",
    "expected_calibration_error",
    "optimal_temperature",
    "reliability_curve",
    "temperature_analysis",
]
