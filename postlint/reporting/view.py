"""What a printer may know of a document: its report, where its lines are, and its words only where they may be shown.

This is the one place where words are withheld. Printers get :class:`Shown` and never a document, so that none of them
can print what it was not to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..document import Document
from ..report import Report
from .lines import Lines


@dataclass(frozen=True, slots=True, repr=False)
class Outcome:
    """What came of a draft that was asked for; ``document`` is None where it could not be read.

    ``report`` is on the draft as it stands, with its rewritten text where there is one, and ``after`` is on that text.
    ``status`` is the exit status that it leads to, if that is not the report's own. ``path`` and ``key`` are the file
    and the record in it that the draft is from.
    """

    report: Report
    document: Document | None = None
    after: Report | None = None
    status: int | None = None
    path: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A draft as a printer sees it. Where its words are withheld, ``text`` is None, its rewrites have no edits, and
    nothing of its rewritten text is here. ``lines`` has places only.
    """

    report: Report
    lines: Lines
    text: str | None
    after: Report | None
    status: int
    path: str
    key: str


def show(outcome: Outcome, *, words: bool) -> Shown:
    """The draft with its words, or without any."""
    report, document = outcome.report, outcome.document
    words = words and document is not None
    return Shown(
        report=report if words else wordless(report),
        lines=Lines(document.text if document else ""),
        text=document.text if document and words else None,
        after=outcome.after if words else None,
        status=report.exit_status if outcome.status is None else outcome.status,
        path=outcome.path or report.id,
        key=outcome.key,
    )


def wordless(report: Report) -> Report:
    """The report without any sentence of the draft: of each rewrite, its title is left."""
    findings = tuple(
        replace(finding, rewrites=tuple(replace(rewrite, edits=()) for rewrite in finding.rewrites))
        for finding in report.findings
    )
    return replace(report, findings=findings, rewrite=None)


def as_it_is(outcome: Outcome) -> Shown:
    """The report whole, under the contract of the JSON report, and nothing of the draft beside it."""
    return replace(show(replace(outcome, document=None), words=False), report=outcome.report)


def summed_up(draft: Shown) -> Shown:
    """What a summary at the end needs of a draft that has been shown: not its words."""
    text = None if draft.text is None else ""
    report = replace(draft.report, rewrite=None)
    return replace(draft, report=report, text=text, lines=Lines(""), after=None)
