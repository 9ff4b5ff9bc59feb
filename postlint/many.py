"""Many drafts: checked one after the other, or shared among processes that load the model once each.

A post is a task of its own and never part of a tensor with others, since int8 scales are taken over a whole batch: what
is found in one would hang on its neighbours. Reports come in the order of the drafts, and no more drafts are taken in
advance than the workers can be kept busy with.
"""

from __future__ import annotations

import asyncio
import copyreg
import io
import os
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from .document import Document
from .errors import DraftError, StageError
from .report import Report

if TYPE_CHECKING:
    from .linter import Linter
    from .pipeline.model import Model
    from .policy import Policy
    from .retelling import Rewriter

#: What may be handed in; a report stands for a draft of which it is known already that it cannot be read.
Item = str | Document | Report
#: Items that a worker is given at a time, by default.
BATCH: Final = 16
#: Drafts that are checked at a time for those who wait for them in a loop.
THREADS: Final = 4
#: Batches in hand for each worker: one that it works on, and one that waits.
_IN_HAND: Final = 2


def check_one(linter: Linter, item: object, *, rewrites: bool) -> Report:
    """The report on whatever is handed in: of what is no draft, or cannot be checked, that it was not checked."""
    if isinstance(item, Report):
        return item
    id = item.id if isinstance(item, Document) and isinstance(item.id, str) else "-"
    text = item.text if isinstance(item, Document) else item
    if not isinstance(text, str):
        return Report.unchecked(id, "is no text")
    try:
        return linter.check(item, rewrites=rewrites)  # type: ignore[arg-type]
    except DraftError as error:
        return Report.unchecked(id, error.reason)
    except StageError as error:
        return Report.unchecked(id, str(error))


def check_in_turn(linter: Linter, items: Iterable[Item], *, rewrites: bool) -> Iterator[Report]:
    """In this process."""
    return (check_one(linter, item, rewrites=rewrites) for item in items)


def check_among(
    linter: Linter, items: Iterable[Item], *, workers: int, batch_size: int, rewrites: bool
) -> Iterator[Report]:
    """In ``workers`` processes, each of which has a linter of its own with one thread.

    A process that is killed loses nothing: what it had in hand is checked again, by itself, and only a draft that ends
    the process a second time is reported as not checked. The processes end with this one, however it ends.
    """
    source = iter(items)
    pool = _Pool(linter, workers, rewrites)
    waiting: deque[tuple[list[Item], Future[list[Report]]]] = deque()
    try:
        while True:
            while len(waiting) < _IN_HAND * workers and (batch := list(islice(source, batch_size))):
                waiting.append((batch, pool.submit(batch)))
            if not waiting:
                return
            batch, coming = waiting.popleft()
            try:
                reports = coming.result()
            except BrokenProcessPool:
                reports = _carefully(linter, batch, rewrites)
                pool.begin_anew()
                waiting = deque((others, pool.submit(others)) for others, _ in waiting)
            except Exception:  # noqa: BLE001 (what is declared of a draft cannot be sent to another process)
                reports = [check_one(linter, item, rewrites=rewrites) for item in batch]
            yield from reports
    finally:
        pool.close()


def _carefully(linter: Linter, batch: Sequence[Item], rewrites: bool) -> list[Report]:
    """A batch whose process died, each draft alone: of the one that is to blame, that it was not checked."""
    pool = _Pool(linter, 1, rewrites)
    reports: list[Report] = []
    try:
        for item in batch:
            try:
                reports += pool.submit([item]).result()
            except BrokenProcessPool:
                id = item.id if isinstance(item, (Document, Report)) else "-"
                reports.append(Report.unchecked(id, "could not be checked: the process that checked it was ended"))
                pool.begin_anew()
    finally:
        pool.close()
    return reports


class _Pool:
    """Processes with a linter each, which can be begun anew when one of them has died."""

    def __init__(self, linter: Linter, workers: int, rewrites: bool) -> None:
        self._made = pickle.dumps(_with_one_thread(linter))
        self._workers = workers
        self._rewrites = rewrites
        self._executor = self._begun()

    def submit(self, batch: Sequence[Item]) -> Future[list[Report]]:
        """Have a batch checked. A pool that died meanwhile says so by the future, as it does of what it had in hand."""
        try:
            return self._executor.submit(_work, batch)
        except BrokenProcessPool as error:
            broken: Future[list[Report]] = Future()
            broken.set_exception(error)
            return broken

    def begin_anew(self) -> None:
        """Leave the processes that there were, and begin others."""
        self.close()
        self._executor = self._begun()

    def close(self) -> None:
        """End the processes, when they have done what they have in hand."""
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _begun(self) -> ProcessPoolExecutor:
        from multiprocessing import get_context

        # Spawned, since a fork of a process with threads (ONNX Runtime has some) may hang.
        return ProcessPoolExecutor(
            self._workers, get_context("spawn"), initializer=_begin, initargs=(self._made, self._rewrites)
        )


def _with_one_thread(linter: Linter) -> Linter:
    from .pipeline.model import Model

    model = linter.model
    return linter.with_model(replace(model, threads=1)) if isinstance(model, Model) else linter


_executor: ThreadPoolExecutor | None = None


async def thread(work: Callable[[], Report]) -> Report:
    """Do something in one of a few threads; the others wait for their turn, and whoever is cancelled loses it."""
    global _executor
    if _executor is None:
        _executor = ThreadPoolExecutor(THREADS, "postlint")
    return await asyncio.get_running_loop().run_in_executor(_executor, work)


# --- in a worker ------------------------------------------------------------------------------------------------------

_linter: Linter
_rewrites: bool


def _begin(made: bytes, rewrites: bool) -> None:
    """Load the model, leave Ctrl-C to the process that began this one, and end with it."""
    import signal
    from multiprocessing import parent_process
    from threading import Thread

    global _linter, _rewrites
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if (parent := parent_process()) is not None:

        def outlive() -> None:
            parent.join()
            os._exit(1)

        Thread(target=outlive, daemon=True).start()
    _linter, _rewrites = pickle.loads(made), rewrites


def _work(batch: Sequence[Item]) -> list[Report]:
    return [check_one(_linter, item, rewrites=_rewrites) for item in batch]


# --- pickling ---------------------------------------------------------------------------------------------------------


class _Pickler(pickle.Pickler):
    """Takes read-only mappings, which a policy is full of, too."""

    dispatch_table = copyreg.dispatch_table.copy()
    dispatch_table[MappingProxyType] = lambda mapping: (_read_only, (dict(mapping),))


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


def packed(policy: Policy) -> bytes:
    """A policy, for another process."""
    stream = io.BytesIO()
    _Pickler(stream).dump(policy)
    return stream.getvalue()


def unpacked(policy: bytes, model: Model, rewriter: Rewriter | None, make: Callable[..., Linter]) -> Linter:
    """The linter that was pickled: the policy it had, and the model loaded anew from its folder."""
    restored: Any = pickle.loads(policy)
    return make(restored, model, rewriter=rewriter)
