"""The promised names and calls."""

import inspect

import numpy as np
import pytest

import casestudy_lib

X, Y = [[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]], [0, 1, 2]
PROBS = [[0.5, 0.3, 0.2], [0.2, 0.5, 0.3], [0.1, 0.1, 0.8]]
LOGITS = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.5]]
NET = casestudy_lib.SimpleNeuralNetwork(2, 4, 3)

# The promise to readers: these names, and calls with exactly these parameters.
CONTRACT = {
    "generate_data": {"n_samples": 9, "seed": 1},
    "bayes_posterior": {"X": X},
    "split_data": {"X": X, "y": Y, "fractions": (0.5, 0.5)},
    "softmax": {"z": LOGITS},
    "log_softmax": {"z": LOGITS},
    "relu": {"z": LOGITS},
    "relu_derivative": {"z": LOGITS},
    "SimpleNeuralNetwork": {"input_dim": 2, "hidden_dim": 4, "n_classes": 3, "seed": 1},
    "compute_entropy": {"probs": PROBS},
    "compute_cross_entropy": {"y": Y, "probs": PROBS, "n_classes": 3},
    "compute_kl_divergence": {"y": Y, "probs": PROBS, "n_classes": 3},
    "compute_class_distribution_kl": {"y": Y, "probs": PROBS, "n_classes": 3},
    "compute_prediction_confidence": {"probs": PROBS},
    "compute_mutual_information": {"probs": PROBS},
    "train_and_track": {
        "X_train": X,
        "y_train": Y,
        "X_test": X,
        "y_test": Y,
        "n_classes": 3,
        "hidden_dim": 4,
        "n_epochs": 2,
        "learning_rate": 0.1,
    },
    "temperature_analysis": {"net": NET, "X": X, "y": Y, "temperatures": [1, 2], "n_classes": 3},
    "optimal_temperature": {"logits": LOGITS, "y": Y},
    "reliability_curve": {"y": Y, "probs": PROBS},
    "expected_calibration_error": {"y": Y, "probs": PROBS},
    "brier_score": {"y": Y, "probs": PROBS},
}


def call(name, *given, **options):
    result = getattr(casestudy_lib, name)(*given, **options)
    return result.logits(X) if name == "SimpleNeuralNetwork" else result


@pytest.mark.parametrize("name", CONTRACT)
def test_calls_by_position_and_by_keyword_agree(name):
    arguments = CONTRACT[name]
    np.testing.assert_equal(call(name, *arguments.values()), call(name, **arguments))


@pytest.mark.parametrize(
    ("name", "defaults"),
    [
        ("generate_data", {"n_samples": 1500, "seed": 42}),
        ("SimpleNeuralNetwork", {"seed": 42}),
        ("compute_cross_entropy", {"n_classes": None}),
        ("compute_kl_divergence", {"n_classes": None}),
        ("compute_class_distribution_kl", {"n_classes": None}),
        ("train_and_track", {"n_classes": 3, "n_epochs": 200, "learning_rate": 0.05}),
        ("train_and_track", {"hidden_dim": 32}),
        ("temperature_analysis", {"n_classes": 3}),
        ("reliability_curve", {"n_bins": 10}),
    ],
)
def test_defaults(name, defaults):
    arguments = CONTRACT.get(name, {})
    given = {key: value for key, value in arguments.items() if key not in defaults}
    np.testing.assert_equal(call(name, **given), call(name, **given, **defaults))


@pytest.mark.parametrize("name", CONTRACT)
def test_what_is_not_promised_is_keyword_only(name):
    parameters = inspect.signature(getattr(casestudy_lib, name)).parameters.values()
    positional = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert positional == list(CONTRACT[name])
