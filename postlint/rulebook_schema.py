"""The JSON Schema of rules files, for editors. Its keys and words are those of the tables that the reader is strict by;
only what shape a value has is said here, so that a key without a shape is an error and a test tells of it.

What only the reader knows stays with it: names of parameters, expressions that run away, rules of one name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from .annotation import KINDS, PASSAGE_KINDS, WHO
from .declaration import FACTS
from .finding import FAMILIES, SAFETIES, SEVERITIES
from .handout import CONTACTS
from .policy import AUDIENCES, MATCHERS, MatcherName
from .profile import DIRECTIONS
from .rulebook import _ABOUT, _TOP, POINT_KINDS, load_policy
from .rulebook_clinic import ALLOW_KEYS, CLINIC_KEYS
from .rulebook_entries import (
    _ADDING_UP,
    _CONDITIONS,
    CURE_KEYS,
    LADDERS,
    OPERATIONS,
    OWNERS,
    REQUIRED,
    RULE_KEYS,
    SAMPLE_KEYS,
)
from .rulebook_patterns import MAX_LENGTH
from .rulebook_profiles import PROFILE_KEYS, TYPE_KEYS
from .rulebook_readers import HANDOUT_KEYS, SECTION_KEYS
from .suppression import COMPLAINTS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_Schema = dict[str, Any]

_TEXT: Final[_Schema] = {"type": "string", "pattern": r"\S"}
_LINE: Final[_Schema] = {"type": "string", "pattern": r"^[^\n]*\S[^\n]*$"}
_AMOUNT: Final[_Schema] = {"anyOf": [{"type": "number"}, _LINE], "description": "A number, or a parameter's name."}
_NOT_NEGATIVE: Final[_Schema] = {"type": "number", "minimum": 0}
_PROBABILITY: Final[_Schema] = {"type": "number", "minimum": 0, "maximum": 1}
_DAY: Final[_Schema] = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "description": "As in 2026-11-28."}
_PATTERN: Final[_Schema] = {**_TEXT, "maxLength": MAX_LENGTH, "description": "A regular expression."}


def schema() -> _Schema:
    """The whole schema."""
    tops = {key: _shape(_TOPS, key) for key in _TOP}
    own = {"rules": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/own_rule"}}}
    whole = {
        "rules": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/whole_rule"}},
        "policy": {"required": ["name"]},
        "handout": {"required": ["title", "introduction", "sections"]},
    }
    return {
        "$schema": DIALECT,
        "title": "A rules file of postlint",
        "$defs": {
            "severity": _severity(whole=False),
            "rule": _object({key: _shape(_RULE, key) for key in RULE_KEYS}, ("rule",)),
            "whole_rule": {
                "$ref": "#/$defs/rule",
                "required": list(REQUIRED),
                "properties": {"severity": _severity(whole=True)},
            },
            "own_rule": {
                "if": {"properties": {"rule": {"enum": [rule.name for rule in load_policy().rules]}}},
                "then": {"$ref": "#/$defs/rule"},
                "else": {"$ref": "#/$defs/whole_rule"},
            },
            "match": {"oneOf": [_match(on) for on in MATCHERS]},
            "rewrite": _rewrite(),
            "sample": _sample(),
        },
        **_object(tops),
        "if": {"required": ["extends"]},
        "then": {"properties": own},
        "else": {"required": ["policy", "rules"], "properties": whole},
    }


def _shape(shapes: Mapping[str, _Schema], key: str) -> _Schema:
    if key not in shapes:
        raise KeyError(f"no shape in the schema for the key '{key}' of a rules file")
    return shapes[key]


def _object(properties: Mapping[str, _Schema], required: Iterable[str] = ()) -> _Schema:
    made = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**made, "required": list(required)} if required else made


def _one_of(words: Iterable[str]) -> _Schema:
    return {"enum": list(words)}


def _some(items: _Schema) -> _Schema:
    """One, or a list that has some."""
    return {"anyOf": [items, {"type": "array", "minItems": 1, "items": items}]}


def _some_of(words: Iterable[str]) -> _Schema:
    word = _one_of(words)
    return {"anyOf": [word, {"type": "array", "minItems": 1, "uniqueItems": True, "items": word}]}


def _named(values: _Schema) -> _Schema:
    """Entries whose keys are somebody's own words."""
    return {"type": "object", "additionalProperties": values}


def _severity(*, whole: bool) -> _Schema:
    # An editor that reads YAML 1.1 takes a bare `off` for false; the reader does not.
    word: _Schema = {"enum": [*SEVERITIES, "off", False]}
    by_audience = _object(dict.fromkeys(AUDIENCES, word), AUDIENCES if whole else ())
    return {"anyOf": [word, by_audience]}


def _match(on: MatcherName) -> _Schema:
    conditions = {key: _shape(_CONDITION, key) for key in _CONDITIONS[on]}
    required = (on, "warn_from", "error_from") if on in _ADDING_UP else (on,)
    return _object({on: _shape(_OPERAND, on), **conditions}, required)


def _rewrite() -> _Schema:
    shape = _object({key: _shape(_CURE, key) for key in CURE_KEYS}, ("operation", "title"))
    only = [
        {
            "if": {"properties": {"operation": {"enum": list(operations)}}},
            "then": {"required": [key]},
            "else": {"properties": {key: False}},
        }
        for key, operations in OWNERS.items()
    ]
    return {**shape, "allOf": only}


def _people_and_places(word: str, words: str) -> _Schema:
    """Names, or entries with a name."""
    entry = _object({"name": _LINE, word: _LINE, words: _some(_LINE)}, ("name",))
    return {"type": "array", "minItems": 1, "items": {"anyOf": [_LINE, entry]}}


def _sample() -> _Schema:
    return {"anyOf": [_TEXT, _object({key: _shape(_SAMPLE, key) for key in SAMPLE_KEYS}, ("text",))]}


_MENTIONS: Final = _some_of(KINDS)
_PASSAGES: Final = _some_of(PASSAGE_KINDS)
_FRONT: Final = _named({"type": ["string", "number", "boolean"]})

_OPERAND: Final[Mapping[str, _Schema]] = {
    "mention": _MENTIONS,
    "passage": _PASSAGES,
    "phrase": _some(_TEXT),
    "pattern": _some(_PATTERN),
    "combination": _MENTIONS,
    "history": _MENTIONS,
    "count": _AMOUNT,
    "metadata": {"anyOf": [_some(_LINE), _FRONT]},
    "language": _some_of(["other"]),
    "policy": _some_of(["stale", "demand"]),
    "suppression": _some_of(COMPLAINTS),
    "declared": _some_of(FACTS),
    "repeats": _MENTIONS,
    "adds": _MENTIONS,
}
_CONDITION: Final[Mapping[str, _Schema]] = {
    "who": _some_of([*WHO, "anybody"]),
    **dict.fromkeys(("over", "rare", "warn_from", "error_from"), _AMOUNT),
    **dict.fromkeys(("text", "not_text", "sentence", "not_sentence", "lacking", "again"), _some(_PATTERN)),
    **dict.fromkeys(("inside", "outside", "absent", "present", "yields_to"), _PASSAGES),
    **dict.fromkeys(("near", "holding"), _MENTIONS),
    **{key: {"type": "boolean"} for key in ("case", "once", "beyond_consent")},
    **dict.fromkeys(("block", "doubt", "score", "plainly", "firm"), _PROBABILITY),
    "sure": {"anyOf": [_PROBABILITY, _LINE], "description": "A probability, a parameter's name, or never."},
    "mark": _one_of(["match", "holding"]),
    "adding": _some_of((*KINDS, "rare")),
    "at_worst": _one_of(SEVERITIES[1:]),
    "speaks_for": _some_of(FAMILIES),
    "missing": _some(_LINE),
    "message": _LINE,
    "words": _some(_LINE),
    "equal": _FRONT,
}
_RULE: Final[Mapping[str, _Schema]] = {
    "rule": {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"},
    "code": {"type": "string", "pattern": "^[A-Z]{1,4}[0-9]{1,4}$"},
    "family": _one_of(FAMILIES),
    **dict.fromkeys(("title", "message"), _LINE),
    **dict.fromkeys(("what", "why", "unless", "patients", "reason"), _TEXT),
    "severity": {"$ref": "#/$defs/severity"},
    "match": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/match"}},
    **{key: _some({"$ref": "#/$defs/sample"}) for key in ("bad", "good")},
    "sources": _some(_LINE),
    "rewrite": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/rewrite"}},
}
_CURE: Final[Mapping[str, _Schema]] = {
    "operation": _one_of(OPERATIONS),
    "title": _LINE,
    "safety": _one_of(SAFETIES),
    "ladder": _one_of(LADDERS),
    "text": _TEXT,
}
_SAMPLE: Final[Mapping[str, _Schema]] = {
    **dict.fromkeys(("text", "rewrite", "to"), _TEXT),
    "earlier": _some(_TEXT),
    "audience": _one_of(AUDIENCES),
    "profiles": _some(_LINE),
    "type": _LINE,
    "day": _DAY,
}
_POLICY: Final[Mapping[str, _Schema]] = {
    "name": _TEXT,
    "reviewed_on": _DAY,
    "audience": _one_of(AUDIENCES),
    "profiles": _some(_LINE),
    "unsuppressible": {**_some(_LINE), "description": "Rules, codes or families that nobody silences."},
}
_SECTION: Final[Mapping[str, _Schema]] = {"heading": _LINE, "text": _TEXT, "rules": _some(_LINE)}
_HANDOUT: Final[Mapping[str, _Schema]] = {
    "title": _LINE,
    "introduction": _TEXT,
    "contacts": _object(dict.fromkeys(CONTACTS, _LINE)),
    "sections": {
        "type": "array",
        "minItems": 1,
        "items": _object({key: _shape(_SECTION, key) for key in SECTION_KEYS}, ("heading", "text")),
    },
}
#: Numbers among words are read as they are written.
_WORDS: Final = _some({"anyOf": [_LINE, {"type": "number"}]})
_LISTS: Final = _named(_WORDS)
_CLINIC: Final[Mapping[str, _Schema]] = {
    **dict.fromkeys(("name", "phones", "emails", "domains", "handles"), _WORDS),
    "sites": _people_and_places("address", "places"),
    "staff": _people_and_places("role", "handles"),
}
_ALLOWED: Final[Mapping[str, _Schema]] = {
    "words": _some(_LINE),
    "pattern": _PATTERN,
    "kinds": _MENTIONS,
    "rules": _some(_LINE),
    "reason": _LINE,
    "until": _DAY,
}
_PROFILE: Final[Mapping[str, _Schema]] = {
    "title": _LINE,
    "reviewed_on": _DAY,
    "sources": _some(_LINE),
    "parameters": _named(_NOT_NEGATIVE),
    "severities": _named(_severity(whole=False)),
    "messages": _named(_LINE),
    "lists": _LISTS,
}
_TYPE: Final[Mapping[str, _Schema]] = {
    "title": _LINE,
    # An editor that reads YAML 1.1 takes a bare `off` for false.
    **dict.fromkeys(("off", "false"), _some(_LINE)),
    "demand": {"type": "array", "minItems": 1, "items": _some(_LINE)},
}
_TOPS: Final[Mapping[str, _Schema]] = {
    "extends": {"const": "default"},
    "policy": _object({key: _shape(_POLICY, key) for key in _ABOUT}),
    "parameters": _named(_NOT_NEGATIVE),
    "points": _object(dict.fromkeys(POINT_KINDS, _NOT_NEGATIVE)),
    "rules": {"type": "array"},
    "in_words": _named(_LINE),
    "clinic": _object({key: _shape(_CLINIC, key) for key in CLINIC_KEYS}),
    "allow": {"type": "array", "items": _object({key: _shape(_ALLOWED, key) for key in ALLOW_KEYS}, ("reason",))},
    "lists": _LISTS,
    "stricter": _named(_one_of(DIRECTIONS)),
    "profiles": _named(_object({key: _shape(_PROFILE, key) for key in PROFILE_KEYS})),
    "types": _named(_object({key: _shape(_TYPE, key) for key in (*TYPE_KEYS, "false")})),
    "handout": _object({key: _shape(_HANDOUT, key) for key in HANDOUT_KEYS}),
    "do_not_post": _object({"message": _TEXT, "alternatives": _some(_LINE)}),
}
