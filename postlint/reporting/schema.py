"""The JSON Schema (2020-12) of the report for programs: of what ``--format json`` prints, and under ``$defs/document``
of a line that ``postlint batch`` writes.

Keys may be added in later versions, so that none is forbidden; what a key holds does not change.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, get_args

from ..finding import FAMILIES, SAFETIES, SEVERITIES
from ..policy import AUDIENCES
from ..report import Verdict

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
#: The file of the documentation that holds it.
FILE: Final = "report.schema.json"

_Schema = dict[str, Any]

_TEXT: Final[_Schema] = {"type": "string", "minLength": 1}
_OFFSET: Final[_Schema] = {
    "type": "integer",
    "minimum": 0,
    "description": "In code points of the document as handed in.",
}
_COUNT: Final[_Schema] = {"type": "integer", "minimum": 1, "description": "Counted from one."}
_PLACE: Final[Mapping[str, _Schema]] = {"start": _OFFSET, "end": _OFFSET}


def _object(properties: Mapping[str, _Schema], optional: tuple[str, ...] = (), **more: Any) -> _Schema:
    required = [key for key in properties if key not in optional]
    return {"type": "object", "required": required, "properties": dict(properties), **more}


def _list(of: _Schema, **more: Any) -> _Schema:
    return {"type": "array", "items": of, **more}


def _one_of(words: tuple[str, ...]) -> _Schema:
    return {"enum": list(words)}


def _ref(name: str) -> _Schema:
    return {"$ref": f"#/$defs/{name}"}


def _holds(key: str, value: _Schema) -> _Schema:
    return {"required": [key], "properties": {key: value}}


def _severities(*severities: str) -> _Schema:
    """Findings of which one is so severe."""
    return _holds("findings", {"contains": _holds("severity", _one_of(severities))})


_MODEL: Final = _object(
    {"name": _TEXT, "version": _TEXT, "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
)
_POLICY: Final = _object(
    {
        "name": _TEXT,
        "audience": _one_of(AUDIENCES),
        "reviewed_on": {"type": "string"},
        "rules": {"type": "integer", "minimum": 0, "description": "How many."},
        "profiles": _list(_TEXT, description="The jurisdictions in force."),
        "type": {"type": ["string", "null"], "description": "The kind of post that was named."},
        "stale": _list(_TEXT, description="Profiles whose last review is too long ago."),
    }
)
_EDIT: Final = _object({**_PLACE, "text": {"type": "string"}}, description="Put text in the place.")
_REWRITE: Final = _object({"title": _TEXT, "safety": _one_of(SAFETIES), "edits": _list(_EDIT)})
_FINDING: Final = _object(
    {
        "rule": _TEXT,
        "family": _one_of(FAMILIES),
        "severity": _one_of(SEVERITIES),
        **_PLACE,
        "line": _COUNT,
        "column": _COUNT,
        "related": _list(_object(_PLACE), description="Other places that belong to the same objection."),
        "message": _TEXT,
        "rewrites": _list(_REWRITE),
    }
)
_SUPPRESSED: Final = _object({"rule": _TEXT, **_PLACE, "reason_given": {"const": True}})
_DOCUMENT: Final = _object(
    {
        "id": {"type": "string"},
        "verdict": _one_of(get_args(Verdict)),
        "complete": {"type": "boolean"},
        "reason": {**_TEXT, "description": "Why the draft could not be checked."},
        "findings": _list(_ref("finding")),
        "suppressed": _list(_SUPPRESSED, description="Let through at the author's own wish; in no verdict."),
        "rewrite": {"type": ["string", "null"], "description": "The rewritten draft, where it was asked for."},
    },
    optional=("reason",),
    allOf=[
        # What could not be checked is never clean, and says why.
        {
            "if": _holds("complete", {"const": False}),
            "then": {"required": ["reason"], "properties": {"verdict": {"const": "block"}}},
            "else": {"properties": {"reason": False}},
        },
        {"if": _severities("error"), "then": {"properties": {"verdict": {"const": "block"}}}},
        {"if": _severities("warning"), "then": {"properties": {"verdict": {"enum": ["review", "block"]}}}},
    ],
)


def schema() -> _Schema:
    """The schema, in plain values."""
    unread = {"documents": {"items": {"properties": {"complete": {"const": False}}}}}
    return {
        "$schema": DIALECT,
        "title": "A report of postlint",
        "description": "No key holds words of a draft, save edits[].text and rewrite: the author's draft rewritten.",
        **_object(
            {
                "postlint": {**_TEXT, "description": "The version that wrote it."},
                "model": {"anyOf": [_MODEL, {"type": "null"}]},
                "policy": {"anyOf": [_POLICY, {"type": "null"}]},
                "documents": _list(_ref("document"), description="In the order handed in."),
            },
            # Without a model or a policy nothing was checked.
            allOf=[
                {"if": _holds(key, {"type": "null"}), "then": {"properties": unread}} for key in ("model", "policy")
            ],
        ),
        "$defs": {"document": _DOCUMENT, "finding": _FINDING},
    }
