"""Parquet in and out, a row group at a time (extra ``postlint[frames]``)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..errors import DraftError, PostlintError
from ..frames import MISSING, schema_of_reports
from ..frames import row_of as row_of_report
from ..reading.tables import BadRow, Columns, Row, row_of
from .sources import file_identity

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

#: Rows read at a time, and rows in a group that is written.
_READ: Final = 256
_GROUP: Final = 5_000


@dataclass(frozen=True, slots=True)
class ParquetRows:
    """The rows of a Parquet file; only the columns that are needed are read."""

    name: str
    columns: Columns

    @property
    def identity(self) -> tuple[str, ...]:
        """Size and time of the last change, and how it is read."""
        return (*file_identity(self.name), *self.columns.all, *self.columns.required)

    def rows(self) -> Iterator[Row | BadRow]:
        """As they stand in the file; a cell that is no text makes its row a bad one."""
        with self._opened() as file:
            there = [name for name in self.columns.all if name in file.schema_arrow.names]
            for name in self.columns.required:
                if name not in there:
                    raise DraftError(f'has no column "{name}"', id=self.name)
            number = 0
            batches = file.iter_batches(_READ, columns=there)
            while True:
                try:
                    batch = next(batches, None)
                except Exception:  # noqa: BLE001 (Arrow raises many kinds; their words may hold a row's)
                    yield BadRow(number + 1, f"row {number + 1}", "the file is damaged here; nothing after it was read")
                    return
                if batch is None:
                    return
                for index in range(batch.num_rows):
                    number += 1
                    try:
                        values = {name: batch.column(name)[index].as_py() for name in there}
                    except (UnicodeDecodeError, ValueError, OverflowError):
                        yield BadRow(number, f"row {number}", "row is not UTF-8")
                    else:
                        yield row_of(values, number, self.columns)

    def count(self) -> int:
        """As the file says."""
        with self._opened() as file:
            return int(file.metadata.num_rows)

    def _opened(self) -> ParquetFile:
        try:
            from pyarrow import ArrowException
            from pyarrow.parquet import ParquetFile
        except ImportError:
            raise DraftError(MISSING) from None
        try:
            return ParquetFile(self.name, memory_map=True)
        except (ArrowException, OSError):
            raise DraftError("is not a Parquet file", id=self.name) from None


def require() -> None:
    """Raise PostlintError, before anything is checked, where Parquet cannot be written."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise PostlintError(MISSING) from None


def write(lines: Iterable[bytes], path: Path) -> None:
    """Write document objects, one a line of JSON, as the rows of a Parquet file with nested findings."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    schema = schema_of_reports()
    lines = iter(lines)
    with ParquetWriter(path, schema, compression="zstd") as writer:
        while group := [_row(line) for line in islice(lines, _GROUP)]:
            writer.write_table(pa.Table.from_pylist(group, schema=schema))


def _row(line: bytes) -> dict[str, Any]:
    document = json.loads(line)
    if rb"\ud" in line:  # half of a pair of surrogates, which JSON takes and UTF-8 does not
        document = json.loads(json.dumps(document, ensure_ascii=False).encode("utf-8", "replace"))
    return row_of_report(document)
