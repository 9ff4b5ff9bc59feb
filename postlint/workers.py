"""Processes that check batches of drafts, each with a linter of its own, and what is done when one of them dies.

Each is led by a thread of this process, so that it is known which drafts it had: they are checked again, and no others.
Processes are spawned, since a fork of a process with threads (ONNX Runtime has some) may hang.
"""

from __future__ import annotations

import copyreg
import io
import os
import pickle
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from threading import Lock, Thread
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from .errors import PostlintError, WorkersError
from .report import Report

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

#: Reports on items, given the linter, the items, and whether rewrites are wanted. Raises nothing.
Check = Callable[..., "list[Report]"]

#: Times in a row that a process may die before it can begin.
_STARTS: Final = 2
_NOT_STARTED: Final = (
    "the processes that were to check cannot be started; a program that asks for several must begin its work under "
    'if __name__ == "__main__"'
)
_NOT_AGAIN: Final = "no process can be started in the place of one that died"


class Workers:
    """So many processes, which are begun as they are needed; a context that ends them.

    ``check`` is run in them, with what ``linter`` is pickled to; ``lost`` makes the report on an item that ended two.
    Raises WorkersError for a linter that cannot be pickled.
    """

    def __init__(
        self, linter: object, workers: int, check: Check, rewrites: bool, lost: Callable[[object], Report]
    ) -> None:
        try:
            terms = packed((linter, check, rewrites))
        except Exception as error:  # noqa: BLE001 (a rewriter may be anything)
            raise WorkersError(f"the linter cannot be handed to other processes ({type(error).__name__})") from None
        self._here: Callable[[Sequence[object]], list[Report]] = partial(check, linter, rewrites=rewrites)
        self._lost = lost
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="postlint")
        self._seats = [_Seat(terms) for _ in range(workers)]
        self._free: SimpleQueue[_Seat] = SimpleQueue()
        for seat in self._seats:
            self._free.put(seat)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        for seat in self._seats:
            seat.close()  # whatever it has in hand; its thread goes on from there
        self._threads.shutdown(wait=True, cancel_futures=True)
        for seat in self._seats:
            seat.leave()

    def submit(self, items: Sequence[object]) -> Future[list[Report]]:
        """Have a batch checked, a report for each item. The future raises WorkersError where no process can begin."""
        return self._threads.submit(self._checked, items)

    def _checked(self, items: Sequence[object]) -> list[Report]:
        seat = self._free.get()
        try:
            try:
                return self._asked(seat, items)
            except _Died:
                return [self._once_more(seat, item) for item in items]
        finally:
            self._free.put(seat)

    def _once_more(self, seat: _Seat, item: object) -> Report:
        try:
            (report,) = self._asked(seat, [item])
        except _Died:
            return self._lost(item)
        return report

    def _asked(self, seat: _Seat, items: Sequence[object]) -> list[Report]:
        try:
            batch = packed(items)
        except Exception:  # noqa: BLE001 (what is declared of a draft may be anything)
            return self._here(items)
        reports = seat.ask(batch)
        return self._here(items) if reports is None else reports


class _Died(Exception):
    """The process did not live to answer."""


class _Seat:
    """A place at which one process works, and another when it has died. One thread at a time asks."""

    def __init__(self, terms: bytes) -> None:
        self._terms = terms
        self._closing = Lock()
        self._closed = False
        self._lived = False
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    def ask(self, batch: bytes) -> list[Report] | None:
        """The reports on a batch; None where the process cannot read it. Raises _Died and WorkersError."""
        line = self._line or self._begin()
        try:
            line.send_bytes(batch)
            reports: list[Report] | None = line.recv()
        except (EOFError, OSError):
            self.leave()
            raise _Died from None
        return reports

    def close(self) -> None:
        """End the process, and let none come after it."""
        with self._closing:
            self._closed = True
            if self._process is not None:
                self._process.kill()

    def _begin(self) -> Connection:
        for _ in range(_STARTS):
            line = self._start()
            try:
                trouble: str = line.recv()
            except (EOFError, OSError):
                self.leave()
                continue
            if trouble:
                self.leave()
                raise WorkersError(trouble)
            self._lived = True
            return line
        raise WorkersError(_NOT_AGAIN if self._lived else _NOT_STARTED)

    def _start(self) -> Connection:
        from multiprocessing import get_context

        context = get_context("spawn")
        with self._closing:
            if self._closed:
                raise WorkersError("the processes that check were ended")
            ours, theirs = context.Pipe()
            process = context.Process(target=serve, args=(theirs, self._terms), name="postlint", daemon=True)
            try:
                process.start()
            except Exception:  # noqa: BLE001 (no room for a process, or this one may have none)
                ours.close()
                raise WorkersError(_NOT_STARTED) from None
            finally:
                theirs.close()  # else the end of the process would not be seen
            self._process, self._line = process, ours
        return ours

    def leave(self) -> None:
        """Be rid of a process that is dead, or shall be."""
        with self._closing:
            if self._process is not None and self._line is not None:
                self._line.close()
                self._process.kill()
                self._process.join()
                self._process = self._line = None


def serve(line: Connection, terms: bytes) -> None:
    """The life of such a process: it says that it is ready, or why not, and checks batches until nobody asks."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that began this one, which ends it
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        try:
            linter, check, rewrites = pickle.loads(terms)
        except Exception as error:  # noqa: BLE001 (a rewriter may be anything)
            line.send(str(error) if isinstance(error, PostlintError) else f"{_NOT_STARTED} ({type(error).__name__})")
            return
        line.send("")
        while True:
            batch = line.recv_bytes()
            try:
                items = pickle.loads(batch)
            except Exception:  # noqa: BLE001 (of a kind that is not known here)
                line.send(None)
            else:
                line.send(check(linter, items, rewrites=rewrites))
    except (EOFError, OSError):  # the other end is gone
        return


def read_only(mapping: dict[Any, Any]) -> Mapping[Any, Any]:
    """The mapping, which nobody changes: what a pickled one is made with."""
    return MappingProxyType(mapping)


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


class _Pickler(pickle.Pickler):
    """Takes read-only mappings too, of which policies are full."""

    dispatch_table = copyreg.dispatch_table.copy()
    dispatch_table[MappingProxyType] = lambda mapping: (read_only, (dict(mapping),))


def packed(value: object) -> bytes:
    """A value for another process, to be read by ``pickle.loads``."""
    stream = io.BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(value)
    return stream.getvalue()
