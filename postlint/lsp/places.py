"""Places of a draft as an editor counts them: lines from zero, and units of the encoding that was agreed on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lsprotocol import types

from ..document import Span
from ..finding import Edit
from ..reporting.lines import Lines

#: Units of a character, by the first code point that takes more of them.
_STEPS: Final[dict[str, tuple[int, ...]]] = {"utf-8": (0x80, 0x800, 0x10000), "utf-16": (0x10000,), "utf-32": ()}


class Places:
    """Code points of one text as positions of the protocol, and back.

    Lines end with ``\\n``, ``\\r\\n`` or ``\\r`` and with nothing else, as the protocol has it; ``str.splitlines``
    ends them in more places. ``encoding`` is ``utf-8``, ``utf-16`` or ``utf-32``.
    """

    __slots__ = ("_lines", "_steps", "_text")

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        self._text = text
        self._lines = Lines(text)
        self._steps = _STEPS[encoding]

    def position(self, offset: int) -> types.Position:
        """Where the character at ``offset`` begins; within the characters that end a line, the line's end."""
        number = self._lines.number(offset)
        start, end = self._lines.bounds(number)
        return types.Position(number - 1, self._units(start, min(offset, end)))

    def range(self, span: Span) -> types.Range:
        """A span."""
        return types.Range(self.position(span.start), self.position(span.end))

    def first_line(self) -> types.Range:
        """All of the first line."""
        return self.range(Span(*self._lines.bounds(1)))

    def offset(self, position: types.Position) -> int:
        """The code point at a position; beyond the end of a line its end, and within a character that character."""
        if position.line >= len(self._lines):
            return len(self._text)
        at, end = self._lines.bounds(position.line + 1)
        left = position.character
        while at < end and (left := left - self._width(self._text[at])) >= 0:
            at += 1
        return at

    def span(self, range: types.Range) -> Span:
        """A range, whichever of its ends is named first."""
        start, end = sorted((self.offset(range.start), self.offset(range.end)))
        return Span(start, end)

    def text_edits(self, edits: Iterable[Edit]) -> list[types.TextEdit]:
        """Edits as the protocol has them, in reading order."""
        return [types.TextEdit(self.range(e.span), e.text) for e in map(self._widened, sorted(edits))]

    def _widened(self, edit: Edit) -> Edit:
        """An edit that begins or ends between ``\\r`` and ``\\n``, where the protocol has no position, takes both."""
        start, end, words = edit.start, edit.end, edit.text
        if self._text[start - 1 : start + 1] == "\r\n":
            start, words = start - 1, "\r" + words
        if self._text[end - 1 : end + 1] == "\r\n":
            end, words = end + 1, words + "\n"
        return Edit(start, end, words)

    def _units(self, start: int, end: int) -> int:
        stretch = self._text[start:end]
        if stretch.isascii():
            return len(stretch)
        return sum(map(self._width, stretch))

    def _width(self, char: str) -> int:
        point = ord(char)
        return 1 + sum(point >= step for step in self._steps)
