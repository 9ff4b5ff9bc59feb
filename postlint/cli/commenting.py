"""``--comments OUT``: a Word document with what was found in it, as comments at the words."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import click

from ..errors import DraftError
from ..finding import Finding
from ..policy import Policy
from ..report import Report
from ..reporting.words import number
from .drafts import Taken
from .examining import Checked
from .leaving import complain

_SENTENCE: Final = re.compile(r".+?[.!?](?=\s|\Z)", re.DOTALL)
_SEVERITIES: Final = {"error": "Error", "warning": "Warning", "info": "For information"}


def refuse_nonsense(drafts: int, *, rewritten: bool) -> None:
    """Raise UsageError where comments cannot be meant: for so many ``drafts``, or for one that is rewritten."""
    if rewritten:
        raise click.UsageError("--comments leaves the words as they are; --fix, --write and --diff are not for it")
    if drafts != 1:
        raise click.UsageError(f"--comments takes one draft, and here are {drafts}")


def only_one(out: Path, taken: Iterator[Taken]) -> Iterator[Taken]:
    """The one draft, and what files there are within it. Raises UsageError if comments cannot be written for it."""
    draft, *within = taken
    if any(other.path != draft.path for other in within) or draft.key:
        raise click.UsageError(f"--comments takes one draft, and here are {1 + len(within)}")
    _refuse(out, draft)
    return iter((draft, *within))


def _refuse(out: Path, draft: Taken) -> None:
    if draft.document is None:
        return  # it is said why
    origin = draft.document.origin
    if origin is None or origin.written != "word" or not os.path.isfile(draft.id):
        raise click.UsageError("--comments takes a Word document, as a file")
    if out.suffix.lower() != Path(draft.id).suffix.lower():
        raise click.UsageError(f"OUT is a Word document too; call it {out.stem}{Path(draft.id).suffix}")
    if out.exists() and os.path.samefile(out, draft.id):
        raise click.UsageError("OUT is the draft itself; comments are written into a copy")


def commented(results: Iterable[Checked], out: Path, policy: Policy) -> Iterator[Checked]:
    """The results, and the copy with comments once the first of them has been told. Raises DraftError."""
    for count, result in enumerate(results):
        yield result
        if not count:
            _write(out, result.taken, result.report, policy)


def _write(out: Path, draft: Taken, report: Report, policy: Policy) -> None:
    """Write the copy, if the draft was checked."""
    if draft.document is None or not report.complete:
        return
    from ..writing_back.word_comments import Note, with_comments
    from .writing import write_bytes

    notes = [Note(finding.span, _paragraphs(finding, policy)) for finding in report.findings]
    try:
        original = Path(draft.id).read_bytes()
    except OSError as error:
        raise DraftError(f"not written: {error.strerror or type(error).__name__}", id=draft.id) from None
    try:
        write_bytes(out, with_comments(original, draft.document, notes))
    except DraftError as error:
        raise DraftError(error.reason, id=draft.id) from None
    complain(f"{draft.id}: {number(len(notes), 'comment')} in {out}")


def _paragraphs(finding: Finding, policy: Policy) -> tuple[str, ...]:
    """Severity and message; why, in its first sentence; what can be done, by the rewrite's title."""
    why = next((rule.why for rule in policy.rules if rule.name == finding.rule), "")
    short = _SENTENCE.match(" ".join(why.split()))
    titles = dict.fromkeys(rewrite.title for rewrite in finding.rewrites)
    told = (
        f"{_SEVERITIES[finding.severity]}: {finding.message} ({finding.rule})",
        f"Why: {short.group() if short else why}" if why else "",
        f"Instead: {'; or: '.join(titles)}" if titles else "",
    )
    return tuple(line for line in told if line)
