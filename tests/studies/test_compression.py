"""The rule for compression on planted courses, and the experiment against the pieces it is of."""

import numpy as np
import pytest

from casestudy_lib import bayes_posterior, compute_kl_divergence, generate_data
from casestudy_lib.studies.compression import (
    compression,
    is_compressed,
    judge_runs,
    label_change,
    layer_experiment,
)
from casestudy_lib.studies.layer_runs import measure_layer, record_layer


@pytest.mark.parametrize(
    ("inputs", "labels", "fall", "change"),
    [
        ([1.0, 3.0, 2.0], [0.1, 0.5, 0.75], 1.0, 0.25),
        ([3.0, 3.0, 2.0], [0.9, 0.5, 0.75], 1.0, -0.15),  # from the first of equal maxima
        ([1.0, 2.0, 3.0], [0.1, 0.5, 0.75], 0.0, 0.0),
        ([[3.0, 1.0], [1.0, 3.0]], [[0.2, 0.5], [0.2, 0.5]], [2.0, 0.0], [0.3, 0.0]),
    ],
)
def test_fall_and_change_are_counted_from_the_maximum_to_the_end(inputs, labels, fall, change):
    inputs, labels = np.array(inputs), np.array(labels)
    np.testing.assert_array_equal(compression(inputs), fall)
    np.testing.assert_allclose(label_change(inputs, labels), change)


@pytest.mark.parametrize(
    ("inputs", "labels", "compressed"),
    [
        ([1.0, 4.0, 3.75], [0.2, 1.0, 1.0], True),
        ([1.0, 4.0, 3.875], [0.2, 1.0, 1.0], False),  # falls by 3 % only
        ([1.0, 4.0, 3.0], [0.2, 1.0, 0.9], False),  # and so do the labels
        ([1.0, 4.0, 3.0], [0.2, 1.0, 0.96], True),
        ([1.0, 2.0, 3.0], [0.2, 1.0, 1.0], False),
        ([[4.0, 3.0], [3.0, 4.0]], [[1.0, 1.0], [1.0, 1.0]], [True, False]),
    ],
)
def test_compressed_means_a_fall_without_a_loss(inputs, labels, compressed):
    assert is_compressed(np.array(inputs), np.array(labels)).tolist() == compressed


@pytest.mark.parametrize("estimator", ["binned", "noisy"])
def test_runs_are_judged_by_the_rule_and_told_in_medians(estimator):
    course = {
        f"{estimator}_inputs": np.array([[1.0, 4.0, 3.0], [1.0, 2.0, 2.0], [5.0, 3.0, 1.0]]),
        f"{estimator}_labels": np.array([[0.5, 1.0, 1.0], [0.5, 1.0, 1.0], [1.0, 1.0, 0.5]]),
    }
    row = judge_runs(course, estimator)
    assert row == {"largest": 4, "last": 2, "fall": 1, "least": 0, "most": 4, "compress": 1}


def test_experiment_is_made_of_run_measures_and_rule():
    settings = {"n_epochs": 30, "n_stops": 5, "hidden_dim": 3, "learning_rate": 0.5}
    outcome = layer_experiment(4, activation="relu", std=0.7, n_samples=60, **settings)
    X, y = generate_data(60, 4, std=0.7)
    run = record_layer(X, y, activation="relu", seed=4, **settings)
    course = measure_layer(run.hidden, y)
    for estimator in ("binned", "noisy"):
        inputs, labels = course[f"{estimator}_inputs"], course[f"{estimator}_labels"]
        assert outcome[f"{estimator}_fall"] == compression(inputs) / inputs.max()
        assert outcome[f"{estimator}_label_change"] == label_change(inputs, labels)
        assert outcome[f"{estimator}_compressed"] == is_compressed(inputs, labels)
    assert outcome["saturated"] == course["saturated"][-1]
    assert outcome["train_loss"] == run.train_loss[-1]
    X_fresh, _ = generate_data(60, 10_004, std=0.7)
    truth = bayes_posterior(X_fresh, std=0.7)
    expected = compute_kl_divergence(truth, run.net.forward(X_fresh))
    assert outcome["kl_divergence"] == pytest.approx(expected)
    assert all(type(value) is float for value in outcome.values())


def test_saturating_units_compress_on_classes_that_hardly_overlap():
    tanh, relu = (layer_experiment(0, activation=name) for name in ("tanh", "relu"))
    assert tanh["binned_compressed"] == tanh["noisy_compressed"] == 1
    assert relu["binned_compressed"] == relu["noisy_compressed"] == 0


def test_an_unknown_estimator_is_refused():
    with pytest.raises(ValueError, match=r"estimator must be one of .*, got 'best'"):
        judge_runs({}, "best")
