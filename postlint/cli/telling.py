"""Telling what came of drafts, one after the other as they come, so that a thousand need no more memory than ten."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Protocol

from .. import reporting
from ..document import Document
from ..report import Report
from ..reporting.json import dump
from ..reporting.statistics import Statistics
from ..reporting.text import Page
from . import showing
from .selection import Terms


class Teller(Protocol):
    """What a run says on standard output."""

    def tell(self, report: Report, document: Document | None) -> None:
        """One draft; ``document`` is None where it could not be read."""

    def end(self, occasion: reporting.Occasion) -> None:
        """What is said when all are done."""


def teller_for(format_: str, occasion: reporting.Occasion, terms: Terms, excluded: int) -> Teller:
    """How a run is told; ``excluded``: drafts that were left out unread."""
    if terms.stats:
        return Counts(format_, excluded)
    if format_ != "text":
        return Whole(format_)
    return Verdicts(occasion) if terms.quiet else AsItComes(occasion)


class AsItComes:
    """The text report: each draft at once, and at the end how many of what."""

    def __init__(self, occasion: reporting.Occasion) -> None:
        self._page = Page.of(occasion)
        self._reports: list[Report] = []

    def tell(self, report: Report, document: Document | None) -> None:
        """Header and findings."""
        showing.emit("\n".join((*self._page.document(report, document), "")) + "\n")
        self._reports.append(replace(report, rewrite=None))

    def end(self, occasion: reporting.Occasion) -> None:
        """The summary."""
        showing.emit("".join(f"{line}\n" for line in Page.of(occasion).summary(self._reports)))


class Verdicts:
    """``--quiet``: a line for each draft, and for one that could not be checked why."""

    def __init__(self, occasion: reporting.Occasion) -> None:
        self._page = Page.of(occasion)

    def tell(self, report: Report, document: Document | None) -> None:
        """The header alone."""
        showing.emit("".join(f"{line}\n" for line in self._page.document(report, None)))

    def end(self, occasion: reporting.Occasion) -> None:
        """Nothing more."""


class Whole:
    """A report for programs, which is one value and so is printed when it is whole. No document is kept for it."""

    def __init__(self, format_: str) -> None:
        self._render = reporting.FORMATS[format_]
        self._reports: list[Report] = []

    def tell(self, report: Report, document: Document | None) -> None:
        """Keep the report."""
        self._reports.append(report)

    def end(self, occasion: reporting.Occasion) -> None:
        """All of it."""
        showing.emit(self._render(self._reports, [None] * len(self._reports), occasion))


class Counts:
    """``--stats``: no draft by name, only how many of what."""

    def __init__(self, format_: str, excluded: int = 0) -> None:
        self._format = format_
        self._counted = Statistics(excluded)
        self._begun = time.perf_counter()

    def tell(self, report: Report, document: Document | None) -> None:
        """Count it."""
        self._counted.add(report)

    def end(self, occasion: reporting.Occasion) -> None:
        """The counts, and the time since the first was asked for."""
        seconds = time.perf_counter() - self._begun
        if self._format == "json":
            showing.emit(dump({"postlint": occasion.version, "stats": self._counted.to_dict(seconds)}))
        else:
            showing.emit("".join(f"{line}\n" for line in self._counted.lines(seconds)))
