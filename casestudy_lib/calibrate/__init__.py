"""A report on predictions from elsewhere: how good they are, and whether their confidence is."""

from casestudy_lib.calibrate.picture import draw_report
from casestudy_lib.calibrate.read import read_predictions
from casestudy_lib.calibrate.report import calibration_report, report_on_file
from casestudy_lib.calibrate.results import CalibrationReport
