"""Information-theoretic analysis of a small network's training; all quantities in nats."""

from casestudy_lib.data import CLASS_MEANS, CLASS_NAMES, bayes_limits, bayes_posterior
from casestudy_lib.data import generate_data, split_data
from casestudy_lib.network import SimpleNeuralNetwork, log_softmax, relu, relu_derivative, softmax
from casestudy_lib.metrics import compute_accuracy, compute_class_distribution_kl
from casestudy_lib.metrics import compute_cross_entropy, compute_entropy, compute_kl_divergence
from casestudy_lib.metrics import compute_mutual_information, compute_prediction_confidence
from casestudy_lib.metrics import label_code_lengths, row_code_lengths, row_entropies
from casestudy_lib.metrics import row_kl_divergences
from casestudy_lib.training import TrainingOverflowError, train, train_and_track
from casestudy_lib.calibration import brier_score, expected_calibration_error, optimal_temperature
from casestudy_lib.calibration import reliability_curve, temperature_analysis, wilson_interval
from casestudy_lib.tables import print_table
