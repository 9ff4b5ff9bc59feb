"""The report for programs: one JSON object for a run, offsets and rule names only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..policy import Policy
    from . import Occasion
    from .view import Shown


def render(drafts: Sequence[Shown], occasion: Occasion) -> str:
    """``{"postlint": ..., "model": ..., "policy": ..., "documents": [...]}``, in the order handed in.

    ``model`` and ``policy`` are null when they could not be loaded; every document is then reported as not checked.
    """
    return dump(
        {
            "postlint": occasion.version,
            "model": None if occasion.model is None else dict(occasion.model),
            "policy": None if occasion.policy is None else dict(occasion.policy),
            "documents": [draft.report.to_dict() for draft in drafts],
        }
    )


def dump(value: Any, *, compact: bool = False) -> str:
    """JSON with a line break at its end, in ASCII so that any terminal and pipe takes it; ``compact``: on one line."""
    if compact:
        return json.dumps(value, separators=(",", ":")) + "\n"
    return json.dumps(value, indent=2) + "\n"


def policy_info(policy: Policy) -> dict[str, Any]:
    """What a report tells of the policy it was made under."""
    return {
        "name": policy.name,
        "audience": policy.audience,
        "reviewed_on": policy.reviewed_on,
        "rules": len(policy.rules),
        "profiles": [profile.name for profile in policy.profiles],
        "type": policy.type or None,
        "stale": list(policy.stale),
        **({"off": sorted(policy.off)} if policy.off else {}),
    }
