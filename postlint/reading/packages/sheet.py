"""The sheet: the text of a document as it is read out of a package, with the home of every character.

As in :class:`~postlint.reading.extract.Extract`, separators are put in lazily, only between two pieces of text.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Final, Literal

from ...document import MAX_BYTES, STORY, WRITER
from ...errors import DraftError
from ...origin import Home, Origin, Piece

#: What stands between two pieces: words apart, lines of a cell, cells, blocks.
WORD: Final = " "
LINE: Final = "\n"
CELL: Final = "\t"
BLOCK: Final = "\n\n"
_RANK: Final = {"": 0, WORD: 1, LINE: 2, CELL: 3, BLOCK: 4}


class Sheet:
    """Text and pieces, written in order. Raises :class:`DraftError` when it grows longer than a draft may be."""

    __slots__ = ("_gap", "_kinds", "_length", "_open", "_pieces", "_texts")

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._pieces: list[Piece] = []
        self._kinds: list[tuple[int, int, str]] = []
        self._open: list[tuple[str, int | None]] = []
        self._length = 0
        self._gap = ""

    @property
    def length(self) -> int:
        """Of the text so far."""
        return self._length

    def write(self, text: str, home: Home | None = None, at: int = 0) -> None:
        """Write ``text``, which is that of ``home`` from ``at`` on; without a home the reader's own words."""
        if not text:
            return
        if self._gap and self._texts:
            needless = self._gap == WORD and (text[0].isspace() or self._texts[-1][-1].isspace())
            self._put("" if needless else self._gap)
        self._gap = ""
        self._open = [(kind, self._length if start is None else start) for kind, start in self._open]
        start = self._length
        self._put(text)
        if home is not None:
            self._pieces.append(Piece(start, self._length, home, at, len(text)))

    def _put(self, text: str) -> None:
        if text:
            self._texts.append(text)
        self._length += len(text)
        if self._length > MAX_BYTES:
            raise DraftError(f"holds more than {MAX_BYTES:,} characters")

    def gap(self, separator: str) -> None:
        """Have a separator put in before the text that comes next, if any comes."""
        if _RANK[separator] > _RANK[self._gap]:
            self._gap = separator

    @contextmanager
    def kind(self, kind: str) -> Iterator[None]:
        """What is written inside is of ``kind``."""
        self._open.append((kind, None))
        try:
            yield
        finally:
            _, start = self._open.pop()
            if start is not None:
                self._kinds.append((start, self._length, kind))

    @contextmanager
    def story(self, kind: str = "") -> Iterator[None]:
        """What is written inside stands beside the text, by itself, and is of ``kind``."""
        with self.kind(STORY), self.kind(kind) if kind else nullcontext():
            yield

    def signature(self, label: str, name: str, home: Home | None) -> None:
        """Write who wrote something, with the reader's own words before it."""
        self.write(label)
        with self.kind(WRITER):
            self.write(name, home)

    def apart(self, text: str, home: Home | None, kind: str, *, label: str = "") -> None:
        """Write a block of its own: a property, an alternative text. ``label`` is the reader's own."""
        if text.strip():
            self.gap(BLOCK)
            with self.kind(kind):
                self.write(label)
                self.write(text, home)
            self.gap(BLOCK)

    def finished(
        self, form: str, digest: str, *, written: Literal["", "word"] = "", body: str = ""
    ) -> tuple[str, Origin]:
        """The text, and where it came from."""
        kinds = tuple(sorted(self._kinds))
        return "".join(self._texts), Origin(form, digest, tuple(self._pieces), kinds, written, body)
