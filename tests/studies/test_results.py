"""Results in their places, failures by name, and the spread over seeds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from casestudy_lib.studies.many_runs import ExperimentResults, FailedRun, summarise


def measured(number, curve=(0.0, 1.0)):
    return {"number": np.array(float(number)), "curve": np.array(curve)}


@pytest.fixture
def results():
    return ExperimentResults(
        ["low", "high"],
        [7, 3, 5],
        [measured(1), "ValueError: no", measured(2), measured(3), measured(4), measured(5)],
    )


def test_measures_are_stacked_in_the_order_of_seeds(results):
    np.testing.assert_array_equal(results["low"]["number"], [1, np.nan, 2])
    np.testing.assert_array_equal(results["low"]["curve"], [[0, 1], [np.nan, np.nan], [0, 1]])
    np.testing.assert_array_equal(results["high"]["number"], [3, 4, 5])
    assert list(results["low"]) == ["number", "curve"]


def test_measures_of_all_settings_are_stacked(results):
    np.testing.assert_array_equal(results.values["number"], [[1, np.nan, 2], [3, 4, 5]])
    assert results.values["curve"].shape == (2, 3, 2)


def test_failures_are_named(results):
    assert results.failures == [FailedRun("low", 3, "ValueError: no")]
    assert str(results.failures[0]) == "setting 'low', seed 3: ValueError: no"
    assert repr(results) == (
        "2 settings x 3 seeds, 1 failed\n  setting 'low', seed 3: ValueError: no"
    )
    with pytest.raises(RuntimeError, match="setting 'low', seed 3: ValueError: no"):
        results.raise_failures()


def test_without_failures_nothing_is_raised():
    results = ExperimentResults(["only"], [0], [measured(1)])
    results.raise_failures()
    assert repr(results) == "1 settings x 1 seeds, 0 failed"


def test_many_failures_are_counted():
    results = ExperimentResults(["only"], range(13), ["E: no"] * 12 + [measured(1)])
    assert repr(results).splitlines()[-1].strip() == "and 2 more"
    assert len(results.failures) == 12


def test_a_setting_that_failed_throughout_takes_its_shapes_from_the_others():
    results = ExperimentResults(["bad", "good"], [0, 1], ["E: a", "E: b", measured(1), measured(2)])
    np.testing.assert_array_equal(results["bad"]["number"], [np.nan, np.nan])
    assert results["bad"]["curve"].shape == (2, 2)
    assert np.isnan(results["bad"]["curve"]).all()
    np.testing.assert_array_equal(results["good"]["number"], [1, 2])


def test_a_setting_whose_shapes_nobody_knows_is_refused():
    nothing = ExperimentResults(["a", "b"], [0], ["E: x", "E: y"])
    with pytest.raises(
        ValueError, match="every run of setting 'b' failed; setting 'b', seed 0: E: y"
    ):
        nothing["b"]
    divided = ExperimentResults(
        ["bad", "short", "long"], [0], ["E: x", measured(1), measured(1, curve=(1.0, 2.0, 3.0))]
    )
    with pytest.raises(ValueError, match="every run of setting 'bad' failed"):
        divided["bad"]
    with pytest.raises(ValueError, match="every run of setting 'bad' failed"):
        _ = divided.values


def test_an_unknown_setting_is_refused(results):
    with pytest.raises(KeyError, match=r"no setting 'medium'; there are \['low', 'high'\]"):
        results["medium"]


@pytest.mark.parametrize("other", [measured(2, curve=(1.0, 2.0, 3.0)), {"number": np.array(2.0)}])
def test_runs_that_disagree_are_named(other):
    with pytest.raises(ValueError, match=r"seed 5 returned measures \{.*\}, but seed 3 "):
        ExperimentResults(["only"], [9, 3, 5], ["E: no", measured(1), other])
    apart = ExperimentResults(["one", "other"], [0], [measured(1), other])
    np.testing.assert_array_equal(apart["one"]["number"], [1])
    with pytest.raises(ValueError, match="settings 'one' and 'other' cannot be stacked: their me"):
        _ = apart.values


def test_summary_of_a_planted_sample():
    values = np.random.default_rng(0).permutation(np.arange(101.0))
    assert summarise(values) == pytest.approx((50, 5, 95))
    assert summarise(values, level=0.5) == pytest.approx((50, 25, 75))


def test_summary_leaves_failed_runs_out():
    curves = np.array([[1.0, 10], [np.nan, np.nan], [3, 30], [2, 20]])
    np.testing.assert_array_equal(summarise(curves).median, [2, 20])
    np.testing.assert_array_equal(summarise(curves), summarise(curves[[0, 2, 3]]))


@given(arrays(float, (7, 3), elements=st.floats(-1e6, 1e6)), st.permutations(range(7)))
def test_summary_is_ordered_and_blind_to_the_order_of_seeds(values, order):
    median, low, high = summarise(values)
    assert (low <= median).all()
    assert (median <= high).all()
    np.testing.assert_array_equal(median, np.median(values, axis=0))
    np.testing.assert_array_equal(summarise(values[order]), (median, low, high))


@pytest.mark.parametrize(
    ("values", "level", "message"),
    [
        ([np.nan, np.nan], 0.9, "values must hold at least one run that did not fail, got none"),
        ([[1, np.nan], [2, 3]], 0.9, "values must be finite, but for the rows of failed runs"),
        ([1, np.inf], 0.9, "values must be finite, but for the rows of failed runs"),
        ([], 0.9, "values must hold at least one run"),
        (3.0, 0.9, "values must be an array, got 3.0"),
        ([1.0], 1, "level must be between 0 and 1, got 1"),
        ([1.0], 0.0, "level must be between 0 and 1, got 0.0"),
        ([1.0], True, "level must be between 0 and 1, got True"),
    ],
)
def test_a_summary_that_cannot_be_is_explained(values, level, message):
    with pytest.raises(ValueError, match=message):
        summarise(values, level=level)
