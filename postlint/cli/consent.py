"""``postlint consent hash DRAFT``: the fingerprint of a text that somebody approved."""

from __future__ import annotations

import click

from ..errors import DraftError
from . import options, showing


@click.group(context_settings=options.HELP, short_help="Fingerprint a text that a patient approved.")
def consent() -> None:
    """Work with consent records, which stand in a draft's front matter under postlint: consent."""


@consent.command("hash", context_settings=options.HELP)
@click.argument("draft", metavar="DRAFT")
def hash_(draft: str) -> None:
    """Print what goes into the record as approved_text_hash once the person has approved this very text.

    Spacing, punctuation, capitals and hashtags may change afterwards; with any other change postlint asks for a new
    approval. What postlint's own settings in the front matter say does not count.
    """
    from ..declaration import approved_hash
    from ..reading import read
    from ..reading.files import expand, load

    paths = list(expand([draft]))
    if len(paths) != 1:
        raise click.UsageError(f"consent hash takes one draft, and {draft} holds {len(paths)}")
    text = read(load(paths[0])).text
    if not text.strip():
        raise DraftError("holds no readable text", id=paths[0])
    showing.emit(approved_hash(text) + "\n")
