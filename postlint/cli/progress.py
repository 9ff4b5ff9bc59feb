"""How far a long run has come: a bar on standard error, for whoever sits at a terminal and waits."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar

import click

Item = TypeVar("Item")

#: Seconds that nobody minds waiting without being told.
PATIENCE: Final = 2.0
_CLEAR_LINE: Final = "\r\x1b[2K"


def along(
    items: Iterable[Item], total: int, *, hidden: bool = False, now: Callable[[], float] = time.monotonic
) -> Iterator[Item]:
    """The items, with a bar under way while the next one is made; it is wiped away before an item is handed on.

    There is none where standard error is no terminal, where ``hidden``, for one item, or before :data:`PATIENCE` is
    over.
    """
    if hidden or total < 2 or sys.stderr is None or not sys.stderr.isatty():
        yield from items
        return
    begun = now()
    # Hidden at first, so that it counts the time from the beginning once it shows.
    bar: Any = click.progressbar(length=total, label="checking", file=sys.stderr, show_pos=True, hidden=True)
    try:
        for item in items:
            if not bar.hidden:
                _wipe()
            yield item
            bar.hidden = now() - begun < PATIENCE
            bar.update(1)
    finally:
        if not bar.hidden:
            _wipe()


def _wipe() -> None:
    sys.stderr.write(_CLEAR_LINE)
    sys.stderr.flush()
