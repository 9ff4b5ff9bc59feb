"""Many drafts: checked one after the other, or shared among processes that load the model once each.

A draft is a task of its own and never part of a tensor with others, since int8 scales are taken over a whole batch:
what is found in one would hang on its neighbours. Reports come in the order of the drafts, and no more drafts are taken
in advance than keep the workers busy.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Final, Protocol

from .document import Document
from .errors import DraftError, PostlintError
from .report import Report
from .workers import Workers

#: What may be handed in; a report stands for a draft of which it is known already that it cannot be read.
Item = str | Document | Report
#: Drafts that a worker is given at a time, by default.
BATCH: Final = 16
#: Characters of the longest draft that is checked among others: half a minute's work, and half a gigabyte.
LONGEST: Final = 500_000
#: Drafts that are checked at a time for those who wait for them in a loop.
THREADS: Final = 4
#: Batches in hand for each worker: one that it works on, and one that waits.
_IN_HAND: Final = 2
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Checks(Protocol):
    """What checks one draft: a linter."""

    def check(self, document: str | Document, *, rewrites: bool = True) -> Report:
        """The report. Raises PostlintError."""


def check_one(linter: Checks, item: object, *, rewrites: bool) -> Report:
    """The report on whatever is handed in; of what is no draft, or cannot be checked, that it was not checked."""
    if isinstance(item, Report):
        return item
    id, text = (item.id, item.text) if isinstance(item, Document) else ("-", item)
    if not isinstance(id, str):
        id = str(id) if isinstance(id, int) else "-"
    if not isinstance(text, str):
        return Report.unchecked(id, "is no text")
    if len(text) > LONGEST:
        return Report.unchecked(id, f"is longer than {LONGEST:,} characters")
    if _SURROGATE.search(text):
        return Report.unchecked(id, "holds half a character (a lone surrogate): it came damaged")
    document = item if isinstance(item, Document) else Document(text)
    try:
        return linter.check(document, rewrites=rewrites)
    except DraftError as error:
        return Report.unchecked(id, error.reason)
    except PostlintError as error:
        return Report.unchecked(id, str(error))
    except Exception as error:  # noqa: BLE001 (whatever it was, the draft was not checked; its words stay here)
        return Report.unchecked(id, f"could not be checked: internal error ({type(error).__name__})")


def check_batch(linter: Checks, items: Sequence[object], *, rewrites: bool) -> list[Report]:
    """A report for each item."""
    return [check_one(linter, item, rewrites=rewrites) for item in items]


def check_in_turn(linter: Checks, items: Iterable[Item], *, rewrites: bool) -> Iterator[Report]:
    """In this process, as the reports are asked for."""
    for item in items:
        yield check_one(linter, item, rewrites=rewrites)


def check_among(
    linter: Checks, items: Iterable[Item], *, workers: int, batch_size: int, rewrites: bool
) -> Iterator[Report]:
    """In ``workers`` processes, which end with this iterator, however it ends. Raises WorkersError.

    A process that dies loses nothing: the drafts that it had are checked once more, each by itself, and the one that
    ends a process again is reported as not checked. What ``items`` raises comes after the reports on what came before.
    """
    source = _Source(items)
    waiting: deque[Future[list[Report]]] = deque()
    with Workers(linter, workers, check_batch, rewrites, _lost) as pool:
        while True:
            while len(waiting) < _IN_HAND * workers and (batch := list(islice(source, batch_size))):
                waiting.append(pool.submit(batch))
            if not waiting:
                break
            yield from waiting.popleft().result()
    if source.error is not None:
        raise source.error


def _lost(item: object) -> Report:
    id = item.id if isinstance(item, (Document, Report)) else "-"
    return Report.unchecked(id, "could not be checked: it ended the process that checked it")


class _Source:
    """Items until there are none, or an ``error`` in their stead."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = iter(items)
        self.error: Exception | None = None

    def __iter__(self) -> Iterator[Item]:
        return self

    def __next__(self) -> Item:
        if self.error is not None:
            raise StopIteration
        try:
            return next(self._items)
        except StopIteration:
            raise
        except Exception as error:  # noqa: BLE001 (it is raised in its turn)
            self.error = error
            raise StopIteration from None


_executor: ThreadPoolExecutor | None = None


async def thread(work: Callable[[], Report]) -> Report:
    """Do something in one of a few threads; the others wait for their turn, and whoever is cancelled loses it."""
    global _executor
    if _executor is None:
        _executor = ThreadPoolExecutor(THREADS, "postlint")
    return await asyncio.get_running_loop().run_in_executor(_executor, work)
