"""The extract: readable text as it is taken out of a source, piece by piece, with the place of every character.

Readers write into an :class:`Extract` in source order. Separators are put in lazily, only between two pieces of text,
so that words of two blocks never join and no reader has to look ahead.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate
from typing import Any, Final

from ..document import Directive, OffsetMap, Prose
from .folding import fold

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_RANK: Final = {"": 0, " ": 1, "\t": 2, "\n": 3}
_LINE_ENDS: Final = frozenset("\n\r\v\f\x85\u2028\u2029")
_WHITE: Final = _LINE_ENDS | frozenset(" \t")


def without_surrogates(text: str) -> str:
    """The text with lone surrogates (no encoder takes them) replaced, each by one U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def _uneven(raw: str) -> list[tuple[int, int]]:
    """The characters that folding makes longer or shorter, each with by how much; folding maps all others one to one.

    Folding looks at one character at a time, but for the two of a line end.
    """
    widths = {char: len(fold(char)[0]) for char in set(raw) if not char.isascii()}
    pattern = "|".join([r"(?<=\r)\n", *(re.escape(char) for char, width in widths.items() if width != 1)])
    return [(match.start(), widths.get(match.group(), 0) - 1) for match in re.finditer(pattern, raw)]


class Extract:
    """Text under extraction. All positions given to it are code points of the source and must not go backwards."""

    __slots__ = (
        "_breaks", "_directives", "_ends", "_gap", "_kinds", "_length", "_open", "_pieces", "_solid", "_starts", "last",
        "source_length",
    )  # fmt: skip

    def __init__(self, source_length: int) -> None:
        self.source_length = source_length
        #: The character written last, or an empty string.
        self.last = ""
        self._pieces: list[str] = []
        self._starts = array("l")
        self._ends = array("l")
        self._length = 0
        self._solid = 0
        self._gap = ""
        self._breaks: list[int] = []
        self._directives: list[Directive] = []
        self._kinds: list[tuple[int, int, str]] = []
        self._open: list[tuple[str, int | None]] = []

    @property
    def at_gap(self) -> bool:
        """Whether the next character stands apart from the text so far: white space there would say nothing."""
        return not self.last or self._gap in ("\t", "\n") or self.last in _WHITE

    def copy(self, text: str, start: int) -> None:
        """Write ``text`` as it stands in the source from ``start`` on."""
        if text:
            end = start + len(text)
            self._begin(text, start)
            self._starts.extend(range(start, end))
            self._ends.extend(range(start + 1, end + 1))

    def put(self, text: str, start: int, end: int) -> None:
        """Write ``text``, all of whose characters were read from ``start`` to ``end`` of the source."""
        if text:
            self._begin(text, start)
            self._starts.extend([start] * len(text))
            self._ends.extend([end] * len(text))

    def gap(self, separator: str) -> None:
        """Have a separator (space, tab or line break) put in before the text that comes next, if any comes."""
        if _RANK[separator] > _RANK[self._gap]:
            self._gap = separator

    def end_block(self) -> None:
        """End the block: whatever text comes next belongs to another one, and kinds do not reach into it."""
        while self._open:
            self.close(self._open[-1][0])
        if self._solid > (self._breaks[-1] if self._breaks else 0):
            self._breaks.append(self._length)
        self.gap("\n")

    def open(self, kind: str) -> None:
        """Begin a range of ``kind`` at the next character written."""
        self._open.append((kind, None))

    def close(self, kind: str) -> None:
        """End the range of ``kind`` opened last; without one, nothing happens."""
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index][0] == kind:
                start = self._open.pop(index)[1]
                if start is not None:
                    self._kinds.append((start, self._length, kind))
                return

    def direct(self, start: int, end: int, words: str = "", *, entry: bool = False) -> None:
        """Note that the draft speaks to postlint at ``start`` to ``end`` of the source, about what is written next."""
        self._directives.append(Directive(start, end, self._length, words, entry))

    def _begin(self, text: str, start: int) -> None:
        gap, self._gap = self._gap, ""
        needless = _LINE_ENDS if gap == "\n" else _WHITE
        if gap and self._length and self.last not in needless and text[0] not in needless:
            self._pieces.append(gap)
            self._starts.append(start)
            self._ends.append(start)
            self._length += 1
        if self._open:
            self._open = [(kind, self._length if at is None else at) for kind, at in self._open]
        self._pieces.append(text)
        self._length += len(text)
        if not text.isspace():
            self._solid = self._length
        self.last = text[-1]

    def prose(self, front: Mapping[str, Any] | None = None) -> Prose:
        """The folded prose. The extract is finished by this."""
        self.end_block()
        raw = without_surrogates("".join(self._pieces))
        offsets = OffsetMap(self._starts, self._ends, self.source_length)
        text, folds = fold(raw)
        breaks, kinds, directives = self._breaks, sorted(self._kinds), self._directives
        if text is not raw and (uneven := _uneven(raw)):
            offsets = folds.compose(offsets)
            places = [place for place, _ in uneven]
            shifts = list(accumulate((shift for _, shift in uneven), initial=0))

            def folded(at: int) -> int:
                return at + shifts[bisect_left(places, at)]

            breaks = sorted({folded(at) for at in breaks} - {0})
            kinds = [(folded(start), folded(end), kind) for start, end, kind in kinds]
            directives = [replace(one, at=folded(one.at)) for one in directives]
        kept = tuple(kind for kind in kinds if kind[0] < kind[1])
        return Prose(text, offsets, tuple(breaks), kept, front or {}, tuple(directives))
