"""The service described in OpenAPI 3.1, which has the bodies from the contract itself."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from ..finding import FAMILIES, SAFETIES, SEVERITIES
from ..prepublish import Answering, Post, PostToFix

_TEXT: Final[dict[str, Any]] = {"type": "string"}
_COUNT: Final[dict[str, Any]] = {"type": "integer", "minimum": 0}
_TRUTH: Final[dict[str, Any]] = {"type": "boolean"}

#: What may be answered to any request, and why.
_REFUSALS: Final = {
    "400": "The body or a name in it is not understood.",
    "401": "The token is missing or wrong.",
    "403": "Another host's name, or a request from another site.",
    "405": "Another method than this one is meant.",
    "408": "The body took too long to arrive.",
    "413": "The body is too large.",
    "415": "The body is not application/json.",
    "429": "Too many drafts are waiting; try again after so many seconds as Retry-After says.",
    "500": "An error of the service's own; nothing was checked.",
    "503": "The draft could not be checked in time.",
}


def _object(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _schema(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _in_json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _schemas() -> dict[str, Any]:
    bodies = models_json_schema(
        [(model, "validation") for model in (Post, PostToFix, Answering)], ref_template="#/components/schemas/{model}"
    )[1]["$defs"]
    span = {"start": _COUNT, "end": _COUNT}
    edit = _object({**span, "text": _TEXT})
    rewrite = _object({"title": _TEXT, "safety": {"enum": list(SAFETIES)}, "edits": _list(edit)})
    finding = _object(
        {
            "rule": _TEXT, "family": {"enum": list(FAMILIES)}, "severity": {"enum": list(SEVERITIES)}, **span,
            "line": _COUNT, "column": _COUNT, "related": _list(_object(dict(span))), "message": _TEXT,
            "rewrites": _list(_schema("Rewrite")),
        }
    )  # fmt: skip
    answer = _object(
        {
            "allowed": {"type": "boolean", "description": "Whether it may be published; false whatever went wrong."},
            "warnings": _list(_TEXT), "id": _TEXT, "verdict": {"enum": ["publish", "review", "block"]},
            "complete": {"type": "boolean", "description": "False when the draft could not be checked whole."},
            "reason": {"type": "string", "description": "Why it could not be checked."},
            "findings": _list(_schema("Finding")), "suppressed": _list({"type": "object"}),
            "rewrite": {"type": ["string", "null"]},
        },
        optional=("reason",),
    )  # fmt: skip
    applied = _list(_object({"title": _TEXT, "safety": {"enum": list(SAFETIES)}}))
    fixed = {"allOf": [_schema("Answer"), _object({"text": _TEXT, "applied": applied})]}
    things = _list({"type": "object"})
    catalogue = _object(
        {
            "postlint": _TEXT, "model": {"type": "object"}, "policy": {"type": "object"}, "hold_review": _TRUTH,
            "body_limit": _COUNT, "no_certificate": _TEXT, "audiences": _list(_TEXT),
            "profiles": things, "types": things, "rules": things,
        }
    )  # fmt: skip
    return {**bodies, "Rewrite": rewrite, "Finding": finding, "Answer": answer, "Fixed": fixed, "Catalogue": catalogue}


def _responses(*kept: str, **more: dict[str, Any]) -> dict[str, Any]:
    refusals = {
        status: {"description": told, "content": _in_json(_schema("Answer"))}
        for status, told in _REFUSALS.items()
        if not kept or status in kept
    }
    return {**{status.removeprefix("s"): told for status, told in more.items()}, **refusals}


def _asking(summary: str, body: str, answer: str) -> dict[str, Any]:
    return {
        "post": {
            "summary": summary,
            "requestBody": {"required": True, "content": _in_json(_schema(body))},
            "responses": _responses(
                s200={"description": "It may be published.", "content": _in_json(_schema(answer))},
                s422={
                    "description": "It may not be published, or could not be checked.",
                    "content": _in_json(_schema(answer)),
                },
            ),
        }
    }


def _reading(summary: str, content: dict[str, Any], *kept: str, free: bool = False) -> dict[str, Any]:
    responses = _responses(*kept, s200={"description": "Here it is.", "content": content})
    return {"get": {"summary": summary, "responses": responses, **({"security": []} if free else {})}}


@cache
def describe() -> dict[str, Any]:
    """The description."""
    from .. import __version__

    kept = ("401", "403", "405", "500")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "postlint",
            "version": __version__,
            "description": "Checks drafts of clinicians' posts. It never certifies one: that it may be published means "
            "that no rule objected.",
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"token": []}],
        "paths": {
            "/v1/check": _asking("Check a draft.", "Post", "Answer"),
            "/v1/fix": _asking("Rewrite a draft, and check what came of it.", "PostToFix", "Fixed"),
            "/v1/reply": _asking("Check an answer beside what it answers.", "Answering", "Answer"),
            "/v1/rules": _reading("The policy in force.", _in_json(_schema("Catalogue")), *kept),
            "/v1/openapi.json": _reading("This description.", _in_json({"type": "object"}), *kept),
            "/metrics": _reading("Numbers for Prometheus.", {"text/plain": {"schema": _TEXT}}, *kept),
            "/healthz": _reading(
                "Whether the service runs.", _in_json(_object({"status": _TEXT})), "403", "405", "500", free=True
            ),
        },
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }
