"""Claims with a stated criterion, and the verdict that runs with many seeds give them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from casestudy_lib.inputs import require_integer, require_level
from casestudy_lib.studies.many_runs import Summary, summarise

#: A claim holds if its share of runs is at least this, by the lower end of the interval.
HOLDS = 0.9

#: It fails if the share is at most this, by the upper end, in every setting that was tried.
FAILS = 0.1

Measures = Mapping[str, NDArray]


def clopper_pearson_interval(hits: int, count: int, *, level: float = 0.95) -> tuple[float, float]:
    """The exact interval of a share from `hits` among `count` runs (Clopper & Pearson 1934).

    It holds every share under which neither so few hits nor so many are rarer than
    (1 − level) / 2. It covers the true share at least as often as `level` says.

    Returns:
        low, high: the ends; 0 and 1 where there is no run.

    Raises:
        ValueError: hits that are not between 0 and count, or no such level.
    """
    count = require_integer(count, "count", minimum=0)
    if require_integer(hits, "hits", minimum=0) > count:
        raise ValueError(f"hits must lie between 0 and count, got {hits} of {count}")
    level = require_level(level)
    if count == 0:
        return 0.0, 1.0
    low, high = binomtest(hits, count).proportion_ci(level, method="exact")
    return float(low), float(high)


@dataclass(frozen=True)
class Part:
    """One number a run, and the open interval in which it agrees with the claim.

    Attributes:
        name: what the number is, with its unit.
        statistic: from the measures of a setting, arrays (n_seeds, ...), to (n_seeds,).
        above: the number must exceed this.
        below: the number must stay under this.
        decimals: places to which it is shown.
        may: the account says that this may happen; it is counted, and decides nothing.
    """

    name: str
    statistic: Callable[[Measures], NDArray]
    above: float = -np.inf
    below: float = np.inf
    decimals: int = 3
    may: bool = False

    def criterion(self) -> str:
        """The criterion in words."""
        ends = [f"above {self.above:.3g}"] if self.above > -np.inf else []
        ends += [f"below {self.below:.3g}"] if self.below < np.inf else []
        return " and ".join(ends)

    def agrees(self, values: NDArray) -> NDArray:
        """Which of the values meet the criterion."""
        return (values > self.above) & (values < self.below)


@dataclass(frozen=True)
class Claim:
    """What is said, and the settings in which it is tried.

    Attributes:
        number: its place in the list.
        said: the claim in words, with its hedges.
        parts: what must all be so in a run for the claim to hold there, but for what only may be.
        setting: where it is said to hold: the name of a setting.
        elsewhere: other settings, in which it may hold if it fails there.
        symptom: the claim speaks only of the runs that show this.
    """

    number: int
    said: str
    parts: tuple[Part, ...]
    setting: str = "default"
    elsewhere: tuple[str, ...] = ()
    symptom: Part | None = None


@dataclass(frozen=True)
class Finding:
    """A claim in one setting: which runs agree, and where each part's numbers lie.

    Attributes:
        setting: its name.
        n_runs: how many runs there were, with and without the symptom.
        agrees: of those that the claim speaks of, which agree with every part that must be.
        agrees_by_part: the same for each part, shape (n_parts, n).
        summaries: median and band of each part's numbers; None where the claim speaks of no run.
    """

    setting: str
    n_runs: int
    agrees: NDArray
    agrees_by_part: NDArray
    summaries: tuple[Summary | None, ...]

    @property
    def share(self) -> float:
        """Share of the runs that agree; NaN where the claim speaks of none."""
        return float(self.agrees.mean()) if len(self.agrees) else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share."""
        return clopper_pearson_interval(int(self.agrees.sum()), len(self.agrees))

    @property
    def holds(self) -> bool:
        """Whether even the lower end of the interval is a share that makes a claim hold."""
        return self.interval[0] >= HOLDS

    @property
    def fails(self) -> bool:
        """Whether even the upper end is a share with which it does not."""
        return self.interval[1] <= FAILS


@dataclass(frozen=True)
class Verdict:
    """A claim with its findings, the setting where it is said to hold first."""

    claim: Claim
    findings: tuple[Finding, ...]

    @property
    def word(self) -> str:
        """Holds, fails, holds elsewhere, or open: then the share says all."""
        said, *others = self.findings
        if said.holds:
            return "holds"
        if all(finding.fails for finding in self.findings):
            return "fails"
        if any(finding.holds for finding in others):
            return "holds elsewhere"
        return "open"


def judge(claim: Claim, results: Mapping[str, Measures]) -> Verdict:
    """Try a claim on the measures of its settings.

    Args:
        claim: the claim.
        results: by setting, measures by name, each (n_seeds, ...), as `run_trials` returns them.

    Raises:
        ValueError: a setting of the claim is missing, or a statistic is not one number a run.
    """
    findings = []
    for setting in (claim.setting, *claim.elsewhere):
        if setting not in results:
            raise ValueError(
                f"claim {claim.number} needs setting {setting!r}, got {sorted(results)}"
            )
        findings.append(_find(claim, setting, results[setting]))
    return Verdict(claim, tuple(findings))


def _find(claim: Claim, setting: str, measures: Measures) -> Finding:
    def numbers(part: Part) -> NDArray:
        values = np.asarray(part.statistic(measures), dtype=float)
        if values.ndim != 1 or not np.isfinite(values).all():
            raise ValueError(
                f"claim {claim.number}, {part.name!r} in setting {setting!r}: the statistic must "
                f"be one finite number a run, got {values}"
            )
        return values

    columns = [numbers(part) for part in claim.parts]
    symptom = claim.symptom
    spoken_of = slice(None) if symptom is None else symptom.agrees(numbers(symptom))
    seen = [values[spoken_of] for values in columns]
    agrees = np.array([part.agrees(v) for part, v in zip(claim.parts, seen, strict=True)])
    must = [not part.may for part in claim.parts]
    return Finding(
        setting,
        len(columns[0]),
        agrees[must].all(axis=0),
        agrees,
        tuple(summarise(values) if len(values) else None for values in seen),
    )
