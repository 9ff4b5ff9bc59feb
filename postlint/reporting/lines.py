"""The lines of a draft, as an editor counts them: from one, ended by ``\\n``, ``\\r\\n`` or ``\\r``."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

_END: Final = re.compile(r"\r\n|\n|\r")
_STOP: Final = re.compile(r"[.!?\u2026]+[\"')\]\u2019\u201d]*(\s+)")
# A full stop after one of these, or after a single capital, rarely ends a sentence.
_SHORT: Final = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|St|No|vs|approx|e\.g|i\.e|a\.m|p\.m)|\b[A-Z])\.\Z")


class Lines:
    """Where each line of a text stands."""

    __slots__ = ("_bounds", "_starts")

    def __init__(self, text: str) -> None:
        self._starts = [0]
        ends = []
        for match in _END.finditer(text):
            ends.append(match.start())
            self._starts.append(match.end())
        ends.append(len(text))
        self._bounds = list(zip(self._starts, ends, strict=True))

    def __len__(self) -> int:
        return len(self._starts)

    def number(self, offset: int) -> int:
        """The number of the line that holds the character at ``offset``."""
        return bisect_right(self._starts, offset)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, both from one, of the character at ``offset``; columns are counted in code points."""
        number = self.number(offset)
        return number, offset - self._starts[number - 1] + 1

    def bounds(self, number: int) -> tuple[int, int]:
        """First and last offset of a line, without the characters that end it."""
        return self._bounds[number - 1]


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of one line that ``start`` to ``end`` are shown in: roughly, its sentences.

    Only what is shown to a person depends on it, so it need not be right about every abbreviation.
    """
    low, high = 0, len(text)
    for match in _STOP.finditer(text):
        if _SHORT.search(text, 0, match.start() + 1):
            continue
        if match.end() <= start:
            low = match.end()
        elif match.start(1) >= end:
            high = match.start(1)
            break
    return low, high
