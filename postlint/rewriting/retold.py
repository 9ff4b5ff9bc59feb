"""The parts of a draft that are told in other words: which sentences, with which places marked, and what has changed.

Here is no model: a part goes out as text with marks in it, and what comes back is laid on the draft word by word, so
that only the words that differ become edits, at positions that were recorded (law 2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from ..annotation import CLINICAL_KINDS, Annotations, Mention
from ..document import Prose, Span

Changed = tuple[int, int, str]

#: Around a place that is to tell less; marks that no draft and no rewrite holds.
OPEN: Final = "\u27e6"
CLOSE: Final = "\u27e7"
#: A part that is longer is no sentence or two.
LONGEST: Final = 1_000
_TITLE: Final = re.compile(r"\b(?:mr|mrs|ms|miss|mx|dr|prof|sir|dame|rev|sgt)\.?\s+\Z", re.I)
_TOKEN: Final = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """A stretch of the prose, whole sentences, and the ``places`` in it that are to tell less (prose offsets)."""

    start: int
    end: int
    places: tuple[Span, ...]

    def __repr__(self) -> str:  # law 3: a repr may end up in a log
        return f"Part({self.start}..{self.end})"

    def marked(self, text: str) -> str:
        """Its words in ``text``, the prose, with marks around the places."""
        pieces: list[str] = []
        at = self.start
        for place in self.places:
            pieces += (text[at : place.start], OPEN, text[place.start : place.end], CLOSE)
            at = place.end
        return "".join((*pieces, text[at : self.end]))


def place_of(prose: Prose, mention: Mention) -> Span:
    """Where a mention stands, a name with its title."""
    title = _TITLE.search(prose.text[max(0, mention.start - 8) : mention.start]) if mention.kind == "name" else None
    return Span(mention.start - (len(title[0]) if title else 0), mention.end)


def parts_of(prose: Prose, annotations: Annotations, places: Iterable[Span]) -> list[Part]:
    """The sentences around places, those that share a place as one; none where they hold code, links or the like."""
    pieces = _pieces(prose, annotations)
    joined: list[tuple[int, int, list[Span]]] = []
    for place in _merged(places):
        around = [(low, high) for low, high in pieces if low < place.end and place.start < high]
        if not around:
            continue
        low, high = around[0][0], around[-1][1]
        clipped = Span(max(low, place.start), min(high, place.end))
        if joined and low < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]), [*joined[-1][2], clipped])
        else:
            joined.append((low, high, [clipped]))
    return [
        Part(low, high, tuple(inside))
        for low, high, inside in joined
        if high - low <= LONGEST
        and not any(start < high and low < end for start, end, _ in prose.kinds)
        and not {OPEN, CLOSE} & set(prose.text[low:high])
    ]


def _pieces(prose: Prose, annotations: Annotations) -> list[tuple[int, int]]:
    """Sentences without the white space around them; none reaches over a line."""
    pieces = []
    for sentence in annotations.sentences:
        for line in re.finditer(r"[^\s][^\n]*", prose.text[sentence.start : sentence.end]):
            start = sentence.start + line.start()
            pieces.append((start, start + len(line[0].rstrip())))
    return pieces


def _merged(places: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for place in sorted(places):
        if merged and place.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(place.end, merged[-1].end))
        elif len(place):
            merged.append(place)
    return merged


def told_of(part: Part, annotations: Annotations) -> tuple[Mention, ...]:
    """The mentions of a part for which less may be said, and what is clinical in it (prose offsets)."""
    inside = [m for m in annotations.mentions if part.start <= m.start and m.end <= part.end]
    return tuple(m for m in inside if m.kind in CLINICAL_KINDS or _asked(m, part.places))


def spares_the_rest(part: Part, annotations: Annotations, text: str, answer: str) -> bool:
    """Whether the details that were not asked about are all still there: a colleague's name, an illness."""
    return all(
        text[m.start : m.end].lower() in answer.lower()
        for m in annotations.mentions
        if part.start <= m.start and m.end <= part.end and not _asked(m, part.places)
    )


def _asked(mention: Mention, places: Sequence[Span]) -> bool:
    return any(mention.start < place.end and place.start < mention.end for place in places)


def changes_between(old: str, new: str, at: int = 0) -> list[Changed]:
    """What turns ``old``, which stands ``at`` an offset, into ``new``: only the words that differ, with their spaces.

    White space between words that stayed is left as it was.
    """
    before, after = list(_TOKEN.finditer(old)), list(_TOKEN.finditer(new))
    matcher = SequenceMatcher(None, [m[0] for m in before], [m[0] for m in after], autojunk=False)
    changes: list[Changed] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            continue
        start, end = (before[i - 1].end() if i else 0), (before[j].start() if j < len(before) else len(old))
        low, high = (after[k - 1].end() if k else 0), (after[m].start() if m < len(after) else len(new))
        while start < end and low < high and old[start] == new[low] and old[start].isspace():
            start, low = start + 1, low + 1
        while start < end and low < high and old[end - 1] == new[high - 1] and old[end - 1].isspace():
            end, high = end - 1, high - 1
        changes.append((at + start, at + end, new[low:high]))
    return changes
