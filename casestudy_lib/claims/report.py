"""Verdicts and findings as tables."""

from collections.abc import Iterable

from casestudy_lib.claims.verdict import Part, Verdict
from casestudy_lib.studies.many_runs import Summary
from casestudy_lib.tables import Table


def tabulate_verdicts(verdicts: Iterable[Verdict]) -> Table:
    """One row a claim: what is said, the verdict, where it was tried, what came out, and a link.

    What came out is the median and the 5–95 % band of the number that decides: the first one
    that disagrees with the claim in most seeds, else the first.
    """
    return Table(_verdict_row(verdict) for verdict in verdicts)


def tabulate_findings(verdicts: Iterable[Verdict]) -> Table:
    """One row a setting and number: the criterion, what came out, and how many seeds agree."""
    return Table(
        {
            "no.": verdict.claim.number,
            "setting": finding.setting,
            "number": part.name,
            "criterion": part.criterion(),
            "median": f"{summary.median:z.{part.decimals}f}",
            "5–95 %": _band(part, summary),
            "agree": f"{finding.agreeing(i)} of {len(finding.agrees)}",
        }
        for verdict in verdicts
        for finding in verdict.findings
        for i, (part, summary) in enumerate(
            zip(verdict.claim.parts, finding.summaries, strict=True)
        )
    )


def _verdict_row(verdict: Verdict) -> dict[str, object]:
    claim, said = verdict.claim, verdict.findings[0]
    agreeing = [said.agreeing(i) for i in range(len(claim.parts))]
    deciding = agreeing.index(min(agreeing))
    part, summary = claim.parts[deciding], said.summaries[deciding]
    return {
        "no.": claim.number,
        "said": claim.said,
        "verdict": verdict.word,
        "tried in": claim.setting,
        "seen there": f"{part.name}: {summary.median:z.{part.decimals}f} ({_band(part, summary)})",
        "shown in": claim.shown,
    }


def _band(part: Part, summary: Summary) -> str:
    return f"{summary.low:z.{part.decimals}f} to {summary.high:z.{part.decimals}f}"
