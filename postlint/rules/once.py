"""What is asked once: of objections that a reader would take for one, the first speaks for the others.

A page of warnings that all mean one story is read to its third line. So a combination speaks for the details that it
points at, and a question that a rule has about several details is put once, with the other places related to it. Errors
stay apart, since each of them has to go, and so do identifiers, of which each may be somebody else's.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from ..annotation import DIRECT_KINDS
from .matching import Objection


def asked_once(objections: Sequence[Objection]) -> list[Objection]:
    """The objections in their order; all places that they point at are still pointed at."""
    speakers = [
        (other, speaks_for)
        for other in objections
        if other.finding.severity != "info"
        and (speaks_for := {family for match in other.rule.matches for family in match.speaks_for})
    ]
    return _joined([_yielding(objection, speakers) for objection in objections])


def _yielding(objection: Objection, speakers: Sequence[tuple[Objection, Set[str]]]) -> Objection:
    """A warning becomes an info where another rule that speaks for its family points at all of its places."""
    finding = objection.finding
    if finding.severity != "warning":
        return objection
    for other, speaks_for in speakers:
        if finding.family not in speaks_for or other.rule is objection.rule:
            continue
        told = (other.finding.span, *other.finding.related)
        if all(
            any(place.start <= asked.start and asked.end <= place.end for place in told)
            for asked in (finding.span, *finding.related)
        ):
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
