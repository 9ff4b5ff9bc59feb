"""How a report is given: in which format, with the draft's words or without, to standard output or into a file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from .. import reporting
from . import showing


@dataclass(frozen=True, slots=True)
class Form:
    """What was asked of the report; ``show_text`` is None where nobody said, ``out`` the file it goes to."""

    format: str = "text"
    show_text: bool | None = None
    out: Path | None = None

    @property
    def words(self) -> bool:
        """Whether it may hold words of the draft: as was asked, else on its author's page or terminal only."""
        if self.show_text is not None:
            return self.show_text
        return self.format in reporting.AUTHORS or (self.out is None and showing.on_terminal())

    @property
    def rewritten(self) -> bool:
        """Whether it shows the rewritten draft beside the report."""
        return self.format == "json" or (self.format in reporting.AUTHORS and self.words)

    @property
    def always(self) -> bool:
        """Whether there is a report even if nothing could be checked: a program or a file waits for it."""
        return self.format != "text" or self.out is not None

    def occasion(self, color: bool | None) -> reporting.Occasion:
        """What it is written on."""
        from .making import version

        colored = bool(color) if self.out is not None else showing.colored(color)
        return reporting.Occasion(version(), width=showing.width(), color=colored, folder=os.getcwd())


def refuse_nonsense(form: Form, *, rewritten: bool, kept: bool) -> None:
    """Raise UsageError for a report that has no place for what was asked.

    ``rewritten``: the draft is rewritten; ``kept``: the result goes into a file and need not be shown.
    """
    if rewritten and form.format == "text" and form.out is not None:
        raise click.UsageError("-o is for the report; postlint fix DRAFT -o OUT writes a rewritten draft")
    if rewritten and not kept and form.format != "text" and not form.rewritten:
        withheld = " without text" if form.format in reporting.AUTHORS else ""
        raise click.UsageError(f"--format {form.format}{withheld} has no place for a rewritten draft; --write has")


def refuse_to_replace(form: Form, drafts: Iterable[str]) -> None:
    """Raise UsageError where the report would be written over one of the drafts."""
    if form.out is not None and any(_is_same(form.out, draft) for draft in drafts):
        raise click.UsageError(f"{form.out} is one of the drafts, and no place for the report")


def _is_same(out: Path, draft: str) -> bool:
    try:
        return os.path.samefile(out, draft)
    except (OSError, ValueError):  # one of them is not there
        return False


def put(report: str, form: Form) -> None:
    """Print a report, or put it where it is to go. Raises DraftError if it cannot be written."""
    if form.out is not None:
        from .writing import write_bytes

        write_bytes(form.out, report.encode("utf-8", "surrogatepass"))
    elif form.format == "text":
        showing.emit(report)
    else:
        showing.emit_bytes(report)
