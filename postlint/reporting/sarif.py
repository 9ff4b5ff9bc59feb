"""SARIF 2.1.0 (OASIS), for code scanning. No snippets; a rewrite's words only where the draft's may be shown.

Columns are counted in code points, as everywhere in postlint, and the run says so (``columnKind``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from ..finding import Edit, Finding, Rewrite
from . import sarif_rules
from .json import dump
from .paths import STANDARD_INPUT, uri
from .places import numbered
from .view import Shown
from .words import unchecked

if TYPE_CHECKING:
    from . import Occasion

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
#: Under which a result's name across runs stands; a change of how it is made takes another number.
FINGERPRINT: Final = "postlint/v1"

_Object = dict[str, Any]


def render(drafts: Sequence[Shown], occasion: Occasion) -> str:
    """One run. A draft that could not be checked is a notification at level error, and the run did not succeed."""
    unread = [_notification(shown, occasion.folder) for shown in drafts if not shown.report.complete]
    status = max((shown.status for shown in drafts), default=2)
    invocation: _Object = {"executionSuccessful": not unread, "exitCode": status}
    if unread:
        invocation["toolExecutionNotifications"] = unread
    run = {
        "tool": {"driver": sarif_rules.driver(occasion.version, occasion.catalogue)},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "artifacts": _artifacts(drafts, occasion.folder),
        "results": list(_results(drafts, occasion)),
        "properties": {"model": occasion.model, "policy": occasion.policy},
    }
    return dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _artifacts(drafts: Sequence[Shown], folder: str) -> list[_Object]:
    artifacts: dict[str, _Object] = {}
    for shown in drafts:
        artifact: _Object = {"location": _artifact(shown, folder)}
        if shown.path == STANDARD_INPUT:
            artifact["description"] = {"text": "standard input"}
        artifacts.setdefault(artifact["location"]["uri"], artifact)
    return list(artifacts.values())


def _artifact(shown: Shown, folder: str) -> _Object:
    return {"uri": uri(shown.path, folder)}


def _notification(shown: Shown, folder: str) -> _Object:
    return {
        "descriptor": {"id": sarif_rules.NOT_CHECKED, "index": 0},
        "level": "error",
        "message": {"text": unchecked(shown.report)},
        "locations": [_location(shown, folder)],
    }


def _results(drafts: Sequence[Shown], occasion: Occasion) -> Iterator[_Object]:
    rules = occasion.catalogue.rules if occasion.catalogue else ()
    indices = {rule.name: index for index, rule in enumerate(rules)}
    for shown, findings in numbered(drafts, occasion.folder):
        for finding, name in findings:
            yield {
                **_ruled(finding.rule, indices),
                "level": sarif_rules.LEVELS[finding.severity],
                "message": {"text": finding.message},
                "locations": [_location(shown, occasion.folder, finding.start, finding.end)],
                **_related(shown, finding, occasion.folder),
                "partialFingerprints": {FINGERPRINT: name},
                **_fixes(shown, finding, occasion.folder),
                "properties": {"family": finding.family, "rewrites": [rewrite.title for rewrite in finding.rewrites]},
            }
        for let_through in shown.report.suppressed:
            yield {
                **_ruled(let_through.rule, indices),
                "message": {"text": "Let through by the draft's author, with a reason."},
                "locations": [_location(shown, occasion.folder, let_through.start, let_through.end)],
                "suppressions": [{"kind": "inSource"}],
            }


def _ruled(rule: str, indices: dict[str, int]) -> _Object:
    return {"ruleId": rule, **({"ruleIndex": indices[rule]} if rule in indices else {})}


def _location(shown: Shown, folder: str, start: int | None = None, end: int = 0) -> _Object:
    place: _Object = {"artifactLocation": _artifact(shown, folder)}
    where: _Object = {"physicalLocation": place}
    if shown.key:
        where["logicalLocations"] = [{"name": shown.key, "fullyQualifiedName": shown.report.id, "kind": "object"}]
    if start is not None:
        # What was read out of a file has places of its own, and none in the file that a viewer could show.
        (where.setdefault("properties", {}) if shown.read_out else place)["region"] = _region(shown, start, end)
    return where


def _region(shown: Shown, start: int, end: int) -> _Object:
    line, column = shown.lines.place(start)
    last, after = shown.lines.place(end)
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": last,
        "endColumn": after,
        "charOffset": start,
        "charLength": end - start,
    }


def _related(shown: Shown, finding: Finding, folder: str) -> _Object:
    places = [
        {
            "id": count,
            **_location(shown, folder, place.start, place.end),
            "message": {"text": "another detail that belongs to it"},
        }
        for count, place in enumerate(finding.related, 1)
    ]
    return {"relatedLocations": places} if places else {}


def _fixes(shown: Shown, finding: Finding, folder: str) -> _Object:
    offers = [rewrite for rewrite in finding.rewrites if rewrite.edits and rewrite.safety != "manual"]
    if shown.text is None or shown.read_out:
        return {}
    fixes = [_fix(shown, rewrite, folder) for rewrite in offers]
    return {"fixes": fixes} if fixes else {}


def _fix(shown: Shown, rewrite: Rewrite, folder: str) -> _Object:
    replacements = [_replacement(shown, edit) for edit in rewrite.edits]
    change = {"artifactLocation": _artifact(shown, folder), "replacements": replacements}
    return {"description": {"text": rewrite.title}, "artifactChanges": [change]}


def _replacement(shown: Shown, edit: Edit) -> _Object:
    replacement: _Object = {"deletedRegion": _region(shown, edit.start, edit.end)}
    if edit.text:
        replacement["insertedContent"] = {"text": edit.text}
    return replacement
