"""Reports as tables: Arrow, and through it pandas and polars (extra ``postlint[frames]``). They hold no words found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from .errors import PostlintError
from .report import Report

if TYPE_CHECKING:
    from pyarrow import Schema

Library = Literal["arrow", "pandas", "polars"]
Rows = Literal["documents", "findings"]

MISSING = "tables need pyarrow: pip install 'postlint[frames]'"


def to_frame(reports: Iterable[Report], *, library: Library = "pandas", rows: Rows = "documents") -> Any:
    """A table of reports: a ``pyarrow.Table``, a ``pandas.DataFrame`` or a ``polars.DataFrame``.

    ``rows="documents"``: a row for each report, with the columns ``id``, ``verdict``, ``complete``, ``reason`` (empty
    where there is none), ``findings`` and ``suppressed`` (nested, as in docs/report.md) and ``rewrite``.
    ``rows="findings"``: a row for each finding, with the ``id`` and ``verdict`` of its document, and without what is
    nested in it. Offsets are code points. Raises PostlintError where pyarrow or the library is not installed.
    """
    if library not in ("arrow", "pandas", "polars"):
        raise ValueError(f"there is no library {library!r}; there are arrow, pandas and polars")
    if rows not in ("documents", "findings"):
        raise ValueError(f"there are no rows {rows!r}; there are documents and findings")
    try:
        import pyarrow as pa
    except ImportError:
        raise PostlintError(MISSING) from None
    if rows == "documents":
        table = pa.Table.from_pylist([row_of(report.to_dict()) for report in reports], schema_of_reports())
    else:
        table = pa.Table.from_pylist([row for report in reports for row in _flat(report)], _schema_of_findings())
    if library == "arrow":
        return table
    try:
        if library == "pandas":
            return table.to_pandas()
        import polars

        return polars.from_arrow(table)
    except ImportError:
        raise PostlintError(f"{library} is not installed: pip install {library}") from None


def row_of(document: dict[str, Any]) -> dict[str, Any]:
    """A document object of docs/report.md as a row of :func:`schema_of_reports`."""
    return {**document, "reason": document.get("reason", "")}


def _flat(report: Report) -> Iterable[dict[str, Any]]:
    for finding in report.findings:
        told = finding.to_dict()
        yield {"id": report.id, "verdict": report.verdict, **told, "related": len(told["related"])}


def _schema_of_findings() -> Schema:
    import pyarrow as pa

    texts = ("id", "verdict", "rule", "family", "severity", "message")
    places = ("start", "end", "line", "column", "related")
    return pa.schema([*((name, pa.string()) for name in texts), *((name, pa.int64()) for name in places)])


def schema_of_reports() -> Schema:
    """The columns of a table of reports: a document object of docs/report.md, ``reason`` empty where there is none."""
    import pyarrow as pa

    text, place = pa.string(), pa.int64()
    span = [("start", place), ("end", place)]
    rewrite = [("title", text), ("safety", text), ("edits", pa.list_(pa.struct([*span, ("text", text)])))]
    finding = [
        *((name, text) for name in ("rule", "family", "severity")),
        *span,
        ("line", place),
        ("column", place),
        ("related", pa.list_(pa.struct(span))),
        ("message", text),
        ("rewrites", pa.list_(pa.struct(rewrite))),
    ]
    suppressed = [("rule", text), *span, ("reason_given", pa.bool_())]
    return pa.schema(
        [
            ("id", text),
            ("verdict", text),
            ("complete", pa.bool_()),
            ("reason", text),
            ("findings", pa.list_(pa.struct(finding))),
            ("suppressed", pa.list_(pa.struct(suppressed))),
            ("rewrite", text),
        ]
    )
