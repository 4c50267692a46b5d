"""What a run of the trials measures, against the pieces that it is of."""

import numpy as np
import pytest

import casestudy_lib as lib
from casestudy_lib.claims import (
    claim_experiment,
    decoding_experiment,
    digits_trial,
    mixed_experiment,
)
from casestudy_lib.claims.measures import derive_seed, measure_temperatures
from casestudy_lib.studies.digits import train_on_digits
from casestudy_lib.studies.one_run import train_once


@pytest.fixture(scope="module")
def default():
    """The default run of the chapter, measured, and its network."""
    return claim_experiment(42, curves=True, temperatures=True), train_once(42)


def test_curves_are_those_of_the_default_run(default):
    found, run = default
    history = run.history
    assert found["first_entropy"] == pytest.approx(history["prediction_entropy"][:21].mean())
    assert found["first_information"] == pytest.approx(history["mutual_information"][:21].mean())
    loss, kl, train_loss = (history[name] for name in ("test_loss", "kl_divergence", "train_loss"))
    assert found["loss_20_100"] == pytest.approx((loss[20] - loss[100]) / (loss[0] - loss[200]))
    done = abs(history["test_accuracy"] - history["test_accuracy"][0])
    assert found["accuracy_settled"] == np.flatnonzero(done >= 0.9 * done[-1])[0]
    assert found["late_fall"] == pytest.approx(kl[100] - kl[200])
    assert found["last_fall"] == pytest.approx(kl[150] - kl[200])
    # With the labels' luck taken out, a gap is the floor + KL − the training loss.
    gap = kl - train_loss
    assert found["late_gap_growth"] == pytest.approx(gap[200] - gap[100])
    early = train_loss[0] - train_loss[100]
    assert found["late_speed"] == pytest.approx((train_loss[100] - train_loss[200]) / early)
    assert found["identity_error"] < 1e-12


def test_expectations_are_over_fresh_points_and_their_posterior(default):
    found, run = default
    X, _ = lib.generate_data(20_000, derive_seed(42, 1))
    truth, probs = lib.bayes_posterior(X), run.net.forward(X)
    assert found["floor"] == lib.compute_entropy(truth)
    assert found["kl"] == pytest.approx(lib.compute_kl_divergence(truth, probs))
    loss = found["floor"] + found["kl"]
    assert found["gap"] == pytest.approx(loss - run.history["train_loss"][-1])
    perfect = -np.log(run.data.train_truth[np.arange(1200), run.data.y_train]).mean()
    assert found["perfect_gap"] == pytest.approx(found["floor"] - perfect)
    chosen = probs.argmax(axis=1)
    accuracy = np.mean([row[k] for row, k in zip(truth, chosen, strict=True)])
    assert found["excess"] == pytest.approx(probs.max(axis=1).mean() - accuracy)


def test_labels_drawn_many_times_agree_with_the_expectations(default):
    found, run = default
    X, y = lib.generate_data(200_000, 7)
    assert lib.optimal_temperature(run.net.logits(X), y) == pytest.approx(found["T_star"], abs=0.01)
    correct = run.net.logits(X).argmax(axis=1) == y
    confidence = run.net.forward(X).max(axis=1)
    assert (confidence - correct).mean() == pytest.approx(found["excess"], abs=0.002)


def test_temperatures_of_the_perfect_model_leave_it_as_it_is(default):
    found, _ = default
    assert found["perfect_T_star"] == pytest.approx(1)
    assert abs(found["perfect_T*_excess"]) < 1e-9
    assert found["perfect_above_floor"] == pytest.approx(0)
    assert found["perfect_repair"] > 0
    assert found["perfect_T0.9_excess"] > 0
    assert found["above_floor"] == pytest.approx(found["entropy"] - found["floor"])


def test_temperatures_are_measured_as_they_are_named(default):
    found, run = default
    X, _ = lib.generate_data(20_000, derive_seed(42, 1))
    held_out, y = lib.generate_data(300, derive_seed(42, 2))
    logits, truth = run.net.logits(X), lib.bayes_posterior(X)
    sharp, plain = lib.softmax(logits / 0.7), lib.softmax(logits)
    change = lib.compute_entropy(sharp) - lib.compute_entropy(plain)
    assert found["T0.7_entropy_change"] == pytest.approx(change)
    T = lib.optimal_temperature(run.net.logits(held_out), y)
    before, after = (lib.compute_kl_divergence(truth, lib.softmax(logits / t)) for t in (1.0, T))
    assert found["repair"] == pytest.approx(after - before, abs=1e-7)
    again = measure_temperatures(logits, truth, run.net.logits(held_out), y)
    assert all(found[name] == value for name, value in again.items())


def test_a_shift_of_the_classes_is_that_of_the_test_and_not_of_the_training():
    even, uneven = (1 / 3, 1 / 3, 1 / 3), (0.8, 0.1, 0.1)
    found = claim_experiment(3, n_epochs=0, std=2.0, priors=uneven, test_priors=even)
    X, _ = lib.generate_data(20_000, derive_seed(3, 1), std=2.0)
    assert found["floor"] == pytest.approx(lib.compute_entropy(lib.bayes_posterior(X, std=2.0)))


def test_mixed_runs_differ_in_their_setting_and_come_again():
    assert mixed_experiment(1) == mixed_experiment(1)
    drawn = [mixed_experiment(seed) for seed in range(12)]
    assert len({run["floor"] for run in drawn}) == 12
    assert {run["uneven"] for run in drawn} == {run["shifted"] for run in drawn} == {0.0, 1.0}


def test_digits_are_measured_on_their_test_rows_and_labels():
    quick = {"n_epochs": 30, "n_train": 100}
    found, run = digits_trial(1, **quick), train_on_digits(1, **quick)
    X, y = run.test
    T = lib.optimal_temperature(run.net.logits(X), y)
    assert found["T_star"] == pytest.approx(T)
    probs = lib.softmax(run.net.logits(X) / (0.9 * T))
    excess = probs.max(axis=1).mean() - (probs.argmax(axis=1) == y).mean()
    assert found["T0.9*_excess"] == pytest.approx(excess, abs=1e-6)
    assert "above_floor" not in found


def test_decoding_experiment_counts_different_texts():
    assert decoding_experiment(0, n_characters=8, cold=0.001)["distinct_cold"] == 1
    assert decoding_experiment(0, n_characters=40, hot=50.0)["distinct_hot"] == 10
    with pytest.raises(ValueError, match="cold must be a finite number greater than 0"):
        decoding_experiment(0, n_characters=4, cold=0)
