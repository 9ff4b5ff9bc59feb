"""One entry of a rules file, as a :class:`~postlint.policy.Rule`: its matches, cures and samples, strictly read."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, cast

from .annotation import CLINICAL_KINDS, KINDS, OPINION_KINDS, PASSAGE_KINDS, WHO
from .finding import FAMILIES, SAFETIES, SEVERITIES, Family, Safety, Severity
from .policy import AUDIENCES, MATCHERS, Audience, Cure, LazyPattern, Match, MatcherName, Pattern, Rule, Sample
from .rulebook_nodes import Node
from .rulebook_patterns import compile_pattern

REQUIRED: Final = ("rule", "code", "family", "title", "what", "why", "message", "severity", "match", "bad", "good")
OPTIONAL: Final = ("sources", "unless", "rewrite")
RULE_KEYS: Final = REQUIRED + OPTIONAL
LADDERS: Final = (
    "name", "label", "date", "age", "loc", "fac", "occ", "rel", "dem", "event", "photo", "contact", "idno",
)  # fmt: skip
OPERATIONS: Final = ("generalise", "omit", "replace", "joint", "none")

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_CODE: Final = re.compile(r"[A-Z]{1,4}[0-9]{1,4}")
_PLACE: Final = (
    "sentence",
    "not_sentence",
    "inside",
    "outside",
    "absent",
    "near",
    "case",
    "missing",
    "equal",
    "once",
    "block",
    "doubt",
)
_TEXT: Final = ("text", "not_text", "score", "sure")
_CONDITIONS: Final[Mapping[MatcherName, tuple[str, ...]]] = {
    "mention": ("who", "over", *_TEXT, *_PLACE),
    "passage": ("holding", "mark", "plainly", *_TEXT, *_PLACE),
    "phrase": _PLACE,
    "pattern": ("text", "not_text", *_PLACE),
    "combination": ("adding", "warn_from", "error_from", "score", "inside", "outside", "absent", "missing", "equal"),
    "count": _PLACE,
    "metadata": ("missing", "equal"),
    "language": (),
}


class EntryReader:
    """Reads entries against the ``parameters`` of a policy. ``guard`` refuses regular expressions that could run for
    ever; the default policy's own are checked by its tests instead.
    """

    def __init__(self, parameters: Mapping[str, float], *, guard: bool) -> None:
        self._parameters = parameters
        self._guard = guard

    def rule(self, entries: Mapping[str, Node]) -> Rule:
        """The rule of ``entries``, whose keys are known and complete."""
        name, code = entries["rule"], entries["code"]
        if not _NAME.fullmatch(name.text("the rule's name")):
            raise name.error("expected a name of small letters, digits and hyphens, such as 'patient-name'")
        if not _CODE.fullmatch(code.text("code")):
            raise code.error("expected a code of capital letters and digits, such as 'X901'")
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
            matches=tuple(self.match(node) for node in entries["match"].listed("match")),
            cures=tuple(_cure(node) for node in cures),
            bad=tuple(_sample(node) for node in entries["bad"].listed("bad")),
            good=tuple(_sample(node) for node in entries["good"].listed("good")),
        )

    def match(self, node: Node) -> Match:
        """One way in which a rule matches."""
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
        if on == "mention" and "who" not in given and set(given["kinds"]) <= set(CLINICAL_KINDS):
            given["who"] = ()  # these have no owner
        if on in ("mention", "combination"):
            given.setdefault("score", self._parameters.get("report_from", 0.5))
            given.setdefault("sure", self._parameters.get("sure_from", 0.5))
        if on == "passage" and set(given["kinds"]) <= set(OPINION_KINDS):
            given.setdefault("doubt", self._parameters.get("doubt_opinion", 0.0))
            given.setdefault("plainly", self._parameters.get("plainly_opinion", math.inf))
        if on == "combination":
            node.keyed("a combination match", None, ("warn_from", "error_from"))
            if given["warn_from"] > given["error_from"]:
                raise entries["warn_from"].error("warn_from is above error_from")
        return Match(**given)

    def _operand(self, on: MatcherName, node: Node, case: bool) -> dict[str, Any]:
        if on in ("mention", "combination"):
            return {"kinds": node.choices(KINDS, "kind of mention")}
        if on == "passage":
            return {"kinds": node.choices(PASSAGE_KINDS, "kind of passage")}
        if on == "language":
            return {"kinds": node.choices(("other",), "language")}
        if on == "phrase":
            return {"kinds": tuple(item.text("a phrase") for item in node.one_or_more("phrase"))}
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
            "near": lambda: node.choices(KINDS, "kind of mention"),
            "holding": lambda: node.choices(KINDS, "kind of mention"),
            "mark": lambda: node.choice(("match", "holding"), "mark"),
            "adding": lambda: node.choices(KINDS, "kind of mention"),
            "block": lambda: _probability(node, "block"),
            "doubt": lambda: _probability(node, "doubt"),
            "plainly": lambda: _probability(node, "plainly"),
            "once": lambda: node.truth("once"),
            "missing": lambda: _keys(node),
            "equal": lambda: _values(node),
            "score": lambda: _probability(node, "score"),
            "sure": lambda: math.inf if node.word == "never" else _probability(node, "sure"),
        }
        if key in readers:
            return readers[key]()
        if key in ("over", "warn_from", "error_from"):
            return self._amount(node, key)
        return self._patterns(node, case)

    def _amount(self, node: Node, what: str) -> float:
        if node.kind != "text":
            return node.number(f"{what}, or the name of a parameter")
        return self._parameters[node.choice(self._parameters, "parameter")]

    def _patterns(self, node: Node, case: bool) -> tuple[Pattern, ...]:
        patterns: list[Pattern] = []
        for item in node.one_or_more("a regular expression"):
            source = item.text("a regular expression")
            if self._guard:
                try:
                    compile_pattern(source, case=case)
                except ValueError as error:
                    raise item.error(str(error)) from None
            patterns.append(LazyPattern(f"(?-i:{source})" if case else source))
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
    entries = node.keyed("a rewrite", ("operation", "title", "safety", "ladder", "text"), ("operation", "title"))
    operation = entries["operation"].choice(OPERATIONS, "operation")
    for key, owner in (("ladder", "generalise"), ("text", "replace")):
        if operation == owner and key not in entries:
            raise node.error(f"the operation {owner} needs '{key}'")
        if operation != owner and key in entries:
            raise entries[key].error(f"'{key}' belongs to the operation {owner}, not to {operation}")
    return Cure(
        operation=cast(Literal["generalise", "omit", "replace", "joint", "none"], operation),
        title=_line(entries["title"], "title"),
        safety=cast(Safety, entries["safety"].choice(SAFETIES, "safety")) if "safety" in entries else "suggested",
        ladder=entries["ladder"].choice(LADDERS, "ladder") if "ladder" in entries else "",
        text=_prose(entries["text"], "text") if "text" in entries else "",
    )


def _sample(node: Node) -> Sample:
    if node.kind != "map":
        return Sample(_prose(node, "an example"))
    entries = node.keyed("an example", ("text", "rewrite", "audience"), ("text",))
    return Sample(
        text=_prose(entries["text"], "an example"),
        rewrite=_prose(entries["rewrite"], "a rewrite") if "rewrite" in entries else "",
        audience=read_audience(entries["audience"]) if "audience" in entries else "public",
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
