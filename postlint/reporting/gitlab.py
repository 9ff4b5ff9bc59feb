"""GitLab's Code Quality report: an array of findings. No words of a draft.

See "Code Quality report format" in GitLab's documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from ..finding import Severity
from .json import dump
from .paths import relative
from .places import name_of, numbered
from .view import Shown
from .words import unchecked

if TYPE_CHECKING:
    from . import Occasion

#: ``check_name`` of a draft that could not be checked.
NOT_CHECKED: Final = "not-checked"
_SEVERITIES: Final[dict[Severity, str]] = {"error": "blocker", "warning": "major", "info": "info"}


def render(drafts: Sequence[Shown], occasion: Occasion) -> str:
    """One entry for each finding, and one for each draft that could not be checked: an empty array is never that."""
    return dump(list(_entries(drafts, occasion.folder)))


def _entries(drafts: Sequence[Shown], folder: str) -> Iterator[dict[str, Any]]:
    for shown, findings in numbered(drafts, folder):
        path = relative(shown.path, folder)
        record = f"{shown.key}: " if shown.key else ""
        if not shown.report.complete:
            told = record + unchecked(shown.report)
            yield _entry(told, NOT_CHECKED, name_of(path, shown.key, NOT_CHECKED), "blocker", path, (1, 1))
        for finding, name in findings:
            lines = shown.lines.number(finding.start), shown.lines.number(max(finding.start, finding.end - 1))
            # The lines of what was read out of a file would point at something else in it.
            lines = (1, 1) if shown.read_out else lines
            yield _entry(record + finding.message, finding.rule, name, _SEVERITIES[finding.severity], path, lines)


def _entry(
    description: str, check: str, fingerprint: str, severity: str, path: str, lines: tuple[int, int]
) -> dict[str, Any]:
    return {
        "description": description,
        "check_name": check,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": lines[0], "end": lines[1]}},
    }
