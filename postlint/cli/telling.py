"""Telling what came of drafts, one after the other as they come, so that a thousand need no more memory than ten."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Protocol

from .. import reporting
from ..reporting.json import dump
from ..reporting.statistics import Statistics
from ..reporting.text import Page
from ..reporting.view import Outcome, Shown, show, summed_up
from . import showing
from .reports import Form, put
from .selection import Terms


class Teller(Protocol):
    """What a run says on standard output, or in the file of its report."""

    def tell(self, outcome: Outcome) -> None:
        """What came of one draft."""

    def end(self, occasion: reporting.Occasion) -> None:
        """What is said when all are done."""


def teller_for(form: Form, occasion: reporting.Occasion, terms: Terms, excluded: int) -> Teller:
    """How a run is told; ``excluded``: drafts that were left out unread."""
    if terms.stats:
        return Counts(form, excluded)
    if form.format != "text":
        return Whole(form)
    return Pages(form, occasion, quiet=terms.quiet)


class Pages:
    """The text report: each draft at once, unless it goes into a file, and at the end how many of what; ``quiet``: a
    line for each draft, and for one that could not be checked why.
    """

    def __init__(self, form: Form, occasion: reporting.Occasion, *, quiet: bool) -> None:
        self._form = form
        self._page = Page.of(occasion)
        self._quiet = quiet
        self._shown: list[Shown] = []
        self._kept: list[str] = []

    def tell(self, outcome: Outcome) -> None:
        """Header and findings, or the header alone."""
        draft = show(outcome, words=self._form.words)
        if self._quiet:
            self._say(self._page.header(draft))
        else:
            self._say((*self._page.document(draft), ""))
            self._shown.append(summed_up(draft))

    def end(self, occasion: reporting.Occasion) -> None:
        """The summary."""
        if not self._quiet:
            self._say(Page.of(occasion).summary(self._shown))
        if self._form.out is not None:
            put("".join(self._kept), self._form)

    def _say(self, lines: Iterable[str]) -> None:
        text = "".join(f"{line}\n" for line in lines)
        if self._form.out is None:
            showing.emit(text)
        else:
            self._kept.append(text)


class Whole:
    """A report that is one value, or one page, and so is printed when it is whole. No document is kept for it that the
    report does not show.
    """

    def __init__(self, form: Form) -> None:
        self._form = form
        self._told: list[Shown] = []

    def tell(self, outcome: Outcome) -> None:
        """Keep what the report will hold of it."""
        self._told.append(reporting.told_of(self._form.format, outcome, words=self._form.words))

    def end(self, occasion: reporting.Occasion) -> None:
        """All of it."""
        put(reporting.printed(self._form.format, self._told, occasion), self._form)


class Counts:
    """``--stats``: no draft by name, only how many of what."""

    def __init__(self, form: Form, excluded: int = 0) -> None:
        self._form = form
        self._counted = Statistics(excluded)
        self._begun = time.perf_counter()

    def tell(self, outcome: Outcome) -> None:
        """Count it."""
        self._counted.add(outcome.report)

    def end(self, occasion: reporting.Occasion) -> None:
        """The counts, and the time since the first was asked for."""
        seconds = time.perf_counter() - self._begun
        if self._form.format == "json":
            put(dump({"postlint": occasion.version, "stats": self._counted.to_dict(seconds)}), self._form)
        else:
            put("".join(f"{line}\n" for line in self._counted.lines(seconds)), self._form)
