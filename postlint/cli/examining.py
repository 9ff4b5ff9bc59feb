"""Examining drafts: what a linter finds in each, and its rewrite where one is asked for. Nothing is printed here that
is not about the policy; what is to be said of a draft is handed on with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import reporting
from ..document import Document
from ..errors import BaselineError, DraftError, KeyFileError, ModelError, PolicyError, PostlintError
from ..policy import Audience
from ..report import FailOn, Fix, Report
from ..reporting.words import number, tally
from . import making
from .drafts import Taken
from .leaving import COULD_NOT_CHECK, complain, described
from .reports import Form
from .selection import tell_left_out

if TYPE_CHECKING:
    from ..linter import Linter
    from .baseline import Held


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done with each draft; ``out`` is where the rewritten one goes, if not to standard output."""

    fix: bool
    suggested: bool
    write: bool
    diff: bool
    rewrites: bool
    out: Path | None = None
    fail_on: FailOn = "warning"

    @property
    def rewritten(self) -> bool:
        """Whether a rewritten draft is needed at all."""
        return self.fix or self.diff


@dataclass(frozen=True, slots=True, repr=False)
class Checked:
    """A draft, the report on it as it stands, and its rewrite where that was asked for.

    ``complaint`` is what is still to be said of it on standard error; ``told``: what became of it is in there.
    """

    taken: Taken
    report: Report
    fix: Fix | None = None
    status: int = COULD_NOT_CHECK
    complaint: str = ""
    told: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Bench:
    """What drafts are checked with: a linter, and a baseline if one is in force."""

    linter: Linter
    held: Held | None = None


def ready(rules_path: Path | None, audience: Audience | None, **chosen: Any) -> Linter:
    """A linter, and lines on standard error about what its policy leaves out or is too old for."""
    linter = making.make_linter(rules_path, audience, **chosen)
    making.tell_stale(linter.policy)
    tell_left_out(linter.policy)
    return linter


def examine(
    taken: Iterable[Taken],
    asked: Asked,
    form: Form,
    occasion: reporting.Occasion,
    make: Callable[[], Bench],
) -> tuple[Iterable[Checked], reporting.Occasion, Bench | None]:
    """Check what was taken, each draft when its turn comes, and complete the occasion with model and policy.

    The bench is None where there is none: then no draft is checked, and each report says why.
    """
    try:
        bench = make()
    except (PolicyError, ModelError, BaselineError, KeyFileError) as error:
        if not form.always:
            raise
        # A program reads standard output, or somebody an older report: it is told that nothing was checked, and why.
        why = str(error)
        complain(why)
        return (Checked(draft, Report.unchecked(draft.id, draft.reason or why)) for draft in taken), occasion, None
    policy = bench.linter.policy
    occasion = replace(
        occasion,
        model=bench.linter.model_info,
        policy=making.policy_info(policy),
        do_not_post=policy.do_not_post,
        catalogue=policy,
    )
    return (_checked(bench.linter, draft, asked, form) for draft in taken), occasion, bench


def unread(draft: Taken) -> str:
    """The line on a draft that could not be read."""
    return f"{draft.id or repr(draft.id)}: {draft.reason}{_perhaps_a_command(draft)}"


def _perhaps_a_command(draft: Taken) -> str:
    """A hint for whoever mistyped a command, which was therefore taken for a draft that is not there."""
    from difflib import get_close_matches

    from ..reading.files import NO_SUCH_FILE

    group = click.get_current_context().parent
    if draft.reason != NO_SUCH_FILE or group is None or not isinstance(group.command, click.Group):
        return ""
    near = get_close_matches(draft.id.lower(), ["help", *group.command.commands], n=1, cutoff=0.75)
    return f"; did you mean postlint {near[0].replace('help', '--help')}?" if near else ""


def _checked(linter: Linter, taken: Taken, asked: Asked, form: Form) -> Checked:
    if taken.document is None:
        return Checked(taken, Report.unchecked(taken.id, taken.reason), complaint=unread(taken))
    try:
        return _examined(linter, taken, taken.document, asked, form)
    except (PolicyError, ModelError):
        raise
    except PostlintError as error:
        reason = error.reason if isinstance(error, DraftError) else str(error)
    except Exception as error:  # noqa: BLE001 - the other drafts are still checked; this one blocks
        reason = described(error)
    return Checked(taken, Report.unchecked(taken.id, reason), complaint=f"{taken.id}: {reason}")


def _examined(linter: Linter, taken: Taken, document: Document, asked: Asked, form: Form) -> Checked:
    beside = form.format != "json" and form.rewritten and asked.rewrites  # the page has it whether asked for or not
    fixed = linter.fix(document, suggested=asked.suggested) if asked.rewritten or beside else None
    if fixed is not None and asked.fix and form.format == "text":
        report = fixed.report  # nothing else is shown or decides
    else:
        report = linter.check(document, rewrites=asked.rewrites and (fixed is None or form.format != "text"))
        report = replace(report, rewrite=fixed.text if fixed else None)
    status = (fixed.report if fixed and asked.fix else report).status(asked.fail_on)
    rewritten = fixed if asked.rewritten and status != COULD_NOT_CHECK else None
    where = _written(taken, document, rewritten, asked) if rewritten else ""
    # Said before the next one is begun: whoever stops the rest knows which drafts have changed, and where the old are.
    complaint = f"{taken.id}: {outcome(fixed)}; {where}" if where and fixed else ""
    return Checked(taken, report, fixed, status, complaint, bool(where))


def _written(taken: Taken, document: Document, fixed: Fix, asked: Asked) -> str:
    """Write the rewritten draft where it is to go, and tell where what is; empty if nothing was to be written."""
    from .writing import rewrite_file, write_draft

    after = fixed.document or replace(document, text=fixed.text)
    if asked.out is not None:
        write_draft(asked.out, document, after)
        return f"it is in {asked.out}"
    if asked.write and fixed.text != document.text:
        return f"the old text is in {rewrite_file(Path(taken.id), document, after)}"
    return ""


def outcome(fix: Fix) -> str:
    """``3 rewrites made; BLOCK, 1 error is left``."""
    made = len({rewrite.edits for rewrite in fix.applied})  # two rules may have asked for the same one
    told = f"{number(made, 'rewrite')} made" if made else "nothing to rewrite"
    return f"{told}; {left_of(fix.report, changed=bool(made))}"


def left_of(report: Report, *, changed: bool) -> str:
    """``BLOCK, 1 error left``, or that no rule matches (any more)."""
    left = tally(report.findings)
    if left:
        return f"{report.verdict.upper()}, {left} left"
    return "no rule matches any more" if changed else "no rule matched"
