"""A policy that looks for a few words, and what its suppressions leave of a draft: no model is needed."""

from __future__ import annotations

from datetime import date
from typing import Any

from postlint import Document
from postlint.annotation import Annotations
from postlint.document import Format
from postlint.finding import Suppressed
from postlint.policy import AUDIENCES, Cure, Match, Policy, Rule
from postlint.reading import read
from postlint.rulebook import load_policy
from postlint.rules.matching import Objection, match_rules
from postlint.rules.page import Page
from postlint.rules.suppressing import suppress

TODAY = date(2026, 6, 1)
DEFAULT = load_policy()


def _rule(name: str, code: str, family: str, severity: str, *matches: Match) -> Rule:
    return Rule(
        name=name, code=code, family=family, title="t", what="w", why="y", sources=(), unless="u",  # type: ignore[arg-type]
        message=f"The message of {name}.", severity=dict.fromkeys(AUDIENCES, severity),  # type: ignore[arg-type]
        matches=matches, cures=(Cure("none", "t"),), bad=(), good=(),
    )  # fmt: skip


#: Finds Okafor (an error about a patient), "honestly" (a warning) and, once a page, "Tuesday".
POLICY = Policy(
    "p",
    (
        _rule("a-name", "X1", "identifiers", "error", Match("phrase", ("okafor",))),
        _rule("a-word", "X2", "advice", "warning", Match("phrase", ("honestly",))),
        _rule("a-day", "X3", "advice", "warning", Match("phrase", ("tuesday",), once=True)),
        _rule("off", "X4", "advice", "warning", Match("phrase", ("nowhere",))),
        DEFAULT.rule("bad-suppression"),
    ),
)
MESSAGES = {match.kinds[0]: match.message for match in DEFAULT.rule("bad-suppression").matches}


def suppressed(document: Document) -> tuple[list[Objection], tuple[Suppressed, ...]]:
    """What is left, and what is not."""
    page = Page(document, read(document), Annotations())
    return suppress(POLICY, page, match_rules(POLICY, page), TODAY)


def left(text: str, format: Format = "markdown", **beside: Any) -> list[str]:
    """Names of the rules that are left, and of complaints."""
    kept, _ = suppressed(Document(text, format=format, beside={"postlint": beside} if beside else {}))
    named = {message: complaint for complaint, message in MESSAGES.items()}
    return [named.get(o.finding.message, o.finding.rule) for o in kept]


WORD = '<!-- postlint: allow a-word reason="as he said it" -->'
