"""Matches that a glance passes over would have found nothing."""

from __future__ import annotations

from datetime import date

from postlint import Linter
from postlint.document import Document
from postlint.policy import Policy
from postlint.reading import read
from postlint.rules.matchers import MATCHERS, page_allows
from postlint.rules.page import Answered, Page
from postlint.rules.promising import is_promising

DAY = date(2026, 6, 1)


def _pages(linter: Linter, policy: Policy) -> list[Page]:
    samples = [sample for rule in policy.rules for sample in (*rule.bad[:1], *rule.good[:1])]
    pages = []
    for sample in samples:
        document, prose = Document(sample.text), read(Document(sample.text))
        other = read(Document(sample.to)) if sample.to else None
        answered = Answered(other, linter.model.annotate(other)) if other else None
        pages.append(Page(document, prose, linter.model.annotate(prose), answered, DAY))
    return pages


def test_what_is_passed_over_would_find_nothing(linter: Linter) -> None:
    """Every match of every rule, on examples of all rules."""
    passed: dict[str, int] = {}
    asked: dict[str, int] = {}
    for page in _pages(linter, linter.policy):
        for match in (match for rule in linter.policy.rules for match in rule.matches):
            counted = asked if is_promising(match, page) else passed
            counted[match.on] = counted.get(match.on, 0) + 1
            if counted is passed and page_allows(match, page):
                assert not list(MATCHERS[match.on](match, page, linter.policy)), match
    for name in ("mention", "passage", "pattern"):
        assert passed[name] > asked[name]  # else it would be no shortcut
