"""The options that say how the rows of a batch are read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

#: The columns of a table by their names in the code, each with its option and what stands in it.
_COLUMNS: Final = (
    ("text", "--text-column", "The column of the posts."),
    ("id", "--id-column", "The column that tells rows apart."),
    ("format", "--format-column", "The column of formats: plain, markdown or html."),
    ("declared", "--declared-column", "The column of what a post declares, in JSON."),
    ("created", "--created-column", "The column of the days on which posts were written."),
    ("author", "--by", "The column of authors, whose posts are to be looked at together."),
)


def table(command: Command) -> Command:
    """The options of columns and databases; the command gets what they ask for as ``asked``."""

    @wraps(command)
    def inner(
        *args: Any, encoding: str, query: str, resume_key: str, remote_database: bool, **options: Any
    ) -> Any:
        from ..batch.sources import Asked
        from ..reading.tables import Columns

        given = {name: options.pop(f"{name}_column") for name, *_ in _COLUMNS}
        chosen = {name: value for name, value in given.items() if value}
        columns = Columns(**chosen, named=frozenset(chosen))
        return command(*args, asked=Asked(columns, encoding, query, resume_key, remote_database), **options)

    for option in (
        click.option("--remote-database", is_flag=True, help="The database may be on another machine."),
        click.option("--resume-key", default="", metavar="COLUMN", help="Orders the rows of a query, to resume it."),
        click.option("--query", default="", metavar="SQL", help="The rows of a database (postlint[sql])."),
        click.option("--encoding", default="utf-8", show_default=True, help="Of a CSV without a byte order mark."),
        *(
            click.option(option, f"{name}_column", metavar="COLUMN", help=told)
            for name, option, told in reversed(_COLUMNS)
        ),
    ):
        inner = option(inner)
    return inner  # type: ignore[return-value]
