"""Lanes: so many drafts are checked at once, so many may wait, and each within a time limit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from .doors import Refused

if TYPE_CHECKING:
    from .settings import Limits

T = TypeVar("T")


class Lanes:
    """Runs work in threads. Work that was begun cannot be stopped, so that it keeps its lane until it is done, also
    when its answer is no longer waited for: more than ``checking`` drafts are never checked at once.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._taken = 0
        self._pool = ThreadPoolExecutor(limits.checking, thread_name_prefix="postlint")

    async def run(self, work: Callable[[], T]) -> T:
        """What ``work`` returns. Raises Refused: 429 where too many wait, 503 where it takes too long."""
        if self._taken >= self._limits.checking + self._limits.waiting:
            raise Refused(429, "too many drafts are waiting; not checked", retry_after="1")
        loop = asyncio.get_running_loop()
        future = self._pool.submit(work)
        self._taken += 1

        def free(_: Future[T]) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._free)

        future.add_done_callback(free)
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(future)), self._limits.seconds)
        except (TimeoutError, asyncio.TimeoutError):
            future.cancel()  # if its turn has not come, it need not come
            raise Refused(503, f"could not be checked within {self._limits.seconds:g} seconds") from None

    def _free(self) -> None:
        self._taken -= 1
