"""One entry of a rules file, as a :class:`~postlint.policy.Rule`: its matches, cures and samples, strictly read."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, cast, get_args

from .annotation import CLINICAL_KINDS, DIRECT_KINDS, KINDS, OPINION_KINDS, PASSAGE_KINDS, WHO
from .declaration import FACTS
from .finding import FAMILIES, SAFETIES, SEVERITIES, Family, Safety, Severity
from .policy import (
    AUDIENCES,
    MATCHERS,
    Audience,
    Cure,
    LazyPattern,
    Match,
    MatcherName,
    Operation,
    Pattern,
    Rule,
    Sample,
)
from .profile import unknown
from .rulebook_nodes import Node
from .rulebook_patterns import compile_pattern, expand
from .suppression import COMPLAINTS
from .timed import TimedPattern

REQUIRED: Final = ("rule", "code", "family", "title", "what", "why", "message", "severity", "match", "bad", "good")
OPTIONAL: Final = ("sources", "unless", "rewrite", "reason", "patients")
RULE_KEYS: Final = REQUIRED + OPTIONAL
CURE_KEYS: Final = ("operation", "title", "safety", "ladder", "text")
SAMPLE_KEYS: Final = ("text", "rewrite", "audience", "profiles", "type", "day", "to", "earlier")
LADDERS: Final = (
    "name", "label", "date", "age", "loc", "fac", "occ", "rel", "dem", "event", "photo", "contact", "idno",
)  # fmt: skip
OPERATIONS: Final[tuple[Operation, ...]] = get_args(Operation)
#: The operations that a key of a rewrite belongs to; they need it.
OWNERS: Final[Mapping[str, tuple[Operation, ...]]] = {"ladder": ("generalise",), "text": ("replace", "do-not-post")}

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_CODE: Final = re.compile(r"[A-Z]{1,4}[0-9]{1,4}")
_PLACE: Final = tuple(
    "sentence not_sentence inside outside absent present lacking near case missing equal once block doubt firm "
    "at_worst yields_to".split()
)
_TEXT: Final = ("text", "not_text", "score", "sure")
_SUM: Final = ("adding", "warn_from", "error_from", "score", "missing", "equal")
_OF_MENTIONS: Final = ("mention", "repeats", "adds")
_ADDING_UP: Final = ("combination", "history")
_CONDITIONS: Final[Mapping[MatcherName, tuple[str, ...]]] = {
    "mention": ("who", "over", "rare", "beyond_consent", *_TEXT, *_PLACE),
    "passage": ("holding", "mark", "plainly", *_TEXT, *_PLACE),
    "phrase": ("text", "not_text", "sure", "message", *_PLACE),
    "pattern": ("text", "not_text", "sure", "message", *_PLACE),
    "combination": ("speaks_for", "inside", "outside", "absent", *_SUM),
    "history": ("again", *_SUM),
    "count": ("text", "not_text", *_PLACE),
    "metadata": ("missing", "equal"),
    "language": (),
    "policy": (),
    "suppression": ("message",),
    "declared": ("words", "lacking", "over", "sure", "missing", "equal"),
    "repeats": ("who", *_TEXT, *_PLACE),
    "adds": ("who", *_TEXT, *_PLACE),
}


class EntryReader:
    """Reads entries against the ``parameters`` of a policy. ``guard`` refuses regular expressions that could run for
    ever; the default policy's own are checked by its tests instead. ``lists``: the named lists, once a profile.
    """

    def __init__(
        self, parameters: Mapping[str, float], *, guard: bool, lists: Sequence[Mapping[str, tuple[str, ...]]] = ({},)
    ) -> None:
        self._parameters = parameters
        self._guard = guard
        self._lists = lists
        self._words = lists[0]
        self._refers = False
        self._timed = ""

    def rule(self, entries: Mapping[str, Node]) -> Rule:
        """The rule of ``entries``, whose keys are known and complete."""
        name, code = entries["rule"], entries["code"]
        if not _NAME.fullmatch(name.text("the rule's name")):
            raise name.error("expected a name of small letters, digits and hyphens, such as 'patient-name'")
        if not _CODE.fullmatch(code.text("code")):
            raise code.error("expected a code of capital letters and digits, such as 'X901'")
        self._timed = name.word if self._guard else ""
        cures = entries["rewrite"].listed("rewrite") if "rewrite" in entries else ()
        sources = entries["sources"].one_or_more("sources") if "sources" in entries else ()
        return Rule(
            name=name.word,
            code=code.word,
            family=cast(Family, entries["family"].choice(FAMILIES, "family")),
            title=_line(entries["title"], "title"),
            what=_prose(entries["what"], "what"),
            why=_prose(entries["why"], "why"),
            sources=tuple(_line(node, "a source") for node in sources),
            unless=_prose(entries["unless"], "unless") if "unless" in entries else "",
            message=_line(entries["message"], "message"),
            severity=MappingProxyType(_severity(entries["severity"])),
            matches=tuple(match for node in entries["match"].listed("match") for match in self.matches(node)),
            cures=tuple(_cure(node) for node in cures),
            bad=tuple(_sample(node) for node in entries["bad"].one_or_more("bad")),
            good=tuple(_sample(node) for node in entries["good"].one_or_more("good")),
            reason=_prose(entries["reason"], "reason") if "reason" in entries else "",
            patients=_prose(entries["patients"], "patients") if "patients" in entries else "",
        )

    def matches(self, node: Node) -> tuple[Match, ...]:
        """One way in which a rule matches; once for each profile where it refers to a list."""
        found: list[Match] = []
        for words in self._lists:
            self._words, self._refers = words, False
            match = self.match(node)
            if match not in found:
                found.append(match)
            if not self._refers:
                break
        return tuple(found)

    def match(self, node: Node) -> Match:
        """One way in which a rule matches, with the lists of one profile."""
        entries = node.keyed("a match")
        named = [word for word in MATCHERS if word in entries]
        if len(named) != 1:
            if not named:
                node.keyed("a match", (*MATCHERS, *_CONDITIONS["mention"], *_CONDITIONS["passage"]))
            found = f"found {' and '.join(named)}" if named else f"found {', '.join(entries) or 'nothing'}"
            raise node.error(f"expected one of {', '.join(MATCHERS)} in a match, {found}")
        on = named[0]
        node.keyed(f"a {on} match", (on, *_CONDITIONS[on]))
        case = entries["case"].truth("case") if "case" in entries else False
        given: dict[str, Any] = {"on": on, **self._operand(on, entries[on], case)}
        for key, value in entries.items():
            if key not in (on, "case"):
                given[key] = self._condition(key, value, case)
        if on in _OF_MENTIONS and "who" not in given and set(given["kinds"]) <= set(CLINICAL_KINDS):
            given["who"] = ()  # these have no owner
        if on in (*_OF_MENTIONS, *_ADDING_UP):
            least = self._parameters.get("report_from", 0.5)
            if not set(given["kinds"]) & set(DIRECT_KINDS):
                least = self._parameters.get("details_from", least)
            given.setdefault("score", least)
            given.setdefault("sure", self._parameters.get("sure_from", 0.5))
        if on == "passage" and set(given["kinds"]) <= set(OPINION_KINDS) and "text" not in given:
            given.setdefault("doubt", self._parameters.get("doubt_opinion", 0.0))
            given.setdefault("plainly", self._parameters.get("plainly_opinion", math.inf))
        if "rare" in given and set(given["kinds"]) != {"cond"}:
            raise entries["rare"].error("'rare' tells conditions apart: it needs the kind cond alone")
        if on in _ADDING_UP:
            node.keyed(f"a {on} match", None, ("warn_from", "error_from"))
            if given["warn_from"] > given["error_from"]:
                raise entries["warn_from"].error("warn_from is above error_from")
        return Match(**given, timed=self._timed)

    def _operand(self, on: MatcherName, node: Node, case: bool) -> dict[str, Any]:
        if on in (*_OF_MENTIONS, *_ADDING_UP):
            return {"kinds": node.choices(KINDS, "kind of mention")}
        if on == "passage":
            return {"kinds": node.choices(PASSAGE_KINDS, "kind of passage")}
        if on == "policy":
            return {"kinds": node.choices(("stale", "demand"), "word of the policy")}
        if on == "language":
            return {"kinds": node.choices(("other",), "language")}
        if on == "suppression":
            return {"kinds": node.choices(COMPLAINTS, "complaint")}
        if on == "declared":
            return {"kinds": node.choices(FACTS, "fact of a declaration")}
        if on == "phrase":
            return {"kinds": tuple(phrase for item in node.one_or_more("phrase") for phrase in self._phrases(item))}
        if on == "pattern":
            return {"kinds": tuple(pattern.pattern for pattern in self._patterns(node, case))}
        if on == "count":
            return {"at_most": int(self._amount(node, "count"))}
        if node.kind == "map":
            return {"equal": _values(node)}
        return {"missing": _keys(node)}

    def _condition(self, key: str, node: Node, case: bool) -> Any:
        readers: dict[str, Callable[[], Any]] = {
            "who": lambda: () if node.word == "anybody" else node.choices((*WHO, "anybody"), "owner"),
            "inside": lambda: node.choices(PASSAGE_KINDS, "kind of passage"),
            "outside": lambda: node.choices(PASSAGE_KINDS, "kind of passage"),
            "absent": lambda: node.choices(PASSAGE_KINDS, "kind of passage"),
            "present": lambda: node.choices(PASSAGE_KINDS, "kind of passage"),
            "yields_to": lambda: node.choices(PASSAGE_KINDS, "kind of passage"),
            "near": lambda: node.choices(KINDS, "kind of mention"),
            "holding": lambda: node.choices(KINDS, "kind of mention"),
            "mark": lambda: node.choice(("match", "holding"), "mark"),
            "adding": lambda: node.choices((*KINDS, "rare"), "kind of detail"),
            "at_worst": lambda: node.choice(SEVERITIES[1:], "severity"),
            "speaks_for": lambda: node.choices(FAMILIES, "family"),
            "block": lambda: _probability(node, "block"),
            "doubt": lambda: _probability(node, "doubt"),
            "plainly": lambda: _probability(node, "plainly"),
            "firm": lambda: _probability(node, "firm"),
            "once": lambda: node.truth("once"),
            "beyond_consent": lambda: node.truth("beyond_consent"),
            "words": lambda: tuple(item.text("a word").casefold() for item in node.one_or_more("words")),
            "missing": lambda: _keys(node),
            "equal": lambda: _values(node),
            "message": lambda: _line(node, "message"),
            "score": lambda: _probability(node, "score"),
            "sure": lambda: math.inf if node.word == "never" else self._sure(node),
        }
        if key in readers:
            return readers[key]()
        if key in ("over", "rare", "warn_from", "error_from"):
            return self._amount(node, key)
        return self._patterns(node, case)

    def _amount(self, node: Node, what: str) -> float:
        if node.kind != "text":
            return node.number(f"{what}, or the name of a parameter")
        return self._parameters[node.choice(self._parameters, "parameter")]

    def _sure(self, node: Node) -> float:
        return self._amount(node, "sure") if node.kind == "text" else _probability(node, "sure")

    def _list(self, name: str) -> tuple[str, ...]:
        self._refers = True
        return self._words[name]

    def _phrases(self, item: Node) -> tuple[str, ...]:
        phrase = item.text("a phrase")
        if phrase[0] == "{" and phrase[-1] == "}":
            if phrase[1:-1] not in self._words:
                raise item.error(unknown("list", phrase[1:-1], self._words))
            return self._list(phrase[1:-1])
        return (phrase,)

    def _patterns(self, node: Node, case: bool) -> tuple[Pattern, ...]:
        patterns: list[Pattern] = []
        for item in node.one_or_more("a regular expression"):
            source = item.text("a regular expression")
            try:
                source = expand(source, self._list)
            except KeyError as error:
                raise item.error(unknown("list", str(error.args[0]), self._words)) from None
            if self._guard:
                try:
                    compile_pattern(source, case=case)
                except ValueError as error:
                    raise item.error(str(error)) from None
            written = f"(?-i:{source})" if case else source
            patterns.append(TimedPattern(written, self._timed) if self._guard else LazyPattern(written))
        return tuple(patterns)


def severities(node: Node) -> dict[str, Node]:
    """The severity that each audience is given; one word stands for all of them."""
    if node.kind == "map":
        return dict(node.keyed("severity", AUDIENCES))
    return dict.fromkeys(AUDIENCES, node)


def _severity(node: Node) -> dict[Audience, Severity | None]:
    given = severities(node)
    node_of = node.keyed("severity", AUDIENCES, AUDIENCES) if node.kind == "map" else given
    chosen = {audience: node_of[audience].choice((*SEVERITIES, "off"), "severity") for audience in AUDIENCES}
    return {audience: None if word == "off" else cast(Severity, word) for audience, word in chosen.items()}


def _cure(node: Node) -> Cure:
    entries = node.keyed("a rewrite", CURE_KEYS, ("operation", "title"))
    operation = entries["operation"].choice(OPERATIONS, "operation")
    for key, owners in OWNERS.items():
        if operation in owners and key not in entries:
            raise node.error(f"the operation {operation} needs '{key}'")
        if operation not in owners and key in entries:
            raise entries[key].error(f"'{key}' belongs to the operation {' or '.join(owners)}, not to {operation}")
    return Cure(
        operation=cast(Operation, operation),
        title=_line(entries["title"], "title"),
        safety=cast(Safety, entries["safety"].choice(SAFETIES, "safety")) if "safety" in entries else "suggested",
        ladder=entries["ladder"].choice(LADDERS, "ladder") if "ladder" in entries else "",
        text=_prose(entries["text"], "text") if "text" in entries else "",
    )


def _sample(node: Node) -> Sample:
    if node.kind != "map":
        return Sample(_prose(node, "an example"))
    entries = node.keyed("an example", SAMPLE_KEYS, ("text",))
    usual: Audience = "reply" if "to" in entries else "public"
    return Sample(
        text=_prose(entries["text"], "an example"),
        rewrite=_prose(entries["rewrite"], "a rewrite") if "rewrite" in entries else "",
        audience=read_audience(entries["audience"]) if "audience" in entries else usual,
        profiles=tuple(_line(name, "a profile") for name in entries["profiles"].one_or_more("profiles"))
        if "profiles" in entries
        else (),
        type=_line(entries["type"], "type") if "type" in entries else "",
        day=entries["day"].day("day") if "day" in entries else "",
        to=_prose(entries["to"], "the text answered") if "to" in entries else "",
        earlier=tuple(_prose(post, "a post") for post in entries["earlier"].one_or_more("earlier"))
        if "earlier" in entries
        else (),
    )


def read_audience(node: Node) -> Audience:
    """An audience's name."""
    return cast(Audience, node.choice(AUDIENCES, "audience"))


def _prose(node: Node, what: str) -> str:
    return node.text(what).strip()


def _line(node: Node, what: str) -> str:
    text = _prose(node, what)
    if "\n" in text:
        raise node.error(f"expected one line for {what}")
    return text


def _probability(node: Node, what: str) -> float:
    value = node.number(what)
    if not 0 <= value <= 1:
        raise node.error(f"expected a probability from 0 to 1 for {what}")
    return value


def _keys(node: Node) -> tuple[str, ...]:
    return tuple(_line(item, "a key of the front matter") for item in node.one_or_more("keys of the front matter"))


def _values(node: Node) -> Mapping[str, Any]:
    values: dict[str, Any] = {}
    for key, value in node.keyed("values of the front matter").items():
        if value.kind == "truth":
            values[key] = value.truth(key)
        elif value.kind == "number":
            number = value.number(key)
            values[key] = int(number) if number.is_integer() else number
        else:
            values[key] = value.word if value.kind == "date" else value.text(key)
    return MappingProxyType(values)
