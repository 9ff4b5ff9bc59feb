"""The ladders of generalisation: for each kind of detail, the words that tell less and stay true (domain 5.2).

A ladder never swaps one specific for another, never adds a fact, and climbing again changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from ..annotation import Annotations, Mention
from ..document import Prose
from .ages import generalise_age
from .dates import generalise_date, omit_date
from .grammar import Change, Scene, omit
from .marks import remove_contact, remove_photo
from .names import generalise_name
from .people import generalise_event, generalise_kin, generalise_occupation, generalise_origin, generalise_tie
from .places import generalise_facility, generalise_label, generalise_place
from .reference import introduced
from .sentences import set_scene

_Ladder = Callable[[Scene], Change | None]


def _label(scene: Scene) -> Change | None:
    return generalise_name(scene) if scene.mention.kind == "name" else generalise_label(scene)


LADDERS: Final[Mapping[str, _Ladder]] = MappingProxyType(
    {
        "name": generalise_name,
        "label": _label,
        "date": generalise_date,
        "age": generalise_age,
        "loc": generalise_place,
        "fac": generalise_facility,
        "occ": generalise_occupation,
        "rel": generalise_tie,
        "kin": generalise_kin,
        "dem": generalise_origin,
        "event": generalise_event,
        "photo": remove_photo,
        **dict.fromkeys(("contact", "handle", "phone", "fax", "email", "url", "ip", "idno"), remove_contact),
    }
)


def generalise(
    kind_or_ladder: str, prose: Prose, annotations: Annotations, mention: Mention, *, seen: bool = False
) -> tuple[int, int, str] | None:
    """Generalise one mention by a ladder: a prose range and the text that goes there.

    ``seen``: the person was introduced earlier in the draft, and is "the patient" now. None when there is no such
    ladder, when the mention tells no more than the ladder's words would, or when no grammatical way was found.
    """
    ladder = LADDERS.get(kind_or_ladder)
    if ladder is None or not 0 <= mention.start < mention.end <= len(prose.text):
        return None
    return _settled(prose, ladder(set_scene(prose, annotations, _joined(prose, annotations, mention), seen)))


def _joined(prose: Prose, annotations: Annotations, mention: Mention) -> Mention:
    """The mention with its other halves, and without a preposition that it took along.

    Details of one kind that only a space parts were told in one breath; "curate from" is a curate.
    """
    if mention.kind not in ("event", "occ", "rel", "dem"):
        return mention
    start, end = mention.start, mention.end
    fellows = [m for m in annotations.mentions if m.kind == mention.kind and m.patient >= 0.5]
    for other in reversed(fellows):
        if other.end <= start and prose.text[other.end : start] in ("", " ", "-"):
            start = other.start
    for other in fellows:
        if other.start >= end and prose.text[end : other.start] in ("", " ", "-"):
            end = other.end
    whole = not prose.text[end : end + 1].isalnum()
    stump = (
        _STUMP.search(prose.text[mention.start : end])
        if end == mention.end and whole and mention.kind != "rel"
        else None
    )
    if stump and stump.start() > 0:
        end = mention.start + stump.start()
    return replace(mention, start=start, end=end)


_STUMP: Final = re.compile(r"(?:\s+(?:from|at|with|of|in|on|by|to|for|and|or|the|an?|who|that|is|was))+\Z", re.I)


def remove(prose: Prose, annotations: Annotations, mention: Mention) -> tuple[int, int, str] | None:
    """Leave one mention out with the words that only lead to it; None for a mention outside the prose."""
    if not 0 <= mention.start < mention.end <= len(prose.text):
        return None
    scene = set_scene(prose, annotations, mention)
    change: Change | None
    if mention.kind == "date":
        change = omit_date(scene, scene.start, scene.end)
    elif mention.kind in ("name", "age", "loc", "fac", "dem", "event", "photo") or mention.kind in LADDERS:
        change = LADDERS[mention.kind](scene)
    else:
        change = omit(scene, scene.start, scene.end)
    return _settled(prose, change)


def was_introduced(prose: Prose, annotations: Annotations, mention: Mention) -> bool:
    """Whether the person that a mention names was named before in the draft."""
    if mention.kind != "name":
        first = next((m for m in annotations.mentions if m.kind == "name" and m.patient >= 0.5), None)
        told = re.search(r"\b(?:a|my|the|our) patient\b", prose.text[: mention.start], re.I)
        return (first is not None and first.end <= mention.start) or told is not None
    return introduced(set_scene(prose, annotations, mention))


def _settled(prose: Prose, change: Change | None) -> tuple[int, int, str] | None:
    if change is None or prose.text[change.start : change.end] == change.text:
        return None
    return change.start, change.end, change.text
