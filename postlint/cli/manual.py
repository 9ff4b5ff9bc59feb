"""``postlint man``: the manual page, made from the commands themselves, so that it cannot say what they do not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from ..errors import PostlintError

_FILES: Final = (
    (".postlint.toml, pyproject.toml", "Configuration: the nearest one upward, to the root of the repository."),
    (".postlintignore", "Drafts that are left out of folders, in the words of .gitignore."),
    (".postlint-baseline.json", "Findings that may stand, as postlint baseline wrote them."),
    ("$XDG_STATE_HOME/postlint/key", "The key of the fingerprints in a baseline; it belongs in no repository."),
)
_ENVIRONMENT: Final = (
    ("POSTLINT_KEY", "The key of fingerprints, where several share a baseline; at least 32 characters."),
    ("NO_COLOR", "If set, nothing is coloured unless --color is given."),
    ("POSTLINT_TRACEBACK", "If 1, an internal error tells the places in the code, never values."),
)
_STATUS: Final = (
    ("0", "No rule matched. That never certifies a draft."),
    ("1", "Something is to be reviewed, or must not be published (see --fail-on)."),
    ("2", "Something could not be checked, or the command was not understood."),
    ("130", "Interrupted."),
)


@click.command("man", context_settings={"help_option_names": ["-h", "--help"]}, short_help="Print the manual page.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to a file."
)
@click.pass_context
def manual(context: click.Context, output: Path | None) -> None:
    """Print the manual page (in roff) of all commands.

    \b
      postlint man -o ~/.local/share/man/man1/postlint.1
      man postlint
    """
    from .making import version
    from .showing import emit
    from .writing import whole

    page = roff(context.find_root().command, version())
    if output is None:
        emit(page)
        return
    try:
        with whole(output) as stream:
            stream.write(page.encode("ascii"))
    except OSError as error:
        raise PostlintError(f"{output}: not written: {(error.strerror or type(error).__name__).lower()}") from None


def roff(command: click.Command, version: str) -> str:
    """The page of a group of commands, in the macros of man(7), in ASCII."""
    root = click.Context(command, info_name="postlint")
    lines = [
        f'.TH POSTLINT 1 "" "postlint {_words(version)}" "User Commands"',
        ".SH NAME",
        r"postlint \- check draft posts for patients, cases and opinion given as advice",
        ".SH SYNOPSIS",
        r".B postlint",
        _words(" ".join(command.collect_usage_pieces(root))),
        ".SH DESCRIPTION",
        *_prose(command.help or ""),
        ".SH COMMANDS",
        *(line for context in _commands(root) for line in _command(context)),
    ]
    for title, entries in (("FILES", _FILES), ("ENVIRONMENT", _ENVIRONMENT), ("EXIT STATUS", _STATUS)):
        lines.append(f".SH {title}")
        for term, told in entries:
            lines += [".TP", f".B {_words(term)}", _line(told)]
    return "\n".join(lines) + "\n"


def _commands(parent: click.Context) -> Iterator[click.Context]:
    """A context for each command below, and those below it."""
    if not isinstance(parent.command, click.Group):
        return
    for name in parent.command.list_commands(parent):
        command = parent.command.get_command(parent, name)
        if command is not None and not command.hidden:
            context = click.Context(command, info_name=name, parent=parent)
            yield context
            yield from _commands(context)


def _command(context: click.Context) -> Iterator[str]:
    command = context.command
    yield f".SS {_words(context.command_path)} {_words(' '.join(command.collect_usage_pieces(context)))}"
    yield from _prose(command.help or command.get_short_help_str(400))
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
        if record is not None:
            names, told = record
            yield from (".TP", f".B {_words(names)}", _line(told or " "))


def _prose(text: str) -> Iterator[str]:
    r"""Paragraphs; one that begins with click's ``\b`` is kept line by line."""
    for block in re.split(r"\n\s*\n", text.replace("\f", "\n\n").strip()):
        lines = block.splitlines()
        yield ".PP"
        if lines[0].strip() == "\b":
            yield from (".nf", *(_line(line.strip()) for line in lines[1:]), ".fi")
        else:
            yield _line(" ".join(line.strip() for line in lines))


def _line(text: str) -> str:
    """Text as a line of its own: a full stop or quote at its beginning would be a command."""
    told = _words(text)
    return rf"\&{told}" if told[:1] in (".", "'") else told


def _words(text: str) -> str:
    told = " ".join(text.splitlines()).strip().replace("\\", r"\e").replace("-", r"\-")
    return "".join(char if char.isascii() else rf"\[u{ord(char):04X}]" for char in told)
