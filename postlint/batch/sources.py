"""Where rows come from: a file of rows, Parquet, a folder or an archive of drafts, standard input, a database."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from ..document import Unread
from ..errors import DraftError
from ..reading.files import STANDARD_INPUT, expand, load_all
from ..reading.recognising import HEAD, form_of
from ..reading.tables import COLUMNS, SUFFIXES, BadRow, Columns, Row, table_rows

PARQUET: Final = (".parquet", ".pq")
_BLOCK: Final = 1 << 20


class Source(Protocol):
    """Rows that can be read once, from the first."""

    @property
    def name(self) -> str:
        """What it is called in messages; never the address of a database."""

    @property
    def identity(self) -> tuple[str, ...] | None:
        """What tells it from another, or from itself once changed; None: it will not come again in the same order."""

    def rows(self) -> Iterator[Row | BadRow]:
        """Its rows. Raises DraftError when there are none to be had."""

    def count(self) -> int | None:
        """About how many rows there are, where that is quickly told; for a progress bar."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a source is to be read. ``query``, ``key`` and ``remote`` are for a database."""

    columns: Columns = COLUMNS
    encoding: str = "utf-8"
    query: str = ""
    key: str = ""
    remote: bool = False


def source_of(named: str, asked: Asked = Asked()) -> Source:
    """The source that a path, a folder, ``-`` or the address of a database names. Raises DraftError."""
    if "://" in named or asked.query:
        from .database import Query

        return Query.of(named, asked)
    if asked.key:
        raise DraftError("--resume-key is for a database", id=named)
    if named == STANDARD_INPUT:
        return StandardInput(asked.columns)
    if os.path.isdir(named):
        if asked.columns.named:
            raise DraftError("a folder has no columns", id=named)
        return Drafts(named)
    try:
        head = _head(named)
    except OSError as error:
        raise DraftError(_said(error), id=named) from None
    if os.path.splitext(named)[1].lower() in PARQUET:
        from .parquet import ParquetRows

        return ParquetRows(named, asked.columns)
    try:
        if form_of(named, head) in ("text", "table"):
            return TableFile(named, asked.columns, asked.encoding)
    except DraftError as error:
        raise DraftError(error.reason, id=named) from None
    if asked.columns.named:
        raise DraftError("has no columns", id=named)
    return Drafts(named)


def _head(path: str) -> bytes:
    """What a file begins with; of a pipe nothing, since what was read from it is gone."""
    if not stat.S_ISREG(os.stat(path).st_mode):
        return b""
    with open(path, "rb") as file:
        return file.read(HEAD)


@dataclass(frozen=True, slots=True)
class StandardInput:
    """JSON Lines from another program."""

    columns: Columns
    name: str = STANDARD_INPUT
    identity: None = None

    def rows(self) -> Iterator[Row | BadRow]:
        """As they come."""
        if sys.stdin is None:
            raise DraftError("there is no standard input", id=self.name)
        return table_rows(sys.stdin.buffer, ".jsonl", self.columns)

    def count(self) -> None:
        """Nobody knows."""
        return None


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file of JSON Lines, CSV or tab-separated text."""

    name: str
    columns: Columns
    encoding: str = "utf-8"

    @property
    def identity(self) -> tuple[str, ...]:
        """Size and time of the last change, and how it is read."""
        return (*file_identity(self.name), *self.columns.all, *self.columns.required, self.encoding)

    def rows(self) -> Iterator[Row | BadRow]:
        """As they stand in the file."""
        suffix = os.path.splitext(self.name)[1]
        try:
            with open(self.name, "rb") as stream:
                yield from table_rows(
                    stream, suffix if suffix.lower() in SUFFIXES else ".jsonl", self.columns, self.encoding
                )
        except DraftError as error:
            raise DraftError(error.reason, id=self.name) from None
        except OSError as error:
            raise DraftError(_said(error), id=self.name) from None

    def count(self) -> int:
        """Its lines: of a CSV, more than its records where cells hold line breaks."""
        try:
            with open(self.name, "rb") as stream:
                return sum(block.count(b"\n") for block in iter(lambda: stream.read(_BLOCK), b""))
        except OSError:  # said when it is read
            return 0


@dataclass(frozen=True, slots=True)
class Drafts:
    """Every draft in a folder and those within it, by path; or those of a network's archive, a mail, a document."""

    name: str

    @property
    def identity(self) -> tuple[str, ...]:
        """Paths, sizes and times of all files."""
        return tuple(part for path in expand([self.name]) for part in (path, *file_identity(path)))

    def rows(self) -> Iterator[Row | BadRow]:
        """One for each draft, called by its path."""
        found = (draft for path in expand([self.name]) for draft in load_all(path))
        for number, draft in enumerate(found, 1):
            yield BadRow(number, draft.id, draft.reason) if isinstance(draft, Unread) else Row(number, draft)

    def count(self) -> int | None:
        """The files of a folder, of which some may hold several drafts."""
        return sum(1 for _ in expand([self.name])) if os.path.isdir(self.name) else None


def file_identity(path: str) -> tuple[str, ...]:
    """Size and time of the last change of a file; whether it can be read is found out by reading."""
    try:
        seen = os.stat(path)
    except OSError:
        return ("missing",)
    return (str(seen.st_size), str(seen.st_mtime_ns))


def _said(error: OSError) -> str:
    if isinstance(error, (FileNotFoundError, IsADirectoryError)):
        return "no such file" if isinstance(error, FileNotFoundError) else "is a folder"
    return f"cannot be read ({os.strerror(error.errno or 0).lower()})"
