"""``postlint lsp``: the language server, which an editor starts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from ..errors import PostlintError
from ..policy import Audience
from . import options
from .config import with_config
from .leaving import INTERRUPTED


@click.command(context_settings=options.HELP, short_help="Check drafts in an editor, as they are written.")
@options.rules
@options.audience
@options.profiles
@options.content_type
@click.option("--stdio", is_flag=True, help="Nothing else is spoken; taken because many editors say so.")
@with_config
def lsp(
    rules_path: Path | None, audience: Audience | None, profiles: tuple[str, ...], type_: str | None, stdio: bool
) -> None:
    """Serve an editor: findings as you write, why, and what to write instead.

    Speaks the language server protocol over standard input and output; your editor starts it (docs/editors.md). Needs
    postlint[lsp]. What an editor's settings say goes before these options, and what a draft declares before both.

    Exit status: 0 as told by the editor, 1 when it went away without a word, 2 could not start.
    """
    try:
        from ..lsp.settings import Settings
        from ..lsp.stdio import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol", "cattrs", "attrs"):
            raise
        raise PostlintError("the language server is not installed; pip install 'postlint[lsp]'") from None
    try:
        status = serve(Settings(rules_path, audience, profiles, type_ or ""))
    except KeyboardInterrupt:
        status = INTERRUPTED
    sys.stderr.flush()
    # A check may still run in a thread, and Python would wait for it.
    os._exit(status)
