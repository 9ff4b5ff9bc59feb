"""Comparison: the findings of a draft and those of its rewrite, laid on one another through the edits between them."""

from __future__ import annotations

from collections.abc import Iterable

from .finding import Edit, Finding, severity_rank


def burden(findings: Iterable[Finding]) -> tuple[int, int]:
    """Numbers of errors and of warnings."""
    severities = [finding.severity for finding in findings]
    return severities.count("error"), severities.count("warning")


def _moved(offset: int, edits: tuple[Edit, ...]) -> int:
    """Where a source offset lies after ``edits``; one inside an edit lies at its end."""
    shift = 0
    for edit in sorted(edits):
        if offset >= edit.end:
            shift += len(edit.text) - (edit.end - edit.start)
        elif offset > edit.start:
            return edit.start + shift + len(edit.text)
    return offset + shift


def _touches(finding: Finding, start: int, end: int) -> bool:
    return finding.start < max(end, start + 1) and start < finding.end


def is_gone(finding: Finding, edits: tuple[Edit, ...], after: Iterable[Finding]) -> bool:
    """Whether no finding of the same rule stands where this one stood."""
    start = _moved(finding.start, edits) if not any(e.start <= finding.start < e.end for e in edits) else -1
    if start < 0:
        edit = next(e for e in sorted(edits) if e.start <= finding.start < e.end)
        start = _moved(edit.start, tuple(e for e in edits if e is not edit and e.end <= edit.start))
    end = max(start, _moved(finding.end, edits))
    return not any(f.rule == finding.rule and _touches(f, start, end) for f in after)


def is_same(finding: Finding, edits: tuple[Edit, ...], after: Finding) -> bool:
    """Whether ``after`` is of the same rule and stands exactly where the edits have moved ``finding`` to."""
    start, end = _moved(finding.start, edits), _moved(finding.end, edits)
    return (finding.rule, start, end) == (after.rule, after.start, after.end)


def new_findings(before: Iterable[Finding], edits: tuple[Edit, ...], after: Iterable[Finding]) -> list[Finding]:
    """Findings of the rewritten draft that have no counterpart (same rule, at a place that it pointed at) in the draft
    before.
    """
    known = [
        (finding.rule, _moved(place.start, edits), _moved(place.end, edits))
        for finding in before
        for place in (finding.span, *finding.related)
    ]
    return [
        new for new in after if not any(rule == new.rule and _touches(new, start, end) for rule, start, end in known)
    ]


def worse(before: Iterable[Finding], edits: tuple[Edit, ...], after: Iterable[Finding], cured: Finding) -> bool:
    """Whether a finding at least as severe as the cured one is new."""
    rank = severity_rank(cured.severity)
    return any(severity_rank(new.severity) <= rank for new in new_findings(before, edits, after))


def at_an_edit(finding: Finding, edits: tuple[Edit, ...]) -> bool:
    """Whether a finding of the rewritten draft touches words that an edit put in."""
    for edit in edits:
        if edit.text:
            start = _moved(edit.start, tuple(e for e in edits if e is not edit and e.end <= edit.start))
            if _touches(finding, start, start + len(edit.text)):
                return True
    return False
