"""Annotations of a GitHub workflow: one command a line, as GitHub's runner takes them from standard output.

``::error file=...,line=...,endLine=...,col=...,endColumn=...,title=...::message``: see "Workflow commands for GitHub
Actions". No words of a draft.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ..finding import Finding, Severity
from .cells import shown as safe
from .changes import offered
from .paths import relative
from .view import Shown
from .words import summed, unchecked

if TYPE_CHECKING:
    from . import Occasion

_COMMANDS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "notice"}


def render(drafts: Sequence[Shown], occasion: Occasion) -> str:
    """A command for each finding and for each draft that could not be checked; then the sum, for the log."""
    lines = [line for shown in drafts for line in _commands(shown, occasion)]
    return "".join(f"{line}\n" for line in [*lines, safe(summed([shown.report for shown in drafts]))])


def _commands(shown: Shown, occasion: Occasion) -> Iterator[str]:
    file = safe(relative(shown.path, occasion.folder))
    record = f"{safe(shown.key)}: " if shown.key else ""
    if not shown.report.complete:
        yield _command("error", {"file": file, "title": "not checked"}, record + unchecked(shown.report))
    for finding in sorted(shown.report.findings, key=lambda f: (f.start, f.end)):
        where = {"file": file, **_place(finding, shown), "title": f"postlint: {finding.rule}"}
        yield _command(_COMMANDS[finding.severity], where, record + _message(finding))


def _place(finding: Finding, shown: Shown) -> dict[str, str]:
    if shown.read_out:  # GitHub would look for the lines in the file
        return {}
    line, column = shown.lines.place(finding.start)
    last, after = shown.lines.place(finding.end)
    place = {"line": str(line), "endLine": str(last)}
    # GitHub takes columns only within one line.
    return place | {"col": str(column), "endColumn": str(after)} if last == line else place


def _message(finding: Finding) -> str:
    rewrite = offered(finding) or next(iter(finding.rewrites), None)
    return f"{finding.message} To do: {rewrite.title.rstrip('.')}." if rewrite else finding.message


def _command(name: str, properties: dict[str, str], message: str) -> str:
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {told}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
