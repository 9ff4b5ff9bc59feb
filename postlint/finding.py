"""Findings and rewrites, in positions of the document as handed in. None has a field for the words found (law 3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from .document import Span

Severity = Literal["error", "warning", "info"]
Safety = Literal["safe", "suggested", "manual"]
Family = Literal[
    "identifiers", "case-details", "advice", "claims", "boundaries", "consent", "attachments", "notice"
]  # fmt: skip

SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
SAFETIES: Final[tuple[Safety, ...]] = ("safe", "suggested", "manual")
FAMILIES: Final[tuple[Family, ...]] = (
    "identifiers", "case-details", "advice", "claims", "boundaries", "consent", "attachments", "notice",
)  # fmt: skip

#: Families whose errors are about a patient: whoever makes less of one, or silences it, says why.
GUARDED: Final[tuple[Family, ...]] = ("identifiers", "case-details", "consent")


def severity_rank(severity: Severity) -> int:
    """0 for an error, 2 for an info: smaller is worse."""
    return SEVERITIES.index(severity)


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Put ``text`` in the place of source characters ``start`` to ``end``."""

    start: int
    end: int
    text: str = field(repr=False)  # law 3: a repr may end up in a log

    @property
    def span(self) -> Span:
        """The place that is replaced."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A cure made of edits. ``safe`` ones are applied by ``--fix``, ``suggested`` ones when asked for, and a
    ``manual`` one (it may have no edits at all) is only shown.
    """

    title: str
    safety: Safety
    edits: tuple[Edit, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As in the report."""
        return {
            "title": self.title,
            "safety": self.safety,
            "edits": [{"start": e.start, "end": e.end, "text": e.text} for e in self.edits],
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """One objection, located: source offsets, ``line`` and ``column`` counted from one.

    ``related`` are other places that belong to the same objection (the details of a combination). ``score`` is the
    probability, 0 to 1, that the objection is right.
    """

    rule: str
    family: Family
    severity: Severity
    start: int
    end: int
    line: int
    column: int
    message: str
    related: tuple[Span, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    score: float = 1.0

    @property
    def span(self) -> Span:
        """The place objected to."""
        return Span(self.start, self.end)

    def to_dict(self) -> dict[str, Any]:
        """As in the report."""
        return {
            "rule": self.rule,
            "family": self.family,
            "severity": self.severity,
            "start": self.start,
            "end": self.end,
            "line": self.line,
            "column": self.column,
            "related": [{"start": s.start, "end": s.end} for s in self.related],
            "message": self.message,
            "rewrites": [r.to_dict() for r in self.rewrites],
        }


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that the draft's author asked to be let through, with a reason."""

    rule: str
    start: int
    end: int

    def to_dict(self) -> dict[str, Any]:
        """As in the report: that there is a reason, and not which."""
        return {"rule": self.rule, "start": self.start, "end": self.end, "reason_given": True}
