"""Small turns of English that several reports share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..finding import SEVERITIES, Finding
from ..report import Report


def number(count: int, noun: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def tally(findings: Iterable[Finding]) -> str:
    """``2 errors, 1 warning``, worst first; empty when there are none."""
    severities = [finding.severity for finding in findings]
    counts = ((severities.count(severity), severity) for severity in SEVERITIES)
    # "info" has no plural.
    return ", ".join(number(n, s) if s != "info" else f"{n:,} info" for n, s in counts if n)


def summed(reports: Sequence[Report]) -> str:
    """``2 errors in 3 drafts; 1 draft could not be checked``: that no rule matched is said of checked ones only."""
    incomplete = sum(not report.complete for report in reports)
    told = f"{number(incomplete, 'draft')} could not be checked"
    if incomplete == len(reports):
        return told
    found = tally(finding for report in reports for finding in report.findings)
    hidden = sum(report.hidden for report in reports)
    told_of = found or ("nothing shown" if hidden else "no rule matched")
    checked = f"{told_of} in {number(len(reports) - incomplete, 'draft')}{f' ({hidden:,} not shown)' if hidden else ''}"
    return f"{checked}; {told}" if incomplete else checked


def unchecked(report: Report) -> str:
    """Why a document could not be checked, as a clause."""
    reason = report.reason or "no reason was given"
    return reason if reason.startswith("could not be checked") else f"could not be checked: {reason}"


def joined(words: Sequence[str]) -> str:
    """``public``, ``public and reply``, ``public, clinic and reply``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
