"""Who is who: one person stays one through the draft, and several are told apart.

There is no coreference model. Names that share a word, or an initial with it, are one person's; everything else is
somebody else's, of whom nothing is said that is not sure.
"""

from __future__ import annotations

import re
from typing import Final

from ..annotation import Mention
from .grammar import Scene

#: What may stand between the parts of one name.
INSIDE: Final = re.compile(
    r"\s*(?:\b(?:de|van|von|der|bin|bint|al|el|ibn|da|dos|di|w/o|d/o|s/o|y)\s+|-|/|\.\s*|[\u0300-\u036f\u0900-\u0dff])*\Z",
    re.I,
)
_FORMAL: Final = re.compile(r"\b(?:mr|mrs|ms|miss|mx|madam|sr|sra|señora?)\b\.?\s+\Z", re.I)
_CLINICAL: Final = frozenset(("cond", "proc", "med", "out", "age"))
_WAS_TOLD: Final = re.compile(r"\b(?:a|my|the|our) patient\b", re.I)


def named_patients(scene: Scene) -> list[Mention]:
    """The patients' names in the sentence."""
    return [m for m in scene.mentions if m.kind == "name" and m.patient >= 0.5 and scene.low <= m.start < scene.high]


def _earlier(scene: Scene) -> list[Mention]:
    return [m for m in scene.mentions if m.kind == "name" and m.patient >= 0.5 and m.end < scene.mention.start]


def _tokens(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.casefold())) or {text.casefold()}


def _shared(one: set[str], other: set[str]) -> bool:
    """Whether two names share a word; an initial counts for a name that begins with it."""
    long = [(a, b) for a in one for b in other if min(len(a), len(b)) > 1]
    if any(a == b or (min(len(a), len(b)) > 2 and (a.startswith(b) or b.startswith(a))) for a, b in long):
        return True  # "Ben" is short for "Benjamin"
    initials, words = (one, other) if all(len(w) == 1 for w in one) else (other, one)
    return all(len(w) == 1 for w in initials) and all(any(w[0] == i for w in words) for i in initials)


def another(scene: Scene, first: bool = False) -> bool:
    """Whether somebody of another name was told of before; with ``first``, before this person was."""
    earlier = _earlier(scene)
    linked = _tokens(scene.words)
    for name in earlier:  # "Ngozi Okafor" links "Ngozi" and "Okafor"
        tokens = _tokens(scene.text[name.start : name.end])
        if _shared(tokens, linked):
            linked |= tokens
    return any(
        not _shared(_tokens(scene.text[m.start : m.end]), linked)
        and not INSIDE.fullmatch(scene.text[m.end : scene.mention.start])
        for m in (earlier[:1] if first else earlier)
    )


def introduced(scene: Scene) -> bool:
    """Whether the same person was named before, or the one patient told of, so that they are "the patient" now."""
    earlier = _earlier(scene)
    if not earlier:
        return _WAS_TOLD.search(scene.text[: scene.mention.start]) is not None
    mine = _tokens(scene.words)
    return any(
        _shared(_tokens(scene.text[m.start : m.end]), mine)
        and not INSIDE.fullmatch(scene.text[m.end : scene.mention.start])
        for m in earlier
    )


def person_words(scene: Scene, noun: str, left: int) -> str:
    """What to call the person whose name, with its titles, starts at ``left``.

    A second name in a story is often a sister's or a colleague's. Only where the sentence speaks of illness, or the
    name has a formal title, is it "another patient"; else it is "someone", which is true of anybody.
    """
    if not (another(scene, first=True) if scene.seen else another(scene)):
        return f"the {noun}" if scene.seen else f"a {noun}"
    ill = any(m.kind in _CLINICAL and scene.low <= m.start < scene.high for m in scene.mentions)
    titled = _FORMAL.search(scene.text[left : scene.start] or " ") is not None
    if noun != "patient" or ill or titled:
        return f"another {noun}"
    return "that person" if scene.seen else "someone"
