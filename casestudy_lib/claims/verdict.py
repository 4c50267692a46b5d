"""Claims with a stated criterion, and the verdict that numbers from many seeds give them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.studies.many_runs import Summary, summarise

#: A claim holds if its criterion is met in at least this share of the seeds.
HOLDS = 0.95

#: It holds mostly if in more than this share.
MOSTLY = 0.5

Measures = Mapping[str, NDArray]


@dataclass(frozen=True)
class Part:
    """One number a run, and the open interval in which it agrees with the claim.

    Attributes:
        name: what the number is, with its unit.
        statistic: from the measures of a setting, arrays (n_seeds, ...), to (n_seeds,).
        above: the number must exceed this.
        below: the number must stay under this.
        decimals: places to which it is shown.
    """

    name: str
    statistic: Callable[[Measures], NDArray]
    above: float = -np.inf
    below: float = np.inf
    decimals: int = 3

    def criterion(self) -> str:
        """The criterion in words."""
        ends = [f"above {self.above:.3g}"] if self.above > -np.inf else []
        ends += [f"below {self.below:.3g}"] if self.below < np.inf else []
        return " and ".join(ends)


@dataclass(frozen=True)
class Claim:
    """What is said, and the settings in which it is tried.

    Attributes:
        number: its place in the list.
        said: the claim in words.
        parts: what must all be so in a run for the claim to hold there.
        setting: where it is said to hold: the name of a setting.
        elsewhere: other settings, in which it may hold if it fails there.
        shown: where the book shows it, a link in Markdown.
    """

    number: int
    said: str
    parts: tuple[Part, ...]
    setting: str = "default"
    elsewhere: tuple[str, ...] = ()
    shown: str = ""


@dataclass(frozen=True)
class Finding:
    """A claim in one setting: which seeds agree, and where each part's numbers lie."""

    setting: str
    agrees_by_part: NDArray  # (n_parts, n_seeds) truth values
    summaries: tuple[Summary, ...]  # one a part

    @property
    def agrees(self) -> NDArray:
        """Seeds that agree with every part, shape (n_seeds,)."""
        return self.agrees_by_part.all(axis=0)

    @property
    def share(self) -> float:
        """Share of the seeds that agree."""
        return float(self.agrees.mean())

    def agreeing(self, part: int) -> int:
        """Number of seeds that agree with one part."""
        return int(self.agrees_by_part[part].sum())


@dataclass(frozen=True)
class Verdict:
    """A claim with its findings, the setting where it is said to hold first."""

    claim: Claim
    findings: tuple[Finding, ...]

    @property
    def word(self) -> str:
        """The verdict: holds, holds when …, holds mostly …, or fails."""
        said, *others = self.findings
        if said.share >= HOLDS:
            return "holds"
        held = [finding for finding in others if finding.share >= HOLDS]
        if held:
            return "holds when: " + "; ".join(finding.setting for finding in held)
        best = max(self.findings, key=lambda finding: finding.share)
        if best.share > MOSTLY:
            seeds = f"{best.agrees.sum()} of {len(best.agrees)} seeds"
            return f"holds mostly ({seeds})" + ("" if best is said else f" when: {best.setting}")
        return "fails"


def judge(claim: Claim, results: Mapping[str, Measures]) -> Verdict:
    """Try a claim on the measures of its settings.

    Args:
        claim: the claim.
        results: by setting, measures by name, each (n_seeds, ...) without failed runs.

    Raises:
        ValueError: a setting of the claim is missing, or a statistic is not one number a seed.
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
    agrees, summaries = [], []
    for part in claim.parts:
        values = np.asarray(part.statistic(measures), dtype=float)
        if values.ndim != 1 or not np.isfinite(values).all():
            raise ValueError(
                f"claim {claim.number}, {part.name!r} in setting {setting!r}: the statistic must "
                f"be one finite number a seed, got {values}"
            )
        agrees.append((values > part.above) & (values < part.below))
        summaries.append(summarise(values))
    return Finding(setting, np.array(agrees), tuple(summaries))
