"""What a rewrite changes, as a unified diff that ``patch`` takes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from .cells import shown


def render(name: str, before: str, after: str, *, color: bool = False, terminal: bool = False) -> str:
    """The difference between a draft and its rewrite; empty when there is none.

    On a ``terminal`` control characters are shown escaped. Elsewhere every character is kept, or the diff could not
    be applied.
    """
    name = shown(name)
    pieces: list[str] = []
    for line in difflib.unified_diff(_lines(before), _lines(after), name, name):
        body, end = (line[:-1], "\n") if line.endswith("\n") else (line, "\n\\ No newline at end of file\n")
        if terminal:
            body = shown(body.removesuffix("\r"))
        pieces.append(_styled(body) if color else body)
        pieces.append(end)
    return "".join(pieces)


def _lines(text: str) -> list[str]:
    # Only "\n": str.splitlines() also splits where patch does not.
    return list(_split(text))


def _split(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _styled(line: str) -> str:
    import click

    if line.startswith(("---", "+++")):
        return click.style(line, bold=True)
    color = {"-": "red", "+": "green", "@": "cyan"}.get(line[:1])
    return click.style(line, fg=color) if color else line
