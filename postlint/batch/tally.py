"""What a batch comes to: verdicts, rules, authors, months. Counts and numbers of rows only, so that it may be shown."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from ..finding import Severity, severity_rank

Outcome = Literal["publish", "review", "block", "unchecked"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("publish", "review", "block", "unchecked")
#: Posts that are listed as the worst.
WORST: Final = 10


@dataclass(frozen=True, slots=True)
class Bad:
    """A post that blocks: how many errors and warnings, and the number of its row."""

    errors: int
    warnings: int
    row: int


@dataclass(slots=True)
class Tally:
    """Counts over reports. Authors go by number; ``months`` are ``2026-03``, and posts without a day are in none."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    #: Posts in which a rule found something, by rule and the worst severity.
    rules: dict[str, Counter[str]] = field(default_factory=dict)
    authors: dict[int, Counter[Outcome]] = field(default_factory=dict)
    months: dict[str, Counter[Outcome]] = field(default_factory=dict)
    _worst: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Reports counted."""
        return sum(self.outcomes.values())

    @property
    def exit_status(self) -> int:
        """The worst of all: 2 if one could not be checked or there was none, else 1 if one is not to be published."""
        if self.outcomes["unchecked"] or not self.rows:
            return 2
        return 1 if self.outcomes["review"] or self.outcomes["block"] else 0

    @property
    def worst(self) -> list[Bad]:
        """The posts with most errors, then warnings; of equal ones the first."""
        return [Bad(errors, warnings, -row) for errors, warnings, row in sorted(self._worst, reverse=True)]

    def add(self, document: Mapping[str, Any], *, author: int = 0, created: date | None = None) -> None:
        """Count a document object (docs/report.md); ``author`` 0: it is not known."""
        outcome: Outcome = document["verdict"] if document["complete"] else "unchecked"
        self.outcomes[outcome] += 1
        if author:
            self.authors.setdefault(author, Counter())[outcome] += 1
        if created is not None:
            self.months.setdefault(f"{created.year:04}-{created.month:02}", Counter())[outcome] += 1
        worst: dict[str, Severity] = {}
        for finding in document["findings"]:
            rule, severity = finding["rule"], finding["severity"]
            worst[rule] = min(severity, worst.get(rule, severity), key=severity_rank)
        for rule, severity in worst.items():
            self.rules.setdefault(rule, Counter())[severity] += 1
        severities = Counter(f["severity"] for f in document["findings"])
        if severities["error"]:
            entry = (severities["error"], severities["warning"], -self.rows)
            (heapq.heappush if len(self._worst) < WORST else heapq.heappushpop)(self._worst, entry)

    def ranked(self) -> list[tuple[str, Counter[str]]]:
        """Rules by how many posts they found something in, the severest first among equals."""

        def rank(item: tuple[str, Counter[str]]) -> tuple[int, int, int, str]:
            name, counts = item
            return -counts.total(), -counts["error"], -counts["warning"], name

        return sorted(self.rules.items(), key=rank)

    def by_month(self, most: int) -> list[tuple[str, Counter[Outcome]]]:
        """The months from the first to the last, those between without posts too; of more than ``most``, the last that
        have posts: a mistyped year, or the 9999 that a database keeps for "never", is centuries away.
        """
        if not self.months:
            return []
        first, last = (12 * int(name[:4]) + int(name[5:]) - 1 for name in (min(self.months), max(self.months)))
        names = sorted(self.months)[-most:]
        if last - first < most:
            names = [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1)]
        return [(name, self.months.get(name, Counter())) for name in names]
