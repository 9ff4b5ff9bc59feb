"""``postlint schema``: the JSON Schema of the report for programs."""

from __future__ import annotations

import click

from . import options, showing


@click.command(context_settings=options.HELP, short_help="Print the JSON Schema of the report.")
def schema() -> None:
    """Print the JSON Schema (2020-12) of what --format json prints; $defs/document is a line of postlint batch."""
    from ..reporting.json import dump
    from ..reporting.schema import schema as made

    showing.emit(dump(made()))
