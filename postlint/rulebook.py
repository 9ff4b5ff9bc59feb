"""The rules file, read into a :class:`~postlint.policy.Policy`. It is strict: whatever it does not know, it refuses.

A rules file is YAML: ``policy`` (name, reviewed_on, audience, profiles; and ``unsuppressible``, the rules and families
that nobody silences), ``parameters``, ``points`` and ``rules``, and what :mod:`postlint.rulebook_profiles` reads
(``profiles``, ``types``, ``lists``, ``stricter``); the shipped ``rules.yaml`` is the example. A clinic's own file may
begin with ``extends: default`` and then holds only what differs: parameters and points by name, rules, its own details
(``clinic``) and what else is no finding (``allow``; both are read by :mod:`postlint.rulebook_clinic`). A rule with the
name of a shipped one replaces the keys that it gives, and of ``severity`` the audiences that it gives; any other rule
is added and must be whole (``sources``, ``unless`` and ``rewrite`` may be left out). What makes less of an error of the
families identifiers, case-details or consent must say why (``reason``). ``in_words``, ``handout`` and ``do_not_post``
are for readers (:mod:`postlint.rulebook_readers`), and so is ``patients`` of a rule, a sentence for the handout.

In a match:

- the key that names the matcher holds its operand: kinds for ``mention``, ``passage``, ``combination`` and ``history``
  (which adds up over the posts of one author; ``again`` holds words by which one goes on with another), words for
  ``phrase``, regular expressions for ``pattern``, a number for ``count`` (kept in ``Match.at_most``), keys
  or values of the front matter for ``metadata`` (kept in ``missing`` or ``equal``), ``other`` for ``language``, facts
  (:data:`postlint.declaration.FACTS`) for ``declared``, kinds of mention for ``repeats`` and ``adds``, which hold only
  in an answer (``postlint reply``);
- numbers may be given by the name of a parameter, and so may ``sure``;
- ``policy`` matches what the policy says itself: ``stale`` (a profile past its review), ``demand`` (what the content
  type asks of the front matter is not there); its words fill the slot ``{names}`` of the rule's message;
- ``{name}`` in a regular expression stands for the words of that list, and so does a phrase ``"{name}"``;
- ``rare: 100`` keeps a ``cond`` mention whose condition at most 100 people in a million have;
- ``who: anybody`` drops the condition on whose a mention is; ``sure: never`` keeps a finding at most a warning;
- regular expressions are searched for, in any case unless the match says ``case: true`` (or they say ``(?-i:...)``);
- ``inside`` and ``outside`` look at the passages over the place, ``present`` and ``absent`` at those of the draft;
  ``lacking`` holds expressions of which none may be found anywhere in the draft (a source, an emergency number);
- ``at_worst`` caps the severity of the match's findings; ``firm`` caps it at a warning below that probability that the
  post must not be published; ``yields_to`` makes them an info inside passages of which another rule speaks;
- ``speaks_for`` names the families whose warnings about places that a combination points at become infos.

``missing`` and ``equal`` may stand in any match. Lists of one may be written as their one value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from .annotation import KINDS
from .errors import PolicyError
from .facts import NO_CLINIC, says_something
from .finding import FAMILIES, GUARDED, SEVERITIES
from .policy import AUDIENCES, Audience, Policy, Rule
from .profile import Profile
from .rulebook_clinic import read_allowed, read_clinic
from .rulebook_entries import REQUIRED, RULE_KEYS, EntryReader, read_audience, severities
from .rulebook_nodes import Node, did_you_mean, read_nodes
from .rulebook_profiles import OVERLAYS, read_overlays
from .rulebook_readers import KEYS, read_do_not_post, read_handout, read_in_words

#: Kinds of detail that may be given points: the kinds of mention, and ``rare`` for a rare condition or event.
POINT_KINDS: Final = (*KINDS, "rare")
_TOP: Final = ("extends", "policy", "parameters", "points", "rules", "clinic", "allow", *OVERLAYS, *KEYS)
_ABOUT: Final = ("name", "reviewed_on", "audience", "profiles", "unsuppressible")
_Entries = Mapping[str, Node]


def default_path() -> Path:
    """Where the shipped rules file is: in the package when installed, at the root of a source checkout."""
    package = Path(__file__).resolve().parent
    for place in (package / "rules.yaml", package.parent / "rules.yaml"):
        if place.is_file():
            return place
    raise PolicyError("the default rules file is missing from this installation", path="rules.yaml")


def load_policy(
    path: str | Path | Node | None = None,
    *,
    audience: Audience | None = None,
    profiles: Collection[str] = (),
    type: str | None = None,
    today: date | None = None,
) -> Policy:
    """The policy in the file at ``path`` (or of its nodes; None: the shipped one), for ``audience`` (None: its own).

    ``profiles``: the jurisdictions, instead of those that the file itself names; of several the stricter value wins.
    ``type``: the kind of post. ``today``: the day from which the age of profiles is counted; None: they have none.

    Raises PolicyError, with the path and the line, for a file that cannot be read or does not say what it must.
    """
    if isinstance(profiles, str):
        raise TypeError("profiles are several names; write (name,) for one")
    policy = _load(path, audience)
    if profiles:
        policy = policy.for_profiles(profiles)
    if type:
        policy = policy.for_type(type)
    return policy.on(today) if today else policy


def _load(path: str | Path | Node | None, audience: Audience | None) -> Policy:
    if audience is not None and audience not in AUDIENCES:
        hint = did_you_mean(audience, AUDIENCES) or f"; expected one of {', '.join(AUDIENCES)}"
        raise PolicyError(f"unknown audience '{audience}'{hint}")
    if path is None:
        return _policy([_top(read_nodes(default_path(), "rules.yaml"))], audience, guard=False)
    top = _top(path if isinstance(path, Node) else read_nodes(Path(path), str(path)))
    if "extends" not in top:
        return _policy([top], audience, guard=True)
    top["extends"].choice(("default",), "policy to extend")
    return _policy([_top(read_nodes(default_path(), "rules.yaml")), top], audience, guard=True)


def _top(node: Node) -> _Entries:
    entries = node.keyed("a rules file", _TOP)
    missing = [repr(key) for key in ("policy", "rules") if key not in entries]
    if missing and "extends" not in entries:
        raise node.error(
            f"a rules file lacks {', '.join(missing)}; one that only changes the shipped rules "
            "begins with the line 'extends: default'"
        )
    return entries


@dataclass(frozen=True, slots=True, eq=False)
class RulesFile:
    """A rules file as read; it makes its policy anew for other profiles."""

    layers: list[_Entries]
    guard: bool
    known: tuple[Profile, ...]

    def profiles(self) -> tuple[Profile, ...]:
        """All profiles that the file knows, in its order."""
        return self.known

    def policy(self, audience: Audience, profiles: Collection[str]) -> Policy:
        """The policy under these profiles instead of those that the file names."""
        return _policy(self.layers, audience, guard=self.guard, profiles=profiles)


def _policy(
    layers: list[_Entries], audience: Audience | None, *, guard: bool, profiles: Collection[str] | None = None
) -> Policy:
    """The policy of ``layers``: the first is whole, each later one overrides and adds. ``profiles`` None: its own."""
    about: dict[str, Node] = {}
    parameters: dict[str, float] = {}
    points: dict[str, float] = {}
    rules: dict[str, dict[str, Node]] = {}
    own: set[str] = set()
    for depth, layer in enumerate(layers):
        if "policy" in layer:
            required = ("name",) if depth == 0 else ()
            about.update(layer["policy"].keyed("policy", _ABOUT, required))
        if "points" in layer:
            for key, node in layer["points"].keyed("points", POINT_KINDS).items():
                points[key] = node.not_negative(f"the points of {key}")
        if depth:
            own = _add_rules(rules, layer, extending=True)
        else:
            _add_rules(rules, layer, extending=False)
        if "parameters" in layer:
            known = {*parameters, *_words(rules[name] for name in own)} if depth else None
            for key, node in layer["parameters"].keyed("parameters", known).items():
                parameters[key] = node.not_negative(key)
    overlays = read_overlays(layers, rules, parameters)
    if profiles is None:
        profiles = about["profiles"].choices(overlays.profiles, "profile") if "profiles" in about else ()
    chosen = overlays.chosen(profiles)
    parameters, lists = overlays.parameters(parameters, chosen), overlays.words(chosen)
    # Shipped expressions are checked by tests; those of a clinic here, and only the matches that it wrote.
    written = _with_matches(layers[-1])
    fast, safe = (EntryReader(parameters, guard=strict, lists=lists) for strict in (False, True))
    built = tuple((safe if guard and name in written else fast).rule(entries) for name, entries in rules.items())
    _distinct_codes(built, rules)
    built = tuple(overlays.rule(rule, chosen) for rule in built)
    return Policy(
        name=about["name"].text("the policy's name").strip(),
        rules=built,
        audience=audience or (read_audience(about["audience"]) if "audience" in about else "public"),
        reviewed_on=about["reviewed_on"].day("reviewed_on") if "reviewed_on" in about else "",
        parameters=MappingProxyType(parameters),
        points=MappingProxyType(points),
        profiles=chosen,
        types=overlays.types,
        rulebook=RulesFile(layers, guard, tuple(overlays.profiles.values())),
        clinic=next((read_clinic(layer["clinic"]) for layer in reversed(layers) if "clinic" in layer), NO_CLINIC),
        allowed=tuple(entry for layer in layers if "allow" in layer for entry in read_allowed(layer["allow"], built)),
        in_words=read_in_words(layers, parameters, POINT_KINDS),
        handout=read_handout(layers, built),
        do_not_post=read_do_not_post(layers),
        unsuppressible=_unsuppressible(about.get("unsuppressible"), built),
    )


def _unsuppressible(node: Node | None, rules: Iterable[Rule]) -> frozenset[str]:
    """The rules that are named, by name or code, or whose family is."""
    if node is None:
        return frozenset()
    rules = tuple(rules)
    known = [word for rule in rules for word in (rule.name, rule.code)]
    asked = set(node.choices((*FAMILIES, *known), "rule or family"))
    return frozenset(rule.name for rule in rules if asked & {rule.name, rule.code, rule.family})


def _add_rules(rules: dict[str, dict[str, Node]], layer: _Entries, *, extending: bool) -> set[str]:
    """Put the rules of ``layer`` over and beside ``rules``; the names of those it gave."""
    if "rules" not in layer:
        return set()
    shipped = tuple(rules)
    lines: dict[str, int] = {}
    for node in layer["rules"].listed("rules"):
        for name in (key for key in node.entries if key in shipped and "rule" not in node.entries):
            raise node.error(f"write 'rule: {name}' and below it what differs, such as 'severity: error'")
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
            lacks = f"lacks {', '.join(repr(key) for key in missing)}"
            if not extending:
                raise node.error(f"rule '{name}' {lacks}")
            hint = did_you_mean(name, shipped) or ";"
            raise node.error(f"no shipped rule is called '{name}'{hint} otherwise it is a new rule, which {lacks}")
        rules[name] = dict(given)
    return set(lines)


def _merged(base: Mapping[str, Node], given: Mapping[str, Node]) -> dict[str, Node]:
    merged = {**base, **given}
    if "code" in given and given["code"].word != base["code"].word:
        raise given["code"].error(f"the code of a shipped rule stays ({base['code'].word})")
    _reasoned(base, given)
    if "severity" in given:
        node = given["severity"]
        entries = {**severities(base["severity"]), **severities(node)}
        merged["severity"] = Node("map", node.path, node.line, entries=entries)
    return merged


def _with_matches(layer: _Entries) -> set[str]:
    """The rules whose matches this layer gives."""
    rules = layer["rules"].items if "rules" in layer else ()
    return {node.entries["rule"].word for node in rules if "match" in node.entries}


def _reasoned(base: Mapping[str, Node], given: Mapping[str, Node]) -> None:
    """Refuse to make less of what may give a patient away (an error of :data:`GUARDED`) without a ``reason``."""
    if base["family"].word not in GUARDED or ("reason" in given and says_something(given["reason"].word)):
        return
    rank = (*SEVERITIES, "off").index
    shipped = severities(base["severity"])
    lowered = [
        node
        for audience, node in (severities(given["severity"]) if "severity" in given else {}).items()
        if shipped[audience].word == "error" and rank(node.choice((*SEVERITIES, "off"), "severity")) > 0
    ]
    if "family" in given and given["family"].word != base["family"].word:
        lowered.append(given["family"])
    if lowered:
        said = "the 'reason' says too little" if "reason" in given else "say why in a 'reason' beside it"
        raise lowered[0].error(
            f"'{base['rule'].word}' is an error as shipped and may give a patient away; to make less of it, {said}"
        )


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
