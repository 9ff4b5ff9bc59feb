"""``postlint DRAFT...``: check drafts, and rewrite them when asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import reporting
from ..document import Document
from ..errors import DraftError, ModelError, PolicyError, PostlintError
from ..policy import Audience
from ..report import Report
from ..reporting import diff as diffs
from ..reporting.view import Outcome
from ..reporting.words import number, tally
from . import commenting, making, options, reports, showing
from .drafts import Taken, pasted, take
from .leaving import COULD_NOT_CHECK, Left, complain, described
from .reports import Form

if TYPE_CHECKING:
    from ..linter import Fix, Linter
    from ..local_model import LocalRewriter


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done with each draft; ``out`` is where the rewritten one goes, if not to standard output."""

    fix: bool
    suggested: bool
    write: bool
    diff: bool
    rewrites: bool
    out: Path | None = None

    @property
    def rewritten(self) -> bool:
        """Whether a rewritten draft is needed at all."""
        return self.fix or self.diff


@dataclass(frozen=True, slots=True, repr=False)
class Checked:
    """A draft, the report on it as it stands, and its rewrite where that was asked for; ``told``: what became of it
    has been said already.
    """

    taken: Taken
    report: Report
    fix: Fix | None = None
    status: int = COULD_NOT_CHECK
    told: bool = False


@click.command(context_settings=options.HELP)
@click.argument("drafts", nargs=-1, metavar="DRAFT...")
@click.option("--clipboard", is_flag=True, help="Check what was copied last.")
@options.report
@options.rules
@options.audience
@options.profiles
@options.content_type
@options.declared
@options.local_model
@click.option("--fix", is_flag=True, help="Print the draft with its safe rewrites made.")
@click.option("--suggested", is_flag=True, help="With --fix, --write or --diff: make suggested rewrites too.")
@click.option("--write", is_flag=True, help="Rewrite the file itself; the old text stays beside it as .bak.")
@click.option("--diff", is_flag=True, help="Show what rewriting would change.")
@click.option(
    "--comments", type=click.Path(path_type=Path), metavar="OUT", help="Write a Word document with comments into OUT."
)
@click.option(
    "--rewrites/--no-rewrites", default=True, help="Look for what to write instead (default), or not: faster."
)
@click.option("--color/--no-color", default=None, help="Colour the report; by default only on a terminal.")
def check(
    drafts: tuple[str, ...],
    clipboard: bool,
    form: Form,
    rules_path: Path | None,
    audience: Audience | None,
    profiles: tuple[str, ...],
    type_: str | None,
    told: dict[str, Any],
    rewriter: LocalRewriter | None,
    fix: bool,
    suggested: bool,
    write: bool,
    diff: bool,
    comments: Path | None,
    rewrites: bool,
    color: bool | None,
) -> None:
    """Check drafts: what is wrong, why, and what to write instead.

    Exit status: 0 no rule matched, 1 review or block, 2 could not check; with --fix or --write, that of the rewritten
    text.
    """
    asked = Asked(fix or write, suggested, write, diff, rewrites)
    if not drafts and not clipboard:
        raise click.UsageError("Missing argument 'DRAFT...'.")
    if clipboard and write:
        raise click.UsageError("the clipboard cannot be written in place; use --fix")
    refuse_nonsense(asked, drafts)
    taken = [*take(drafts, told), *(pasted(told) if clipboard else ())]
    if comments is not None:
        commenting.refuse_nonsense(comments, taken, rewritten=asked.rewritten)
    reports.refuse_nonsense(form, rewritten=asked.rewritten, kept=write and not diff, taken=taken)
    for draft in taken:
        if draft.document is None:
            complain(f"{draft.id or repr(draft.id)}: {draft.reason}{_perhaps_a_command(draft)}")
    if not form.always and not any(draft.document for draft in taken):
        raise Left(COULD_NOT_CHECK)  # it has been said why; no model need be loaded
    chosen = options.chosen(profiles, type_, rewriter)
    results, occasion = examine(taken, asked, form, form.occasion(color), rules_path, audience, **chosen)
    show(results, asked, form, occasion)
    status = max((result.status for result in results), default=COULD_NOT_CHECK)
    if comments is not None:
        commenting.write_comments(comments, taken, results[0].report, making.make_policy(rules_path, audience))
    raise Left(status)


def examine(
    taken: Sequence[Taken],
    asked: Asked,
    form: Form,
    occasion: reporting.Occasion,
    rules_path: Path | None,
    audience: Audience | None,
    **chosen: Any,
) -> tuple[list[Checked], reporting.Occasion]:
    """Check what was taken, and complete the occasion with the model and policy that it was checked under."""
    try:
        linter = making.make_linter(rules_path, audience, **chosen)
    except (PolicyError, ModelError) as error:
        if not form.always:
            raise
        # A program reads standard output, or somebody an older report: it is told that nothing was checked, and why.
        complain(str(error))
        return [Checked(draft, Report.unchecked(draft.id, draft.reason or str(error))) for draft in taken], occasion
    making.tell_stale(linter.policy)
    occasion = replace(
        occasion,
        model=linter.model_info,
        policy=making.policy_info(linter.policy),
        do_not_post=linter.policy.do_not_post,
        catalogue=linter.policy,
    )
    results = [_checked(linter, draft, asked, form) for draft in taken]
    making.tell_trouble(chosen.get("rewriter"))
    return results, occasion


def refuse_nonsense(asked: Asked, drafts: Sequence[str]) -> None:
    """Raise UsageError for options that leave each other nothing to do."""
    if asked.suggested and not asked.rewritten:
        raise click.UsageError("--suggested needs --fix, --write or --diff")
    if asked.rewritten and not asked.rewrites:
        raise click.UsageError("--no-rewrites leaves nothing for --fix, --write or --diff to do")
    if asked.write and "-" in drafts:
        raise click.UsageError("standard input cannot be written in place; use --fix")


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
        return Checked(taken, Report.unchecked(taken.id, taken.reason))
    try:
        return _examined(linter, taken, taken.document, asked, form)
    except (PolicyError, ModelError):
        raise
    except PostlintError as error:
        reason = error.reason if isinstance(error, DraftError) else str(error)
    except Exception as error:  # noqa: BLE001 - the other drafts are still checked; this one blocks
        reason = described(error)
    complain(f"{taken.id}: {reason}")
    return Checked(taken, Report.unchecked(taken.id, reason))


def _examined(linter: Linter, taken: Taken, document: Document, asked: Asked, form: Form) -> Checked:
    beside = form.format != "json" and form.rewritten and asked.rewrites  # the page has it whether asked for or not
    fixed = linter.fix(document, suggested=asked.suggested) if asked.rewritten or beside else None
    if fixed is not None and asked.fix and form.format == "text":
        report = fixed.report  # nothing else is shown or decides
    else:
        report = linter.check(document, rewrites=asked.rewrites and (fixed is None or form.format != "text"))
        report = replace(report, rewrite=fixed.text if fixed else None)
    status = (fixed.report if fixed and asked.fix else report).exit_status
    where = _written(taken, document, fixed, asked) if fixed and asked.rewritten and status != COULD_NOT_CHECK else ""
    if where and fixed:
        # At once: whoever stops the rest with Ctrl-C knows which drafts have changed, and where the old ones are.
        complain(f"{taken.id}: {_became(fixed)}; {where}")
    return Checked(taken, report, fixed, status, bool(where))


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


def show(results: Sequence[Checked], asked: Asked, form: Form, occasion: reporting.Occasion) -> None:
    """Print reports, rewritten drafts or what would change, as asked."""
    if not asked.rewritten or form.format != "text":
        reports.deliver([_outcome(result) for result in results], form, occasion)
        return
    for result in results:
        if result.fix is None or result.taken.document is None:
            continue
        if asked.diff:
            before, after = result.taken.document.text, result.fix.text
            terminal = showing.on_terminal()
            shown = diffs.render(result.taken.id, before, after, color=occasion.color, terminal=terminal)
            showing.emit_diff(shown)
        elif not asked.write and asked.out is None:
            showing.emit_draft(result.fix.text)
        if asked.fix and not result.told:
            complain(f"{result.taken.id}: {_became(result.fix)}")


def _outcome(result: Checked) -> Outcome:
    taken, after = result.taken, result.fix.report if result.fix else None
    return Outcome(result.report, taken.document, after, result.status, taken.path or taken.id, taken.key)


def _became(fix: Fix) -> str:
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
