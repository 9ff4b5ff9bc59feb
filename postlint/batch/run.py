"""One run: rows in, reports out, counted and remembered, and gone on with where an earlier run stopped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, Protocol

from ..errors import DraftError
from ..history import Authors, Group, History
from ..reporting.json import dump
from .checking import Came, came, checked
from .tally import Tally

if TYPE_CHECKING:
    from ..linter import Linter
    from ..report import Report
    from .journal import Journal
    from .sources import Source


class Output(Protocol):
    """Where lines go, one for each row, with the mark of the row."""

    def append(self, line: bytes, mark: bytes) -> None:
        """One more."""


class Stream:
    """Lines to a pipe, each at once."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def append(self, line: bytes, mark: bytes) -> None:
        """One more line; nobody goes on with a pipe."""
        self._stream.write(line)
        self._stream.flush()


@dataclass(slots=True, repr=False)
class Run:
    """How rows are checked, and what they came to.

    ``together``: posts of one author are looked at together (all rows are one author's where ``one_author``).
    ``progress`` is called once for every row. ``named``: authors are kept by name, to be shown.
    """

    linter: Linter
    workers: int = 1
    rewrites: bool = False
    told: Mapping[str, Any] = field(default_factory=dict)
    together: bool = False
    one_author: bool = False
    named: bool = False
    progress: Callable[[], object] = lambda: None
    tally: Tally = field(default_factory=Tally)
    names: dict[int, str] = field(default_factory=dict)
    _authors: Authors = field(default_factory=Authors)
    _history: History | None = None

    def __post_init__(self) -> None:
        if self.together:
            self._history = History(self.linter.policy, self._authors)

    @property
    def groups(self) -> list[Group]:
        """What posts of one author tell together."""
        return self._history.groups() if self._history else []

    def into(self, output: Output, source: Source, journal: Journal | None = None) -> None:
        """Check every row of a source that ``journal`` does not hold already.

        Raises DraftError where the source has no rows, or no longer those that were checked before.
        """
        rows = source.rows()
        if journal is not None and journal.rows:
            self._again(islice(rows, journal.rows), journal)
        for seen, report in self._checked(rows, rewrites=self.rewrites):
            document = self._joined(seen, report).to_dict()
            output.append(dump(document, compact=True).encode("ascii"), seen.mark)
            self._count(seen, document)
        if not self.tally.rows:  # most often a program before this one in a pipe that failed: nothing is not clean
            raise DraftError("holds no rows", id=source.name)

    def _again(self, rows: Iterator[Any], journal: Journal) -> None:
        """Count the rows that are done. A history was kept nowhere: for it their drafts are read again."""
        if self._history is not None:
            known: Iterator[tuple[Came, Report | None]] = self._checked(rows, rewrites=False)
        else:
            known = ((came(row), None) for row in rows)
        seen_so_far = ""
        for line in journal.lines():
            seen, report = next(known, (None, None))
            if seen is None:
                break
            seen_so_far = journal.chained(seen_so_far, seen.mark)
            if report is not None:
                self._joined(seen, report)
            self._count(seen, json.loads(line))
        journal.insist(seen_so_far)

    def _checked(self, rows: Iterator[Any], *, rewrites: bool) -> Iterator[tuple[Came, Report]]:
        series = self._history.series if self._history else None
        return checked(self.linter, rows, workers=self.workers, rewrites=rewrites, told=self.told, series=series)

    def _joined(self, seen: Came, report: Report) -> Report:
        if self._history is None:
            return report
        return self._history.join(report, author=self._author(seen), row=self.tally.rows + 1, day=seen.created)

    def _author(self, seen: Came) -> str:
        return "the author" if self.one_author else seen.author

    def _count(self, seen: Came, document: Mapping[str, Any]) -> None:
        author = self._author(seen)
        number = self._authors.number(author) if author else 0
        if self.named and number:
            self.names.setdefault(number, author)
        self.tally.add(document, author=number, created=seen.created)
        self.progress()
