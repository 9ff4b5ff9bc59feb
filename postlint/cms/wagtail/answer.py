"""What is said of a post, whoever was asked."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import PostlintError
from ...finding import Finding, Suppressed
from ...report import Verdict


class Unchecked(PostlintError):
    """A post could not be checked, so that it is not published. The message holds none of its words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A post that was checked whole: whether it may be published as it is, and what was found.

    ``suppressed`` are findings that the text itself asks to be let through (a comment in its HTML).
    """

    allowed: bool
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()

    @property
    def holding(self) -> tuple[Finding, ...]:
        """The findings for which the post is held back: errors; where there is none, what else is held: warnings."""
        if self.allowed:
            return ()
        errors = tuple(finding for finding in self.findings if finding.severity == "error")
        if errors or self.verdict != "review":
            return errors
        return tuple(finding for finding in self.findings if finding.severity == "warning")

    @property
    def rules(self) -> frozenset[str]:
        """The rules that hold the post back; those that the text asks to be let through are among them."""
        if self.allowed:
            return frozenset()
        return frozenset(found.rule for found in self.holding) | frozenset(found.rule for found in self.suppressed)
