"""The rules file, read into a :class:`~postlint.policy.Policy`. It is strict: whatever it does not know, it refuses.

A rules file is YAML: ``policy`` (name, reviewed_on, audience), ``parameters``, ``points`` and ``rules``; the shipped
``rules.yaml`` is the example. A clinic's own file may begin with ``extends: default`` and then holds only what differs:
parameters and points by name, and rules. A rule with the name of a shipped one replaces the keys that it gives, and of
``severity`` the audiences that it gives; any other rule is added and must be whole (``sources``, ``unless`` and
``rewrite`` may be left out).

In a match:

- the key that names the matcher holds its operand: kinds for ``mention``, ``passage`` and ``combination``, words for
  ``phrase``, regular expressions for ``pattern``, a number for ``count`` (kept in
  ``Match.at_most``), keys or values of the front matter for ``metadata`` (kept in ``missing`` or ``equal``),
  ``other`` for ``language``;
- numbers may be given by the name of a parameter;
- ``who: anybody`` drops the condition on whose a mention is; ``sure: never`` keeps a finding at most a warning;
- regular expressions are searched for, in any case unless the match says ``case: true`` (or they say ``(?-i:...)``);
- ``inside`` and ``outside`` look at the passages over the place, ``present`` and ``absent`` at those of the draft;
  ``lacking`` holds expressions of which none may be found anywhere in the draft (a source, an emergency number);
- ``at_worst`` caps the severity of the match's findings; ``firm`` caps it at a warning below that probability that the
  post must not be published; ``yields_to`` makes them an info inside passages of which another rule speaks.

``missing`` and ``equal`` may stand in any match. Lists of one may be written as their one value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from .annotation import KINDS
from .errors import PolicyError
from .policy import AUDIENCES, Audience, Policy, Rule
from .rulebook_entries import REQUIRED, RULE_KEYS, EntryReader, read_audience, severities
from .rulebook_nodes import Node, did_you_mean, read_nodes

#: Kinds of detail that may be given points: the kinds of mention, and ``rare`` for a rare condition or event.
POINT_KINDS: Final = (*KINDS, "rare")
_TOP: Final = ("extends", "policy", "parameters", "points", "rules")
_Entries = Mapping[str, Node]


def default_path() -> Path:
    """Where the shipped rules file is: in the package when installed, at the root of a source checkout."""
    package = Path(__file__).resolve().parent
    for place in (package / "rules.yaml", package.parent / "rules.yaml"):
        if place.is_file():
            return place
    raise PolicyError("the default rules file is missing from this installation", path="rules.yaml")


def load_policy(path: str | Path | None = None, *, audience: Audience | None = None) -> Policy:
    """The policy in the file at ``path`` (None: the shipped one), for ``audience`` (None: the file's own).

    Raises PolicyError, with the path and the line, for a file that cannot be read or does not say what it must.
    """
    if audience is not None and audience not in AUDIENCES:
        hint = did_you_mean(audience, AUDIENCES) or f"; expected one of {', '.join(AUDIENCES)}"
        raise PolicyError(f"unknown audience '{audience}'{hint}")
    if path is None:
        return _policy([_top(read_nodes(default_path(), "rules.yaml"))], audience, guard=False)
    top = _top(read_nodes(Path(path), str(path)))
    if "extends" not in top:
        return _policy([top], audience, guard=True)
    top["extends"].choice(("default",), "policy to extend")
    return _policy([_top(read_nodes(default_path(), "rules.yaml")), top], audience, guard=True)


def _top(node: Node) -> _Entries:
    return node.keyed("a rules file", _TOP, () if "extends" in node.entries else ("policy", "rules"))


def _policy(layers: list[_Entries], audience: Audience | None, *, guard: bool) -> Policy:
    """The policy of ``layers``: the first is whole, each later one overrides and adds."""
    about: dict[str, Node] = {}
    parameters: dict[str, float] = {}
    points: dict[str, float] = {}
    rules: dict[str, dict[str, Node]] = {}
    own: set[str] = set()
    for depth, layer in enumerate(layers):
        if "policy" in layer:
            required = ("name",) if depth == 0 else ()
            about.update(layer["policy"].keyed("policy", ("name", "reviewed_on", "audience"), required))
        if "points" in layer:
            for key, node in layer["points"].keyed("points", POINT_KINDS).items():
                points[key] = _not_negative(node, f"the points of {key}")
        if depth:
            own = _add_rules(rules, layer, extending=True)
        else:
            _add_rules(rules, layer, extending=False)
        if "parameters" in layer:
            known = {*parameters, *_words(rules[name] for name in own)} if depth else None
            for key, node in layer["parameters"].keyed("parameters", known).items():
                parameters[key] = _not_negative(node, key)
    # Shipped expressions are checked by tests; those of a clinic here, and only the rules that it wrote.
    fast, safe = EntryReader(parameters, guard=False), EntryReader(parameters, guard=True)
    built = tuple(
        (safe if guard and (len(layers) == 1 or name in own) else fast).rule(entries) for name, entries in rules.items()
    )
    _distinct_codes(built, rules)
    return Policy(
        name=about["name"].text("the policy's name").strip(),
        rules=built,
        audience=audience or (read_audience(about["audience"]) if "audience" in about else "public"),
        reviewed_on=_day(about["reviewed_on"]) if "reviewed_on" in about else "",
        parameters=MappingProxyType(parameters),
        points=MappingProxyType(points),
    )


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


def _not_negative(node: Node, what: str) -> float:
    value = node.number(what)
    if value < 0:
        raise node.error(f"expected zero or more for {what}")
    return value


def _day(node: Node) -> str:
    try:
        return date.fromisoformat(node.word).isoformat()
    except ValueError:
        raise node.error("expected a date such as 2026-11-28 for reviewed_on") from None
