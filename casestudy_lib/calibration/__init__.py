"""Temperature scaling, and how far a model's confidence can be trusted."""

from casestudy_lib.calibration.brier import (
    brier_score,
    decompose_brier_score,
    decompose_expected_brier_score,
)
from casestudy_lib.calibration.consistency import consistency_test, draw_consistent_scores
from casestudy_lib.calibration.intervals import wilson_interval
from casestudy_lib.calibration.reliability import expected_calibration_error, reliability_curve
from casestudy_lib.calibration.temperature import (
    optimal_temperature,
    temperature_analysis,
    temperature_interval,
)

__all__ = [
    "brier_score",
    "consistency_test",
    "decompose_brier_score",
    "decompose_expected_brier_score",
    "draw_consistent_scores",
    "expected_calibration_error",
    "optimal_temperature",
    "reliability_curve",
    "temperature_analysis",
    "temperature_interval",
    "wilson_interval",
]
