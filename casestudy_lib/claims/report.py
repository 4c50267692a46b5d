"""Verdicts and findings as tables."""

from collections.abc import Iterable
from html import escape

import numpy as np

from casestudy_lib.claims.verdict import Finding, Part, Verdict
from casestudy_lib.tables import Table

#: Colour of each verdict: a tint over the page, dark or light, of the colour-blind safe palette.
_TINTS = {
    "holds": "0,158,115",
    "fails": "213,94,0",
    "holds elsewhere": "86,180,233",
    "open": "230,159,0",
}


class VerdictTable(Table):
    """One row a claim: what is said, the verdict, and the share of runs that agree.

    On a page the verdicts are coloured; the words say the same. Shares are per cent, with their
    95 % intervals in brackets.

    Args:
        verdicts: as `judge` returns them.
    """

    def __init__(self, verdicts: Iterable[Verdict]):
        self.verdicts = list(verdicts)
        super().__init__(_verdict_row(verdict) for verdict in self.verdicts)

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.names)
        body = "".join(
            f"<tr>{''.join(_cell(cell, verdict.word) for cell in cells)}</tr>"
            for cells, verdict in zip(self.cells, self.verdicts, strict=True)
        )
        return (
            '<table class="verdicts" style="border-collapse:collapse;text-align:left">'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
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
    claim, (said, *others) = verdict.claim, verdict.findings
    of = f" of {len(said.agrees)} with the symptom" if claim.symptom else ""
    return {
        "no.": str(claim.number),
        "said": claim.said,
        "verdict": verdict.word,
        "agree": f"{share_in_words(said)}{of}",
        "tried in": said.setting,
        "holds also in": "; ".join(finding.setting for finding in others if finding.holds) or "–",
        "not in": "; ".join(finding.setting for finding in others if finding.fails) or "–",
    }


def _cell(text: str, word: str) -> str:
    tint = f";background:rgba({_TINTS[word]},.25)" if text == word else ""
    return f'<td style="padding:.2em .5em;vertical-align:top{tint}">{escape(text)}</td>'


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
