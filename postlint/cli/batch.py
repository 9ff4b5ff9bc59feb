"""``postlint batch IN -o OUT``: many posts, a report on each, and what they come to together."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from ..errors import DraftError
from ..policy import Audience
from ..reporting.words import number
from . import making, options, showing
from .batch_options import table
from .leaving import INTERRUPTED, Left, complain

if TYPE_CHECKING:
    from ..batch.run import Run
    from ..batch.sources import Asked, Source
    from ..batch.summary import Known

#: More would only wait for each other.
_MOST_WORKERS: Final = 64


@dataclass(frozen=True, slots=True)
class Output:
    """Where reports go, and how a run that stopped there is gone on with: True insists, False begins anew."""

    target: str
    form: Literal["jsonl", "parquet"]
    resume: bool | None

    @property
    def streamed(self) -> bool:
        """Whether it is a pipe or a device, which keeps nothing."""
        return self.target == "-" or (os.path.exists(self.target) and not os.path.isfile(self.target))

    @classmethod
    def of(cls, target: str, form: str | None, resume: bool | None) -> Output:
        """The output that was asked for. Raises UsageError and PostlintError where it cannot be."""
        from ..batch.sources import PARQUET

        parquet = form == "parquet" or (form is None and Path(target).suffix.lower() in PARQUET)
        output = cls(target, "parquet" if parquet else "jsonl", resume)
        if target != "-" and os.path.isdir(target):
            raise DraftError("is a folder", id=target)
        if parquet:
            if output.streamed:
                raise click.UsageError("Parquet needs a file to go to: -o OUT.parquet")
            from ..batch.parquet import require

            require()
        if resume is not None and output.streamed:
            raise click.UsageError("what goes to a pipe is not gone on with; -o OUT names a file")
        return output


@click.command(context_settings=options.HELP, short_help="Check many posts: a table, a folder, an archive, a database.")
@click.argument("source", metavar="IN")
@click.option("-o", "--output", "target", default="-", metavar="OUT", help="Where to; standard output by default.")
@click.option(
    "--output-format", "form", type=click.Choice(["jsonl", "parquet"]), help="By default by the suffix of OUT."
)
@click.option(
    "--workers", type=click.IntRange(1, _MOST_WORKERS), default=1, show_default=True, help="Processes to check with."
)
@click.option(
    "--resume/--restart",
    default=None,
    help="Insist on going on with a run that was stopped, or begin anew; by default one that was stopped goes on.",
)
@table
@click.option("--one-author", is_flag=True, help="All posts are by one author: look at them together.")
@click.option("--summary", is_flag=True, help="Print what the posts come to on standard error.")
@click.option("--summary-html", type=click.Path(path_type=Path), metavar="FILE", help="Write the summary as a page.")
@click.option("--show-ids", is_flag=True, help="Name posts and authors in summaries; else they have numbers only.")
@click.option("--quiet", is_flag=True, help="No progress bar, and no sum at the end.")
@click.option("--rewrites/--no-rewrites", default=False, help="Look for what to write instead, or not (default).")
@options.rules
@options.audience
@options.profiles
@options.content_type
def batch(
    source: str,
    target: str,
    form: str | None,
    workers: int,
    resume: bool | None,
    asked: Asked,
    one_author: bool,
    summary: bool,
    summary_html: Path | None,
    show_ids: bool,
    quiet: bool,
    rewrites: bool,
    rules_path: Path | None,
    audience: Audience | None,
    profiles: tuple[str, ...],
    type_: str | None,
) -> None:
    """Check many posts, one out for each one in, in order: a document object of docs/report.md each.

    IN is a table (.csv, .tsv, .parquet; any other file has a JSON object {"id", "text"} on each line), a folder of
    drafts, a network's archive, the address of a database, or - for JSON lines on standard input. A row may also have
    a format (plain, markdown or html), its author, the day on which it was created, and under declared what its front
    matter could say. A bad row is reported as one that could not be checked, and the rest go on.

    \b
      postlint batch posts.csv -o reports.jsonl --text-column body
      postlint batch posts/ -o reports.parquet --workers 4 --summary-html summary.html
      postlint batch posts.csv -o reports.jsonl --by author
      postlint batch sqlite:///blog.db --query "select id, text from posts" --resume-key id -o reports.jsonl

    OUT grows as OUT.part and takes its name at the end. The same command goes on with a run that was stopped.

    Exit status: 2 if a row could not be checked or there is none, else 1 if any is to be reviewed or blocked, else 0.
    """
    from ..batch.run import Run, identity_of
    from ..batch.sources import source_of
    from ..batch.summary import Known

    if one_author and "author" in asked.columns.named:
        raise click.UsageError("--by names authors, and --one-author says that there is only one")
    output = Output.of(target, form, resume)
    found = source_of(source, asked)
    if resume and found.identity is None:
        raise click.UsageError("these rows need not come again in the same order; a query can, with --resume-key")
    linter = making.make_linter(rules_path, audience, **options.chosen(profiles, type_))
    making.tell_stale(linter.policy)
    together = one_author or "author" in asked.columns.named
    told = options.wanted(audience, profiles, type_)
    how = {"rewrites": rewrites, "together": together, "one_author": one_author, **told}
    run = Run(linter, workers, rewrites, told, together=together, one_author=one_author, named=show_ids)
    with _progress(found, run, shown=not quiet and showing.watched(printing=output.target == "-")):
        _deliver(run, found, output, identity_of(found, linter.model_info, rules_path, how))
    known = Known(run.tally, tuple(run.groups), run.names, run.ids)
    if together and not output.streamed:
        _write(Path(f"{target}.history.json"), json.dumps(_histories(known), indent=1) + "\n")
    _sum_up(known, run, summary=summary, page=summary_html, quiet=quiet)
    if failed := run.tally.outcomes["unchecked"]:
        complain(f"{found.name}: {failed:,} of {number(run.tally.rows, 'row')} could not be checked")
    raise Left(run.tally.exit_status)


def _deliver(run: Run, source: Source, output: Output, identity: tuple[str, ...] | None) -> None:
    from ..batch.run import Stream

    if output.target == "-":
        if sys.stdout is None:
            raise DraftError("there is no standard output")
        run.into(Stream(sys.stdout.buffer), source)
    elif output.streamed:
        with open(output.target, "wb") as stream:
            run.into(Stream(stream), source)
    else:
        _into_file(run, source, output, identity)


def _into_file(run: Run, source: Source, output: Output, identity: tuple[str, ...] | None) -> None:
    from ..batch.journal import Journal

    convert: Callable[[Iterator[bytes], Path], None] | None = None
    if output.form == "parquet":
        from ..batch.parquet import write as convert
    try:
        journal = Journal(Path(output.target), identity, resume=output.resume)
    except FileNotFoundError:
        raise DraftError("the folder it is to be written to is not there", id=output.target) from None
    if journal.rows:
        complain(f"{output.target}: {number(journal.rows, 'row')} of it were written before; going on from there")
    try:
        run.into(journal, source, journal)
        journal.finish(convert)
    except BaseException as error:
        if journal.leave():
            done = number(journal.rows, "row")
            complain(f"{output.target}: stopped after {done}; the same command goes on from there")
            if isinstance(error, KeyboardInterrupt):
                raise Left(INTERRUPTED) from None
        raise


@contextmanager
def _progress(source: Source, run: Run, *, shown: bool) -> Iterator[None]:
    """A bar on the terminal, with the rate and the time that is left."""
    if not shown:
        yield
        return
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # no thread of its own beside worker processes
    with tqdm(total=source.count() or None, unit=" posts", file=sys.stderr, dynamic_ncols=True, leave=False) as bar:
        run.progress = bar.update
        yield


def _histories(known: Known) -> dict[str, Any]:
    from ..batch.summary import histories

    return {"postlint": making.version(), **histories(known)}


def _sum_up(known: Known, run: Run, *, summary: bool, page: Path | None, quiet: bool) -> None:
    """Say what the posts come to: all of it where it was asked for, and on a terminal at least in one line."""
    from ..batch.summary import lines, summary_of
    from ..reporting.cells import shown as safe

    told = summary_of(known, run.linter.policy)
    if page is not None:
        from ..batch.page import render

        _write(page, render(told))
    shown = [f"{safe(line)}\n" for line in lines(told)]
    if summary or (not quiet and showing.watched(printing=False)):
        showing.emit("".join(shown if summary else shown[:2]), err=True)


def _write(path: Path, content: str) -> None:
    from .writing import write_bytes

    write_bytes(path, content.encode("utf-8", "surrogatepass"))
