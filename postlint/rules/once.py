"""What is asked once: of objections that a reader would take for one, the first speaks for the others.

A page of warnings that all mean one story is read to its third line. So a combination speaks for the details that it
points at, and a question that a rule has about several details is put once, with the other places related to it. Errors
stay apart, since each of them has to go, and so do identifiers, of which each may be somebody else's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import accumulate

from ..annotation import DIRECT_KINDS
from ..document import Span
from .matching import Objection


def asked_once(objections: Sequence[Objection]) -> list[Objection]:
    """The objections in their order; all places that they point at are still pointed at."""
    speakers = [
        (other, speaks_for, _Told((other.finding.span, *other.finding.related)))
        for other in objections
        if other.finding.severity != "info"
        and (speaks_for := {family for match in other.rule.matches for family in match.speaks_for})
    ]
    return _joined([_yielding(objection, speakers) for objection in objections])


class _Told:
    """Places that are pointed at; there may be hundreds, and as many that are looked for among them."""

    def __init__(self, places: Sequence[Span]) -> None:
        ordered = sorted(places)
        self._starts = [place.start for place in ordered]
        self._reach = list(accumulate((place.end for place in ordered), max))

    def holds(self, asked: Span) -> bool:
        """Whether one of them holds all of a place."""
        index = bisect_right(self._starts, asked.start)
        return index > 0 and asked.end <= self._reach[index - 1]


def _yielding(objection: Objection, speakers: Sequence[tuple[Objection, Set[str], _Told]]) -> Objection:
    """A warning becomes an info where another rule that speaks for its family points at all of its places."""
    finding = objection.finding
    if finding.severity != "warning":
        return objection
    for other, speaks_for, told in speakers:
        if finding.family not in speaks_for or other.rule is objection.rule:
            continue
        if all(map(told.holds, (finding.span, *finding.related))):
            return replace(objection, finding=replace(finding, severity="info"))
    return objection


def _of_details(objection: Objection) -> bool:
    kinds = {mention.kind for mention in objection.mentions}
    return bool(kinds) and not kinds & {*DIRECT_KINDS} and objection.passage is None


def _joined(objections: Sequence[Objection]) -> list[Objection]:
    """Of warnings by one rule that say the same of details, the first, with the places and details of the others."""
    kept: list[Objection] = []
    first: dict[tuple[str, str], int] = {}
    for objection in objections:
        finding = objection.finding
        if finding.severity != "warning" or not _of_details(objection):
            kept.append(objection)
            continue
        at = first.setdefault((finding.rule, finding.message), len(kept))
        if at == len(kept):
            kept.append(objection)
            continue
        asked = kept[at]
        kept[at] = replace(
            asked,
            finding=replace(
                asked.finding,
                related=(*asked.finding.related, finding.span, *finding.related),
                score=max(asked.finding.score, finding.score),
            ),
            mentions=(*asked.mentions, *objection.mentions),
        )
    return kept
