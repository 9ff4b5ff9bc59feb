"""Findings that are told together."""

from __future__ import annotations

from collections.abc import Sequence

from ..finding import Finding, Severity
from .lines import sentence
from .view import Shown


def groups(shown: Shown) -> list[list[Finding]]:
    """Findings in reading order; those of one rule in one sentence stay together, at the first one's place.

    Where the words are withheld nobody knows where a sentence begins: there it is those of one line.
    """
    found: dict[tuple[str, Severity, int, int], list[Finding]] = {}
    for finding in sorted(shown.report.findings, key=lambda f: (f.start, f.end)):
        low, high = shown.lines.bounds(shown.lines.number(finding.start))
        start = 0
        if shown.text is not None:
            line = shown.text[low:high]
            start = sentence(line, min(finding.start, high) - low, min(finding.end, high) - low)[0]
        found.setdefault((finding.rule, finding.severity, low, start), []).append(finding)
    return list(found.values())


def first_of(group: Sequence[Finding]) -> int:
    """Where a group begins."""
    return min(finding.start for finding in group)
