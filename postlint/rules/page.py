"""The page that rules look at: one document, its prose and what the pipeline saw in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol

from ..annotation import Annotations, Mention, Passage, Sentence
from ..declaration import Declaration, declare
from ..document import Document, Prose, Span
from ..suppression import Complaint
from .triggers import folded, triggered

_LINE_END: Final = re.compile(r"\r\n?|\n")


class Placed(Protocol):
    """Whatever has a place."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


def is_within(place: Placed, stretches: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the ``stretches``, which are in order and do not overlap, holds all of a place."""
    index = bisect_right(stretches, place.start, key=lambda stretch: stretch[0]) - 1
    return index >= 0 and place.end <= stretches[index][1]


@dataclass(frozen=True, slots=True)
class Protest:
    """A suppression that is not honoured: why, and where it stands (``at`` in the prose, ``span`` in the source)."""

    complaint: Complaint
    span: Span
    at: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class Answered:
    """The text that a page answers. It is read for comparison only and never shown."""

    prose: Prose
    annotations: Annotations


@dataclass(slots=True, repr=False)
class Page:
    """A document, its prose and its annotations, with the questions that matchers ask of them.

    ``today`` is the day on which the page is looked at: a consent may have expired. ``declaration`` is what the draft
    says of itself.
    """

    document: Document
    prose: Prose
    annotations: Annotations
    answered: Answered | None = None
    today: date = field(default_factory=date.today)
    #: What is wrong with its suppressions, and which entries of the allow-list are past their day.
    complaints: tuple[Protest, ...] = ()
    declaration: Declaration = field(init=False)
    consented: bool = field(init=False)
    #: Kinds of its mentions and passages, and keys of the expressions that could match it: what else is asked for
    #: is not there.
    mention_kinds: frozenset[str] = field(init=False)
    passage_kinds: frozenset[str] = field(init=False)
    triggered: frozenset[str] = field(init=False)
    _line_starts: list[int] = field(init=False)
    _passages: list[Passage] = field(init=False)

    def __post_init__(self) -> None:
        self.triggered = triggered(folded(self.prose.text))
        self.declaration = told = declare(self.prose.front, self.document.declared)
        self.consented = told.consent is not None and told.consent.in_force(self.prose.text, told.channel, self.today)
        asides = [(first, last) for first, last, kind in self.prose.kinds if kind == "reason"]
        self._passages = [p for p in self.annotations.passages if not is_within(p, asides)]
        self.mention_kinds = frozenset(mention.kind for mention in self.annotations.mentions)
        self.passage_kinds = frozenset(passage.kind for passage in self.annotations.passages)
        self._line_starts = [0, *(match.end() for match in _LINE_END.finditer(self.document.text))]

    @property
    def front(self) -> Mapping[str, Any]:
        """What the draft declares, by the keys of the front matter; what was not understood is not among it."""
        return self.declaration.values

    def words(self, start: int, end: int) -> str:
        """The prose of a range."""
        return self.prose.text[start:end]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, from one, of a source offset."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def source(self, start: int, end: int) -> Span:
        """The source range of a prose range."""
        return self.prose.offsets.source(start, end)

    def sentence(self, start: int, end: int) -> Sentence:
        """The sentence that holds ``start``, or the range itself between sentences."""
        sentences = self.annotations.sentences
        index = bisect_left(sentences, start + 1, key=lambda s: s.end)
        if index < len(sentences) and sentences[index].start <= start:
            return sentences[index]
        return Sentence(start, end)

    def passages(self, kinds: Iterable[str], start: int, end: int) -> list[Passage]:
        """Passages of these kinds that overlap a range. What is only said to postlint, as the reason of a suppression,
        tells of no consent.
        """
        wanted = set(kinds)
        return [p for p in self._passages if p.kind in wanted and p.start < end and start < p.end]

    def mentions(self, kinds: Iterable[str], start: int, end: int) -> list[Mention]:
        """Mentions of these kinds that lie in a range (at least their first character)."""
        wanted = set(kinds)
        return [m for m in self.annotations.mentions if m.kind in wanted and start <= m.start < end]
