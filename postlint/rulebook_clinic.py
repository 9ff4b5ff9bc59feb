"""The clinic's own part of a rules file: ``clinic`` (its details) and ``allow`` (what is no finding there), strictly
read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from .annotation import DIRECT_KINDS, KINDS
from .facts import Allowed, Clinic, Colleague, Site, says_something
from .finding import GUARDED
from .policy import Rule
from .rulebook_nodes import Node
from .rulebook_patterns import compile_pattern

CLINIC_KEYS: Final = ("name", "sites", "staff", "phones", "emails", "domains", "handles")
ALLOW_KEYS: Final = ("words", "pattern", "kinds", "rules", "reason", "until")

_LETTER: Final = re.compile(r"[^\W\d_]")
_DOMAIN: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+", re.IGNORECASE)
_EMAIL: Final = re.compile(r"[^\s@]+@(?P<domain>[^\s@]+)")
_HANDLE: Final = re.compile(r"@?[\w.-]+(?:@[\w.-]+)?")
_LEAST_DIGITS: Final = 3
_Reader = Callable[[Node, str], str]


def read_clinic(node: Node) -> Clinic:
    """The clinic's details; every key may be left out."""
    entries = node.keyed("clinic", CLINIC_KEYS)
    return Clinic(
        names=_each(entries.get("name"), _name, "the clinic's name"),
        sites=tuple(_site(item) for item in _items(entries.get("sites"), "sites")),
        staff=tuple(_colleague(item) for item in _items(entries.get("staff"), "staff")),
        phones=_each(entries.get("phones"), _phone, "a phone number"),
        emails=_each(entries.get("emails"), _email, "an e-mail address"),
        domains=_each(entries.get("domains"), _domain, "a domain"),
        handles=_each(entries.get("handles"), _handle, "a handle"),
    )


def read_allowed(node: Node, rules: Iterable[Rule]) -> tuple[Allowed, ...]:
    """The allow-list; ``rules`` are those that its entries may name."""
    rules = tuple(rules)
    names = {key: rule.name for rule in rules for key in (rule.name, rule.code)}
    guarded = {rule.name for rule in rules if rule.family in GUARDED and "error" in rule.severity.values()}
    return tuple(_allowed(item, names, guarded) for item in node.listed("allow"))


def read_day(node: Node, what: str) -> date:
    """A day such as 2026-11-28."""
    try:
        return date.fromisoformat(node.word)
    except ValueError:
        raise node.error(f"expected a date such as 2026-11-28 for {what}") from None


def _allowed(node: Node, names: dict[str, str], guarded: set[str]) -> Allowed:
    entries = node.keyed("an entry of allow", ALLOW_KEYS, ("reason",))
    if ("words" in entries) == ("pattern" in entries):
        raise node.error("expected either 'words' or 'pattern' in an entry of allow")
    kinds = entries["kinds"].choices(KINDS, "kind of mention") if "kinds" in entries else ()
    rules = entries["rules"].choices(names, "rule") if "rules" in entries else ()
    if kinds and not rules and set(kinds) <= set(DIRECT_KINDS):
        raise entries["kinds"].error(
            f"{' and '.join(kinds)} may point straight at a patient: name the rule it is allowed for in 'rules'"
        )
    reason = _line(entries["reason"], "reason")
    for rule in rules:
        if names[rule] in guarded and not says_something(reason):
            raise entries["reason"].error(
                f"'{names[rule]}' may give a patient away; to allow it, the 'reason' says too little"
            )
    return Allowed(
        reason=reason,
        words=_each(entries.get("words"), _name, "words"),
        pattern=_pattern(entries["pattern"]) if "pattern" in entries else "",
        kinds=kinds,
        rules=tuple(names[rule] for rule in rules),
        until=read_day(entries["until"], "until") if "until" in entries else None,
    )


def _pattern(node: Node) -> str:
    source = node.text("a regular expression")
    try:
        compile_pattern(source)
    except ValueError as error:
        raise node.error(str(error)) from None
    return source


def _site(node: Node) -> Site:
    if node.kind != "map":
        return Site(_name(node, "a site's name"))
    entries = node.keyed("a site", ("name", "address", "places"), ("name",))
    return Site(
        name=_name(entries["name"], "a site's name"),
        address=_name(entries["address"], "an address") if "address" in entries else "",
        places=_each(entries.get("places"), _name, "a place"),
    )


def _colleague(node: Node) -> Colleague:
    if node.kind != "map":
        return Colleague(_name(node, "a name"))
    entries = node.keyed("a member of staff", ("name", "role", "handles"), ("name",))
    return Colleague(
        name=_name(entries["name"], "a name"),
        role=_line(entries["role"], "a role") if "role" in entries else "",
        handles=_each(entries.get("handles"), _handle, "a handle"),
    )


def _items(node: Node | None, what: str) -> tuple[Node, ...]:
    return () if node is None else node.listed(what)


def _each(node: Node | None, read: _Reader, what: str) -> tuple[str, ...]:
    return () if node is None else tuple(read(item, what) for item in node.one_or_more(what))


def _line(node: Node, what: str) -> str:
    text = node.text(what).strip()
    if "\n" in text:
        raise node.error(f"expected one line for {what}")
    return text


def _name(node: Node, what: str) -> str:
    text = " ".join(node.text(what).split())
    if len(_LETTER.findall(text)) < 2:  # a lone letter or number would be found everywhere
        raise node.error(f"expected at least two letters for {what}")
    return text


def _phone(node: Node, what: str) -> str:
    # 02079460123 and +442079460123 are numbers to YAML, and as they were written to a person.
    text = node.word if node.kind == "number" else _line(node, what)
    if sum(char.isdigit() for char in text) < _LEAST_DIGITS or _LETTER.search(re.sub(r"(?i)ext?\.?", "", text)):
        raise node.error(f"expected digits for {what}, such as 020 7946 0123")
    return text


def _domain(node: Node, what: str) -> str:
    text = _line(node, what).lower().removeprefix("www.")
    if not _DOMAIN.fullmatch(text):
        raise node.error(f"expected {what} such as harbour.example.org")
    return text


def _email(node: Node, what: str) -> str:
    match = _EMAIL.fullmatch(_line(node, what))
    if match is None or not _DOMAIN.fullmatch(match.group("domain")):
        raise node.error(f"expected {what} such as desk@harbour.example.org")
    return match.group().lower()


def _handle(node: Node, what: str) -> str:
    text = _line(node, what)
    if not _HANDLE.fullmatch(text):
        raise node.error(f"expected {what} such as '@harbour_clinic'")
    return text.lower().removeprefix("@")
