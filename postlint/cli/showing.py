"""Printing: what standard output can take, how wide it is, and whether it is to be coloured."""

from __future__ import annotations

import os
import shutil
import sys

import click


def emit(text: str, *, err: bool = False) -> None:
    """Print as it stands; letters that the stream's encoding lacks are escaped rather than refused."""
    encoding = getattr(sys.stderr if err else sys.stdout, "encoding", None) or "utf-8"
    text = text.encode(encoding, "backslashreplace").decode(encoding)
    # The text is already styled or plain: click is to leave it alone.
    click.echo(text, nl=False, err=err, color=True)


def flush() -> None:
    """Let a pipe have at once what was printed."""
    if sys.stdout is not None:
        sys.stdout.flush()


def emit_draft(text: str) -> None:
    """Print a draft: as it is (UTF-8, its own line ends) into a file or pipe, escaped on a terminal."""
    if on_terminal():
        from ..reporting.cells import shown

        emit("".join(f"{shown(line)}\n" for line in text.splitlines()))
    else:
        emit_bytes(text)


def emit_diff(text: str) -> None:
    """Print a diff, already safe for a terminal if it goes to one."""
    if on_terminal():
        emit(text)
    else:
        emit_bytes(text)


def emit_bytes(text: str) -> None:
    """Print UTF-8 with every line end as it is."""
    click.echo(text.encode("utf-8", "surrogatepass"), nl=False, color=True)


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def colored(choice: bool | None, *, err: bool = False) -> bool:
    """``--color`` and ``--no-color`` decide; else NO_COLOR; else whether a terminal can show it.

    ``err``: of what goes to standard error.
    """
    if choice is not None:
        return choice
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stderr is not None and sys.stderr.isatty() if err else on_terminal()


def width() -> int:
    """Cells in a line: ``COLUMNS``, else the terminal's, else 80."""
    return shutil.get_terminal_size().columns
