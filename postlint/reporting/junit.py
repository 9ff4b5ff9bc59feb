"""JUnit XML, as build servers read it: a test case for each draft. No words of a draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from .cells import shown as safe
from .changes import offered
from .paths import relative
from .view import Shown
from .words import tally, unchecked

if TYPE_CHECKING:
    from . import Occasion


def render(drafts: Sequence[Shown], occasion: Occasion) -> str:
    """One suite. A draft that leads to exit status 1 is a failure, and one that could not be checked an error."""
    counts = f'tests="{len(drafts)}" failures="{_count(drafts, 1)}" errors="{_count(drafts, 2)}" skipped="0"'
    cases = "".join(f"{line}\n" for shown in drafts for line in _case(shown, occasion.folder))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="postlint" {counts}>\n'
        f'<testsuite name="postlint" {counts}>\n{cases}</testsuite>\n</testsuites>\n'
    )


def _count(drafts: Sequence[Shown], status: int) -> int:
    return sum(shown.status == status for shown in drafts)


def _case(shown: Shown, folder: str) -> Iterator[str]:
    report, path = shown.report, relative(shown.path, folder)
    named = f"{path}#{shown.key}" if shown.key else path
    yield f'<testcase classname="postlint" name={_attribute(named)} file={_attribute(path)}>'
    told = "\n".join(_line(line) for line in _told(shown))
    if shown.status == 2:
        yield f'<error type="not-checked" message={_attribute(unchecked(report))}>{told}</error>'
    elif shown.status == 1:
        why = f"type={_attribute(report.verdict)} message={_attribute(tally(report.findings))}"
        yield f"<failure {why}>{told}</failure>"
    elif told:  # what is only remarked on fails nothing
        yield f"<system-out>{told}</system-out>"
    yield "</testcase>"


def _told(shown: Shown) -> Iterator[str]:
    for finding in sorted(shown.report.findings, key=lambda f: (f.start, f.end)):
        line, column = shown.lines.place(finding.start)
        yield f"{line}:{column}  {finding.severity}  {finding.rule}: {finding.message}"
        if rewrite := offered(finding) or next(iter(finding.rewrites), None):
            yield f"    to do: {rewrite.title}"


def _line(text: str) -> str:
    return escape(safe(text))


def _attribute(text: str) -> str:
    return quoteattr(safe(text))
