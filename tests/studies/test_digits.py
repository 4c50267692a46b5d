"""The digits against scikit-learn's, and a run against its parts written out."""

import subprocess
import sys
from importlib.resources import files

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import softmax as scipy_softmax
from scipy.stats import entropy as scipy_entropy
from scipy.stats import sem
from sklearn.datasets import load_digits as sklearn_digits
from sklearn.metrics import log_loss

from casestudy_lib import SimpleNeuralNetwork, expected_calibration_error, train_and_track
from casestudy_lib.studies.digits import load_digits, measure_repair, train_on_digits

QUICK = {"n_train": 300, "n_validation": 200, "n_test": 150, "n_epochs": 20, "hidden_dim": 8}


def test_digits_are_those_of_scikit_learn():
    X, y = load_digits()
    theirs = sklearn_digits()
    assert X.dtype == np.float64
    np.testing.assert_array_equal(X, theirs.data / 16)
    np.testing.assert_array_equal(y, theirs.target)


def test_digits_are_found_from_elsewhere_and_scikit_learn_is_not_needed(tmp_path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from casestudy_lib.studies.digits import load_digits\n"
        "print(len(load_digits()[1]), 'sklearn' in sys.modules, 'scipy' in sys.modules)"
    )
    root = str(files("casestudy_lib").parent)
    run = subprocess.run(
        [sys.executable, "-c", code, root], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert run.stdout.split() == ["1797", "False", "False"]


def test_seed_splits_the_digits_without_overlap_and_draws_the_weights():
    X, y = load_digits()
    run = train_on_digits(3, **QUICK)
    assert [len(part[1]) for part in run[1:4]] == [300, 200, 150]
    order = np.random.default_rng(3).permutation(len(y))
    for part, rows in zip(run[1:4], np.split(order[:650], [300, 500]), strict=True):
        np.testing.assert_array_equal(part[0], X[rows])
        np.testing.assert_array_equal(part[1], y[rows])
    net = SimpleNeuralNetwork(64, 8, 10, seed=3)
    history = train_and_track(
        *run.train, *run.test, n_classes=10, net=net, n_epochs=20, learning_rate=0.5
    )
    np.testing.assert_array_equal(run.net.W1, net.W1)
    np.testing.assert_array_equal(run.history["test_loss"], history["test_loss"])


def test_default_run_uses_every_digit_once():
    run = train_on_digits(0, n_epochs=0)
    rows = np.vstack([part[0] for part in run[1:4]])
    np.testing.assert_array_equal(
        rows[np.lexsort(rows.T)], load_digits()[0][np.lexsort(load_digits()[0].T)]
    )


def test_too_many_rows_are_refused():
    with pytest.raises(ValueError, match="at most 1797 rows together, got 1798"):
        train_on_digits(0, n_test=598)


def test_repair_is_measured_as_other_libraries_have_it():
    run = train_on_digits(5, **QUICK)
    found = measure_repair(run)
    (X_held_out, y_held_out), (X, y) = run.validation, run.test
    held_out, logits = run.net.logits(X_held_out), run.net.logits(X)

    def loss(T):
        return log_loss(y_held_out, scipy_softmax(held_out / T, axis=1), labels=range(10))

    T = minimize_scalar(loss, bounds=(0.02, 3), method="bounded", options={"xatol": 1e-9}).x
    assert found["optimal_temperature"] == pytest.approx(T, rel=1e-5)
    for name, fixed in (("before", 1), ("after", T)):
        q = scipy_softmax(logits / fixed, axis=1)
        assert found[f"loss_{name}"] == pytest.approx(log_loss(y, q, labels=range(10)), rel=1e-6)
        error = expected_calibration_error(y, q)
        assert found[f"calibration_error_{name}"] == pytest.approx(error, abs=1e-5)
    q = scipy_softmax(logits, axis=1)
    excess = -np.log(q[np.arange(len(y)), y]) - scipy_entropy(q, axis=1)
    assert found["loss_minus_entropy"] == pytest.approx(excess.mean())
    assert found["loss_minus_entropy_error"] == pytest.approx(sem(excess))
