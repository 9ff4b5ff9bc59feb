"""Text on a terminal: what it looks like, how many cells it takes, and where it is cut.

A draft is somebody else's text. Nothing of it reaches a terminal that the terminal would obey: control characters,
marks that turn the direction of writing around and invisible spaces are shown as ``\\x1b`` or ``\\u202e``. Widths
follow Unicode Standard Annex 11 (East Asian Width): wide characters take two cells, combining ones none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

#: A half-open range of positions in a text.
Range = tuple[int, int]

_NO_WIDTH: Final = ("Mn", "Me", "Cf")
# Joiners hold emoji and some scripts together; a terminal does nothing with them.
_JOINERS: Final = "\u200c\u200d"
ELLIPSIS: Final = "\u2026"


@lru_cache(maxsize=4096)
def piece(char: str) -> str:
    """One character, as it is safe to show."""
    if char == "\t":
        return " "
    if " " <= char < "\x7f" or char in _JOINERS:
        return char
    code = ord(char)
    never = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # no character, and XML has no way to write some
    if never or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return char


def shown(text: str) -> str:
    """Text that is safe to show on one line."""
    return "".join(map(piece, text))


@lru_cache(maxsize=4096)
def cells(char: str) -> int:
    """How many cells one character takes once it is shown."""
    out = piece(char)
    if len(out) > 1 or out.isascii():
        return len(out)
    if unicodedata.category(out) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(out) in "WF" else 1


def width(text: str) -> int:
    """How many cells a text takes once it is shown."""
    return sum(map(cells, text))


def paint(text: str, part: Range, marks: Sequence[Range], style: Callable[[str], str]) -> str:
    """``text[part]``, safe to show, with what lies in ``marks`` styled."""
    out: list[str] = []
    at, stop = part
    for start, end in sorted(marks):
        start, end = max(start, at), min(end, stop)
        if start < end:
            out += [shown(text[at:start]), style(shown(text[start:end]))]
            at = end
    out.append(shown(text[at:stop]))
    return "".join(out)


def underline(text: str, part: Range, marks: Sequence[Range]) -> str:
    """A line of ``^`` to stand below ``text[part]``."""
    out: list[str] = []
    for index in range(*part):
        inside = any(start <= index < end for start, end in marks)
        out.append(("^" if inside else " ") * cells(text[index]))
    line = "".join(out).rstrip()
    return line or "^"  # a mark that takes no cell is still a mark


def window(text: str, mark: Range, room: int) -> Range:
    """The part of a line to show so that ``mark`` is seen in ``room`` cells, two of them kept for ellipses."""
    if width(text) <= room:
        return 0, len(text)
    room -= 2
    low = high = mark[0]
    used = 0
    while high < mark[1] and used + cells(text[high]) <= room:
        used += cells(text[high])
        high += 1
    before, after = mark[0], len(text) - high
    left = (room - used) // 2
    # What one side does not need, the other side has.
    while before and left and cells(text[low - 1]) <= left:
        left -= cells(text[low - 1])
        used += cells(text[low - 1])
        low, before = low - 1, before - 1
    while after and used + cells(text[high]) <= room:
        used += cells(text[high])
        high, after = high + 1, after - 1
    while before and not after and used + cells(text[low - 1]) <= room:
        used += cells(text[low - 1])
        low, before = low - 1, before - 1
    return _at_words(text, (low, high), mark)


def _at_words(text: str, part: Range, mark: Range) -> Range:
    """``part`` without the broken words at its ends, unless that would cut into the mark."""
    low, high = part
    if low:
        space = text.find(" ", low - 1, mark[0])
        low = space + 1 if space >= 0 else low
        while low < mark[0] and not cells(text[low]):
            low += 1
    if high < len(text) and high > mark[1]:
        space = text.rfind(" ", mark[1], high + 1)
        high = space if space >= 0 else high
    return low, high


def excerpt(text: str, part: Range, marks: Sequence[Range], style: Callable[[str], str]) -> tuple[str, str]:
    """``text[part]`` with ellipses where something was left out, and the underline that belongs below it."""
    low, high = part
    head = ELLIPSIS if low else ""
    tail = ELLIPSIS if high < len(text) else ""
    return head + paint(text, part, marks, style) + tail, " " * len(head) + underline(text, part, marks)


def wrap(text: str, room: int) -> list[Range]:
    """The parts of a text that go on a line each, broken at spaces, or anywhere in a word too long for a line."""
    parts: list[Range] = []
    start, length = 0, len(text)
    while start < length and text[start] == " ":
        start += 1
    while start < length:
        used, at, space = 0, start, -1
        while at < length and used + cells(text[at]) <= room:
            if text[at] == " ":
                space = at
            used += cells(text[at])
            at += 1
        if at < length and text[at] == " ":
            space = at
        stop = at if at == length else space if space > start else max(at, start + 1)
        end = stop
        while end > start and text[end - 1] == " ":
            end -= 1
        parts.append((start, end))
        start = stop
        while start < length and text[start] == " ":
            start += 1
    return parts or [(0, 0)]


def clip(text: str, room: int) -> str:
    """A path, safe to show, cut at its beginning when it is too long: the end tells more."""
    if width(text) <= room:
        return shown(text)
    low, used = len(text), 1
    while low and used + cells(text[low - 1]) <= room:
        low -= 1
        used += cells(text[low])
    return ELLIPSIS + shown(text[low:])
