"""Verdicts and findings as tables."""

from collections.abc import Iterable
from html import escape

import numpy as np

from casestudy_lib.claims.verdict import Finding, Part, Verdict
from casestudy_lib.tables import Table

# Colour of each verdict: a tint of the colour-blind safe palette, over a light page or a dark one.
_TINTS = {
    "holds": "0,158,115",
    "holds elsewhere": "86,180,233",
    "open": "230,159,0",
    "fails": "213,94,0",
}
_TABLE = "border-collapse:collapse;font-size:.85rem;line-height:1.3;min-width:34rem;text-align:left"
_CELL = "padding:.2rem .4rem;vertical-align:top;text-align:left"


class VerdictTable(Table):
    """One row a claim: what is said, where it was tried, the verdict, and the share that agrees.

    On a page the verdicts are coloured; the words say the same. Shares are per cent, with their
    95 % intervals in brackets.

    Args:
        verdicts: as `judge` returns them.
    """

    def __init__(self, verdicts: Iterable[Verdict]):
        self.verdicts = list(verdicts)
        super().__init__(_verdict_row(verdict) for verdict in self.verdicts)

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col" style="{_CELL}">{escape(n)}</th>' for n in self.names)
        body = "".join(
            f"<tr>{''.join(_html_cell(cell, verdict) for cell in cells)}</tr>"
            for cells, verdict in zip(self.cells, self.verdicts, strict=True)
        )
        first, last = self.cells[0][0], self.cells[-1][0]
        region = f"Verdicts on claims {first} to {last}"
        return (
            '<div class="pst-scrollable-table-container" style="overflow-x:auto" tabindex="0" '
            f'role="region" aria-label="{region}">'
            f'<table class="verdicts" style="{_TABLE}"><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )


def tabulate_settings(verdicts: Iterable[Verdict]) -> Table:
    """One row a claim and setting: the share of runs that agree, and what it comes to there."""
    return Table(
        {
            "no.": verdict.claim.number,
            "setting": finding.setting,
            "agree": share_in_words(finding),
            "there it": "holds" if finding.holds else "fails" if finding.fails else "is open",
        }
        for verdict in verdicts
        for finding in verdict.findings
    )


def tabulate_findings(verdicts: Iterable[Verdict]) -> Table:
    """One row a setting and number: the criterion, what came out, and how many runs agree.

    Numbers that only *may* be so are counted like the others, and marked. Where a claim has a
    symptom, its row says in how many runs that was seen; the numbers are those of these runs.
    """
    return Table(row for verdict in verdicts for row in _finding_rows(verdict))


def share_in_words(finding: Finding) -> str:
    """The share in per cent with its interval, or that there is nothing to judge."""
    if not len(finding.agrees):
        return "no run shows it"
    low, high = (100 * end for end in finding.interval)
    return f"{100 * finding.share:.0f} % ({low:.0f}–{high:.0f})"


def _verdict_row(verdict: Verdict) -> dict[str, str]:
    said = verdict.findings[0]
    return {
        "no.": str(verdict.claim.number),
        "said": verdict.claim.said,
        "tried in": said.setting,
        "verdict": verdict.word,
        "agree": share_in_words(said),
    }


def _html_cell(text: str, verdict: Verdict) -> str:
    style = _CELL
    if text in (verdict.word, share_in_words(verdict.findings[0])):
        style += ";white-space:nowrap"
    if text == verdict.word:
        style += f";background:rgba({_TINTS[text]},.3)"
    return f'<td style="{style}">{escape(text)}</td>'


def _finding_rows(verdict: Verdict) -> Iterable[dict[str, object]]:
    for finding in verdict.findings:
        n = len(finding.agrees)
        if verdict.claim.symptom is not None:
            symptom = verdict.claim.symptom
            yield _row(verdict, finding, symptom, "", f"{n} of {finding.n_runs} show it")
        for i, part in enumerate(verdict.claim.parts):
            seen = f"{finding.agrees_by_part[i].sum()} of {n}"
            yield _row(verdict, finding, part, _band(part, finding, i), seen)


def _row(verdict: Verdict, finding: Finding, part: Part, band: str, seen: str) -> dict[str, object]:
    return {
        "no.": verdict.claim.number,
        "setting": finding.setting,
        "number": part.name,
        "criterion": ("may be " if part.may else "") + part.criterion(),
        "median (5–95 %)": band,
        "agree": seen,
    }


def _band(part: Part, finding: Finding, place: int) -> str:
    if (summary := finding.summaries[place]) is None:
        return ""
    median, low, high = (f"{np.asarray(value):z.{part.decimals}f}" for value in summary)
    return f"{median} ({low} to {high})"
