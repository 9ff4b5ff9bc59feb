"""The rules file, read into a :class:`~postlint.policy.Policy`. It is strict: whatever it does not know, it refuses.

A rules file is YAML: ``policy`` (name, reviewed_on, audience, profiles), ``parameters``, ``points`` and ``rules``, and
what :mod:`postlint.rulebook_profiles` reads; the shipped ``rules.yaml`` is the example. A clinic's own file may begin
with ``extends: default`` and then holds only what differs: parameters and points by name, and rules. A rule with the
name of a shipped one replaces the keys that it gives, and of ``severity`` the audiences that it gives; any other rule
is added and must be whole (``sources``, ``unless`` and ``rewrite`` may be left out).

In a match:

- the key that names the matcher holds its operand: kinds for ``mention``, ``passage`` and ``combination``, words for
  ``phrase``, regular expressions for ``pattern``, a number for ``count`` (kept in
  ``Match.at_most``), keys or values of the front matter for ``metadata`` (kept in ``missing`` or ``equal``),
  ``other`` for ``language``, ``stale`` (a profile past its review) or ``demand`` (what the content type asks of
  the front matter is not there) for ``policy``;
- numbers may be given by the name of a parameter, and so may ``sure``;
- ``{name}`` in a regular expression stands for the words of that list, and so does a phrase ``"{name}"``;
- ``who: anybody`` drops the condition on whose a mention is; ``sure: never`` keeps a finding at most a warning;
- regular expressions are searched for, in any case unless the match says ``case: true`` (or they say ``(?-i:...)``).

``missing`` and ``equal`` may stand in any match. Lists of one may be written as their one value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from .annotation import KINDS
from .errors import PolicyError
from .policy import AUDIENCES, Audience, Policy, Rule
from .profile import Profile
from .rulebook_entries import REQUIRED, RULE_KEYS, EntryReader, read_audience, severities
from .rulebook_nodes import Node, did_you_mean, read_nodes
from .rulebook_profiles import KEYS, read_overlays

#: Kinds of detail that may be given points: the kinds of mention, and ``rare`` for a rare condition or event.
POINT_KINDS: Final = (*KINDS, "rare")
_TOP: Final = ("extends", "policy", "parameters", "points", *KEYS, "rules")
_ABOUT: Final = ("name", "reviewed_on", "audience", "profiles")
_Entries = Mapping[str, Node]


def default_path() -> Path:
    """Where the shipped rules file is: in the package when installed, at the root of a source checkout."""
    package = Path(__file__).resolve().parent
    for place in (package / "rules.yaml", package.parent / "rules.yaml"):
        if place.is_file():
            return place
    raise PolicyError("the default rules file is missing from this installation", path="rules.yaml")


def load_policy(
    path: str | Path | None = None,
    *,
    audience: Audience | None = None,
    profiles: Iterable[str] = (),
    type: str | None = None,
    today: date | None = None,
) -> Policy:
    """The policy in the file at ``path`` (None: the shipped one), for ``audience`` (None: the file's own).

    ``profiles``: the jurisdictions, instead of those that the file itself names; of several the stricter value wins.
    ``type``: the kind of post. ``today``: the day from which the age of profiles is counted; None: they have none.

    Raises PolicyError, with the path and the line, for a file that cannot be read or does not say what it must.
    """
    if isinstance(profiles, str):
        raise TypeError("profiles are several names; write (name,) for one")
    if audience is not None and audience not in AUDIENCES:
        hint = did_you_mean(audience, AUDIENCES) or f"; expected one of {', '.join(AUDIENCES)}"
        raise PolicyError(f"unknown audience '{audience}'{hint}")
    return _read(path).policy(audience=audience, profiles=tuple(profiles) or None, type=type, today=today)


def _read(path: str | Path | None) -> RulesFile:
    if path is None:
        return RulesFile([_top(read_nodes(default_path(), "rules.yaml"))], guard=False)
    top = _top(read_nodes(Path(path), str(path)))
    if "extends" not in top:
        return RulesFile([top], guard=True)
    top["extends"].choice(("default",), "policy to extend")
    return RulesFile([_top(read_nodes(default_path(), "rules.yaml")), top], guard=True)


def _top(node: Node) -> _Entries:
    return node.keyed("a rules file", _TOP, () if "extends" in node.entries else ("policy", "rules"))


class RulesFile:
    """A rules file as read: ``layers``, of which the first is whole and each later one overrides and adds. It makes
    policies for the profiles that are asked for.
    """

    def __init__(self, layers: list[_Entries], *, guard: bool) -> None:
        self._guard = guard
        self._layers = len(layers)
        self._about: dict[str, Node] = {}
        self._parameters: dict[str, float] = {}
        self._points: dict[str, float] = {}
        self._rules: dict[str, dict[str, Node]] = {}
        self._own: set[str] = set()
        kept: set[str] = set()
        for depth, layer in enumerate(layers):
            shipped = set(self._parameters)
            if "policy" in layer:
                required = ("name",) if depth == 0 else ()
                self._about.update(layer["policy"].keyed("policy", _ABOUT, required))
            if "points" in layer:
                for key, node in layer["points"].keyed("points", POINT_KINDS).items():
                    self._points[key] = node.not_negative(f"the points of {key}")
            if depth:
                kept |= _decided(layer, self._rules)
            own = _add_rules(self._rules, layer, extending=depth > 0)
            if depth:
                self._own = own
            if "parameters" in layer:
                known = {*self._parameters, *_words(self._rules[name] for name in own)} if depth else None
                for key, node in layer["parameters"].keyed("parameters", known).items():
                    self._parameters[key] = node.not_negative(key)
                    if key in shipped:
                        kept.add(f"parameter {key}")
        self._overlays = read_overlays(layers, self._rules, self._parameters, kept)

    def policy(
        self,
        *,
        audience: Audience | None = None,
        profiles: Collection[str] | None = None,
        type: str | None = None,
        today: date | None = None,
    ) -> Policy:
        """The policy under ``profiles`` (None: those that the file names; empty: none)."""
        about = self._about
        chosen = self._overlays.chosen(self._named() if profiles is None else profiles)
        parameters = self._overlays.parameters(self._parameters, chosen)
        lists = self._overlays.words(chosen)
        # Shipped expressions are checked by tests; those of a clinic here, and only the rules that it wrote.
        fast = EntryReader(parameters, guard=False, lists=lists)
        safe = EntryReader(parameters, guard=True, lists=lists)
        built = tuple(
            (safe if self._guard and (self._layers == 1 or name in self._own) else fast).rule(entries)
            for name, entries in self._rules.items()
        )
        _distinct_codes(built, self._rules)
        policy = Policy(
            name=about["name"].text("the policy's name").strip(),
            rules=tuple(self._overlays.rule(rule, chosen) for rule in built),
            audience=audience or (read_audience(about["audience"]) if "audience" in about else "public"),
            reviewed_on=about["reviewed_on"].day("reviewed_on") if "reviewed_on" in about else "",
            parameters=MappingProxyType(parameters),
            points=MappingProxyType(self._points),
            profiles=chosen,
            types=self._overlays.types,
            today=today,
            rulebook=self,
        )
        return policy.for_type(type) if type else policy

    def profiles(self) -> tuple[Profile, ...]:
        """All profiles that the file knows, in its order."""
        return tuple(self._overlays.profiles.values())

    def _named(self) -> tuple[str, ...]:
        if "profiles" not in self._about:
            return ()
        return self._about["profiles"].choices(self._overlays.profiles, "profile")


def _decided(layer: _Entries, rules: Mapping[str, _Entries]) -> set[str]:
    """The severities and messages of shipped rules that a clinic's own ``layer`` gives."""
    found: set[str] = set()
    for node in layer["rules"].items if "rules" in layer else ():
        name = node.entries["rule"].word if "rule" in node.entries else ""
        if name in rules and "severity" in node.entries:
            found |= {f"severity {name} {audience}" for audience in severities(node.entries["severity"])}
        if name in rules and "message" in node.entries:
            found.add(f"message {name}")
    return found


def _add_rules(rules: dict[str, dict[str, Node]], layer: _Entries, *, extending: bool) -> set[str]:
    """Put the rules of ``layer`` over and beside ``rules``; the names of those it gave."""
    if "rules" not in layer:
        return set()
    shipped = tuple(rules)
    lines: dict[str, int] = {}
    for node in layer["rules"].listed("rules"):
        given = node.keyed("a rule", RULE_KEYS, ("rule",))
        name = given["rule"].text("the rule's name")
        if name in lines:
            raise given["rule"].error(f"the rule '{name}' stands twice (first in line {lines[name]})")
        lines[name] = given["rule"].line
        if name in shipped:
            rules[name] = _merged(rules[name], given)
            continue
        missing = [key for key in REQUIRED if key not in given]
        if missing:
            lacks = f"rule '{name}' lacks {', '.join(repr(key) for key in missing)}"
            if extending:
                lacks += f"; the default policy has no rule of that name to override{did_you_mean(name, shipped)}"
            raise node.error(lacks)
        rules[name] = dict(given)
    return set(lines)


def _merged(base: Mapping[str, Node], given: Mapping[str, Node]) -> dict[str, Node]:
    merged = {**base, **given}
    if "code" in given and given["code"].word != base["code"].word:
        raise given["code"].error(f"the code of a shipped rule stays ({base['code'].word})")
    if "severity" in given:
        node = given["severity"]
        entries = {**severities(base["severity"]), **severities(node)}
        merged["severity"] = Node("map", node.path, node.line, entries=entries)
    return merged


def _words(rules: Iterable[_Entries]) -> set[str]:
    """Every word in the matches of ``rules``: a parameter that none of them names is a slip of the pen."""
    words: set[str] = set()
    waiting = [entries["match"] for entries in rules if "match" in entries]
    while waiting:
        node = waiting.pop()
        words.add(node.word)
        waiting.extend((*node.items, *node.entries.values()))
    return words


def _distinct_codes(built: tuple[Rule, ...], rules: Mapping[str, _Entries]) -> None:
    owners: dict[str, str] = {}
    for rule in built:
        if rule.code in owners:
            node = rules[rule.name]["code"]
            raise node.error(f"the code {rule.code} belongs to the rule '{owners[rule.code]}'")
        owners[rule.code] = rule.name
