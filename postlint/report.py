"""The report on one document, and the verdict that follows from its findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from .document import Document
from .finding import Finding, Rewrite, Suppressed
from .trace import Trace

Verdict = Literal["publish", "review", "block"]

#: From which severity on a finding makes the exit status 1.
FailOn = Literal["error", "warning", "info", "never"]
FAIL_ON: Final[tuple[FailOn, ...]] = ("error", "warning", "info", "never")


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """Any error blocks, else any warning means review. ``publish`` means that no rule matched, never that a draft
    is certified (law 7).
    """
    severities = {finding.severity for finding in findings}
    if "error" in severities:
        return "block"
    return "review" if "warning" in severities else "publish"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one document. An incomplete report always blocks (law 4) and says why in ``reason``."""

    id: str
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    complete: bool = True
    reason: str = ""
    rewrite: str | None = field(default=None, repr=False)  # law 3: a repr may end up in a log
    suppressed: tuple[Suppressed, ...] = ()
    #: Findings that were made and are not listed, because whoever ran postlint asked for fewer.
    hidden: int = 0
    #: Of a document that is one of a series: what compares it with the others.
    traces: tuple[Trace, ...] = field(default=(), repr=False, compare=False)

    @classmethod
    def of(
        cls,
        id: str,
        findings: Iterable[Finding],
        rewrite: str | None = None,
        reason: str = "",
        suppressed: tuple[Suppressed, ...] = (),
        traces: tuple[Trace, ...] = (),
    ) -> Report:
        """A report; complete unless a ``reason`` is given why the document could not be checked whole."""
        findings = tuple(findings)
        verdict = "block" if reason else verdict_of(findings)
        complete = not reason
        return cls(id, verdict, findings, complete, reason, rewrite, suppressed, traces=traces)

    @classmethod
    def unchecked(cls, id: str, reason: str) -> Report:
        """The report on a document that could not be checked."""
        return cls(id, "block", complete=False, reason=reason)

    @property
    def exit_status(self) -> int:
        """0 publish, 1 review or block, 2 could not check."""
        return self.status("warning")

    def status(self, fail_on: FailOn) -> int:
        """0, or 1 where there is something as severe as ``fail_on``; 2 always where it could not be checked."""
        if not self.complete:
            return 2
        failing: dict[FailOn, bool] = {
            "error": self.verdict == "block",
            "warning": self.verdict != "publish",
            "info": self.verdict != "publish" or bool(self.findings),
            "never": False,
        }
        return int(failing[fail_on])

    def to_dict(self) -> dict[str, Any]:
        """As printed by ``--format json``: offsets are code points into the document as handed in."""
        return {
            "id": self.id,
            "verdict": self.verdict,
            "complete": self.complete,
            **({"reason": self.reason} if self.reason else {}),
            "findings": [f.to_dict() for f in self.findings],
            "suppressed": [s.to_dict() for s in self.suppressed],
            **({"hidden": self.hidden} if self.hidden else {}),
            "rewrite": self.rewrite,
        }


@dataclass(frozen=True, slots=True, repr=False)
class Fix:
    """A rewritten draft: its ``text``, the ``report`` on that text, and the rewrites that were ``applied``.

    ``document`` is the rewritten draft as a document, which knows where its words belong in a packaged file.
    """

    text: str
    report: Report
    applied: tuple[Rewrite, ...] = ()
    document: Document | None = None
