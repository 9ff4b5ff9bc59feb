"""``postlint batch IN.jsonl -o OUT.jsonl``: many drafts, one a line, streamed."""

from __future__ import annotations

import json
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, Final, cast, get_args

import click

from ..document import MAX_BYTES, Document, Format
from ..errors import DraftError
from ..policy import Audience
from ..report import Report
from ..reporting.json import dump
from ..reporting.words import number
from ..selection import Selection
from . import making, options
from .config import with_config
from .leaving import Left, complain
from .selection import tell_left_out, with_selection

if TYPE_CHECKING:
    from ..linter import Linter

# JSON may write one character as twelve ("\ud83d\ude00"); a longer line cannot hold a draft that would be taken.
_LONGEST_LINE: Final = 12 * MAX_BYTES + 65_536


@click.command(context_settings=options.HELP, short_help="Check many drafts, one a line of JSON.")
@click.argument("source", metavar="IN.jsonl")
@click.option(
    "-o", "--output", "target", default="-", metavar="OUT.jsonl", help="Where to; standard output by default."
)
@click.option("--rewrites/--no-rewrites", default=False, help="Look for what to write instead, or not (default).")
@options.rules
@options.audience
@options.profiles
@options.content_type
@with_selection
@with_config
def batch(
    source: str,
    target: str,
    rewrites: bool,
    rules_path: Path | None,
    audience: Audience | None,
    profiles: tuple[str, ...],
    type_: str | None,
    selection: Selection,
) -> None:
    """Check many drafts: a JSON object {"id", "text"} on each line, a report on each line of OUT.jsonl.

    A row may also have a format: plain (the default), markdown or html, and under declared what its front matter could
    say. A row without an id is called by its number. A
    bad row is reported as one that could not be checked, and the rest go on. Use - for standard input or output.

    Exit status: 2 if a row could not be checked or there is none, else 1 if any is to be reviewed or blocked, else 0.
    """
    with ExitStack() as stack:
        rows = _opened(source, stack)
        linter = making.make_linter(rules_path, audience, **options.chosen(profiles, type_, selection=selection))
        making.tell_stale(linter.policy)
        tell_left_out(linter.policy)
        sink = _sink(target, stack)
        status = total = failed = 0
        for report in reports(linter, rows, rewrites=rewrites, told=options.wanted(audience, profiles, type_)):
            sink.write(dump(report.to_dict(), compact=True).encode("ascii"))
            if target == "-":
                sink.flush()
            status = max(status, report.exit_status)
            total += 1
            failed += not report.complete
        if not total:  # most often a program before this one in a pipe that failed: nothing is not clean
            raise DraftError("holds no rows", id=source)
    if failed:
        complain(f"{source}: {failed:,} of {number(total, 'row')} could not be checked")
    raise Left(status)


def reports(
    linter: Linter,
    rows: Iterable[bytes],
    *,
    rewrites: bool = False,
    told: Mapping[str, Any] = MappingProxyType({}),
) -> Iterator[Report]:
    """A report for each row, in order; of a bad row, that it could not be checked. ``told`` is declared of them all."""
    waiting: deque[Report | None] = deque()

    def documents() -> Iterator[Document]:
        for count, row in enumerate(rows, 1):
            if not row.strip():
                continue
            taken = _document(row, count)
            waiting.append(taken if isinstance(taken, Report) else None)
            if isinstance(taken, Document):
                yield replace(taken, declared={**taken.declared, **told}) if told else taken

    for report in linter.check_many(documents(), rewrites=rewrites):
        # The bad rows that came before this one.
        while (bad := waiting.popleft()) is not None:
            yield bad
        yield report
    yield from (bad for bad in waiting if bad is not None)


def _document(row: bytes, count: int) -> Document | Report:
    """The draft in a row, or the report on a row that holds none. No message repeats what the row says."""
    id = f"row {count}"
    if len(row) > _LONGEST_LINE:
        return Report.unchecked(id, "row is too long")
    try:
        value: Any = json.loads(row.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Report.unchecked(id, "row is not UTF-8")
    except (ValueError, RecursionError):
        return Report.unchecked(id, "row is not JSON")
    if not isinstance(value, dict):
        return Report.unchecked(id, 'row is not an object with "id" and "text"')
    given = value.get("id")
    if isinstance(given, (str, int)) and not isinstance(given, bool):
        id = str(given)
    elif given is not None:
        return Report.unchecked(id, '"id" is not a string')
    text, format = value.get("text"), value.get("format", "plain")
    if not isinstance(text, str):
        return Report.unchecked(id, '"text" is missing' if "text" not in value else '"text" is not a string')
    if format not in get_args(Format):
        return Report.unchecked(id, f'"format" is not one of {", ".join(get_args(Format))}')
    declared = value.get("declared", {})
    if not isinstance(declared, dict):
        return Report.unchecked(id, '"declared" is not an object')
    return Document(text, id, cast(Format, format), declared)


def _opened(source: str, stack: ExitStack) -> Iterator[bytes]:
    if source == "-":
        if sys.stdin is None:
            raise DraftError("there is no standard input", id=source)
        return _lines(sys.stdin.buffer)
    try:
        return _lines(stack.enter_context(open(source, "rb")))
    except OSError as error:
        raise DraftError(_reason(error), id=source) from None


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines, but never more of a line in memory than a draft may be long."""
    while line := stream.readline(_LONGEST_LINE + 1):
        rest = line
        while len(rest) > _LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(_LONGEST_LINE + 1)
        yield line


def _sink(target: str, stack: ExitStack) -> IO[bytes]:
    from .writing import whole

    if target == "-":
        if sys.stdout is None:
            raise DraftError("there is no standard output")
        return sys.stdout.buffer
    try:
        return stack.enter_context(whole(Path(target)))
    except FileNotFoundError:
        raise DraftError("the folder it is to be written to is not there", id=target) from None
    except OSError as error:
        raise DraftError(_reason(error), id=target) from None


def _reason(error: OSError) -> str:
    if isinstance(error, (FileNotFoundError, IsADirectoryError)):
        return "no such file" if isinstance(error, FileNotFoundError) else "is a folder"
    return os.strerror(error.errno or 0).lower()
