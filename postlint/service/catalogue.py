"""What ``GET /v1/rules`` tells: the policy in force, and what a request may choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..policy import AUDIENCES
from ..reporting import explain
from ..reporting.json import policy_info
from ..reporting.text import NO_CERTIFICATE

if TYPE_CHECKING:
    from ..prepublish import Gate
    from .settings import Limits


def catalogue(gate: Gate, limits: Limits) -> dict[str, Any]:
    """``postlint``, ``model``, ``policy``; ``audiences``, ``profiles`` and ``types`` to choose from; ``rules``."""
    from .. import __version__

    linter = gate.linter
    policy = linter.policy
    profiles = policy.rulebook.profiles() if policy.rulebook is not None else policy.profiles
    return {
        "postlint": __version__,
        "model": dict(linter.model_info),
        "policy": policy_info(policy),
        "hold_review": gate.hold_review,
        "body_limit": limits.body,
        "no_certificate": NO_CERTIFICATE,
        "audiences": list(AUDIENCES),
        "profiles": [{"name": p.name, "title": p.title, "reviewed_on": p.reviewed_on} for p in profiles],
        "types": [{"name": kind.name, "title": kind.title} for kind in policy.types.values()],
        "rules": [explain.to_dict(rule) for rule in policy.rules],
    }
