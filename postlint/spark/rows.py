"""A report as a row of a frame, in Arrow. No field has words of the draft (law 3), be it in a rewrite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa

from ..finding import Finding, Rewrite
from ..report import Report

_PLACE: Final = pa.struct([("start", pa.int32()), ("end", pa.int32())])
_REWRITE: Final = pa.struct([("title", pa.string()), ("safety", pa.string()), ("edits", pa.list_(_PLACE))])
_FINDING: Final = pa.struct(
    [
        ("rule", pa.string()),
        ("family", pa.string()),
        ("severity", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("line", pa.int32()),
        ("column", pa.int32()),
        ("related", pa.list_(_PLACE)),
        ("message", pa.string()),
        ("rewrites", pa.list_(_REWRITE)),
    ]
)
_SUPPRESSED: Final = pa.struct([("rule", pa.string()), ("start", pa.int32()), ("end", pa.int32())])

#: What a row tells beside the id.
OUTCOME: Final = pa.schema(
    [
        pa.field("verdict", pa.string(), nullable=False),
        pa.field("complete", pa.bool_(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("findings", pa.list_(_FINDING), nullable=False),
        pa.field("suppressed", pa.list_(_SUPPRESSED), nullable=False),
    ]
)


def columns(reports: Sequence[Report]) -> list[Any]:
    """The columns of :data:`OUTCOME`, as Arrow arrays with a value for each report."""
    rows = [_row(report) for report in reports]
    return [pa.array([row[field.name] for row in rows], field.type) for field in OUTCOME]


def _row(report: Report) -> dict[str, Any]:
    return {
        "verdict": report.verdict,
        "complete": report.complete,
        "reason": report.reason,
        "findings": [_finding(finding) for finding in report.findings],
        "suppressed": [{"rule": s.rule, "start": s.start, "end": s.end} for s in report.suppressed],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {**finding.to_dict(), "rewrites": [_rewrite(rewrite) for rewrite in finding.rewrites]}


def _rewrite(rewrite: Rewrite) -> dict[str, Any]:
    edits = [{"start": edit.start, "end": edit.end} for edit in rewrite.edits]
    return {"title": rewrite.title, "safety": rewrite.safety, "edits": edits}
