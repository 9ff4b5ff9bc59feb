"""``postlint DRAFT...``: check drafts, and rewrite them when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import reporting
from ..policy import Audience
from ..reporting import diff as diffs
from ..reporting.view import Outcome
from ..reporting.words import number
from ..selection import Selection, shown
from . import commenting, completion, making, options, progress, reports, showing, watching
from .baseline import Held, held, with_baseline
from .config import from_command_line, with_config
from .drafts import Taken, pasted, take
from .examining import Asked, Bench, Checked, examine, outcome, ready, unread
from .leaving import COULD_NOT_CHECK, Left, complain
from .reports import Form
from .scope import Drafts, Scope, drafts_within, with_scope
from .selection import USUAL, Terms, with_selection, with_terms
from .telling import teller_for

if TYPE_CHECKING:
    from ..linter import Linter
    from ..local_model import LocalRewriter


@dataclass(frozen=True, slots=True, repr=False)
class Order:
    """One run of the command, whichever of its drafts it is about: ``bench`` makes what they are checked with."""

    asked: Asked
    form: Form
    terms: Terms
    scope: Scope
    told: dict[str, Any]
    color: bool | None
    comments: Path | None
    clipboard: bool
    bench: Callable[[], Bench]


@click.command(context_settings=options.HELP)
@click.argument("drafts", nargs=-1, metavar="DRAFT...", shell_complete=completion.drafts)
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
@with_selection
@with_terms
@with_scope
@with_baseline
@click.option("--watch", is_flag=True, help="Stay, and check each draft anew when it is saved; Ctrl-C ends it.")
@click.option("--color/--no-color", default=None, help="Colour the report; by default only on a terminal.")
@with_config
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
    selection: Selection,
    terms: Terms,
    scope: Scope,
    baseline_path: Path | None,
    watch: bool,
    color: bool | None,
) -> None:
    """Check drafts: what is wrong, why, and what to write instead.

    Exit status: 0 no rule matched, 1 review or block, 2 could not check; with --fix or --write, that of the rewritten
    text.
    """
    asked = Asked(fix or write, suggested, write, diff, rewrites, fail_on=terms.fail_on)
    if asked.rewritten:  # what a configuration file says is meant for reports
        asked = replace(asked, rewrites=rewrites or not from_command_line("rewrites"))
        baseline_path = baseline_path if from_command_line("baseline_path") else None
        terms = terms.as_asked()
    elif terms.quiet or terms.stats:  # neither shows a rewrite
        asked = replace(asked, rewrites=False)
    refuse_nonsense(asked, drafts)
    _refuse_more_nonsense(asked, form, terms, scope, baseline_path, watch=watch)
    if clipboard and (write or watch):
        raise click.UsageError("the clipboard cannot be written in place or watched; use --fix")
    reports.refuse_nonsense(form, rewritten=asked.rewritten, kept=write and not diff)
    drafts = drafts or ((".",) if scope.changed_only else ())
    if not drafts and not clipboard:
        context = click.get_current_context()
        raise click.MissingParameter(ctx=context, param=context.command.params[0])
    chosen = options.chosen(profiles, type_, rewriter, selection)
    linter = making.Kept(partial(ready, rules_path, audience, **chosen))
    bench = lambda: _bench(linter(), baseline_path)  # noqa: E731
    order = Order(asked, form, terms, scope, told, color, comments, clipboard, bench)
    if watch:
        also = {path: linter.forget for path in (rules_path, baseline_path) if path is not None}
        raise Left(watching.watch(drafts, partial(run, order, drafts), also))
    statuses = run(order, drafts)
    making.tell_trouble(rewriter)
    raise Left(max(statuses.values(), default=0))


def _bench(linter: Linter, baseline_path: Path | None) -> Bench:
    return Bench(linter, held(baseline_path, linter.policy))


def run(order: Order, arguments: Sequence[str], only: Callable[[str], bool] | None = None) -> dict[str, int]:
    """Check what ``arguments`` name, or ``only`` some of it; the exit status that each draft calls for, by its id.

    Drafts are read, checked and told one after the other. Raises Left where none could be, for what was said already.
    """
    named = drafts_within(arguments, order.scope)
    paths = [path for path in named.paths if only is None or only(path)]
    reports.refuse_to_replace(order.form, paths)
    if not paths and not order.clipboard and only is None and named.changes is not None:
        complain(f"no draft is {named.changes.words}; nothing was checked")
    asked_for = bool(paths) or order.clipboard
    if not asked_for and not order.form.always:
        return {}
    everything: Iterator[Taken] = chain(_taken(paths, named, order.told), pasted(order.told) if order.clipboard else ())
    if order.comments is not None:
        commenting.refuse_nonsense(len(paths) + order.clipboard, rewritten=order.asked.rewritten)
        everything = commenting.only_one(order.comments, iter(everything))
    readable, taken = _readable(everything)
    if asked_for and not order.form.always and not readable:
        for draft in taken:
            complain(unread(draft))
        raise Left(COULD_NOT_CHECK)  # it has been said why; no model need be loaded
    occasion = order.form.occasion(order.color)
    results: Iterable[Checked] = ()
    bench = None
    if asked_for:
        results, occasion, bench = examine(taken, order.asked, order.form, occasion, order.bench)
    if bench is not None:
        results = (_settled(result, named, bench.held, order) for result in results)
        if order.comments is not None:
            results = commenting.commented(results, order.comments, bench.linter.policy)
    to_terminal = order.form.out is None and showing.on_terminal()
    at_once = order.form.format == "text" and not order.terms.stats and to_terminal
    count = _Count()
    results = progress.along(count.over(results), len(paths) + order.clipboard, hidden=at_once)
    show(results, order.asked, order.form, occasion, order.terms, named.excluded)
    if bench is not None and bench.held is not None:
        bench.held.tell()
    if named.changes is not None and count.unchanged:
        complain(f"left out: {number(count.unchanged, 'finding')} on lines that have not changed")
    return count.statuses


@dataclass(slots=True)
class _Count:
    """The exit status that each draft calls for, by its id, and how many findings touch no changed line."""

    statuses: dict[str, int] = field(default_factory=dict)
    unchanged: int = 0

    def over(self, results: Iterable[Checked]) -> Iterator[Checked]:
        for result in results:
            self.statuses[result.taken.id] = max(result.status, self.statuses.get(result.taken.id, 0))
            self.unchanged += result.report.hidden
            yield result


def _taken(paths: Iterable[str], named: Drafts, told: dict[str, Any]) -> Iterator[Taken]:
    for path in paths:
        if reason := named.reason(path):
            yield Taken(path, reason=reason)
        else:
            yield from take([path], told)


def _readable(taken: Iterator[Taken]) -> tuple[bool, Iterator[Taken]]:
    """Whether any draft could be read, and all of them; none is read further than the first that could."""
    first: list[Taken] = []
    for draft in taken:
        first.append(draft)
        if draft.document is not None:
            return True, chain(first, taken)
    return False, iter(first)


def _settled(result: Checked, named: Drafts, held: Held | None, order: Order) -> Checked:
    """What was found, without what a baseline lets stand and what touches no changed line."""
    document = result.taken.document
    if document is None or order.asked.rewritten or not result.report.complete:
        return result
    report = held.applied(result.report, document.text) if held else result.report
    report = named.narrowed(report, document.text)
    return replace(result, report=report, status=report.status(order.asked.fail_on))


def refuse_nonsense(asked: Asked, drafts: Sequence[str]) -> None:
    """Raise UsageError for options that leave each other nothing to do."""
    if asked.suggested and not asked.rewritten:
        raise click.UsageError("--suggested needs --fix, --write or --diff")
    if asked.rewritten and not asked.rewrites:
        raise click.UsageError("--no-rewrites leaves nothing for --fix, --write or --diff to do")
    if asked.write and "-" in drafts:
        raise click.UsageError("standard input cannot be written in place; use --fix")


def _refuse_more_nonsense(
    asked: Asked, form: Form, terms: Terms, scope: Scope, baseline_path: Path | None, *, watch: bool
) -> None:
    for_reports = {
        "--since": scope.since is not None, "--staged": scope.staged, "--baseline": baseline_path is not None,
        "--quiet": terms.quiet, "--stats": terms.stats, "--watch": watch,
    }  # fmt: skip
    if asked.rewritten and (given := [option for option, is_given in for_reports.items() if is_given]):
        raise click.UsageError(f"{given[0]} is about a report, and --fix, --write and --diff print drafts")
    if terms.quiet and terms.stats:
        raise click.UsageError("--quiet and --stats do not go together")
    if terms.stats and form.format not in ("text", "json"):
        raise click.UsageError("--stats goes with --format text or json")
    if terms.quiet and form.format != "text" and from_command_line("quiet"):
        raise click.UsageError("--quiet is for the text report")


def show(
    results: Iterable[Checked],
    asked: Asked,
    form: Form,
    occasion: reporting.Occasion,
    terms: Terms = USUAL,
    excluded: int = 0,
) -> int:
    """Print reports, rewritten drafts or what would change, as asked, and return the worst exit status.

    ``excluded``: drafts that were left out unread.
    """
    printed = asked.rewritten and form.format == "text"
    teller = None if printed else teller_for(form, occasion, terms, excluded)
    statuses: list[int] = []
    for result in results:
        if result.complaint:
            complain(result.complaint)
        statuses.append(result.status)
        if teller is None:
            _show_rewritten(result, asked, occasion)
        else:
            teller.tell(_outcome(result, terms))
    if teller is not None:
        teller.end(occasion)
    return max(statuses, default=COULD_NOT_CHECK)


def _outcome(result: Checked, terms: Terms) -> Outcome:
    taken, after = result.taken, result.fix.report if result.fix else None
    report = shown(result.report, terms.least)
    return Outcome(report, taken.document, after, result.status, taken.path or taken.id, taken.key)


def _show_rewritten(result: Checked, asked: Asked, occasion: reporting.Occasion) -> None:
    if result.fix is None or result.taken.document is None:
        return
    if asked.diff:
        before, after = result.taken.document.text, result.fix.text
        terminal = showing.on_terminal()
        showing.emit_diff(diffs.render(result.taken.id, before, after, color=occasion.color, terminal=terminal))
    elif not asked.write and asked.out is None:
        showing.emit_draft(result.fix.text)
    if asked.fix and not result.told:
        complain(f"{result.taken.id}: {outcome(result.fix)}")
