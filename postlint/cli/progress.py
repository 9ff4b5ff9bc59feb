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
#: Click hides the cursor with every bar, and shows it again only under one that is left standing.
_CLEAR_LINE: Final = "\r\x1b[2K\x1b[?25h"


def along(
    items: Iterable[Item], total: int, *, hidden: bool = False, now: Callable[[], float] = time.monotonic
) -> Iterator[Item]:
    """The items, with a bar under way while the next one is made; it is wiped away before an item is handed on.

    There is none where standard error is no terminal, where ``hidden``, for one item, or before :data:`PATIENCE` is
    over. Where more items come than the ``total`` (an archive holds many), it only counts them from there on.
    """
    if hidden or sys.stderr is None or not sys.stderr.isatty():
        yield from items
        return
    begun = now()
    # Hidden at first, so that it counts the time from the beginning once it shows.
    bar: Any = click.progressbar(length=total, label="checking", file=sys.stderr, show_pos=True, hidden=True)
    try:
        for count, item in enumerate(items, 1):
            if not bar.hidden:
                _wipe()
            yield item
            if count > total:
                bar.length, bar.finished = None, False
            bar.hidden = count < 2 or now() - begun < PATIENCE
            bar.update(1)
    finally:
        if not bar.hidden:
            _wipe()


def _wipe() -> None:
    sys.stderr.write(_CLEAR_LINE)
    sys.stderr.flush()
