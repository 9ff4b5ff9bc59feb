"""The page: a document as handed in, its readable prose, and the map between them.

``OffsetMap`` is written while a document is read and only ever looked up afterwards (law 2): nothing in postlint
searches for a string to find out where it stood.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Literal

from .errors import DraftError
from .origin import Origin, Replacing

Format = Literal["plain", "markdown", "html"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, ``start <= end``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start


class OffsetMap:
    """Where in the source each character of the prose came from.

    Character ``i`` of the prose was read from ``source[starts[i]:ends[i]]``. A character that the reader put in by
    itself (a line break between two blocks) has an empty range. Several characters may come from one (a ligature),
    and one from several (an entity). Ranges never go backwards; a map that does is refused.
    """

    __slots__ = ("_ends", "_starts", "source_length")

    def __init__(self, starts: Iterable[int], ends: Iterable[int], source_length: int) -> None:
        self._starts = array("l", starts)
        self._ends = array("l", ends)
        self.source_length = source_length
        if len(self._starts) != len(self._ends):
            raise ValueError("an offset map needs one end for each start")
        low = 0
        for start, end in zip(self._starts, self._ends, strict=True):
            if not low <= start <= end <= source_length:
                raise ValueError(f"offset map goes astray at {start}..{end} of {source_length}")
            low = start

    @classmethod
    def identity(cls, length: int) -> OffsetMap:
        """The map of a text that was read as it stands."""
        return cls(range(length), range(1, length + 1), length)

    def __len__(self) -> int:
        return len(self._starts)

    def source(self, start: int, end: int) -> Span:
        """The source range that prose characters ``start`` to ``end`` came from.

        Characters that the reader put in by itself at either edge do not widen it.
        """
        if not 0 <= start <= end <= len(self._starts):
            raise ValueError(f"{start}..{end} is outside a prose of {len(self._starts)}")
        at = self._starts[start] if start < len(self._starts) else self.source_length
        while start < end and self._starts[start] == self._ends[start]:
            start += 1
        while end > start and self._starts[end - 1] == self._ends[end - 1]:
            end -= 1
        if start == end:
            return Span(at, at)
        return Span(self._starts[start], max(self._ends[end - 1], self._starts[start]))

    def prose(self, at: int) -> int:
        """The first prose character that was read from source position ``at``, or from behind it."""
        return bisect_left(self._starts, at)

    def compose(self, outer: OffsetMap) -> OffsetMap:
        """The map of a prose read from another prose: ``self`` maps into it, ``outer`` maps it to the source."""
        starts, ends = array("l"), array("l")
        low, behind = 0, len(outer._starts)
        for start, end in zip(self._starts, self._ends, strict=True):
            if start < end:
                span = outer.source(start, end) if end - start > 1 else None
                first = outer._starts[start] if span is None else span.start
                last = outer._ends[start] if span is None else span.end
            else:
                first = last = max(low, outer._starts[start] if start < behind else outer.source_length)
            starts.append(first)
            ends.append(last)
            low = first
        return OffsetMap(starts, ends, outer.source_length)


@dataclass(frozen=True, slots=True, repr=False)
class Directive:
    """Where a draft speaks to postlint: source offsets ``start`` to ``end``, and ``at``, the prose offset from which on
    it speaks. ``words`` are those of a comment, and ``entry`` means one of the front matter; anything else is text that
    readers would see, and is not heeded.
    """

    start: int
    end: int
    at: int
    words: str = ""
    entry: bool = False

    def __repr__(self) -> str:  # law 3: a repr may end up in a log
        return f"Directive({self.start}..{self.end})"


@dataclass(frozen=True, slots=True, repr=False)
class Prose:
    """Readable text, folded for detection, with the map back to the source.

    ``breaks`` holds the offsets at which a block (paragraph, list item, heading) ends; ``kinds`` tells for a range of
    prose what it was in the source when it was not running text (``code``, ``link``, ``alt``, ``title``, ``meta``,
    ``comment``, ``reason``: that of a suppression). ``directives`` are what the draft says to postlint.
    """

    text: str
    offsets: OffsetMap
    breaks: tuple[int, ...] = ()
    kinds: tuple[tuple[int, int, str], ...] = ()
    front: Mapping[str, Any] = field(default_factory=dict)
    directives: tuple[Directive, ...] = ()

    def __post_init__(self) -> None:
        if len(self.text) != len(self.offsets):
            raise ValueError("the offset map does not fit the prose")

    def __repr__(self) -> str:  # law 3: a repr may end up in a log
        return f"Prose({len(self.text)} characters)"


#: Larger drafts are refused: nobody reads a post of this size, and checking one would hold up all others.
MAX_BYTES: Final = 5_000_000


@dataclass(frozen=True, slots=True, repr=False)
class Series:
    """That a draft is one of several by its author, which are compared under the ``key`` of the run; ``day``: when it
    was posted, if that is known.
    """

    key: bytes
    day: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """A draft as handed in. ``id`` is how the caller knows it: a path, a row's key.

    ``declared`` holds what the caller says of it, with the keys of the front matter, which it overrides. ``answers``
    is what it replies to: a review, a comment. ``beside`` is what a file beside it says of it, in the keys of front
    matter. ``origin`` tells where the text was read from when it is not the file's own text. ``series``: its report is
    to hold what compares it with other drafts of its author.
    """

    text: str
    id: str = "-"
    format: Format = "plain"
    declared: Mapping[str, Any] = field(default_factory=dict, hash=False)
    answers: Document | None = None
    beside: Mapping[str, Any] = field(default_factory=dict, hash=False)
    origin: Origin | None = field(default=None, compare=False)
    series: Series | None = None

    def edited(self, text: str, edits: Iterable[Replacing]) -> Document:
        """The same draft with ``text``, which is its own after ``edits``."""
        return replace(self, text=text, origin=self.origin.edited(edits) if self.origin else None)

    def answering(self, other: Document) -> Document:
        """The same draft as an answer to ``other``, for readers of reviews and comments."""
        return replace(self, declared={**self.declared, "audience": "reply"}, answers=other)

    def __repr__(self) -> str:
        return f"Document({len(self.text)} characters, {self.format})"


@dataclass(frozen=True, slots=True)
class Unread:
    """A draft, or a part of one, that was asked for and could not be read, for the ``reason`` given."""

    id: str
    reason: str


def as_document(document: str | Document) -> Document:
    """A draft as one that can be checked. Raises TypeError, and DraftError where it is empty or too long."""
    if isinstance(document, str):
        document = Document(document)
    if not isinstance(document, Document):
        raise TypeError(f"a draft is a str or a Document, not {type(document).__name__}")
    if not document.text.strip():
        raise DraftError("is empty", id="")
    if len(document.text) > MAX_BYTES:
        raise DraftError(f"is longer than {MAX_BYTES:,} characters", id="")
    return document
