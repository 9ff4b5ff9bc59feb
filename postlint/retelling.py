"""Retelling: a rewriter from outside, such as a local language model, asked for sentences in other words.

It is trusted with nothing. An answer is held to the draft (:mod:`.rewriting.faithful`), laid on it word by word, and
the draft with it is linted again like that of any other rewrite (law 6). What does not pass is not offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from .annotation import Mention
from .comparison import burden
from .document import Span
from .finding import Edit, Rewrite, Safety
from .fixing import Step
from .relinting import Reading, Relint
from .rewriting.cures import edits_of, in_prose
from .rewriting.faithful import departures
from .rewriting.retold import Changed, Part, changes_between, parts_of, place_of, spares_the_rest, told_of

if TYPE_CHECKING:
    from .rules.matching import Objection

TITLE: Final = "In other words, by the local model"
#: Parts of one draft that a rewriter is asked about; each may take it seconds.
MOST_PARTS: Final = 12
#: Sentences that a passage may reach over; a longer one is a matter for the author.
MOST_SENTENCES: Final = 3
#: Longer drafts are not compared word for word.
LONGEST_DRAFT: Final = 20_000


class Rewriter(Protocol):
    """Says a text in other words, so that the places between ``\u27e6`` and ``\u27e7`` tell less."""

    def rewrite(self, marked: str) -> str | None:
        """The text in other words; None where there is no answer. Raises nothing."""

    def refuse(self) -> None:
        """Be told that the last answer was not true to the draft."""


class Retelling:
    """What a rewriter makes of one reading. Each part is asked about once, whichever finding wants it.

    ``rewritten`` gives the reading of the draft after edits, None where nothing readable is left.
    """

    def __init__(
        self, rewriter: Rewriter, reading: Reading, rewritten: Callable[[tuple[Edit, ...]], Reading | None]
    ) -> None:
        self._rewriter = rewriter
        self._reading = reading
        self._rewritten = rewritten
        self._answers: dict[Part, tuple[Changed, ...]] = {}
        self._verdicts: dict[tuple[Edit, ...], bool] = {}
        places = [place for o in reading.objections for place in _places(reading, o)]
        short = len(reading.prose.text) <= LONGEST_DRAFT
        self._parts = parts_of(reading.prose, reading.annotations, places)[:MOST_PARTS] if short else []

    def proposal(self, objection: Objection, lint: Relint) -> Rewrite | None:
        """The rewrite for one finding; None unless it is true to the draft and cures."""
        parts = self._around(objection)
        edits = self._edits(parts)
        if not edits or not lint.cures(objection.finding, edits):
            return None
        after = lint.after(edits)
        if after is None or not self._true(parts, edits, after):
            return None
        return Rewrite(TITLE, self._safety(objection), edits)

    def steps(self) -> Iterator[Step]:
        """The rewriter's words for as many parts as can be had, as one step of fixing; none if they do not help."""
        wanted = [o for o in self._reading.objections if self._safety(o) == "suggested"]
        parts = [part for part in self._parts if any(part in self._around(o) for o in wanted)]
        parts = [part for part in parts if self._changes(part)]
        step = self._step(parts)
        if step is None and len(parts) > 1:
            step = self._step([part for part in parts if self._step([part])])
        if step is not None:
            yield step

    def _step(self, parts: Sequence[Part]) -> Step | None:
        edits = self._edits(parts)
        after = self._rewritten(edits) if edits else None
        if after is None or burden(after.findings) >= burden(self._reading.findings):
            return None
        if not self._true(parts, edits, after):
            return None
        return Step((Rewrite(TITLE, "suggested", edits),), after)

    def _safety(self, objection: Objection) -> Safety:
        """What is hardly a patient's is not taken away unseen."""
        surely = objection.finding.score >= self._reading.policy.parameters.get("report_from", 0.0)
        return "suggested" if surely else "manual"

    def _around(self, objection: Objection) -> list[Part]:
        places = _places(self._reading, objection)
        return [p for p in self._parts if any(p.start < place.end and place.start < p.end for place in places)]

    def _edits(self, parts: Sequence[Part]) -> tuple[Edit, ...]:
        changes = [change for part in parts for change in self._changes(part)]
        return edits_of(changes, self._reading.prose, self._reading.document) if changes else ()

    def _changes(self, part: Part) -> tuple[Changed, ...]:
        if part not in self._answers:
            self._answers[part] = self._asked(part)
        return self._answers[part]

    def _asked(self, part: Part) -> tuple[Changed, ...]:
        text, annotations = self._reading.prose.text, self._reading.annotations
        answer = self._rewriter.rewrite(part.marked(text))
        if answer is None:
            return ()
        old = text[part.start : part.end]
        told = [_moved(m, -part.start) for m in told_of(part, annotations)]
        if not answer or departures(old, answer, told) or not spares_the_rest(part, annotations, text, answer):
            self._rewriter.refuse()
            return ()
        return tuple(changes_between(old, answer, part.start))

    def _true(self, parts: Sequence[Part], edits: tuple[Edit, ...], after: Reading) -> bool:
        """Whether the draft as it would then stand is true to this one: what was read in it anew counts too."""
        if edits not in self._verdicts:
            told = [m for part in parts for m in told_of(part, self._reading.annotations)]
            found = departures(self._reading.prose.text, after.prose.text, told, after.annotations.mentions)
            if found:
                self._rewriter.refuse()
            self._verdicts[edits] = not found
        return self._verdicts[edits]


def _moved(mention: Mention, by: int) -> Mention:
    return replace(mention, start=mention.start + by, end=mention.end + by)


def _places(reading: Reading, objection: Objection) -> list[Span]:
    """The places of the prose that an objection wants told less of; none where only a person can help."""
    if objection.finding.severity == "info" or all(cure.operation == "none" for cure in objection.rule.cures):
        return []
    if objection.mentions:
        return [place_of(reading.prose, m) for m in objection.mentions]
    if objection.passage is None:
        return []
    place = in_prose(reading.prose, objection.finding.span)
    sentences = [s for s in reading.annotations.sentences if s.start < place.end and place.start < s.end]
    return [place] if len(sentences) <= MOST_SENTENCES else []
