"""Counts of a run: drafts, verdicts, findings by rule, and the time it took. No word of a draft, and no path."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, get_args

from ..finding import SEVERITIES, Severity
from ..report import Report, Verdict
from .words import number


@dataclass(slots=True)
class Statistics:
    """Filled by one report after the other, none of which is kept. ``excluded``: drafts that were left out unread."""

    excluded: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    unchecked: int = 0
    suppressed: int = 0
    hidden: int = 0
    rules: Counter[tuple[str, Severity]] = field(default_factory=Counter)

    def add(self, report: Report) -> None:
        """Count a report in. One that is incomplete has a verdict, and is counted as not checked instead."""
        if report.complete:
            self.verdicts[report.verdict] += 1
        else:
            self.unchecked += 1
        self.suppressed += len(report.suppressed)
        self.hidden += report.hidden
        self.rules.update((finding.rule, finding.severity) for finding in report.findings)

    @property
    def documents(self) -> int:
        """All that were asked for, those that could not be checked among them."""
        return sum(self.verdicts.values()) + self.unchecked

    def to_dict(self, seconds: float) -> dict[str, Any]:
        """As printed by ``--stats --format json``."""
        return {
            "documents": self.documents,
            "excluded": self.excluded,
            "verdicts": {verdict: self.verdicts[verdict] for verdict in get_args(Verdict)},
            "unchecked": self.unchecked,
            "suppressed": self.suppressed,
            "hidden": self.hidden,
            "rules": [
                {"rule": rule, "severity": severity, "findings": count} for (rule, severity), count in self._ordered()
            ],
            "seconds": round(seconds, 3),
        }

    def lines(self, seconds: float) -> list[str]:
        """As printed by ``--stats``: a table of rules, then what became of the drafts."""
        rows = [(f"{count:,}", severity, rule) for (rule, severity), count in self._ordered()]
        widths = [max((len(row[n]) for row in rows), default=0) for n in range(2)]
        table = [f"{count:>{widths[0]}}  {severity:<{widths[1]}}  {rule}" for count, severity, rule in rows]
        told = [f"{self.verdicts[verdict]:,} {verdict}" for verdict in get_args(Verdict)]
        told.append(f"{self.unchecked:,} not checked")
        told += [f"{count:,} {word}" for count, word in (
            (self.suppressed, "suppressed"), (self.hidden, "not shown"), (self.excluded, "left out"),
        ) if count]  # fmt: skip
        last = f"{number(self.documents, 'draft')} in {seconds:.1f} s: {', '.join(told)}"
        return [*table, "", last] if table else [last]

    def _ordered(self) -> list[tuple[tuple[str, Severity], int]]:
        """Most findings first; of as many the more severe, then by name."""
        return sorted(self.rules.items(), key=lambda item: (-item[1], SEVERITIES.index(item[0][1]), item[0][0]))
