"""The command line: it reads arguments, asks a linter, prints and exits."""

from __future__ import annotations

from .commands import postlint as cli

__all__ = ["cli", "main"]


def main() -> None:
    """The console script; always leaves by ``SystemExit``."""
    cli(prog_name="postlint")
