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


def unchecked(report: Report) -> str:
    """Why a document could not be checked, as a clause."""
    reason = report.reason or "no reason was given"
    return reason if reason.startswith("could not be checked") else f"could not be checked: {reason}"


def joined(words: Sequence[str]) -> str:
    """``public``, ``public and reply``, ``public, clinic and reply``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
