"""The handout for patients, made of the texts in the rules file and of what is known of the practice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..policy import Policy
from .pages import Block, Heading, Items, Text

_SLOT: Final = re.compile(r"\{(\w+)\}")
#: A contact that nobody has given yet.
_BLANK: Final = re.compile(r"\[.*\]")


def blocks(policy: Policy) -> Iterator[Block]:
    """The whole handout. What a rule has for patients is left out where the rule is off for everybody."""
    handout, known = policy.handout, contacts(policy)
    yield Heading(handout.title)
    yield Text(_filled(handout.introduction, known))
    for section in handout.sections:
        yield Heading(section.heading, 2)
        yield Text(_filled(section.text, known))
        rules = [policy.rule(name) for name in section.rules]
        promises = tuple(_filled(rule.patients, known) for rule in rules if any(rule.severity.values()))
        if promises:
            yield Items(promises)
    if policy.reviewed_on:
        yield Text(f"As of {policy.reviewed_on}.")


def contacts(policy: Policy) -> Mapping[str, str]:
    """How to reach the practice: what the handout says, else what the policy knows of the clinic, else a blank."""
    known = {**policy.handout.contacts}
    for key, value in _facts(policy).items():
        if value and _BLANK.fullmatch(known.get(key, "[]")):
            known[key] = value
    return known


def blanks(policy: Policy) -> tuple[str, ...]:
    """The contacts that the handout uses and nobody has given."""
    handout, known = policy.handout, contacts(policy)
    texts = (handout.introduction, *(section.text for section in handout.sections))
    used = dict.fromkeys(slot for text in texts for slot in _SLOT.findall(text))
    return tuple(slot for slot in used if _BLANK.fullmatch(known.get(slot, "[]")))


def _facts(policy: Any) -> dict[str, str]:
    """The clinic's own facts and the numbers of its jurisdiction, from policies that have such."""
    clinic = getattr(policy, "clinic", None)
    found = {
        "practice": _first(getattr(clinic, "names", ())),
        "phone": _first(getattr(clinic, "phones", ())),
        "website": _first(getattr(clinic, "domains", ())),
    }
    for key in ("emergency", "urgent"):
        numbers = [_first(profile.lists.get(key, ())) for profile in getattr(policy, "profiles", ())]
        found[key] = " or ".join(dict.fromkeys(number for number in numbers if number))
    return found


def _first(values: tuple[str, ...]) -> str:
    return values[0] if values else ""


def _filled(text: str, known: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda slot: known.get(slot.group(1), f"[{slot.group(1)}]"), text)
