"""Tables of posts: rows of JSON Lines, of CSV and of tab-separated text, each with its draft or what is wrong with it.

A row that holds no draft is a :class:`BadRow`, and the rows after it are read all the same. No reason repeats what a
row or a header says: a header that is none may be somebody's post.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Final, cast, get_args
from uuid import UUID

from ..document import MAX_BYTES, Document, Format
from ..errors import DraftError

#: JSON may write one character as twelve ("\ud83d\ude00"); a longer line cannot hold a draft that would be taken.
LONGEST_LINE: Final = 12 * MAX_BYTES + 65_536
#: What is read as a table.
SUFFIXES: Final = (".jsonl", ".ndjson", ".csv", ".tsv", ".tab")
_DELIMITERS: Final = (",", ";", "\t", "|")
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table are called. Only the text must be there; ``author`` empty: there is none.

    ``named`` are the parts that the caller chose, which must be there too.
    """

    text: str = "text"
    id: str = "id"
    format: str = "format"
    declared: str = "declared"
    author: str = ""
    created: str = "created"
    named: frozenset[str] = frozenset()

    @property
    def all(self) -> tuple[str, ...]:
        """Every column that is read, the text first."""
        return tuple(filter(None, (self.text, self.id, self.format, self.declared, self.author, self.created)))

    @property
    def required(self) -> tuple[str, ...]:
        """Those that must be there."""
        return tuple(dict.fromkeys((self.text, *(getattr(self, name) for name in sorted(self.named)))))


COLUMNS: Final = Columns()


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """A draft in a table: ``number`` from one (of a line, or of a record under its header), who wrote it and when."""

    number: int
    document: Document
    author: str = ""
    created: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class BadRow:
    """A row that holds no draft, and why; ``id`` is its own, or says its number."""

    number: int
    id: str
    reason: str
    author: str = ""
    created: date | None = None


def load_table(path: str, columns: Columns = COLUMNS) -> Iterator[Row | BadRow]:
    """The rows of the table at ``path``, read as they are asked for.

    Raises DraftError, which knows the path, when it cannot be opened or has no such columns.
    """
    try:
        with open(path, "rb") as stream:
            yield from table_rows(stream, os.path.splitext(path)[1], columns)
    except DraftError as error:
        raise DraftError(error.reason, id=path) from None
    except OSError as error:
        raise DraftError(f"cannot be read ({error.strerror or type(error).__name__})", id=path) from None


def table_rows(
    stream: IO[bytes], suffix: str, columns: Columns = COLUMNS, encoding: str = "utf-8"
) -> Iterator[Row | BadRow]:
    """The rows of a stream: cells where ``suffix`` is that of CSV or tab-separated text, else JSON Lines."""
    suffix = suffix.lower()
    if suffix in (".csv", ".tsv", ".tab"):
        return cell_rows(stream, columns, "" if suffix == ".csv" else "\t", encoding)
    return json_rows(stream, columns)


def row_of(values: Mapping[str, Any], number: int, columns: Columns = COLUMNS) -> Row | BadRow:
    """The draft in the values of a row, by the names of their columns."""
    id = f"row {number}"
    author, created = _author(values.get(columns.author)), _day(values.get(columns.created))

    def bad(reason: str) -> BadRow:
        return BadRow(number, id, reason, author, created)

    given = values.get(columns.id)
    if _names(given):
        id = str(given) or id
    elif given is not None:
        return bad(f'"{columns.id}" is not a string')
    text = values.get(columns.text)
    if not isinstance(text, str):
        return bad(f'"{columns.text}" {"is missing" if columns.text not in values else "is not a string"}')
    format = values.get(columns.format) or "plain"
    if format not in get_args(Format):
        return bad(f'"{columns.format}" is not one of {", ".join(get_args(Format))}')
    declared = values.get(columns.declared)
    if isinstance(declared, str):
        declared = _json(declared) if declared.strip() else None
    if declared is not None and not isinstance(declared, Mapping):
        return bad(f'"{columns.declared}" is not an object')
    return Row(number, Document(text, id, cast(Format, format), dict(declared or {})), author, created)


def _names(value: Any) -> bool:
    """Whether a value can be what a row or an author is called; PostgreSQL has identifiers of its own."""
    return isinstance(value, (str, int, UUID)) and not isinstance(value, bool)


def _author(value: Any) -> str:
    return str(value).strip() if _names(value) else ""


def _day(value: Any) -> date | None:
    """The day of a date, a time or an ISO 8601 text; None for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value.strip()[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


# --- JSON Lines -------------------------------------------------------------------------------------------------------


def json_rows(stream: IO[bytes], columns: Columns = COLUMNS) -> Iterator[Row | BadRow]:
    """One JSON object a line; empty lines are passed over."""
    for number, line in enumerate(_lines(stream), 1):
        if line.strip():
            yield _object(line, number, columns)


def _object(line: bytes, number: int, columns: Columns) -> Row | BadRow:
    if len(line) > LONGEST_LINE:
        return BadRow(number, f"row {number}", "row is too long")
    try:
        value: Any = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return BadRow(number, f"row {number}", "row is not UTF-8")
    except (ValueError, RecursionError):
        return BadRow(number, f"row {number}", "row is not JSON")
    if not isinstance(value, dict):
        return BadRow(number, f"row {number}", f'row is not an object with "{columns.id}" and "{columns.text}"')
    return row_of(value, number, columns)


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines, but never more of a line in memory than a draft may be long."""
    while line := stream.readline(LONGEST_LINE + 1):
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE + 1)
        yield line


# --- cells ------------------------------------------------------------------------------------------------------------


def cell_rows(
    stream: IO[bytes], columns: Columns = COLUMNS, delimiter: str = "", encoding: str = "utf-8"
) -> Iterator[Row | BadRow]:
    """Records under a header (RFC 4180): cells in quotes may hold line breaks.

    Without a ``delimiter`` it is the one that tells the columns of the header apart. A byte order mark says the
    ``encoding``. Raises DraftError when the header lacks a column that is needed.
    """
    csv.field_size_limit(LONGEST_LINE)
    decoded = _decoded(stream, encoding)
    delimiter, header = _header(_first_line(decoded), delimiter, columns)
    records = csv.reader(_text_lines(decoded), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(records)
        except StopIteration:
            return
        except (DraftError, UnicodeDecodeError) as error:
            reason = error.reason if isinstance(error, DraftError) else f"row is not {decoded.encoding.upper()}"
            yield BadRow(number, f"row {number}", f"{reason}; nothing after it was read")
            return
        except csv.Error as error:
            # Strict, because a quotation mark that nobody closes would otherwise swallow the rows below it unseen.
            reason = "row is too long" if "field larger" in str(error) else "its quotation marks do not pair"
            yield BadRow(number, f"row {number}", reason)
            continue
        if cells:
            yield _record(cells, header, number, columns)
        else:  # an empty line is no record
            number -= 1


def _text_lines(decoded: io.TextIOWrapper) -> Iterator[str]:
    while line := decoded.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise DraftError("row is too long")
        yield line


def _record(cells: list[str], header: list[str], number: int, columns: Columns) -> Row | BadRow:
    id = f"row {number}"
    if len(cells) != len(header):
        return BadRow(number, id, f"row has {len(cells):,} cells under a header of {len(header):,}")
    if any(not _is_text(cell) for cell in cells):
        return BadRow(number, id, "row is not UTF-8")
    return row_of({name: cell for name, cell in zip(header, cells, strict=True) if name}, number, columns)


def _is_text(cell: str) -> bool:
    return cell.isascii() or not any("\ud800" <= char <= "\udfff" for char in cell)


def _decoded(stream: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """The stream as text; bytes that are none stay recognisable, so that only their row is bad."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
    start = buffered.peek(4)[:4]
    for mark, name in _MARKS:
        if start.startswith(mark):
            buffered.read(len(mark))
            encoding = name
            break
    try:
        return io.TextIOWrapper(buffered, encoding, "surrogateescape", newline="")
    except LookupError:
        raise DraftError("there is no encoding of that name") from None


def _first_line(decoded: io.TextIOWrapper) -> str:
    """The line of the header: column names hold no line breaks."""
    while line := decoded.readline(65_536):
        if line.strip():
            return line
    return ""


def _header(line: str, delimiter: str, columns: Columns) -> tuple[str, list[str]]:
    if not line:
        raise DraftError("holds no rows")
    chosen, best = "", [""]
    for candidate in (delimiter,) if delimiter else _DELIMITERS:
        try:
            names = [_named(cell, columns) for cell in next(csv.reader([line], delimiter=candidate, strict=True))]
        except (csv.Error, StopIteration):
            continue
        if not chosen or sum(n in columns.all for n in names) > sum(n in columns.all for n in best):
            chosen, best = candidate, names
    for name in columns.required:
        if best.count(name) != 1:
            part = next(key for key in ("text", *sorted(columns.named)) if getattr(columns, key) == name)
            option = "--by" if part == "author" else f"--{part}-column"
            times = "no column" if name not in best else "more than one column"
            raise DraftError(f'its header has {times} "{name}"; postlint batch {option} names another')
    return chosen or ",", best


def _named(cell: str, columns: Columns) -> str:
    """A name of the header as the caller writes it."""
    cell = cell.strip()
    return next((name for name in columns.all if name.casefold() == cell.casefold()), cell)
