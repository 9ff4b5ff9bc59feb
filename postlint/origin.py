"""Where the text of a document was read from, when it is not the file's own text.

A Word document, a mail, a post of an archive: the document as handed in is then the text that was read out of it, in
the order that docs/formats.md tells. Where every character of it stood is written down while it is read (law 2), so
that a comment or an edit can be put back there. Nothing here holds words of the draft.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final, Literal, Protocol

TEXT: Final = "text"
TAIL: Final = "tail"


class Replacing(Protocol):
    """What an edit is to an origin: ``text`` in the place of characters ``start`` to ``end``."""

    @property
    def start(self) -> int: ...  # noqa: D102 - as above
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Home:
    """A place in a package that holds text.

    ``node`` is the number of the element in its ``part``, counted in document order from 0; ``field`` is ``text``,
    ``tail`` (what follows the element within its parent) or ``@name`` of an attribute, as lxml writes the name.
    """

    part: str
    node: int
    field: str = TEXT


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters ``start`` to ``end`` of the document, which are ``length`` characters of ``home`` from ``at`` on."""

    start: int
    end: int
    home: Home
    at: int
    length: int


@dataclass(frozen=True, slots=True, repr=False)
class Origin:
    """How a document's text was come by. ``form`` names it ("a Word document"); ``digest`` is the SHA-256 of the file.

    ``pieces`` are in order and apart; what lies between them was put in by the reader. ``kinds`` tells for a range of
    the text what it was when it was not running text, as in :class:`~postlint.document.Prose`. ``written`` names the
    room of ``writing_back`` that can put edits and comments into the file, if there is one, and ``body`` is the part
    that comments go into.
    """

    form: str
    digest: str = ""
    pieces: tuple[Piece, ...] = ()
    kinds: tuple[tuple[int, int, str], ...] = ()
    written: Literal["", "word"] = ""
    body: str = ""
    _rounds: tuple[tuple[Replacing, ...], ...] = ()

    def __repr__(self) -> str:
        return f"Origin({self.form}, {len(self.pieces)} pieces)"

    def edited(self, edits: Iterable[Replacing]) -> Origin:
        """The origin of the text after ``edits``, which do not overlap."""
        made = tuple(sorted(edits, key=lambda e: (e.start, e.end)))
        if not made:
            return self
        shift = _Shift(made)
        inside = [(s, e, k, [i for i, m in enumerate(made) if s <= m.start and m.end <= e]) for s, e, k in self.kinds]
        kinds = tuple((shift.start(s, mine), shift.end(e, mine), k) for s, e, k, mine in inside)
        rounds = (*self._rounds, made) if self.pieces else ()
        return replace(self, kinds=tuple(k for k in kinds if k[0] < k[1]), _rounds=rounds)

    def settled(self) -> tuple[Piece, ...]:
        """The pieces after all edits: each holds what now stands for the same characters of the same home.

        Words that replace characters of several homes all go to the first; words that are put in go to the home of
        the character before them, or, at the start of a home, to that one.
        """
        pieces = self.pieces
        for edits in self._rounds:
            pieces = tuple(_moved(pieces, edits))
        return pieces


def _moved(pieces: Sequence[Piece], edits: Sequence[Replacing]) -> Iterator[Piece]:
    shift = _Shift(edits)
    starts = [piece.start for piece in pieces]
    ends = [piece.end for piece in pieces]
    owned: dict[int, list[int]] = {}
    for number, edit in enumerate(edits):
        owner = _owner(starts, ends, edit)
        if owner is not None:
            owned.setdefault(owner, []).append(number)
    for index, piece in enumerate(pieces):
        mine = owned.get(index, ())
        start = shift.start(piece.start, mine)
        yield replace(piece, start=start, end=max(start, shift.end(piece.end, mine)))


def _owner(starts: Sequence[int], ends: Sequence[int], edit: Replacing) -> int | None:
    """Which piece the words of an edit go to; None where it lies between pieces altogether."""
    index = bisect_right(ends, edit.start)  # the first that reaches beyond the edit's start
    if edit.start < edit.end:
        return index if index < len(starts) and starts[index] < edit.end else None
    if index < len(starts) and starts[index] < edit.start:
        return index
    before = bisect_left(ends, edit.start)
    if before < len(ends) and ends[before] == edit.start and starts[before] <= edit.start:
        return before
    return index if index < len(starts) and starts[index] == edit.start else None


class _Shift:
    """Where the edges of ranges come to lie after edits; ``mine`` are the edits whose words belong to the range."""

    __slots__ = ("_edits", "_ends", "_grown")

    def __init__(self, edits: Sequence[Replacing]) -> None:
        self._edits = edits
        self._ends = [edit.end for edit in edits]
        self._grown = list(accumulate((len(e.text) - (e.end - e.start) for e in edits), initial=0))

    def start(self, at: int, mine: Sequence[int]) -> int:
        count = bisect_right(self._ends, at)
        while count and self._edits[count - 1].start == at and count - 1 in mine:
            count -= 1  # words put in at the very start of the range
        if count < len(self._edits) and self._edits[count].start < at:
            edit = self._edits[count]
            return edit.start + self._grown[count] + (0 if count in mine else len(edit.text))
        return at + self._grown[count]

    def end(self, at: int, mine: Sequence[int]) -> int:
        count = bisect_right(self._ends, at)
        while count and self._edits[count - 1].start == at and count - 1 not in mine:
            count -= 1  # words put in right behind the range
        if count < len(self._edits) and self._edits[count].start < at:
            edit = self._edits[count]
            return edit.start + self._grown[count] + len(edit.text)
        return at + self._grown[count]
