"""Words of a draft in HTML. Whatever a browser would obey, or nobody would see, is spelt out."""

from __future__ import annotations

from html import escape

from .cells import piece


def words(text: str) -> str:
    """Text in its lines; control characters, zero-width ones and marks that turn writing around are spelt out."""
    out: list[str] = []
    at = 0
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for index, char in enumerate(text):
        if char not in "\n\t" and (told := piece(char)) != char:
            out += [escape(text[at:index]), f'<span class="unseen">{told}</span>']
            at = index + 1
    return "".join(out) + escape(text[at:])


def line(text: str) -> str:
    """Text on one line."""
    return words(" ".join(text.split()))


def clipped(text: str, most: int) -> str:
    """Text on one line, cut at a space when it is longer than ``most`` characters."""
    text = " ".join(text.split())
    return line(text) if len(text) <= most else f"{line(text[:most].rsplit(' ', 1)[0])}\u2026"
