"""``postlint fix DRAFT``: rewrite a draft without asking, or go through it with whoever wrote it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import reporting
from ..document import Document
from ..errors import DraftError, PostlintError, StageError
from ..policy import Audience
from ..reporting.words import number
from ..selection import Selection
from . import asking, completion, making, options, reports, showing
from .check import show
from .config import with_config
from .drafts import Taken, take
from .examining import Asked, Bench, examine, left_of, ready
from .leaving import COULD_NOT_CHECK, Left, complain
from .reports import Form
from .selection import with_selection

if TYPE_CHECKING:
    from .walk import Stand, Walk


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a rewritten draft goes: into a file of its own, in its own place, or to standard output."""

    out: Path | None
    in_place: bool


@click.command(context_settings=options.HELP, short_help="Rewrite a draft, with you or without asking.")
@click.argument("draft", metavar="DRAFT", shell_complete=completion.drafts)
@click.option("-i", "--interactive", is_flag=True, help="Go through the findings, and say what becomes of each.")
@click.option("--infos", is_flag=True, help="With --interactive: ask about infos too.")
@click.option("--suggested", is_flag=True, help="Make suggested rewrites too, not only safe ones.")
@click.option(
    "-o", "--output", "out", metavar="OUT", type=click.Path(path_type=Path), help="Write the rewritten draft to a file."
)
@click.option("--in-place", is_flag=True, help="Rewrite the file itself; the old text stays beside it as .bak.")
@options.report_format
@options.rules
@options.audience
@options.profiles
@options.content_type
@options.declared
@with_selection
@click.option("--color/--no-color", default=None, help="Colour what is shown; by default only on a terminal.")
@with_config
def fix(
    draft: str,
    interactive: bool,
    infos: bool,
    suggested: bool,
    out: Path | None,
    in_place: bool,
    form: Form,
    rules_path: Path | None,
    audience: Audience | None,
    profiles: tuple[str, ...],
    type_: str | None,
    told: dict[str, Any],
    selection: Selection,
    color: bool | None,
) -> None:
    """Rewrite a draft: its safe rewrites are made, as by --fix; or, with --interactive, what you say.

    The rewritten draft goes to standard output, to OUT, or with --in-place into the file. What you are asked goes to
    standard error; answers may be piped in, one a line. At the end of the answers, or with q, what was done so far is
    kept.

    Exit status, of the rewritten text: 0 no rule matched, 1 review or block, 2 could not check.
    """
    goal = Goal(None if out == Path("-") else out, in_place)
    _refuse_nonsense(draft, goal, interactive=interactive, infos=infos, suggested=suggested, format_=form.format)
    taken = _taken(draft, told)
    reports.refuse_nonsense(form, rewritten=not interactive, kept=in_place or goal.out is not None)
    if goal.out is not None and _is_same(goal.out, taken.id):
        raise click.UsageError("OUT is the draft itself; to rewrite it, use --in-place")
    make = partial(ready, rules_path, audience, **options.chosen(profiles, type_, selection=selection))
    if taken.document is None:
        if not form.always:
            complain(f"{taken.id or repr(taken.id)}: {taken.reason}")
            raise Left(COULD_NOT_CHECK)
    elif interactive:
        linter = make()
        occasion = reporting.Occasion(
            making.version(),
            width=showing.width(),
            color=showing.colored(color, err=True),
            do_not_post=linter.policy.do_not_post,
        )
        page = reporting.text.Page.of(occasion)
        raise Left(_walked(linter, taken.document, goal, page, infos=infos))
    asked = Asked(True, suggested, in_place, False, True, goal.out)
    results, occasion, _ = examine([taken], asked, form, form.occasion(color), lambda: Bench(make()))
    raise Left(show(results, asked, form, occasion))


def _refuse_nonsense(draft: str, goal: Goal, *, interactive: bool, infos: bool, suggested: bool, format_: str) -> None:
    """Raise UsageError for options that do not go together."""
    if goal.out is not None and goal.in_place:
        raise click.UsageError("--in-place and -o both say where the rewritten draft goes; give one")
    if goal.in_place and draft == "-":
        raise click.UsageError("standard input cannot be written in place; use -o")
    if infos and not interactive:
        raise click.UsageError("--infos needs --interactive")
    if interactive and format_ != "text":
        raise click.UsageError(f"--interactive talks with a person; --format {format_} is not for it")
    if interactive and suggested:
        raise click.UsageError("--interactive offers every rewrite; --suggested is not for it")
    if interactive and draft == "-":
        raise click.UsageError("--interactive reads its answers from standard input; give the draft as a file")


def _is_same(out: Path, draft: str) -> bool:
    try:
        return out.is_file() and os.path.samefile(out, draft)
    except (OSError, ValueError):  # one of them is not there
        return False


def _taken(draft: str, told: dict[str, Any]) -> Taken:
    taken = list(take([draft], told))
    if len(taken) != 1:
        raise click.UsageError(f"fix takes one draft, and {draft} holds {len(taken)}")
    return taken[0]


def _walked(linter: Any, document: Document, goal: Goal, page: reporting.text.Page, *, infos: bool) -> int:
    """Go through a draft with somebody and deliver what comes of it; the exit status."""
    from .walk import Walk

    walk = Walk(linter, asking.ask, _say, page, infos=infos)
    try:
        walk.begin(document)
    except DraftError as error:
        raise DraftError(error.reason, id=document.id) from None
    except StageError as error:
        raise PostlintError(f"{document.id}: {error}") from None
    try:
        walk.go()
    except BaseException:  # Ctrl-C, a failure of ours: what was done so far is not lost
        if walk.now.document.text != document.text:
            _delivered(walk.now, document, goal, confirmed=False)
        raise
    return _ended(walk, document, goal)


def _ended(walk: Walk, document: Document, goal: Goal) -> int:
    """Tell how the draft stands now and deliver it; the exit status."""
    now = walk.now
    made = f"{number(now.changes, 'change')} made" if now.changes else "nothing was changed"
    silenced = f"; {len(now.report.suppressed)} suppressed" if now.report.suppressed else ""
    complain(f"{document.id}: {made}; {left_of(now.report, changed=bool(now.changes))}{silenced}")
    if not now.report.findings:
        _say("".join(f"{line}\n" for line in walk.page.plain(reporting.text.NO_CERTIFICATE)))
    changed = now.document.text != document.text
    if goal.in_place and not changed:
        return now.report.exit_status
    confirmed = goal.in_place and _confirmed(document.id)
    return now.report.exit_status if _delivered(now, document, goal, confirmed=confirmed) else COULD_NOT_CHECK


def _confirmed(path: str) -> bool:
    answer = asking.ask(f"Write the changes into {path}? The old text stays beside it. [y/N] ")
    return answer is not None and answer.strip().lower() in ("y", "yes")


def _delivered(now: Stand, document: Document, goal: Goal, *, confirmed: bool) -> bool:
    """Put the draft where it is to go; if that fails or was not confirmed, it is printed, so that nothing is lost."""
    from .writing import rewrite_file, write_draft

    text, done = now.document.text, True
    try:
        if goal.out is not None:
            write_draft(goal.out, document, now.document)
            complain(f"{document.id}: what was done is in {goal.out}")
            return True
        if confirmed:
            backup = rewrite_file(Path(document.id), document, now.document)
            complain(f"{document.id}: rewritten; the old text is in {backup}")
            return True
    except DraftError as error:
        complain(f"{document.id}: {error.reason}")
        done = False
    if goal.in_place or not done:
        complain(f"{document.id}: left as it was; the draft with what was done follows")
    showing.emit_draft(text)
    return done


def _say(words: str) -> None:
    showing.emit(words, err=True)
