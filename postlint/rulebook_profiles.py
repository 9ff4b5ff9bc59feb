"""Profiles, content types and named lists of a rules file, read as strictly as its rules.

At the top of a rules file may stand:

- ``lists``: words by name, that a regular expression refers to as ``{name}`` and a phrase match as the phrase
  ``"{name}"``;
- ``stricter``: for a parameter, whether the ``lower`` or the ``higher`` value objects to more. A profile may set the
  parameters that stand here, and no others: of several profiles it must be known which one wins;
- ``profiles``: by name, each with ``title``, ``reviewed_on`` and ``sources``, and ``parameters``, ``severities``
  (rule, and a severity or one for each audience), ``messages`` (rule, text) and ``lists`` as it needs;
- ``types``: the content types by name, each with ``title``, and ``off`` (rules) and ``demand`` (keys of the front
  matter; a list in the list: one of these) as it needs.

A clinic's own file adds to all four, and of a shipped profile, list or type gives what differs. What it says of a
shipped rule, parameter or list by itself holds under every profile: it is the clinic's own decision.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, cast

from .errors import PolicyError
from .finding import GUARDED, SEVERITIES, Severity
from .policy import AUDIENCES, Audience, Rule
from .profile import DIRECTIONS, ContentType, Direction, Profile, more_severe, stricter, unknown
from .rulebook_entries import severities
from .rulebook_nodes import Node, did_you_mean

#: What a rules file may hold beside its rules, for this module.
OVERLAYS: Final = ("lists", "stricter", "profiles", "types")
#: A kind of post never excuses these.
PROTECTED: Final = ("identifiers", "case-details", "consent", "attachments", "notice")

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_NEEDED: Final = ("title", "reviewed_on", "sources")
PROFILE_KEYS: Final = (*_NEEDED, "parameters", "severities", "messages", "lists")
TYPE_KEYS: Final = ("title", "off", "demand")
_Entries = Mapping[str, Node]
_Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Told:
    """What one layer tells of a profile, the line of its name, and whether the layer is a clinic's own file."""

    node: Node
    line: int
    own: bool


@dataclass(frozen=True, slots=True)
class Overlays:
    """What lies over the rules: profiles, types and lists, and what a clinic's own file keeps them from changing."""

    profiles: Mapping[str, Profile] = field(default_factory=dict)
    types: Mapping[str, ContentType] = field(default_factory=dict)
    directions: Mapping[str, Direction] = field(default_factory=dict)
    lists: _Words = field(default_factory=dict)
    #: Decided by the clinic's own file: parameters, lists, and of rules their audiences and messages.
    kept: frozenset[str] = frozenset()

    def chosen(self, names: Collection[str]) -> tuple[Profile, ...]:
        """The profiles of these names, in the order of the file whatever the order of the names."""
        for name in names:
            if name not in self.profiles:
                raise PolicyError(unknown("profile", name, self.profiles))
        return tuple(profile for name, profile in self.profiles.items() if name in names)

    def parameters(self, base: Mapping[str, float], chosen: Sequence[Profile]) -> dict[str, float]:
        """The ``base`` with what the profiles want: the strictest of them, one that wants nothing standing for the
        base's.
        """
        found = dict(base)
        for name in {name for profile in chosen for name in profile.parameters}:
            if f"parameter {name}" not in self.kept:
                wanted = [profile.parameters.get(name, base[name]) for profile in chosen]
                found[name] = stricter(wanted, self.directions[name])
        return found

    def rule(self, rule: Rule, chosen: Sequence[Profile]) -> Rule:
        """A rule with the severities and the message that the profiles want."""
        if not any(rule.name in profile.severities or rule.name in profile.messages for profile in chosen):
            return rule
        severity = dict(rule.severity)
        for audience in AUDIENCES:
            if f"severity {rule.name} {audience}" not in self.kept:
                base = rule.severity[audience]
                severity[audience] = more_severe(p.severities.get(rule.name, {}).get(audience, base) for p in chosen)
        message = rule.message
        if f"message {rule.name}" not in self.kept:
            message = next((p.messages[rule.name] for p in chosen if rule.name in p.messages), message)
        return replace(rule, severity=MappingProxyType(severity), message=message)

    def words(self, chosen: Sequence[Profile]) -> tuple[_Words, ...]:
        """The named lists, once for each profile; without any profile, a list holds the words of all countries."""
        names = {*self.lists, *(name for profile in self.profiles.values() for name in profile.lists)}
        everywhere = {name: self._everywhere(name) for name in names}
        found = []
        for profile in chosen:
            own = {name: words for name, words in profile.lists.items() if f"list {name}" not in self.kept}
            found.append({**everywhere, **own})
        return tuple(found) or (everywhere,)

    def _everywhere(self, name: str) -> tuple[str, ...]:
        words = list(self.lists.get(name, ()))
        if f"list {name}" not in self.kept:
            words += [word for profile in self.profiles.values() for word in profile.lists.get(name, ())]
        return tuple(dict.fromkeys(words))


def read_overlays(
    layers: Sequence[_Entries], rules: Mapping[str, _Entries], parameters: Mapping[str, float]
) -> Overlays:
    """What the ``layers`` say beside their ``rules``; the first is whole, each later one adds to it."""
    directions: dict[str, Direction] = {}
    lists: dict[str, tuple[str, ...]] = {}
    told: dict[str, list[_Told]] = {}
    types: dict[str, dict[str, Node]] = {}
    held = {entry for layer in layers[1:] for entry in _decided(layer, layers[0])}
    for depth, layer in enumerate(layers):
        if "stricter" in layer:
            for name, node in layer["stricter"].keyed("stricter", parameters).items():
                directions[name] = cast(Direction, node.choice(DIRECTIONS, "direction"))
        if "lists" in layer:
            lists.update(_lists(layer["lists"]))
            held.update(f"list {name}" for name in layer["lists"].entries if depth)
        for name, node, line in _named(layer, "profiles", "profile"):
            told.setdefault(name, []).append(_Told(node, line, own=depth > 0))
        for name, node, line in _named(layer, "types", "content type"):
            given = node.keyed(f"the content type '{name}'", TYPE_KEYS)
            if name not in types and "title" not in given:
                raise node.error(f"the content type '{name}' lacks 'title'{did_you_mean(name, types)}", line)
            types[name] = {**types.get(name, {}), **given}
    for entries in rules.values():
        _check_samples(entries, told, types)
    shipped = [name for name, entries in told.items() if not entries[0].own]
    reader = _ProfileReader(rules, parameters, directions, shipped)
    return Overlays(
        profiles=MappingProxyType({name: reader.profile(name, nodes) for name, nodes in told.items()}),
        types=MappingProxyType({name: _type(name, entries, rules) for name, entries in types.items()}),
        directions=MappingProxyType(directions),
        lists=MappingProxyType(lists),
        kept=frozenset(held),
    )


def _decided(layer: _Entries, shipped: _Entries) -> Iterable[str]:
    """What a clinic's own layer says of shipped parameters and rules, which no profile then changes."""
    if "parameters" in layer and "parameters" in shipped:
        for name in layer["parameters"].entries:
            if name in shipped["parameters"].entries:
                yield f"parameter {name}"
    known = {node.entries["rule"].word for node in shipped["rules"].items if "rule" in node.entries}
    for node in layer["rules"].items if "rules" in layer else ():
        name = node.entries["rule"].word if "rule" in node.entries else ""
        if name in known and "severity" in node.entries:
            yield from (f"severity {name} {audience}" for audience in severities(node.entries["severity"]))
        if name in known and "message" in node.entries:
            yield f"message {name}"


def _check_samples(rule: _Entries, profiles: Iterable[str], types: Iterable[str]) -> None:
    """An example may only name profiles and a type that are there."""
    for key in ("bad", "good"):
        for sample in rule[key].items:
            if "profiles" in sample.entries:
                sample.entries["profiles"].choices(profiles, "profile")
            if "type" in sample.entries:
                sample.entries["type"].choice(types, "content type")


def _named(layer: _Entries, key: str, what: str) -> list[tuple[str, Node, int]]:
    """Entries by a name of their own, each with the line of the name."""
    if key not in layer:
        return []
    node = layer[key]
    for name in node.keyed(key):
        if not _NAME.fullmatch(name):
            reason = f"expected a name of small letters, digits and hyphens for a {what}"
            raise node.error(reason, node.key_lines[name])
    return [(name, entry, node.key_lines[name]) for name, entry in node.entries.items()]


def _lists(node: Node) -> dict[str, tuple[str, ...]]:
    found = {}
    for name, entry in node.keyed("lists").items():
        if not _NAME.fullmatch(name):
            reason = "expected a name of small letters, digits and hyphens for a list"
            raise node.error(reason, node.key_lines[name])
        found[name] = tuple(_word(item) for item in entry.one_or_more(f"the list '{name}'"))
    return found


def _word(node: Node) -> str:
    """A word of a list; a number as it was written, so that ``000`` needs no quotes."""
    word = node.word if node.kind == "number" else node.text("a word of a list")
    return " ".join(word.split())


class _ProfileReader:
    """Reads profiles against the rules and parameters of a policy."""

    def __init__(
        self,
        rules: Mapping[str, _Entries],
        parameters: Mapping[str, float],
        directions: Mapping[str, Direction],
        shipped: Sequence[str],
    ) -> None:
        self._rules = rules
        self._parameters = parameters
        self._directions = directions
        self._shipped = shipped

    def profile(self, name: str, told: Sequence[_Told]) -> Profile:
        """A profile from the layers that tell of it, the later ones giving what differs."""
        about: dict[str, Node] = {}
        parameters: dict[str, float] = {}
        found: dict[str, dict[Audience, Severity]] = {}
        messages: dict[str, str] = {}
        lists: dict[str, tuple[str, ...]] = {}
        for entry in told:
            node = entry.node
            given = node.keyed(f"the profile '{name}'", PROFILE_KEYS)
            about.update({key: given[key] for key in _NEEDED if key in given})
            missing = [key for key in _NEEDED if key not in about]
            if missing:
                lacks = f"the profile '{name}' lacks {', '.join(repr(key) for key in missing)}"
                raise node.error(lacks + did_you_mean(name, self._shipped), entry.line)
            if "parameters" in given:
                parameters.update(self._numbers(given["parameters"]))
            for rule, value in self._by_rule(given, "severities"):
                wanted = _severities(value)
                if entry.own:
                    self._no_less(rule, wanted, value)
                found.setdefault(rule, {}).update(wanted)
            messages.update({rule: _line(value, "a message") for rule, value in self._by_rule(given, "messages")})
            if "lists" in given:
                lists.update(_lists(given["lists"]))
        return Profile(
            name=name,
            title=_line(about["title"], "title"),
            reviewed_on=about["reviewed_on"].day("reviewed_on"),
            sources=tuple(_line(item, "a source") for item in about["sources"].one_or_more("sources")),
            parameters=MappingProxyType(parameters),
            severities=MappingProxyType({rule: MappingProxyType(entry) for rule, entry in found.items()}),
            messages=MappingProxyType(messages),
            lists=MappingProxyType(lists),
        )

    def _numbers(self, node: Node) -> dict[str, float]:
        for name in node.keyed("parameters", self._parameters):
            if name not in self._directions:
                reason = f"a profile may not set '{name}': 'stricter' does not tell which of its values is the stricter"
                raise node.error(reason, node.key_lines[name])
        return {name: value.not_negative(name) for name, value in node.entries.items()}

    def _no_less(self, rule: str, wanted: Mapping[Audience, Severity], node: Node) -> None:
        entries = self._rules[rule]
        if entries["family"].word not in GUARDED:
            return
        now = severities(entries["severity"])
        if any(now[audience].word == "error" != severity for audience, severity in wanted.items() if audience in now):
            raise node.error(f"to make less of '{rule}', which is an error, say so under 'rules'")

    def _by_rule(self, given: _Entries, key: str) -> Iterable[tuple[str, Node]]:
        if key not in given:
            return ()
        for name in (node := given[key]).keyed(key):
            if name not in self._rules:
                raise node.error(unknown("rule", name, self._rules), node.key_lines[name])
        return node.entries.items()


def _severities(node: Node) -> dict[Audience, Severity]:
    found: dict[Audience, Severity] = {}
    for audience, entry in severities(node).items():
        if entry.word == "off":
            raise entry.error("a profile switches nothing off; expected one of error, warning, info")
        found[cast(Audience, audience)] = cast(Severity, entry.choice(SEVERITIES, "severity"))
    return found


def _type(name: str, entries: _Entries, rules: Mapping[str, _Entries]) -> ContentType:
    off = []
    for item in entries["off"].one_or_more("off") if "off" in entries else ():
        rule = item.choice(rules, "rule")
        family = rules[rule]["family"].word
        if family in PROTECTED:
            raise item.error(f"the content type '{name}' may not switch off '{rule}': no kind of post excuses {family}")
        off.append(rule)
    demands = entries["demand"].one_or_more("demand") if "demand" in entries else ()
    key: Callable[[Node], str] = lambda node: _line(node, "a key of the front matter")  # noqa: E731
    return ContentType(
        name=name,
        title=_line(entries["title"], "title"),
        off=tuple(off),
        demand=tuple(tuple(key(node) for node in demand.one_or_more("a demand")) for demand in demands),
    )


def _line(node: Node, what: str) -> str:
    text = node.text(what).strip()
    if "\n" in text:
        raise node.error(f"expected one line for {what}")
    return text
