"""What a run leaves beside its reports: which posts of one author together could tell who a patient is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .run import Run

SUFFIX: Final = ".history.json"


def write_history(target: Path, run: Run, ids: Mapping[int, str]) -> Path:
    """Write ``OUT.history.json``; rows are numbers of rows of ``OUT``, authors the numbers in which they came.

    With ``ids`` and the run's names, posts and authors are named too. Raises OSError.
    """
    groups = []
    for group in run.groups:
        told: dict[str, Any] = {
            "rule": group.rule,
            "severity": group.severity,
            "author": group.author,
            "rows": list(group.rows),
            "kinds": list(group.kinds),
            "change": {"row": group.change[0], "kind": group.change[1]},
        }
        if group.author in run.names:
            told["author_name"] = run.names[group.author]
        if ids:
            told["ids"] = [ids.get(row) for row in group.rows]
        groups.append(told)
    place = target.with_name(target.name + SUFFIX)
    fresh = place.with_name(f".{place.name}.tmp")
    fresh.write_text(json.dumps({"groups": groups}, indent=2) + "\n", encoding="ascii")
    os.replace(fresh, place)
    return place


def ids_of(lines: Iterator[bytes], run: Run) -> dict[int, str]:
    """The ids of the rows that a summary names, by their numbers."""
    wanted = {bad.row for bad in run.tally.worst} | {row for group in run.groups for row in group.rows}
    return {row: json.loads(line)["id"] for row, line in enumerate(lines, 1) if row in wanted}
