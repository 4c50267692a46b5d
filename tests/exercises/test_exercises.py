"""Each check passes the stored solutions and rejects wrong answers, with the right words."""

import re
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pytest

from casestudy_lib import exercises, expected_calibration_error
from casestudy_lib.exercises import Check, CheckResult, Property
from casestudy_lib.exercises.feedback import WIDTH, show

BOOK = Path(__file__).parents[2] / "book"
CHECKS = {name: getattr(exercises, name) for name in dir(exercises) if name.startswith("check_")}
every_check = pytest.mark.parametrize("name", CHECKS)


def code_cells(stem):
    notebook = nbformat.read(BOOK / f"{stem}.ipynb", as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


@cache
def checked_functions(stem):
    """What a stored notebook gives to each check."""
    names = {}
    for source in code_cells(stem):
        exec(source, names)
    calls = re.findall(r"^(check_\w+)\((my_\w+)\)$", "\n".join(code_cells(stem)), re.MULTILINE)
    return {check: names[function] for check, function in calls}


def flat(result):
    """The message on one line, as wrapping does not matter."""
    return " ".join(result.message.split())


# Wrong answers, written as a reader would, and words of the feedback.


def normalise(weights):
    return weights / weights.sum(axis=1, keepdims=True)


def softmax(z):
    return normalise(np.exp(z - z.max(axis=1, keepdims=True)))


def entropy(p, log=np.log):
    return -(p * log(np.where(p > 0, p, 1.0))).sum(axis=1).mean()


def cross_entropy(p, q, log=np.log):
    return -(p * log(np.where(p > 0, q, 1.0))).sum(axis=1).mean()


def kl(p, q, log=np.log):
    return cross_entropy(p, q, log) - entropy(p, log)


def changes_its_input(p):
    p[p == 0] = 1.0
    return -(p * np.log(p)).sum(axis=1).mean()


def one_hot(y, z):
    return np.eye(z.shape[1])[y]


def grid(logits, y, low=0.01, high=100):
    """A grid search for the temperature."""
    T = np.geomspace(low, high, 2001)
    probs = [softmax(logits / t).clip(1e-300) for t in T]
    return T[np.argmin([cross_entropy(one_hot(y, logits), q) for q in probs])]


def gaps(y, probs, n_bins, last=True):
    """Sum of right − confidence of each bin, and its count."""
    confidence, right = probs.max(axis=1), probs.argmax(axis=1) == y
    bins = (confidence * n_bins).astype(int)
    bins = np.minimum(bins, n_bins - 1) if last else bins
    sums = np.bincount(bins, right - confidence, n_bins + 1)[:n_bins]
    return sums, np.bincount(bins, minlength=n_bins + 1)[:n_bins]


def information(bins):
    return entropy(np.unique(bins, axis=0, return_counts=True)[1][None] / len(bins))


BITS, SIGN = "in bits: use the natural", "the sign is reversed"
CONSTANT, NAN = "a small constant inside the logarithm", "NaN of 0 · log 0"

WRONG = {
    "entropy": [
        (lambda p: entropy(p, np.log2), BITS),
        (lambda p: -entropy(p), SIGN),
        (lambda p: -entropy(p, np.log2), "in bits, and its sign is reversed"),
        (lambda p: entropy(p) * len(p), "the sum over samples, not the mean"),
        (lambda p: -(p * np.log(p)).mean(), "the mean over all entries"),
        (lambda p: -(p * np.log(p)).sum(axis=1), "values of the single rows"),
        (lambda p: -(p * np.log(p)).sum(axis=1).mean(), NAN),
        (lambda p: -(p * np.log(p + 1e-12)).sum(axis=1).mean(), CONSTANT),
        (lambda p: entropy(np.clip(p, 1e-9, 1)), CONSTANT),
        (lambda p: -(p * np.log(p + 3e-8)).sum(axis=1).mean(), "to the last digit"),
        (lambda p: entropy(p.mean(axis=0)[None]), "entropy of the mean row"),
        (lambda p: entropy(p) / np.log(p.shape[1]), "divided by the largest possible"),
        (changes_its_input, "changes its input in place: probs is now [[1, 1, 1]]"),
    ],
    "cross_entropy": [
        (lambda p, q: cross_entropy(p, q, np.log2), BITS),
        (lambda p, q: cross_entropy(q, p), "arguments swapped: this is H(q, p)"),
        (kl, "this is the KL divergence"),
        (lambda p, q: cross_entropy(p, q) * len(p), "sum over samples"),
        (lambda p, q: cross_entropy(np.eye(3)[p.argmax(axis=1)], q), "only the most"),
        (lambda p, q: -(p * np.log(q)).sum(axis=1).mean(), NAN),
        (lambda p, q: cross_entropy(p, np.maximum(q, 1e-12)), CONSTANT),
        (lambda p, q: cross_entropy(p, np.maximum(q, 3e-11)), "the model ruled it out"),
        (lambda p, q: cross_entropy(p, np.where(q > 0, q, 1.0)), "a term was left"),
        (lambda p, q: entropy(q), "entropy of the predictions"),
        (lambda p, q: entropy(p), "entropy of the targets"),
    ],
    "kl_divergence": [
        (lambda p, q: kl(q, p), "arguments swapped: this is KL(q‖p)"),
        (lambda p, q: -kl(p, q), SIGN),
        (lambda p, q: -kl(q, p), "this is −KL(q‖p)"),
        (cross_entropy, "this is the cross-entropy, the whole bill"),
        (lambda p, q: kl(p, q) * len(p), "sum over samples"),
        (lambda p, q: (kl(p, q) + kl(q, p)) / 2, "mean of both directions"),
        (lambda p, q: (p * np.log(p / q)).sum(axis=1).mean(), NAN),
        (lambda p, q: kl(p, np.where(q > 0, q, 1.0)), "a term was left out"),
        (lambda p, q: np.abs(p * np.log(p / q)).sum(axis=1).mean(), "absolute"),
    ],
    "softmax": [
        (lambda z: normalise(np.exp(z)), "overflows"),
        (lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(), "sum of all rows"),
        (lambda z: np.exp(z) / np.exp(z).sum(axis=0), "sums of the columns"),
        (np.exp, "not divided by its sum"),
        (lambda z: normalise(np.exp(z - z.max())), "largest logit of the whole array"),
        (lambda z: np.log(softmax(z)), "logarithms of the probabilities"),
        (lambda z: softmax(-z), "sign of the logits"),
        (lambda z: softmax(z)[0], "Wanted is an array of shape (1, 3), not an array of"),
    ],
    "gradient": [
        (lambda y, z: softmax(z) - one_hot(y, z), "slope of the sum over samples"),
        (lambda y, z: (softmax(z) - np.eye(3)[y]) / len(y), "as many classes as columns"),
        (lambda y, z: (one_hot(y, z) - softmax(z)) / len(y), SIGN),
        (lambda y, z: one_hot(y, z) - softmax(z), "reversed, and this is the slope of"),
        (lambda y, z: (softmax(z) - one_hot(y, z)) / z.size, "number of entries"),
        (lambda y, z: (softmax(z) - one_hot(y, z)).mean(axis=0), "a mean over samples"),
        (lambda y, z: (z - one_hot(y, z)) / len(y), "off the logits"),
        (lambda y, z: (normalise(np.exp(z)) - one_hot(y, z)) / len(y), "overflows"),
    ],
    "mutual_information": [
        (lambda p: entropy(p.mean(axis=0)[None]), "of the mean row alone"),
        (entropy, "mean entropy of the rows alone"),
        (lambda p: entropy(p) - entropy(p.mean(axis=0)[None]), SIGN),
        (
            lambda p: entropy(p.mean(axis=0)[None]) - len(p) * entropy(p),
            "added up. Take their mean",
        ),
        (lambda p: 0.0, "Two entropies are needed"),
    ],
    "temperature": [
        (lambda z, T: softmax(z * T), "multiplied by T"),
        (lambda z, T: softmax(z) / T, "the probabilities are divided by T, so"),
        (lambda z, T: softmax(z) ** (1 / T), "raised to the power 1/T"),
        (lambda z, T: normalise(np.exp(z / T)), "overflows"),
    ],
    "optimal_temperature": [
        (lambda z, y: 1 / grid(z, y), "given as 1/T"),
        (lambda z, y: grid(z, y, 0.1, 10.0), "at which end did it stop"),
        (lambda z, y: 1.0, "odds of three to one"),
        (lambda z, y: np.log(grid(z, y)), "logarithm of T"),
        (lambda z, y: cross_entropy(one_hot(y, z), softmax(z / grid(z, y))), "the lowest cross-"),
    ],
    "expected_calibration_error": [
        (lambda *given: np.nanmean(np.abs(np.divide(*gaps(*given)))), "all bins weigh the same"),
        (lambda y, q, n: abs(gaps(y, q, n)[0].sum()) / len(y), "gaps of either sign cancel"),
        (lambda *given: np.mean(np.abs(np.divide(*gaps(*given)))), "mean of an empty bin"),
        (lambda y, q, n: np.abs(gaps(y, q, n, last=False)[0]).sum() / len(y), "fell out of the"),
        (lambda y, q, n: 100 * np.abs(gaps(y, q, n)[0]).sum() / len(y), "a percentage"),
    ],
    "binned_information": [
        (lambda h, w: information((h / w).astype(int)), "cut off towards zero"),
        (lambda h, w: information(np.round(h / w)), "rounded to the nearest"),
        (lambda h, w: sum(information(np.floor(u / w)) for u in h.T), "single units are added up"),
        (lambda h, w: information(np.floor(h / w).sum(axis=1)), "the sum of their bins"),
        (lambda h, w: information(np.floor(h / w)) / np.log(2), BITS),
        (lambda h, w: np.log(len(h)), "log n, which is the ceiling"),
        (lambda h, w: np.log(len(np.unique(np.floor(h / w), axis=0))), "number of cells"),
        (lambda h, w: np.nan, "NaN comes of"),
    ],
}


def raises(error):
    def function(*given):
        raise error

    return function


def recurses(*given):
    return recurses(*given)


def refuse(*given, **options):
    raise RuntimeError("no")


class HostileError(Exception):
    """A value, or an error, that can neither be shown nor turned into an array."""

    __repr__ = __str__ = __array__ = refuse


# What any function may do, whatever it is meant to compute.
MISBEHAVES = [
    (lambda *given: None, "Nothing was returned"),
    (lambda *given: "0.69", "of type str, does not hold"),
    (lambda *given: [[1.0], [1.0, 2.0]], "of type list, does not hold"),
    (lambda *given: 1j, "of type complex, does not hold"),
    (lambda *given: np.ma.masked, "of type MaskedConstant, does not hold"),
    (lambda *given: np.ma.array([1.0, 2.0], mask=[0, 1]), "of type MaskedArray, does not hold"),
    (lambda *given: HostileError(), "an object of type HostileError"),
    (lambda *given: np.zeros((7, 7, 7)), "not an array of shape (7, 7, 7)"),
    (lambda: 1.0, "raised TypeError"),
    (raises(ZeroDivisionError("a b\nc")), "raised ZeroDivisionError: a b c"),
    (raises(HostileError()), "raised HostileError"),
    (raises(SystemExit()), "raised SystemExit"),
    (recurses, "raised RecursionError"),
]


@every_check
def test_passes_the_stored_solution(name):
    assert CHECKS[name].name == name
    result = CHECKS[name](checked_functions("solutions")[name])
    assert result, result.message
    assert f"{name} passed: {', '.join(CHECKS[name].properties)}." == flat(result)


@every_check
def test_the_starting_point_of_the_exercise_is_rejected(name):
    result = CHECKS[name](checked_functions("exercises")[name])
    assert not result
    assert result.message.startswith(f"{name}: not yet. ")


def test_the_exercises_do_not_give_the_solutions_away():
    solved = [source for source in code_cells("solutions") if source.startswith("def ")]
    assert len(solved) == len(CHECKS)
    assert not set(solved) & set(code_cells("exercises"))


@pytest.mark.parametrize(
    ("name", "wrong", "words"), [(name, *case) for name, cases in WRONG.items() for case in cases]
)
def test_a_wrong_answer_gets_its_feedback(name, wrong, words):
    result = CHECKS[f"check_{name}"](wrong)
    assert not result
    assert words in flat(result)


@every_check
@pytest.mark.parametrize(("function", "words"), MISBEHAVES)
def test_survives_whatever_a_function_does(name, function, words):
    result = CHECKS[name](function)
    assert not result
    assert words in flat(result)
    assert max(map(len, result.message.splitlines())) <= WIDTH


@every_check
def test_every_mistake_is_named_when_it_is_made_and_never_as_another(name):
    """Of several variants one at least: some constants are too small to see."""
    for says, wrong in CHECKS[name].mistakes.items():
        results = [CHECKS[name](one) for one in (wrong if isinstance(wrong, tuple) else (wrong,))]
        assert not all(results), says
        assert all(result or says in flat(result) for result in results), says


def test_a_failure_says_the_input_what_was_expected_and_what_came():
    assert exercises.check_entropy(lambda p: 0.5).message.splitlines()[:4] == [
        "check_entropy: not yet. Three equal outcomes have an entropy of ln 3.",
        "    probs       [[0.33333, 0.33333, 0.33333]]",
        "    expected    1.0986123",
        "    returned    0.5",
    ]


def test_a_result_shows_its_message_once():
    result = CheckResult(False, "a\nb")
    assert repr(result) == str(result) == "a\nb"
    assert not result
    assert CheckResult(True, "")


def test_prints_nothing_and_warns_of_nothing(capsys):
    assert not exercises.check_entropy(lambda p: -(p * np.log(p)).sum(axis=1).mean())
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("given", [1.0986, None, "my_entropy"])
def test_wants_the_function_itself(given):
    result = exercises.check_entropy(given)
    assert not result
    assert "It takes a function of (probs)" in flat(result)
    assert "without parentheses" in flat(result)


def test_an_interruption_by_the_reader_goes_through():
    with pytest.raises(KeyboardInterrupt):
        exercises.check_entropy(raises(KeyboardInterrupt()))


def test_a_function_that_changes_its_input_does_not_change_the_check():
    for _ in range(2):
        assert "[[1, 0, 0]]" in exercises.check_entropy(changes_its_input).message
    assert exercises.check_entropy(entropy)


def test_lists_and_float32_are_as_good_as_arrays():
    assert exercises.check_softmax(lambda z: softmax(z).tolist())
    assert exercises.check_temperature(lambda z, T: softmax(np.float64(z) / T).astype(np.float32))


def test_the_edges_of_bins_are_left_to_the_reader():
    def other_edges(y, probs, n_bins):
        return np.abs(gaps(y, probs, n_bins)[0]).sum() / len(y)

    edge = np.array([1, 0]), np.array([[0.75, 0.25], [0.9, 0.1]])
    assert other_edges(*edge, 4) != pytest.approx(expected_calibration_error(*edge, n_bins=4))
    assert exercises.check_expected_calibration_error(other_edges)


TWICE = Check(
    "check_twice",
    ("x",),
    lambda x: 2 * x,
    {
        "two": Property("twice two is four", (2.0,)),
        "three": Property("twice three is six", (3.0,), hint="Count."),
    },
    # All give nine for three, but only the square also gives four for two.
    {"power.": lambda x: 3.0**x / 3, "square.": lambda x: x**2, "nine.": lambda x: 9.0},
)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda x: x + x, "check_twice passed: two, three."),
        (lambda x: x * x, "Likely slip: square."),
        (lambda x: 4.0 if x == 2 else 9.0, "Likely slip: square."),
        (lambda x: 4.0 if x == 2 else 7.0, "Count."),
        (lambda x: 5.0 if x == 2 else 9.0, "not that of a slip known here"),
    ],
)
def test_a_mistake_must_hold_what_the_function_held_before(function, words):
    assert words in TWICE(function).message


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-0.0, "0"),
        (np.float64(1.0986122886), "1.0986123"),
        (np.array(np.inf), "inf"),
        (np.array([[1.0, -0.0], [1 / 3, np.nan]]), "[[1, 0], [0.33333, nan]]"),
        (np.array([3, 1]), "[3, 1]"),
        (np.arange(20.0).reshape(5, 4), "shape (5, 4), it begins [0, 1, 2, 3, …]"),
        (None, "None"),
        ("x" * 10, "'xxxxxxxxxx'"),
        (10**80, "1" + "0" * 59 + " …"),
        ("a\nb", r"'a\nb'"),
    ],
)
def test_how_values_are_shown(value, text):
    assert show(value) == text
