"""Rows to reports: one out for each one in, in order, whatever is in it."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from ..document import Document, Series
from ..errors import PostlintError
from ..reading.tables import BadRow, Row
from ..report import Report

if TYPE_CHECKING:
    from ..linter import Linter

#: Rows that a worker takes at a time.
AT_A_TIME: Final = 32


@dataclass(frozen=True, slots=True)
class Came:
    """Of a row what is needed once its draft was checked: who wrote it and when, and a ``mark`` that tells it apart
    from other rows without holding anything of it but its id's digest.
    """

    author: str
    created: date | None
    mark: bytes


def checked(
    linter: Linter,
    rows: Iterable[Row | BadRow],
    *,
    workers: int = 1,
    rewrites: bool = False,
    told: Mapping[str, Any] = MappingProxyType({}),
    series: Callable[[date | None], Series] | None = None,
) -> Iterator[tuple[Came, Report]]:
    """A report for each row, in order; of a bad row, that it could not be checked.

    ``told`` is declared of them all; with ``series``, the reports can join a history.
    """
    waiting: deque[Came] = deque()

    def items() -> Iterator[Document | Report]:
        for row in rows:
            waiting.append(came(row))
            if isinstance(row, BadRow):
                yield Report.unchecked(row.id, row.reason)
                continue
            document = row.document
            if told:
                document = replace(document, declared={**document.declared, **told})
            yield replace(document, series=series(row.created)) if series else document

    for report in _many(linter, items(), workers, rewrites):
        yield waiting.popleft(), report
    if waiting:  # never in silence: a row without a report would look as if it had been checked
        raise PostlintError(f"{len(waiting):,} rows came back without a report")


def came(row: Row | BadRow) -> Came:
    """What is kept of a row."""
    id, length = (row.id, -1) if isinstance(row, BadRow) else (row.document.id, len(row.document.text))
    mark = hashlib.blake2b(f"{id}\0{length}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return Came(row.author, row.created, mark)


def _many(linter: Linter, items: Iterator[Document | Report], workers: int, rewrites: bool) -> Iterator[Report]:
    """The one place that knows how a linter is told to use several processes."""
    several: dict[str, Any] = {"workers": workers, "batch_size": AT_A_TIME} if workers > 1 else {}
    return linter.check_many(items, rewrites=rewrites, **several)
