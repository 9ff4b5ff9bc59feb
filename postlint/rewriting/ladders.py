"""The ladders of generalisation: for each kind of detail, the words that tell less and stay true (domain 5.2).

A ladder never swaps one specific for another, never adds a fact, and climbing again changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from ..annotation import Annotations, Mention
from ..document import Prose
from .ages import generalise_age
from .dates import generalise_date, omit_date
from .grammar import Change, Scene, omit, set_scene
from .marks import remove_contact, remove_photo
from .names import generalise_name, introduced
from .people import generalise_event, generalise_occupation, generalise_origin, generalise_tie
from .places import generalise_facility, generalise_label, generalise_place

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
    return _settled(prose, ladder(set_scene(prose, annotations, mention, seen)))


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
