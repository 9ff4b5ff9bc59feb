"""What a rules file says for its readers: the ``handout`` for patients, parameters ``in_words``, and what the author of
a draft is told that had better not be posted (``do_not_post``); strictly read.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from .handout import CONTACTS, NO_HANDOUT, Handout, HandoutSection
from .policy import DoNotPost, Rule
from .rulebook_nodes import Node, did_you_mean

#: The keys at the top of a rules file that this module reads.
KEYS: Final = ("in_words", "handout", "do_not_post")
DO_NOT_POST_KEYS: Final = ("message", "alternatives")
HANDOUT_KEYS: Final = ("title", "introduction", "sections", "contacts")
SECTION_KEYS: Final = ("heading", "text", "rules")

_SLOT: Final = re.compile(r"\{([^{}]*)\}")
_Entries = Mapping[str, Node]


def read_in_words(layers: Iterable[_Entries], parameters: Container[str], kinds: Container[str]) -> Mapping[str, str]:
    """A sentence with ``{}`` for each parameter, and a name for each kind of detail; later layers win."""
    told: dict[str, str] = {}
    for layer in layers:
        for key, node in layer["in_words"].keyed("in_words").items() if "in_words" in layer else ():
            words = _line(node, f"{key} in words")
            if key in parameters:
                if words.count("{}") != 1:
                    raise node.error(f"the sentence for {key} needs one {{}} where its number is to stand")
            elif key not in kinds:
                raise node.error(f"in_words: '{key[:40]}' is neither a parameter nor a kind of detail")
            told[key] = words
    return MappingProxyType(told)


def read_handout(layers: Iterable[_Entries], rules: Iterable[Rule]) -> Handout:
    """The handout: of a later layer the contacts that it gives, and each other key whole."""
    given: dict[str, Node] = {}
    contacts: dict[str, str] = {}
    for layer in layers:
        if "handout" not in layer:
            continue
        required = () if given else ("title", "introduction", "sections")
        entries = layer["handout"].keyed("handout", HANDOUT_KEYS, required)
        if "contacts" in entries:
            for key, node in entries["contacts"].keyed("contacts", CONTACTS).items():
                contacts[key] = _line(node, key)
        given.update(entries)
    if not given:
        return NO_HANDOUT
    telling = {rule.name: rule.patients for rule in rules}
    return Handout(
        title=_line(given["title"], "title"),
        introduction=_told(given["introduction"], "introduction"),
        sections=tuple(_section(node, telling) for node in given["sections"].listed("sections")),
        contacts=MappingProxyType(contacts),
    )


def read_do_not_post(layers: Iterable[_Entries]) -> DoNotPost:
    """The message and the alternatives; of a later layer those that it gives."""
    message, alternatives = "", ()  # type: str, tuple[str, ...]
    for layer in layers:
        if "do_not_post" in layer:
            entries = layer["do_not_post"].keyed("do_not_post", DO_NOT_POST_KEYS)
            if "message" in entries:
                message = entries["message"].text("message").strip()
            if "alternatives" in entries:
                alternatives = tuple(
                    _line(node, "an alternative") for node in entries["alternatives"].listed("alternatives")
                )
    return DoNotPost(message, alternatives)


def _section(node: Node, telling: Mapping[str, str]) -> HandoutSection:
    entries = node.keyed("a section", SECTION_KEYS, ("heading", "text"))
    rules = entries["rules"].choices(telling, "rule") if "rules" in entries else ()
    for name in rules:
        if not telling[name]:
            raise entries["rules"].error(f"the rule '{name}' says nothing to patients (it has no 'patients')")
    return HandoutSection(_line(entries["heading"], "heading"), _told(entries["text"], "text"), rules)


def _told(node: Node, what: str) -> str:
    text = node.text(what).strip()
    for slot in _SLOT.findall(text):
        if slot not in CONTACTS:
            hint = did_you_mean(slot, CONTACTS) or f"; expected one of {', '.join(CONTACTS)}"
            raise node.error(f"unknown contact '{{{slot[:40]}}}'{hint}")
    return text


def _line(node: Node, what: str) -> str:
    text = node.text(what).strip()
    if "\n" in text:
        raise node.error(f"expected one line for {what}")
    return text
