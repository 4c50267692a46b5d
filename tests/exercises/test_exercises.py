"""Each check passes the stored solutions and rejects wrong answers, with the right words."""

import warnings
from pathlib import Path

import nbformat
import numpy as np
import pytest

from casestudy_lib import exercises, expected_calibration_error
from casestudy_lib.exercises import Check, CheckResult, Property, Slip
from casestudy_lib.exercises.feedback import WIDTH, show

BOOK = Path(__file__).parents[2] / "book"
CHECKS = {name: getattr(exercises, name) for name in dir(exercises) if name.startswith("check_")}

# The function that each check is given in the notebooks.
NAMES = {
    "check_binned_information": "my_binned_information",
    "check_cross_entropy": "my_cross_entropy",
    "check_entropy": "my_entropy",
    "check_expected_calibration_error": "my_calibration_error",
    "check_gradient": "my_gradient",
    "check_kl_divergence": "my_kl_divergence",
    "check_mutual_information": "my_mutual_information",
    "check_optimal_temperature": "my_optimal_temperature",
    "check_softmax": "my_softmax",
    "check_temperature": "my_temperature",
}


def code_cells(stem):
    notebook = nbformat.read(BOOK / f"{stem}.ipynb", as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def run_notebook(stem):
    """The names that a stored notebook's code cells define."""
    names = {}
    for source in code_cells(stem):
        exec(source, names)
    return names


@pytest.fixture(scope="module")
def solutions():
    return run_notebook("solutions")


@pytest.fixture(scope="module")
def starts():
    return run_notebook("exercises")


def flat(result):
    """The message on one line, as wrapping does not matter."""
    return " ".join(result.message.split())


# Wrong answers, written as a reader would, and words of the feedback.


def softmax(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def entropy(p, log=np.log):
    return -(p * log(np.where(p > 0, p, 1.0))).sum(axis=1).mean()


def cross_entropy(p, q, log=np.log):
    return -(p * log(np.where(p > 0, q, 1.0))).sum(axis=1).mean()


def kl(p, q, log=np.log):
    return cross_entropy(p, q, log) - entropy(p, log)


def changes_its_input(p):
    p[p == 0] = 1.0
    return -(p * np.log(p)).sum(axis=1).mean()


def subtracts_in_place(z):
    z -= z.max(axis=1, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def one_hot(y, z):
    return np.eye(z.shape[1])[y]


def grid(low, high, invert=False):
    """A grid search for the temperature, or for its inverse."""

    def search(logits, y):
        temperatures = np.geomspace(low, high, 4001)
        losses = [
            cross_entropy(one_hot(y, logits), softmax(logits / T).clip(1e-300))
            for T in temperatures
        ]
        best = temperatures[np.argmin(losses)]
        return 1 / best if invert else best

    return search


def gaps(y, probs, n_bins, last=True):
    """Sum of right − confidence of each bin, its count, and the bins' numbers."""
    confidence, right = probs.max(axis=1), probs.argmax(axis=1) == y
    bins = (confidence * n_bins).astype(int)
    bins = np.minimum(bins, n_bins - 1) if last else bins
    sums = np.bincount(bins, right - confidence, n_bins + 1)[:n_bins]
    return sums, np.bincount(bins, minlength=n_bins + 1)[:n_bins]


def unweighted(y, probs, n_bins):
    sums, counts = gaps(y, probs, n_bins)
    return np.mean([abs(s / n) for s, n in zip(sums, counts, strict=True) if n])


def counts(bins):
    return np.unique(bins, axis=0, return_counts=True)[1]


def information(bins):
    return entropy(counts(bins)[None] / len(bins))


BITS, SIGN, SWAPPED = "in bits: use the natural", "the sign is reversed", "arguments swapped"
CONSTANT, NAN = "a small constant inside the logarithm", "NaN of 0 · log 0"

WRONG = [
    ("entropy", lambda p: entropy(p, np.log2), BITS),
    ("entropy", lambda p: -entropy(p), SIGN),
    ("entropy", lambda p: -entropy(p, np.log2), "in bits, and its sign is reversed"),
    ("entropy", lambda p: entropy(p) * len(p), "the sum over samples, not the mean"),
    ("entropy", lambda p: -(p * np.log(p)).mean(), "the mean over all entries"),
    ("entropy", lambda p: -(p * np.log(p)).sum(axis=1), "values of the single rows"),
    ("entropy", lambda p: -(p * np.log(p)).sum(axis=1).mean(), NAN),
    ("entropy", lambda p: -(p * np.log(p + 1e-12)).sum(axis=1).mean(), CONSTANT),
    ("entropy", lambda p: entropy(np.clip(p, 1e-9, 1)), CONSTANT),
    ("entropy", lambda p: -(p * np.log(p + 3e-8)).sum(axis=1).mean(), "to the last digit"),
    ("entropy", lambda p: entropy(p.mean(axis=0)[None]), "entropy of the mean row"),
    ("entropy", lambda p: entropy(p) / np.log(p.shape[1]), "divided by the largest possible"),
    ("entropy", changes_its_input, "changes its input in place: probs is now [[1, 1, 1]]"),
    ("entropy", lambda p: np.log(3), "known here"),
    ("cross_entropy", lambda p, q: cross_entropy(p, q, np.log2), BITS),
    ("cross_entropy", lambda p, q: -cross_entropy(p, q), SIGN),
    ("cross_entropy", lambda p, q: cross_entropy(q, p), SWAPPED),
    ("cross_entropy", kl, "this is the KL divergence"),
    ("cross_entropy", lambda p, q: cross_entropy(p, q) * len(p), "sum over samples"),
    ("cross_entropy", lambda p, q: cross_entropy(np.eye(3)[p.argmax(axis=1)], q), "only the most"),
    ("cross_entropy", lambda p, q: -(p * np.log(q)).sum(axis=1).mean(), NAN),
    ("cross_entropy", lambda p, q: -(p * np.log(q + 1e-8)).sum(axis=1).mean(), CONSTANT),
    (
        "cross_entropy",
        lambda p, q: -(p * np.log(np.maximum(q, 1e-12))).sum(axis=1).mean(),
        CONSTANT,
    ),
    (
        "cross_entropy",
        lambda p, q: -(p * np.log(np.maximum(q, 3e-11))).sum(axis=1).mean(),
        "the model ruled it out",
    ),
    ("cross_entropy", lambda p, q: cross_entropy(p, np.where(q > 0, q, 1.0)), "a term was left"),
    ("cross_entropy", lambda p, q: entropy(q), "entropy of the predictions"),
    ("cross_entropy", lambda p, q: entropy(p), "entropy of the targets"),
    ("kl_divergence", lambda p, q: kl(q, p), "arguments swapped: this is KL(q‖p)"),
    ("kl_divergence", lambda p, q: -kl(p, q), SIGN),
    ("kl_divergence", lambda p, q: -kl(q, p), "this is −KL(q‖p)"),
    ("kl_divergence", lambda p, q: kl(p, q, np.log2), BITS),
    ("kl_divergence", cross_entropy, "this is the cross-entropy, the whole bill"),
    ("kl_divergence", lambda p, q: kl(p, q) * len(p), "sum over samples"),
    ("kl_divergence", lambda p, q: (kl(p, q) + kl(q, p)) / 2, "mean of both directions"),
    ("kl_divergence", lambda p, q: (p * np.log(p / q)).sum(axis=1).mean(), NAN),
    ("kl_divergence", lambda p, q: kl(p, np.where(q > 0, q, 1.0)), "a term was left out"),
    ("kl_divergence", lambda p, q: np.abs(p * np.log(p / q)).sum(axis=1).mean(), "absolute"),
    ("softmax", lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True), "overflows"),
    ("softmax", lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(), "sum of all rows"),
    ("softmax", lambda z: np.exp(z) / np.exp(z).sum(axis=0), "sums of the columns"),
    ("softmax", lambda z: np.exp(z), "not divided by its sum"),
    ("softmax", lambda z: np.exp(z - z.max(axis=1)[:, None]), "not divided by its sum"),
    (
        "softmax",
        lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(axis=1, keepdims=True),
        "largest logit of the whole array",
    ),
    ("softmax", lambda z: np.log(softmax(z)), "logarithms of the probabilities"),
    ("softmax", lambda z: softmax(-z), "sign of the logits"),
    ("softmax", subtracts_in_place, "are the same afterwards"),
    ("softmax", subtracts_in_place, "changes its input in place: z is now"),
    ("softmax", lambda z: softmax(z)[0], "Wanted is an array of shape (1, 3), not an array of"),
    ("gradient", lambda y, z: softmax(z) - one_hot(y, z), "slope of the sum over samples"),
    ("gradient", lambda y, z: (softmax(z) - np.eye(3)[y]) / len(y), "as many classes as columns"),
    ("gradient", lambda y, z: (one_hot(y, z) - softmax(z)) / len(y), SIGN),
    ("gradient", lambda y, z: one_hot(y, z) - softmax(z), "reversed, and this is the slope of"),
    ("gradient", lambda y, z: (softmax(z) - one_hot(y, z)) / z.size, "number of entries"),
    ("gradient", lambda y, z: (softmax(z) - one_hot(y, z)).mean(axis=0), "a mean over samples"),
    ("gradient", lambda y, z: softmax(z), "still to be taken off"),
    ("gradient", lambda y, z: (z - one_hot(y, z)) / len(y), "off the logits"),
    (
        "gradient",
        lambda y, z: (np.exp(z) / np.exp(z).sum(axis=1)[:, None] - one_hot(y, z)) / len(y),
        "overflows",
    ),
    ("mutual_information", lambda p: entropy(p.mean(axis=0)[None]), "of the mean row alone"),
    ("mutual_information", entropy, "mean entropy of the rows alone"),
    ("mutual_information", lambda p: entropy(p) - entropy(p.mean(axis=0)[None]), SIGN),
    (
        "mutual_information",
        lambda p: entropy(p.mean(axis=0)[None], np.log2) - entropy(p, np.log2),
        BITS,
    ),
    (
        "mutual_information",
        lambda p: entropy(p.mean(axis=0)[None]) - len(p) * entropy(p),
        "added up. Take their mean",
    ),
    ("mutual_information", lambda p: 0.0, "Two entropies are needed"),
    ("temperature", lambda z, T: softmax(z), "the temperature is not used"),
    ("temperature", lambda z, T: softmax(z * T), "multiplied by T"),
    ("temperature", lambda z, T: softmax(z) / T, "the probabilities are divided by T, so"),
    ("temperature", lambda z, T: softmax(z) ** (1 / T), "raised to the power 1/T"),
    (
        "temperature",
        lambda z, T: np.exp(z / T) / np.exp(z / T).sum(axis=1, keepdims=True),
        "overflows",
    ),
    ("optimal_temperature", grid(1e-3, 1e3, invert=True), "given as 1/T"),
    ("optimal_temperature", grid(0.1, 10.0), "at which end did it stop"),
    ("optimal_temperature", lambda logits, y: 1.0, "odds of three to one"),
    ("optimal_temperature", lambda logits, y: np.log(grid(0.01, 100)(logits, y)), "logarithm of T"),
    (
        "optimal_temperature",
        lambda logits, y: cross_entropy(
            one_hot(y, logits), softmax(logits / grid(0.01, 100)(logits, y))
        ),
        "the lowest cross-entropy itself",
    ),
    ("expected_calibration_error", unweighted, "all bins weigh the same"),
    (
        "expected_calibration_error",
        lambda y, q, n: abs((q.argmax(axis=1) == y).mean() - q.max(axis=1).mean()),
        "gaps of either sign cancel",
    ),
    (
        "expected_calibration_error",
        lambda y, q, n: np.sum(np.abs(np.divide(*gaps(y, q, n))) * gaps(y, q, n)[1]) / len(y),
        "mean of an empty bin",
    ),
    (
        "expected_calibration_error",
        lambda y, q, n: np.abs(gaps(y, q, n, last=False)[0]).sum() / len(y),
        "fell out of the bins",
    ),
    (
        "expected_calibration_error",
        lambda y, q, n: 100 * np.abs(gaps(y, q, n)[0]).sum() / len(y),
        "a percentage",
    ),
    ("binned_information", lambda h, w: information((h / w).astype(int)), "cut off towards zero"),
    ("binned_information", lambda h, w: information(np.round(h / w)), "rounded to the nearest"),
    (
        "binned_information",
        lambda h, w: sum(information(np.floor(unit / w)) for unit in h.T),
        "single units are added up",
    ),
    (
        "binned_information",
        lambda h, w: information(np.floor(h / w).sum(axis=1)),
        "the sum of their bins",
    ),
    ("binned_information", lambda h, w: information(np.floor(h / w)) / np.log(2), BITS),
    ("binned_information", lambda h, w: np.log(len(h)), "log n, which is the ceiling"),
    ("binned_information", lambda h, w: np.log(len(counts(np.floor(h / w)))), "number of cells"),
    ("binned_information", lambda h, w: np.nan, "NaN comes of"),
]


def raises(*given):
    raise ZeroDivisionError("a b\nc")


class Hostile:
    """A value that can neither be shown nor turned into an array."""

    def __repr__(self):
        raise RuntimeError("no")

    def __array__(self, *args, **kwargs):
        raise RuntimeError("no")


class UnwritableError(Exception):
    def __str__(self):
        raise RuntimeError("no")


def raises_unwritable(*given):
    raise UnwritableError


def leaves(*given):
    raise SystemExit


def recurses(*given):
    return recurses(*given)


def interrupted(*given):
    raise KeyboardInterrupt


# What any function may do, whatever it is meant to compute.
MISBEHAVES = [
    (lambda *given: None, "Nothing was returned"),
    (lambda *given: "0.69", "of type str, does not hold"),
    (lambda *given: [[1.0], [1.0, 2.0]], "of type list, does not hold"),
    (lambda *given: 1j, "of type complex, does not hold"),
    (lambda *given: {}, "of type dict, does not hold"),
    (lambda *given: Hostile(), "an object of type Hostile"),
    (lambda *given: np.zeros((7, 7, 7)), "not an array of shape (7, 7, 7)"),
    (lambda: 1.0, "raised TypeError"),
    (raises, "raised ZeroDivisionError: a b c"),
    (raises_unwritable, "raised UnwritableError"),
    (leaves, "raised SystemExit"),
    (recurses, "raised RecursionError"),
]


def test_every_check_has_a_name_for_its_function():
    assert set(NAMES) == set(CHECKS)
    assert all(check.name == name for name, check in CHECKS.items())


@pytest.mark.parametrize("name", CHECKS)
def test_passes_the_stored_solution(name, solutions):
    result = CHECKS[name](solutions[NAMES[name]])
    assert result, result.message
    assert f"{name} passed: {', '.join(p.name for p in CHECKS[name].properties)}." == flat(result)


@pytest.mark.parametrize("name", CHECKS)
def test_the_starting_point_of_the_exercise_is_rejected(name, starts):
    result = CHECKS[name](starts[NAMES[name]])
    assert not result
    assert result.message.startswith(f"{name}: not yet. ")


@pytest.mark.parametrize("stem", ["exercises", "solutions"])
def test_each_notebook_calls_every_check(stem):
    sources = "\n".join(code_cells(stem))
    for name, function in NAMES.items():
        assert f"\n{name}({function})" in sources


def test_the_exercises_do_not_give_the_solutions_away():
    solved = [source for source in code_cells("solutions") if source.startswith("def ")]
    assert len(solved) == len(NAMES)
    assert not set(solved) & set(code_cells("exercises"))


@pytest.mark.parametrize(("name", "wrong", "words"), WRONG)
def test_a_wrong_answer_gets_its_feedback(name, wrong, words):
    result = CHECKS[f"check_{name}"](wrong)
    assert not result
    assert words in flat(result)


def test_every_check_has_at_least_three_wrong_answers():
    tried = [f"check_{name}" for name, _, _ in WRONG]
    assert all(tried.count(name) >= 3 for name in CHECKS)


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize(("function", "words"), MISBEHAVES)
def test_survives_whatever_a_function_does(name, function, words):
    result = CHECKS[name](function)
    assert not result
    assert words in flat(result)


@pytest.mark.parametrize("name", CHECKS)
def test_every_slip_is_named_when_it_is_made(name):
    """Of variants that share their words, one at least: some constants are too small to see."""
    check = CHECKS[name]
    for says in {slip.says for slip in check.slips}:
        variants = [slip.wrong for slip in check.slips if slip.says == says]
        assert any(says in flat(check(wrong)) for wrong in variants), says


@pytest.mark.parametrize("name", CHECKS)
def test_no_slip_is_named_as_another(name):
    for slip in CHECKS[name].slips:
        result = CHECKS[name](slip.wrong)
        assert result or slip.says in flat(result)


@pytest.mark.parametrize("name", CHECKS)
def test_the_message_fits_a_page(name):
    for function in (CHECKS[name].reference, lambda *given: None, lambda *given: np.zeros(50)):
        lines = CHECKS[name](function).message.splitlines()
        assert max(map(len, lines)) <= WIDTH


def test_a_failure_says_the_input_what_was_expected_and_what_came():
    message = exercises.check_entropy(lambda p: 0.5).message
    assert message.splitlines()[:4] == [
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
    with warnings.catch_warnings():
        warnings.simplefilter("error")
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
        exercises.check_entropy(interrupted)


def test_a_function_that_changes_its_input_does_not_change_the_check():
    for _ in range(2):
        result = exercises.check_entropy(changes_its_input)
        assert "[[1, 0, 0]]" in result.message
    assert exercises.check_entropy(entropy)


def test_lists_and_float32_are_as_good_as_arrays():
    assert exercises.check_softmax(lambda z: softmax(z).tolist())
    assert exercises.check_temperature(lambda z, T: softmax(np.float64(z) / T).astype(np.float32))


def test_the_edges_of_bins_are_left_to_the_reader():
    def other_edges(y, probs, n_bins):
        return np.abs(gaps(y, probs, n_bins)[0]).sum() / len(y)

    y, edge = np.array([1, 0]), np.array([[0.75, 0.25], [0.9, 0.1]])
    library = expected_calibration_error(y, edge, n_bins=4)
    assert other_edges(y, edge, 4) != pytest.approx(library)
    assert exercises.check_expected_calibration_error(other_edges)


def test_the_slope_is_that_of_finite_differences():
    y, z = np.array([0, 2]), np.array([[0.0, 0.3, 0.1], [1.0, 2.0, 0.5]])
    slope, step = exercises.check_gradient.reference(y, z), 1e-6
    for place in np.ndindex(z.shape):
        shift = np.zeros_like(z)
        shift[place] = step
        up, down = (cross_entropy(one_hot(y, z), softmax(z + s)) for s in (shift, -shift))
        assert slope[place] == pytest.approx((up - down) / (2 * step), abs=1e-8)


TWICE = Check(
    "check_twice",
    ("x",),
    lambda x: 2 * x,
    (
        Property("two", "twice two is four", (2.0,)),
        Property("three", "twice three is six", (3.0,), hint="Count."),
    ),
    (
        Slip("this is the square.", lambda x: x**2),
        Slip("this is a power of three.", lambda x: 3.0**x / 3),
        Slip("this is the square of a square.", lambda x: 9.0),
    ),
)


def test_a_check_of_ones_own():
    assert TWICE(lambda x: x + x).message == "check_twice passed: two, three."
    # Nine is also what the other two slips give for three, but they fail for two.
    assert "this is the square." in TWICE(lambda x: x * x).message
    assert "Likely slip" not in TWICE(lambda x: 5.0 if x == 2 else 9.0).message


def test_a_slip_must_hold_what_the_function_held_before():
    message = TWICE(lambda x: 4.0 if x == 2 else 9.0).message
    assert "this is the square." in message
    assert "Count." in TWICE(lambda x: 4.0 if x == 2 else 7.0).message


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-0.0, "0"),
        (np.float64(1.0986122886), "1.0986123"),
        (np.array(np.inf), "inf"),
        (np.array([[1.0, -0.0], [1 / 3, np.nan]]), "[[1, 0], [0.33333, nan]]"),
        (np.array([3, 1]), "[3, 1]"),
        (np.arange(20.0).reshape(5, 4), "shape (5, 4), it begins [0, 1, 2, 3, …]"),
        (None, "None"),
        (True, "True"),
        ("x" * 10, "'xxxxxxxxxx'"),
        (10**80, "1" + "0" * 59 + " …"),
        ("a\nb", r"'a\nb'"),
    ],
)
def test_how_values_are_shown(value, text):
    assert show(value) == text
