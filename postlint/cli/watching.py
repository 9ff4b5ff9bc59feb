"""``--watch``: check a draft anew whenever it is saved, until Ctrl-C."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from ..errors import PostlintError
from .leaving import COULD_NOT_CHECK, Left, complain

#: Checks what is asked for, or only those paths that a test lets through; the exit status of each draft.
Run = Callable[[Callable[[str], bool] | None], Mapping[str, int]]

#: Milliseconds in which an editor writes, renames and touches a file once.
_SETTLING: Final = 200


def watch(
    arguments: Sequence[str],
    run: Run,
    also: Mapping[Path, Callable[[], None]],
    changes: Callable[[Sequence[str]], Iterator[set[str]]] | None = None,
) -> int:
    """Check all, then again what changes; the exit status of the drafts as they stood at the end.

    ``also``: files on which every draft hangs, and what is to be done when one changes, before all are checked again.
    ``changes`` waits for changes below folders and tells their paths. Raises PostlintError without watchfiles.
    """
    if "-" in arguments:
        raise click.UsageError("standard input cannot be watched")
    changes = changes or _changes()
    above = {_key(path): forget for path, forget in also.items()}
    statuses: dict[str, int] = {}
    try:
        _again(run, statuses, None)
        complain("watching; Ctrl-C ends it")
        for changed in changes(_roots([*arguments, *map(str, also)])):
            keys = {_key(path) for path in changed}
            forgets = [forget for key, forget in above.items() if key in keys]
            for forget in forgets:
                forget()
            _again(run, statuses, None if forgets else keys)
    except KeyboardInterrupt:
        complain("stopped watching")
    return max(statuses.values(), default=COULD_NOT_CHECK)


def _again(run: Run, statuses: dict[str, int], changed: set[str] | None) -> None:
    """Check what changed, or all; whatever goes wrong is said, and watching goes on."""
    if changed is None:
        statuses.clear()
    else:
        for id in [id for id in statuses if not os.path.lexists(id) and _key(id) in changed]:
            del statuses[id]  # it is gone, and so is what was found in it
    only = None if changed is None else lambda path: _key(path) in changed
    try:
        statuses.update(run(only))
        return
    except PostlintError as error:
        complain(str(error))
    except Left:  # it has been said
        pass
    statuses[""] = COULD_NOT_CHECK


def _key(path: str | Path) -> str:
    """A path as the system may tell it back: its folder may have been reached by a link."""
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(folder), name)


def _roots(arguments: Sequence[str]) -> list[str]:
    """The folders in which changes may be of interest: editors put a new file in the place of the old one."""
    roots = set()
    for argument in arguments:
        while glob.has_magic(argument) and not os.path.lexists(argument):
            argument = os.path.dirname(argument) or "."
        roots.add(os.path.abspath(argument if os.path.isdir(argument) else os.path.dirname(argument) or "."))
    return sorted(root for root in roots if os.path.isdir(root))


def _changes() -> Callable[[Sequence[str]], Iterator[set[str]]]:
    try:
        from watchfiles import watch as wait
    except ImportError:
        raise PostlintError("--watch needs watchfiles: pip install 'postlint[watch]'") from None

    def changes(roots: Sequence[str]) -> Iterator[set[str]]:
        for found in wait(*roots, watch_filter=None, debounce=_SETTLING):
            yield {path for _, path in found}

    return changes
