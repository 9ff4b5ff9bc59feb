"""``--comments OUT``: a Word document with what was found in it, as comments at the words."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from ..errors import DraftError
from ..finding import Finding
from ..policy import Policy
from ..report import Report
from ..reporting.words import number
from .drafts import Taken
from .leaving import complain

_SENTENCE: Final = re.compile(r".+?[.!?](?=\s|\Z)", re.DOTALL)
_SEVERITIES: Final = {"error": "Error", "warning": "Warning", "info": "For information"}


def refuse_nonsense(out: Path, taken: Sequence[Taken], *, rewritten: bool) -> None:
    """Raise UsageError or DraftError where there is no one Word document that comments could be written for."""
    if rewritten:
        raise click.UsageError("--comments leaves the words as they are; --fix, --write and --diff are not for it")
    draft = taken[0]
    if any(not other.id.startswith(f"{draft.id}#") for other in taken[1:]):  # a file within it is no other draft
        raise click.UsageError(f"--comments takes one draft, and here are {len(taken)}")
    if draft.document is None:
        return  # it is said why
    origin = draft.document.origin
    if origin is None or origin.written != "word" or not os.path.isfile(draft.id):
        raise click.UsageError("--comments takes a Word document, as a file")
    if out.suffix.lower() != Path(draft.id).suffix.lower():
        raise click.UsageError(f"OUT is a Word document too; call it {out.stem}{Path(draft.id).suffix}")
    if out.exists() and os.path.samefile(out, draft.id):
        raise click.UsageError("OUT is the draft itself; comments are written into a copy")


def write_comments(out: Path, taken: Sequence[Taken], report: Report, policy: Policy) -> None:
    """Write the copy with comments, if the draft was checked. Raises DraftError."""
    draft = taken[0]
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
