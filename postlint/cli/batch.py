"""``postlint batch IN -o OUT``: many drafts from a table, a folder or a database, and a report on each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ..errors import DraftError
from ..policy import Audience
from ..reporting.words import number
from ..selection import Selection
from . import making, options
from .config import with_config
from .leaving import COULD_NOT_CHECK, INTERRUPTED, Left, complain
from .selection import tell_left_out, with_selection

if TYPE_CHECKING:
    from ..batch.journal import Journal
    from ..batch.run import Run
    from ..batch.sources import Source
    from ..reading.tables import Columns

_FORMATS: Final = {".parquet": "parquet", ".pq": "parquet"}
_MOST_WORKERS: Final = 256


def _columns(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that name the columns of a table."""
    for option in (
        click.option("--created-column", metavar="NAME", help="The column that dates a post; by default created."),
        click.option("--id-column", metavar="NAME", help="The column that names a row; by default id."),
        click.option("--text-column", metavar="NAME", help="The column that holds the draft; by default text."),
    ):
        command = option(command)
    return command


def _database(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options for a database."""
    for option in (
        click.option("--remote-database", is_flag=True, help="The database may be on another machine."),
        click.option("--resume-key", metavar="COLUMN", help="A column that tells rows apart, so that a run can go on."),
        click.option("--query", metavar="SQL", help="What to read from the database whose address is IN."),
    ):
        command = option(command)
    return command


@click.command(context_settings=options.HELP, short_help="Check many drafts: tables, folders, databases.")
@click.argument("source", metavar="IN")
@click.option("-o", "--output", "target", default="-", metavar="OUT", help="Where to; standard output by default.")
@click.option(
    "--output-format", type=click.Choice(["jsonl", "parquet"]), help="By default as the name of OUT says, else jsonl."
)
@click.option("--rewrites/--no-rewrites", default=False, help="Look for what to write instead, or not (default).")
@click.option("--workers", type=click.IntRange(1, _MOST_WORKERS), default=1, help="Processes to use; by default one.")
@_columns
@click.option("--encoding", default="utf-8", metavar="NAME", help="Of a CSV file; by default UTF-8.")
@_database
@click.option("--by", metavar="COLUMN", help="Look at the posts of an author together; the column that names authors.")
@click.option("--one-author", is_flag=True, help="Look at all posts together: they are of one author.")
@click.option(
    "--resume/--restart",
    default=None,
    help="Go on where an earlier run stopped, or throw away what it left. By default the former, if it left anything.",
)
@click.option("--summary", "summarise", is_flag=True, help="Tell at the end what was found in how many posts.")
@click.option(
    "--summary-html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The same as a page."
)
@click.option("--show-ids", is_flag=True, help="Show ids of posts and names of authors in summaries.")
@click.option("-q", "--quiet", is_flag=True, help="No progress, and no line on rows that could not be checked.")
@options.rules
@options.audience
@options.profiles
@options.content_type
@with_selection
@with_config
def batch(
    source: str,
    target: str,
    rules_path: Path | None,
    audience: Audience | None,
    profiles: tuple[str, ...],
    type_: str | None,
    selection: Selection,
    **asked: Any,
) -> None:
    """Check many drafts: one report out for each row in, in their order.

    IN is JSON Lines, CSV, tab-separated text or Parquet, with a column "text" and, if there are any, "id", "author",
    "created", "format" (plain, markdown or html) and "declared" (what the front matter could say); or a folder of
    drafts; or a network's archive; or - for JSON Lines on standard input; or, with --query, the address of a database
    (sqlite:///posts.db, postgresql+psycopg://localhost/clinic; env:// is the one in POSTLINT_DATABASE).

    A bad row is reported as one that could not be checked, and the rest go on. A run that was stopped goes on where it
    was when the same command is given again. With --by, OUT.history.json tells which posts of one author together
    could tell who a patient is.

    Exit status: 2 if a row could not be checked or there is none, else 1 if any is to be reviewed or blocked, else 0.
    """
    from ..batch.run import Run
    from ..batch.sources import source_of

    come_from = source_of(source, _how_to_read(asked))
    form = _format(target, asked["output_format"])
    linter = making.make_linter(rules_path, audience, **options.chosen(profiles, type_, selection=selection))
    making.tell_stale(linter.policy)
    tell_left_out(linter.policy)
    run = Run(
        linter,
        workers=asked["workers"],
        rewrites=asked["rewrites"],
        told=options.wanted(audience, profiles, type_),
        together=bool(asked["by"] or asked["one_author"]),
        one_author=asked["one_author"],
        named=asked["show_ids"],
    )
    if target == "-":
        if asked["resume"]:
            raise click.UsageError("--resume needs a file to go on with: -o OUT")
        _to_standard_output(run, come_from, quiet=asked["quiet"])
        ids: dict[int, str] = {}
    else:
        ids = _to_file(run, come_from, Path(target), form, asked)
    if run.tally.outcomes["unchecked"] and not asked["quiet"]:
        counted = f"{run.tally.outcomes['unchecked']:,} of {number(run.tally.rows, 'row')}"
        complain(f"{come_from.name}: {counted} could not be checked")
    _summarise(run, ids, asked)
    if run.together and not run.tally.authors:
        complain(f"{come_from.name}: no row names an author, so that no posts were looked at together")
        raise Left(COULD_NOT_CHECK)
    raise Left(run.tally.exit_status)


def _how_to_read(asked: dict[str, Any]) -> Any:
    """What the options say of the source."""
    from ..batch.sources import Asked

    if asked["by"] and asked["one_author"]:
        raise click.UsageError("--one-author leaves nothing for --by to tell apart")
    if not asked["query"] and (asked["resume_key"] or asked["remote_database"]):
        raise click.UsageError("--resume-key and --remote-database need --query")
    columns, query, key = _named_columns(asked), asked["query"] or "", asked["resume_key"] or ""
    return Asked(columns, asked["encoding"], query, key, asked["remote_database"])


def _named_columns(asked: dict[str, Any]) -> Columns:
    from ..reading.tables import Columns

    options_of = {"text": "text_column", "id": "id_column", "created": "created_column", "author": "by"}
    given = {part: asked[option] for part, option in options_of.items() if asked[option]}
    return Columns(**{"author": "author", **given}, named=frozenset(given))


def _format(target: str, given: str | None) -> str:
    form = given or _FORMATS.get(Path(target).suffix.lower(), "jsonl")
    if form == "parquet":
        from ..batch.parquet import require

        if target == "-":
            raise click.UsageError("Parquet needs a file to be written to: -o OUT")
        require()
    return form


def _to_standard_output(run: Run, source: Source, *, quiet: bool) -> None:
    from ..batch.run import Stream

    if sys.stdout is None:
        raise DraftError("there is no standard output")
    with _progress(run, source, quiet=quiet or sys.stdout.isatty()):
        run.into(Stream(sys.stdout.buffer), source)


def _to_file(run: Run, source: Source, target: Path, form: str, asked: dict[str, Any]) -> dict[int, str]:
    """Write reports to a file, or go on writing; tell the ids of rows that a summary names, if it is to."""
    from ..batch.identity import identity_of
    from ..batch.journal import Journal

    if target.exists() and not target.is_file():
        if target.is_dir():
            raise DraftError("is a folder", id=str(target))
        return _to_device(run, source, target, quiet=asked["quiet"])
    identity = identity_of(source, run, form)
    if asked["resume"] and identity is None:
        raise DraftError(f"a run is only resumed {_when_resumed(source)}", id=source.name)
    try:
        journal = Journal(target, identity, resume=asked["resume"])
    except FileNotFoundError:
        raise DraftError("the folder it is to be written to is not there", id=str(target)) from None
    if journal.rows and not asked["quiet"]:
        complain(f"{target}: going on after {number(journal.rows, 'row')} of an earlier run")
    return _written(run, source, journal, form, asked)


def _when_resumed(source: Source) -> str:
    return "from a file" if source.name == "-" else "in the order of a column: --resume-key COLUMN"


def _written(run: Run, source: Source, journal: Journal, form: str, asked: dict[str, Any]) -> dict[int, str]:
    from ..batch.outcome import ids_of, write_history

    try:
        with _progress(run, source, quiet=asked["quiet"]):
            run.into(journal, source, journal)
        ids = ids_of(journal.lines(), run) if asked["show_ids"] else {}
        if run.together:
            write_history(journal.target, run, ids)
        if form == "parquet":
            from ..batch.parquet import write

            journal.finish(write)
        else:
            journal.finish()
    except BaseException as error:
        kept = journal.leave()
        if kept and isinstance(error, KeyboardInterrupt):
            complain(f"interrupted after {number(journal.rows, 'row')}; the same command goes on from there")
            raise Left(INTERRUPTED) from None
        raise
    return ids


def _to_device(run: Run, source: Source, target: Path, *, quiet: bool) -> dict[int, str]:
    """A pipe or a device cannot be replaced by a file."""
    from ..batch.run import Stream

    with target.open("wb") as stream, _progress(run, source, quiet=quiet):
        run.into(Stream(stream), source)
    return {}


@contextmanager
def _progress(run: Run, source: Source, *, quiet: bool) -> Iterator[None]:
    """How many rows are done, how fast, and how long the rest takes; only for somebody who looks."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # no thread of its own
    with tqdm(total=source.count() or None, unit=" posts", file=sys.stderr, dynamic_ncols=True, leave=False) as shown:
        run.progress = shown.update
        yield


def _summarise(run: Run, ids: dict[int, str], asked: dict[str, Any]) -> None:
    if not (asked["summarise"] or asked["summary_html"] or (run.groups and not asked["quiet"])):
        return
    from ..batch.summary import Known, lines, summary_of
    from ..reporting.cells import shown
    from .showing import emit

    summary = summary_of(Known(run.tally, tuple(run.groups), run.names, ids), run.linter.policy)
    if asked["summarise"]:
        emit("".join(f"{shown(line)}\n" for line in lines(summary)), err=True)
    elif run.groups and not asked["quiet"]:
        complain(f"{number(len(run.groups), 'group')} of posts together could tell who it is; --summary tells which")
    if asked["summary_html"]:
        from ..batch.page import page
        from .writing import write_bytes

        write_bytes(asked["summary_html"], page(summary).encode("utf-8"))
