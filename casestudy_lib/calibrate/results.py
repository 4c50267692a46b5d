"""What the report holds, and how it prints itself on a terminal of 80 columns."""

import textwrap
from dataclasses import dataclass

from numpy.typing import NDArray

from casestudy_lib.calibrate.bins import PerfectErrors
from casestudy_lib.calibrate.fit import FittedTemperature

_WIDTH = 80
_KINDS = {"logits": "logits", "probs": "probabilities"}


@dataclass(frozen=True, eq=False)
class Scores:
    """How good some predictions are, and how good their confidence is.

    Attributes:
        accuracy: share of rows whose most probable class is the label.
        confidence: mean largest probability.
        cross_entropy: of the labels, in nats.
        entropy: mean entropy of the predictions, in nats.
        excess_error: standard error of cross-entropy − entropy, in nats.
        calibration_error: ECE, a share.
        brier: Brier score over all classes, between 0 and 2.
        curve: as from `reliability_curve`.
    """

    accuracy: float
    confidence: float
    cross_entropy: float
    entropy: float
    excess_error: float
    calibration_error: float
    brier: float
    curve: dict[str, NDArray]

    def lines(self) -> list[str]:
        """The scores but the ECE, as text."""
        excess = self.cross_entropy - self.entropy
        return [
            _line("accuracy", self.accuracy),
            _line("confidence", self.confidence, "mean largest probability"),
            _line("cross-entropy", self.cross_entropy, "nats"),
            _line("entropy", self.entropy, "nats, of the predictions"),
            _line("  loss − entropy", excess, f"± {self.excess_error:.4f}; above 0: too sure"),
            _line("Brier score", self.brier, "over all classes, 0 to 2"),
        ]


@dataclass(frozen=True, eq=False)
class HeldOut:
    """A temperature fitted on one half of the rows, and the other half before and after it."""

    n_fitted: int
    n_measured: int
    T: float
    before: Scores
    after: Scores

    def lines(self) -> list[str]:
        """Before and after, side by side, as text."""
        rows = {
            "accuracy": "accuracy",
            "confidence": "confidence",
            "cross-entropy": "cross_entropy",
            "ECE": "calibration_error",
            "Brier score": "brier",
        }
        sizes = f"{self.n_fitted} rows, measured on the other {self.n_measured}"
        lines = [f"T = {self.T:.4f} fitted on {sizes}:", f"{'':<22}{'before':>9}{'after':>9}"]
        for name, key in rows.items():
            before, after = getattr(self.before, key), getattr(self.after, key)
            lines.append(f"{name:<22}{before:>9.4f}{after:>9.4f}")
        return lines


@dataclass(frozen=True, eq=False, repr=False)
class CalibrationReport:
    """All that the report prints; `print(report)` shows it.

    Attributes:
        n_samples, n_classes: size of the predictions.
        kind: "logits" or "probs", what was given.
        n_bins, level: bins of the calibration error, and the level of every interval.
        scores: of all rows.
        perfect_errors: where the ECE of a perfect model with these confidences would lie.
        brier_parts: of the question whether the most probable class is right.
        temperature: the best one on all rows, or a sentence that says why there is none.
        held_out: before and after on a half of the rows, or a sentence that says why not.
        remarks: what is odd about the predictions.
    """

    n_samples: int
    n_classes: int
    kind: str
    n_bins: int
    level: float
    scores: Scores
    perfect_errors: PerfectErrors
    brier_parts: dict[str, float]
    temperature: FittedTemperature | str
    held_out: HeldOut | str
    remarks: list[str]

    def __str__(self) -> str:
        size = f"{self.n_samples} rows, {self.n_classes} classes"
        paragraphs = [
            [f"{size}, from {_KINDS[self.kind]}; intervals of {100 * self.level:g} %"],
            [*self.scores.lines(), *self._error_lines()],
            self._brier_lines(),
            self._temperature_lines(),
            self._held_out_lines(),
            *(_wrapped(f"Note: {remark}") for remark in self.remarks),
        ]
        return "\n\n".join("\n".join(lines) for lines in paragraphs)

    __repr__ = __str__

    def _error_lines(self) -> list[str]:
        perfect = "a perfect model: {:.4f} to {:.4f}".format(*self.perfect_errors)
        return [_line(f"ECE, {self.n_bins} bins", self.scores.calibration_error, perfect)]

    def _brier_lines(self) -> list[str]:
        parts = self.brier_parts
        return [
            "Is the most probable class right?",
            _line("Brier score", parts["brier"], "the sum of these:"),
            _line("  reliability", parts["reliability"], "confidence off the accuracy of its bin"),
            _line("  − resolution", -parts["resolution"], "accuracy that differs between bins"),
            _line("  uncertainty", parts["uncertainty"], "accuracy × (1 − accuracy)"),
            _line("  within bins", parts["within_bins"], "what the bins hide"),
        ]

    def _temperature_lines(self) -> list[str]:
        found = self.temperature
        if isinstance(found, str):
            return _wrapped(f"No best temperature: {found}.")
        return [
            _line("best temperature T*", found.T, f"{found.low:.4f} to {found.high:.4f},"),
            f"{'':<34}by the standard error of the fit",
        ]

    def _held_out_lines(self) -> list[str]:
        if isinstance(self.held_out, str):
            return _wrapped(f"No before and after on a held-out half: {self.held_out}.")
        return self.held_out.lines()


def _line(name: str, value: float, note: str = "") -> str:
    rounded = round(value, 4) + 0.0  # else a small negative number prints as −0
    return f"{name:<22}{rounded:>9.4f}   {note}".rstrip()


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH)
