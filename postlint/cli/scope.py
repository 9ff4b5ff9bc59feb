"""Which drafts a run is about: ``--exclude`` and ``.postlintignore``, ``--since`` and ``--staged``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import PostlintError
from ..report import Report
from .config import folder_of

if TYPE_CHECKING:
    from ..changes import Changes

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Scope:
    """What to leave out of folders, and which changes to look at; ``base`` is where the patterns count from."""

    exclude: tuple[str, ...] = ()
    base: Path | None = None
    since: str | None = None
    staged: bool = False

    @property
    def changed_only(self) -> bool:
        """Whether only what changed is asked for."""
        return self.staged or self.since is not None


@dataclass(frozen=True, slots=True)
class Drafts:
    """The paths to check, how many folders held that are left out, and what changed in them if that was asked."""

    paths: tuple[str, ...]
    excluded: int = 0
    changes: Changes | None = None

    def reason(self, path: str) -> str:
        """Why a draft cannot be checked as it stands; empty if it can."""
        if self.changes is not None and self.changes.is_beyond(path):
            return "was changed after it was staged; stage it whole, or put the rest away (git stash --keep-index)"
        return ""

    def narrowed(self, report: Report, text: str) -> Report:
        """The report without findings on lines that have not changed, if only changes were asked for."""
        if self.changes is None:
            return report
        from ..changes import narrowed
        from ..reading.sidecar import SUFFIX

        # One draft of several in a file is called by the file's path and its own name.
        path = report.id if os.path.lexists(report.id) else report.id.rpartition("#")[0]
        return narrowed(report, text, self.changes.lines(path, SUFFIX))


def with_exclude(command: Command) -> Command:
    """``--exclude``."""
    return click.option(
        "--exclude",
        multiple=True,
        metavar="PATTERN",
        help="Leave drafts out of folders and globs, as a line of .gitignore or .postlintignore would.",
    )(command)


def with_scope(command: Command) -> Command:
    """``--exclude``, ``--since`` and ``--staged``; the command gets the ``scope`` that they make."""

    @wraps(command)
    def inner(*args: Any, exclude: tuple[str, ...], since: str | None, staged: bool, **options: Any) -> Any:
        if staged and since is not None:
            raise click.UsageError("--since and --staged do not go together")
        return command(*args, scope=Scope(exclude, folder_of("exclude"), since, staged), **options)

    inner = click.option("--staged", is_flag=True, help="As --since, for what is staged in git.")(inner)
    inner = click.option(
        "--since",
        metavar="REV",
        help="Only drafts that changed since this revision in git, and only findings that touch a changed line.",
    )(inner)
    return with_exclude(inner)  # type: ignore[return-value]


def drafts_within(arguments: Sequence[str], asked: Scope) -> Drafts:
    """The paths that ``arguments`` name within a scope. A file that is named itself is not left out by patterns.

    What is not there stays among them, so that reading it says so. Raises PostlintError.
    """
    from ..reading.files import expand
    from ..reading.leaving_out import LeftOut

    named = set(arguments)
    found = list(expand(arguments))
    out = LeftOut(asked.exclude, asked.base)
    kept = [path for path in found if path in named or path not in out]
    excluded = len(found) - len(kept)
    if excluded and not kept:
        raise PostlintError("all that was named is left out (.postlintignore, --exclude); nothing was checked")
    if not asked.changed_only:
        return Drafts(tuple(kept), excluded)
    from ..changes import changes

    made = changes(asked.since, Path.cwd())
    return Drafts(tuple(_changed(kept, made)), excluded, made)


def _changed(paths: Iterable[str], made: Changes) -> Iterable[str]:
    from ..reading.files import STANDARD_INPUT
    from ..reading.sidecar import SUFFIX

    for path in paths:
        if path == STANDARD_INPUT:
            raise click.UsageError("standard input is in no repository; --since and --staged are for files")
        if not Path(path).is_file() or made.holds(path, SUFFIX):
            yield path
