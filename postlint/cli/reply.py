"""``postlint reply --to REVIEW REPLY``: check an answer against what it answers."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..document import Document
from ..selection import Selection
from . import completion, making, options, reports
from .check import refuse_nonsense, show
from .config import from_command_line, with_config
from .drafts import Taken, take
from .examining import Asked, Bench, examine, ready
from .leaving import COULD_NOT_CHECK, Left, complain
from .reports import Form
from .selection import with_selection

if TYPE_CHECKING:
    from ..local_model import LocalRewriter


@click.command(context_settings=options.HELP, short_help="Check an answer to a review, comment or message.")
@click.argument("reply_", metavar="REPLY", shell_complete=completion.drafts)
@click.option("--to", "review", required=True, metavar="REVIEW", help="What it answers; never printed or written.")
@options.report
@options.rules
@options.profiles
@options.content_type
@options.declared
@options.local_model
@click.option("--fix", is_flag=True, help="Print the answer with its safe rewrites made.")
@click.option("--suggested", is_flag=True, help="With --fix or --diff: make suggested rewrites too.")
@click.option("--diff", is_flag=True, help="Show what rewriting would change.")
@click.option(
    "--rewrites/--no-rewrites", default=True, help="Look for what to write instead (default), or not: faster."
)
@with_selection
@click.option("--color/--no-color", default=None, help="Colour the report; by default only on a terminal.")
@with_config
def reply(
    reply_: str,
    review: str,
    form: Form,
    rules_path: Path | None,
    profiles: tuple[str, ...],
    type_: str | None,
    told: dict[str, Any],
    rewriter: LocalRewriter | None,
    fix: bool,
    suggested: bool,
    diff: bool,
    rewrites: bool,
    selection: Selection,
    color: bool | None,
) -> None:
    """Check an answer: what it confirms, repeats or adds to the review, comment or message that it answers.

    REVIEW and REPLY are files; one of them may be - for standard input. The review is read on this machine for
    comparison and appears in no report.

    Exit status: 0 no rule matched, 1 review or block, 2 could not check.
    """
    rewrites = rewrites or ((fix or diff) and not from_command_line("rewrites"))
    asked = Asked(fix, suggested, False, diff, rewrites)
    refuse_nonsense(asked, [reply_])
    if reply_ == review:
        raise click.UsageError("the answer and what it answers are the same")
    taken = _taken(reply_, review, told)
    reports.refuse_nonsense(form, rewritten=asked.rewritten, kept=False)
    reports.refuse_to_replace(form, (taken.id, review))
    if taken.document is None and not form.always:
        complain(f"{taken.id}: {taken.reason}")
        raise Left(COULD_NOT_CHECK)
    chosen = options.chosen(profiles, type_, rewriter, selection)
    make = partial(ready, rules_path, "reply", **chosen)
    results, occasion, _ = examine([taken], asked, form, form.occasion(color), lambda: Bench(make()))
    status = show(results, asked, form, occasion)
    making.tell_trouble(rewriter)
    raise Left(status)


def _taken(reply_: str, review: str, told: dict[str, Any]) -> Taken:
    """The answer, knowing what it answers; without that it is not checked."""
    answers, why = _one(review, {})
    document, reason = _one(reply_, told)
    if answers is None:
        return Taken(reply_, reason=f"not checked, since what it answers cannot be read: {review}: {why}")
    if document is None:
        return Taken(reply_, reason=reason)
    return Taken(document.id, document.answering(answers))


def _one(path: str, told: dict[str, Any]) -> tuple[Document | None, str]:
    taken = list(take([path], told))
    if len(taken) != 1:
        return None, f"is {len(taken)} drafts, and one is wanted"
    return taken[0].document, taken[0].reason
