"""Asking: questions to whoever sits at the terminal, or answers that a program pipes in, one a line."""

from __future__ import annotations

import sys
from contextlib import suppress

from ..errors import PostlintError
from .showing import emit


def ask(question: str) -> str | None:
    """The line that answers a question; None at the end of the answers. Raises PostlintError for what is no text.

    Questions go to standard error, so that standard output holds the rewritten draft and nothing else.
    """
    if sys.stdin is None:
        return None
    try:
        if sys.stdin.isatty() and sys.stdout is not None and sys.stdout.isatty():
            with suppress(ImportError):
                import readline  # noqa: F401 - the arrow keys move in the line instead of writing into it
            return input(question)
        emit(question, err=True)
        # Line by line: one that cannot be decoded must not take those before it along.
        line = sys.stdin.buffer.readline().decode(sys.stdin.encoding or "utf-8")
    except EOFError:
        return None
    except UnicodeDecodeError:
        raise PostlintError("an answer is no text in the encoding of the terminal") from None
    if not sys.stdin.isatty():
        emit("\n", err=True)  # nobody has pressed Enter
    return line.rstrip("\r\n") if line else None
