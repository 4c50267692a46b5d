"""A check is a table: properties that must hold, and mistakes that give a recognisable value.

A mistake is a wrong function. When a property fails, the reader's value is compared with that of
each mistake on the same input. The first that agrees, and that holds all the properties before it
as the reader's function did, is named as the likely cause.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.exercises.feedback import CheckResult, show, write_failure, write_success

# Below this, differences from an expected zero are rounding (unless a property is exact).
_ROUNDING = 1e-9

# What must hold of every function, on every input.
_UNCHANGED = "the arrays that the function is given are the same afterwards"
_CHANGED = "The function changes its input in place: {} is now {}. Make a new array instead."


class Property(NamedTuple):
    """Something that must hold, and the input on which it is tried.

    Attributes:
        rule: the property as a sentence without its full stop.
        arguments: passed by position; lists become arrays.
        tolerance: largest relative error; 0 wants the exact value.
        hint: what to think of when no mistake is recognised.
    """

    rule: str
    arguments: tuple
    tolerance: float = 1e-6
    hint: str = ""


Mistakes = dict[str, Callable | tuple[Callable, ...]]


@dataclass(frozen=True)
class Check:
    """Test a reader's function against a table of properties; call it with the function.

    Attributes:
        name: what the check is called.
        parameters: names of the function's arguments, as feedback gives them.
        reference: the right function.
        properties: what must hold, in the order in which it is tried, each with a name of two or
            three words.
        mistakes: what to say of each likely mistake, and the function that makes it, or several.
    """

    name: str
    parameters: tuple[str, ...]
    reference: Callable
    properties: dict[str, Property]
    mistakes: Mistakes

    def __call__(self, function: Callable) -> CheckResult:
        """Try every property until one fails; whatever the function does, this does not raise."""
        if not callable(function):
            return write_failure(
                self.name,
                f"it takes a function of ({', '.join(self.parameters)})",
                [("given", show(function))],
                "Give the function itself, by its name and without parentheses after it.",
            )
        for wanted in self.properties.values():
            # A logarithm of zero is no reason to fill the page with warnings.
            with warnings.catch_warnings(action="ignore"), np.errstate(all="ignore"):
                failure = self._try(function, wanted)
            if failure is not None:
                return failure
        return write_success(self.name, self.properties)

    def _try(self, function: Callable, wanted: Property) -> CheckResult | None:
        given, before, expected = _fresh(wanted), _fresh(wanted), _call(self.reference, wanted)
        rows = list(zip(self.parameters, map(show, before), strict=True))
        rows.append(("expected", show(expected)))
        try:
            returned = function(*given)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a reader's function may even call exit()
            rows.append(("raised", _describe_error(error)))
            remark = f"The function was called with {len(given)} argument(s) and raised this error."
            return write_failure(self.name, wanted.rule, rows, remark)
        rows.append(("returned", show(returned)))
        for name, now, then in zip(self.parameters, given, before, strict=True):
            if not np.array_equal(now, then):
                remark = _CHANGED.format(name, show(now))
                return write_failure(self.name, _UNCHANGED, rows, remark)
        remark = self._remark(returned, expected, wanted)
        return write_failure(self.name, wanted.rule, rows, remark) if remark else None

    def _remark(self, returned: object, expected: NDArray, wanted: Property) -> str:
        """What to say about a returned value; empty if it is right."""
        if returned is None:
            return "Nothing was returned. The function must end with `return` and its result."
        value = _as_numbers(returned)
        if value is None:
            given = f"The result, of type {type(returned).__name__}, does not hold real numbers."
            return f"Wanted is {_describe_shape(expected)}. {given}"
        if _agree(value, expected, wanted.tolerance):
            return ""
        for says, wrong in self.mistakes.items():
            variants = wrong if isinstance(wrong, tuple) else (wrong,)
            if any(self._made(variant, value, wanted) for variant in variants):
                return f"Likely slip: {says}"
        if value.shape != expected.shape:
            return f"Wanted is {_describe_shape(expected)}, not {_describe_shape(value)}."
        if np.isnan(value).any():
            return "NaN comes of 0 · log 0, of 0 / 0 or of an overflow. Where could one happen?"
        return wanted.hint or "The value is not that of a slip known here. Try it on paper."

    def _made(self, wrong: Callable, value: NDArray, wanted: Property) -> bool:
        """Whether `wrong` gives this value, and is right wherever the reader's function was."""
        before = takewhile(lambda earlier: earlier is not wanted, self.properties.values())
        return (
            _agree(value, _call(wrong, wanted), max(wanted.tolerance, 1e-6))
            and not self._holds(wrong, wanted)
            and all(self._holds(wrong, earlier) for earlier in before)
        )

    def _holds(self, function: Callable, wanted: Property) -> bool:
        expected = _call(self.reference, wanted)
        return _agree(_call(function, wanted), expected, wanted.tolerance)


def _fresh(wanted: Property) -> list:
    """The property's arguments anew: lists and arrays as arrays of their own."""
    return [np.array(a) if isinstance(a, (list, np.ndarray)) else a for a in wanted.arguments]


def _call(function: Callable, wanted: Property) -> NDArray:
    return np.asarray(function(*_fresh(wanted)))


def _agree(value: NDArray, other: NDArray, tolerance: float) -> bool:
    if value.shape != other.shape:
        return False
    absolute = _ROUNDING if tolerance else 0.0
    return np.allclose(value, other, rtol=tolerance, atol=absolute, equal_nan=True)


def _as_numbers(returned: object) -> NDArray | None:
    if np.ma.isMaskedArray(returned):  # what is masked would count as a number
        return None
    try:
        value = np.asarray(returned)
    except Exception:  # rows of unequal length, or whatever the reader's object does
        return None
    return value if value.dtype.kind in "iuf" else None


def _describe_shape(values: NDArray) -> str:
    return f"an array of shape {values.shape}" if values.ndim else "a single number"


def _describe_error(error: BaseException) -> str:
    try:
        text = " ".join(str(error).split())
    except Exception:  # an error that cannot be written either
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
