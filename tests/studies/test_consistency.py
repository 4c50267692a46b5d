"""The test of perfection: labels drawn from a model itself, and how often they reject it."""

import numpy as np
import pytest
from strategies import draw_labels

import casestudy_lib as lib
from casestudy_lib.studies.consistency import consistency_test, draw_consistent_scores


@pytest.fixture
def probs(rng):
    return lib.softmax(rng.normal(0, 2, (400, 3)))


def test_drawn_scores_are_those_of_labels_from_the_model(rng, probs):
    drawn = draw_consistent_scores(probs, n_draws=2000, n_bins=6, binning="mass")
    labels = [draw_labels(probs, rng) for _ in range(300)]
    errors = [lib.expected_calibration_error(y, probs, n_bins=6, binning="mass") for y in labels]
    losses = [lib.compute_cross_entropy(y, probs) for y in labels]
    for name, values in (("calibration_error", errors), ("cross_entropy", losses)):
        spread = np.std(values)
        assert drawn[name].shape == (2000,)
        assert drawn[name].mean() == pytest.approx(np.mean(values), abs=spread / 4)
        assert drawn[name].std() == pytest.approx(spread, rel=0.2)


def test_impossible_labels_are_never_drawn_and_reject():
    probs = np.array([[0.0, 1.0, 0.0], [0.5, 0.5 - 9e-7, 0.0], [0.0, 0.3, 0.7]])
    drawn = draw_consistent_scores(probs, n_draws=500)
    assert np.isfinite(drawn["cross_entropy"]).all()
    result = consistency_test([0, 0, 1], probs, n_draws=99)
    assert result["cross_entropy"] == np.inf
    assert result["cross_entropy_p"] == 0.02
    assert consistency_test([0], [[1.0, 0.0]], n_draws=9)["cross_entropy_p"] == 1


def test_scores_are_the_librarys_and_limits_are_quantiles_of_the_draws(rng, probs):
    y, options = draw_labels(probs, rng), {"n_draws": 99, "n_bins": 5, "binning": "mass", "seed": 3}
    drawn = draw_consistent_scores(probs, **options)
    result = consistency_test(y, probs, level=0.8, **options)
    error = lib.expected_calibration_error(y, probs, n_bins=5, binning="mass")
    assert result["calibration_error"] == pytest.approx(error)
    assert result["cross_entropy"] == pytest.approx(lib.compute_cross_entropy(y, probs))
    assert result["calibration_error_limit"] == np.quantile(drawn["calibration_error"], 0.8)
    ends = [result["cross_entropy_low"], result["cross_entropy_high"]]
    np.testing.assert_allclose(ends, np.quantile(drawn["cross_entropy"], [0.1, 0.9]))
    above = (drawn["calibration_error"] >= result["calibration_error"]).sum()
    assert result["calibration_error_p"] == pytest.approx((1 + above) / 100)


def test_a_perfect_model_is_rejected_about_one_time_in_twenty(rng):
    probs = lib.bayes_posterior(lib.generate_data(200, seed=5)[0])
    results = [
        consistency_test(draw_labels(probs, rng), probs, n_draws=99, seed=s) for s in range(300)
    ]
    for name in ("calibration_error_p", "cross_entropy_p"):
        p = np.array([result[name] for result in results])
        assert 0.02 <= (p <= 0.05).mean() <= 0.085  # 0.05 ± 0.013 (one standard error) is expected
        assert p.mean() == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize(("sharpness", "side"), [(3.0, 1), (1 / 3, -1)])
def test_a_model_too_sure_or_not_sure_enough_is_always_rejected(rng, sharpness, side):
    end = "cross_entropy_high" if side > 0 else "cross_entropy_low"
    for seed in range(20):
        truth = lib.bayes_posterior(lib.generate_data(500, seed=seed)[0])
        probs = lib.softmax(sharpness * np.log(truth))
        result = consistency_test(draw_labels(truth, rng), probs, n_draws=199)
        assert result["calibration_error"] > result["calibration_error_limit"]
        assert (result["calibration_error_p"], result["cross_entropy_p"]) == (1 / 200, 2 / 200)
        assert side * result["cross_entropy"] > side * result[end]


@pytest.mark.parametrize(
    ("y", "options", "message"),
    [
        ([0, 1], {"n_draws": 0}, "n_draws must be an integer"),
        ([0, 1], {"level": 0}, "level must be a number between 0 and 1"),
        ([0, 2], {}, "y must hold labels from 0 to 1"),
        ([0, 1], {"binning": "x"}, "binning must be one of"),
    ],
)
def test_says_what_is_wrong(y, options, message):
    with pytest.raises(ValueError, match=message):
        consistency_test(y, [[0.7, 0.3], [0.6, 0.4]], **options)
