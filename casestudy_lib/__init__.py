"""Information-theoretic analysis of a small network's training; all quantities in nats."""

from casestudy_lib.bootstrap import bootstrap_change, bootstrap_interval
from casestudy_lib.calibration import (
    brier_score,
    consistency_test,
    decompose_brier_score,
    decompose_expected_brier_score,
    draw_consistent_scores,
    expected_calibration_error,
    optimal_temperature,
    reliability_curve,
    temperature_analysis,
    temperature_interval,
    wilson_interval,
)
from casestudy_lib.data import (
    CLASS_MEANS,
    CLASS_NAMES,
    bayes_posterior,
    feature_density,
    generate_data,
    make_plane,
    split_data,
)
from casestudy_lib.experiments import (
    ExperimentResults,
    FailedRun,
    run_experiments,
    summarise,
)
from casestudy_lib.metrics import (
    compute_accuracy,
    compute_class_distribution_kl,
    compute_cross_entropy,
    compute_entropy,
    compute_kl_divergence,
    compute_mutual_information,
    compute_prediction_confidence,
    label_code_lengths,
    row_code_lengths,
    row_entropies,
    row_kl_divergences,
)
from casestudy_lib.network import (
    SimpleNeuralNetwork,
    log_softmax,
    relu,
    relu_derivative,
    softmax,
)
from casestudy_lib.runs import training_experiment
from casestudy_lib.tables import print_table
from casestudy_lib.training import TrainingOverflowError, train_and_track
from casestudy_lib.truth import bayes_limits

__all__ = [
    "CLASS_MEANS",
    "CLASS_NAMES",
    "ExperimentResults",
    "FailedRun",
    "SimpleNeuralNetwork",
    "TrainingOverflowError",
    "bayes_limits",
    "bayes_posterior",
    "bootstrap_change",
    "bootstrap_interval",
    "brier_score",
    "compute_accuracy",
    "compute_class_distribution_kl",
    "compute_cross_entropy",
    "compute_entropy",
    "compute_kl_divergence",
    "compute_mutual_information",
    "compute_prediction_confidence",
    "consistency_test",
    "decompose_brier_score",
    "decompose_expected_brier_score",
    "draw_consistent_scores",
    "expected_calibration_error",
    "feature_density",
    "generate_data",
    "label_code_lengths",
    "log_softmax",
    "make_plane",
    "optimal_temperature",
    "print_table",
    "reliability_curve",
    "relu",
    "relu_derivative",
    "row_code_lengths",
    "row_entropies",
    "row_kl_divergences",
    "run_experiments",
    "softmax",
    "split_data",
    "summarise",
    "temperature_analysis",
    "temperature_interval",
    "train_and_track",
    "training_experiment",
    "wilson_interval",
]
