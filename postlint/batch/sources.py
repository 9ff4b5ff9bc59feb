"""Where rows come from: a table, Parquet, a folder or an archive of drafts, standard input, a database."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from ..document import Document
from ..errors import DraftError
from ..reading.files import NO_SUCH_FILE, STANDARD_INPUT, expand, load_all
from ..reading.recognising import HEAD, form_of
from ..reading.tables import COLUMNS, SUFFIXES, BadRow, Columns, Row, table_rows

PARQUET: Final = (".parquet", ".pq")
#: In place of a database's address: the name of an environment variable that holds it.
FROM_ENVIRONMENT: Final = "env:"
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
    """How a source is to be read. ``query``, ``key`` (a column that orders the rows) and ``remote`` (the database may
    be on another machine) are for a database.
    """

    columns: Columns = COLUMNS
    encoding: str = "utf-8"
    query: str = ""
    key: str = ""
    remote: bool = False


def source_of(named: str, asked: Asked) -> Source:
    """The source that a path, a folder, ``-`` or the address of a database names. Raises DraftError."""
    if "://" in named or named.startswith(FROM_ENVIRONMENT) or asked.query:
        from .database import query_of

        return query_of(named, asked)
    if asked.key or asked.remote:
        raise DraftError(f"{'--resume-key' if asked.key else '--remote-database'} is for a database", id=named)
    if named == STANDARD_INPUT:
        return StandardInput(asked.columns)
    suffix = os.path.splitext(named)[1].lower()
    try:
        folder = os.path.isdir(named)
        with open(os.devnull if folder else named, "rb") as file:
            head = file.read(HEAD)
    except (OSError, ValueError) as error:
        raise DraftError(_said(error), id=named) from None
    if not folder and suffix in PARQUET:
        from .parquet import ParquetRows

        return ParquetRows(named, asked.columns)
    if not folder and (suffix in SUFFIXES or _is_text(named, head)):
        return TableFile(named, asked.columns, asked.encoding)
    if asked.columns.named:
        raise DraftError("has no columns" if not folder else "a folder has no columns", id=named)
    return Drafts(named)


def _is_text(named: str, head: bytes) -> bool:
    try:
        return form_of(named, head) == "text"
    except DraftError as error:
        raise DraftError(error.reason, id=named) from None


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
        return table_rows(sys.stdin.buffer, "", self.columns)

    def count(self) -> None:
        """Nobody knows."""
        return None


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file of CSV or tab-separated text, by its suffix; any other is JSON Lines."""

    name: str
    columns: Columns
    encoding: str = "utf-8"

    @property
    def identity(self) -> tuple[str, ...]:
        """Size and time of the last change, and how it is read."""
        return (*file_identity(self.name), repr(self.columns), self.encoding)

    def rows(self) -> Iterator[Row | BadRow]:
        """As they stand in the file."""
        try:
            with open(self.name, "rb") as stream:
                yield from table_rows(stream, os.path.splitext(self.name)[1], self.columns, self.encoding)
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
        number = 0
        for path in expand([self.name]):
            for found in load_all(path):
                number += 1
                if isinstance(found, Document):
                    yield Row(number, found)
                else:
                    yield BadRow(number, found.id, found.reason)

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


def _said(error: Exception) -> str:
    if isinstance(error, (FileNotFoundError, ValueError)):
        return NO_SUCH_FILE
    reason = os.strerror(error.errno or 0).lower() if isinstance(error, OSError) else type(error).__name__
    return f"cannot be read ({reason})"
