"""The open drafts: each is checked a moment after its author stops typing, off the loop that talks with the editor.

A newer version of a draft takes the place of a check that waits; the result of one that runs already is dropped. Only
what was found in the newest version is ever handed on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from threading import Event
from typing import Final, TypeVar

from .checking import Checked, Draft, check, with_rewrites
from .linters import Linters

T = TypeVar("T")

#: Seconds without a change after which a draft is checked.
PAUSE: Final = 0.4


class MovedOnError(Exception):
    """The draft that was asked about has changed meanwhile, or was closed."""


@dataclass(slots=True, repr=False)
class _Open:
    draft: Draft
    checking: asyncio.Task[Checked]
    rewriting: asyncio.Task[Checked] | None = None

    def leave(self) -> None:
        self.checking.cancel()
        if self.rewriting is not None:
            self.rewriting.cancel()


class Drafts:
    """What an editor has open. All methods are for the loop's thread.

    ``found`` is called with every result that counts. Two threads work: one checks, the other makes rewrites, which
    take longer, so that no check ever waits for them.
    """

    def __init__(self, linters: Linters, found: Callable[[Checked], None]) -> None:
        self.linters = linters
        self.encoding = "utf-16"
        self._found = found
        self._open: dict[str, _Open] = {}
        self._checks = ThreadPoolExecutor(1, "postlint-check")
        self._rewrites = ThreadPoolExecutor(1, "postlint-rewrite")

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._open))

    def put(self, draft: Draft, *, pause: float = 0.0) -> None:
        """Take a draft, or a newer version of one, and check it after a pause in seconds."""
        if (before := self._open.get(draft.uri)) is not None:
            before.leave()
        checking = asyncio.get_running_loop().create_task(self._check(draft, pause))
        checking.add_done_callback(_seen)
        self._open[draft.uri] = _Open(draft, checking)

    def change(self, uri: str, version: int, text: str | None) -> None:
        """A newer version of an open draft; its text is None where it is not known."""
        if (open_ := self._open.get(uri)) is not None:
            draft = replace(open_.draft, version=version, text=text or "", whole=text is not None)
            self.put(draft, pause=PAUSE)

    def again(self, uri: str) -> None:
        """Check a draft at once, be it that nothing but what stands beside it has changed."""
        if (open_ := self._open.get(uri)) is not None:
            self.put(open_.draft)

    def drop(self, uri: str) -> bool:
        """Forget a draft; whether it was open."""
        open_ = self._open.pop(uri, None)
        if open_ is not None:
            open_.leave()
        return open_ is not None

    async def warm(self) -> str:
        """Load model and policy before the first draft needs them; why that cannot be done, or an empty text."""
        probe = Draft("", 0, "-")
        checked = await asyncio.get_running_loop().run_in_executor(
            self._checks, check, probe, self.linters, self.encoding
        )
        return checked.trouble

    async def checked(self, uri: str) -> Checked:
        """What was found in the newest version of a draft, as soon as that is known. Raises MovedOnError."""
        return await self._waited(self._of(uri).checking)

    async def rewritten(self, uri: str) -> Checked:
        """The same with rewrites, which are made once for each version. Raises MovedOnError and PostlintError."""
        checked = await self.checked(uri)
        open_ = self._of(uri)
        if open_.draft is not checked.draft:
            raise MovedOnError
        if open_.rewriting is None:
            open_.rewriting = asyncio.get_running_loop().create_task(self.aside(partial(with_rewrites, checked)))
            open_.rewriting.add_done_callback(_seen)
        return await self._waited(open_.rewriting)

    async def aside(self, work: Callable[[Event], T]) -> T:
        """Do something long in the thread of rewrites; its event is set when nobody waits for it any more."""
        gone = Event()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._rewrites, work, gone)
        except asyncio.CancelledError:
            gone.set()
            raise

    async def _check(self, draft: Draft, pause: float) -> Checked:
        if pause:
            await asyncio.sleep(pause)
        loop = asyncio.get_running_loop()
        checked = await loop.run_in_executor(self._checks, check, draft, self.linters, self.encoding)
        self._found(checked)
        return checked

    def _of(self, uri: str) -> _Open:
        try:
            return self._open[uri]
        except KeyError:
            raise MovedOnError from None

    @staticmethod
    async def _waited(task: asyncio.Task[Checked]) -> Checked:
        """What a task brings that others wait for too: whoever gives up waiting does not end it."""
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled():
                raise MovedOnError from None
            raise


def _seen(task: asyncio.Task[Checked]) -> None:
    """Look at how a task ended, so that asyncio does not tell of it; whoever waits for it is told."""
    if not task.cancelled():
        task.exception()
