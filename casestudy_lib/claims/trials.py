"""The runs behind the verdicts: what is measured in one run, and every run of a trial."""

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.calibration import optimal_temperature
from casestudy_lib.claims.criteria import SETTINGS, VIEWS
from casestudy_lib.claims.verdict import Measures
from casestudy_lib.data import N_CLASSES, bayes_posterior, generate_data
from casestudy_lib.inputs import require_integer, require_positive
from casestudy_lib.metrics import (
    compute_accuracy,
    compute_class_distribution_kl,
    compute_cross_entropy,
    compute_entropy,
    compute_prediction_confidence,
    row_kl_divergences,
)
from casestudy_lib.softmax import softmax
from casestudy_lib.studies.character_model import PASSAGE, CharacterModel
from casestudy_lib.studies.compression import layer_experiment
from casestudy_lib.studies.digits import digits_experiment
from casestudy_lib.studies.many_runs import Experiment, run_experiments
from casestudy_lib.studies.one_run import TrainedRun, train_once
from casestudy_lib.studies.turning_points import change_between, epochs_of_change

_N_FRESH, _N_VALIDATION, _N_TEXTS = 20_000, 300, 10
_EVEN, _UNEVEN = (1 / 3, 1 / 3, 1 / 3), (0.8, 0.1, 0.1)
