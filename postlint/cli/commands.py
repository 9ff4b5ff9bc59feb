"""The group of commands, in which anything that is no command is a draft to check."""

from __future__ import annotations

import os
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

from .annotate import annotate
from .baseline import baseline
from .batch import batch
from .check import check
from .completion import completion
from .consent import consent
from .explain import explain, rules
from .fix import fix
from .hook import hook
from .init import init
from .leaving import told
from .lsp import lsp
from .making import version
from .manual import manual
from .options import HELP
from .policy import policy
from .reply import reply
from .schema import schema
from .serve import serve

_WORDS: Final = "postlint.words"


class DraftsOrCommand(click.Group):
    """``postlint draft.txt`` is ``postlint check draft.txt``, unless the first word names a command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command first where none is named."""
        ctx.meta[_WORDS] = tuple(args)
        own = {"--version", *ctx.help_option_names}
        if args and args[0] not in self.commands and args[0] not in own:
            args = ["check", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command so that whatever happens ends in one line and an exit status."""
        try:
            with told():
                return super().invoke(ctx)
        except click.NoSuchOption as error:
            named = next((word for word in ctx.meta[_WORDS] if word[:1] == "-" and os.path.lexists(word)), None)
            if named is None:
                raise
            hint = f"{error.message} If you mean the file, write ./{named}"
            raise click.NoSuchOption(error.option_name, hint, error.possibilities, error.ctx) from None

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands, and what may stand there for the default command: its options and drafts."""
        items = super().shell_complete(ctx, incomplete)
        if not incomplete.startswith("-"):
            return [*items, CompletionItem(incomplete, type="file")]
        with click.Context(check, parent=ctx, info_name="check") as inner:
            return [*items, *check.shell_complete(inner, incomplete)]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of the default command are shown where a newcomer looks."""
        with click.Context(check, parent=ctx, info_name="check", help_option_names=ctx.help_option_names) as inner:
            records = [
                param.get_help_record(inner) for param in check.get_params(inner) if isinstance(param, click.Option)
            ]
        version_record = [("--version", "Show the version and exit.")]
        with formatter.section("Options for drafts"):
            formatter.write_dl([record for record in records if record is not None] + version_record)
        self.format_commands(ctx, formatter)


@click.group(
    cls=DraftsOrCommand,
    context_settings=HELP,
    subcommand_metavar="DRAFT... | COMMAND [ARGS]...",
    options_metavar="[OPTIONS]",
)
@click.version_option(version(), "--version", prog_name="postlint", message="%(prog)s %(version)s")
def postlint() -> None:
    """Check draft posts for patients, cases and opinion given as advice.

    Nothing leaves this machine. A DRAFT is a file, a folder, a glob, or - for standard input; a draft with the name of
    a command is written ./rules or after --.

    \b
      postlint draft.txt             what is wrong, why, and what to write instead
      postlint --diff draft.txt      what a rewrite would change
      postlint --write draft.txt     rewrite it; the old text stays beside it
      postlint fix -i draft.txt      go through the findings and decide on each
      postlint reply --to review.txt reply.txt   what an answer gives away
      postlint explain patient-name  a rule, with examples

    Exit status: 0 no rule matched, 1 review or block, 2 could not check.
    """


for command in (
    check, fix, reply, batch, baseline, annotate, explain, rules, consent, policy, init, lsp, serve, hook, schema,
    completion, manual,
):  # fmt: skip
    postlint.add_command(command)
