"""The rules of a policy as SARIF's rule table."""

from __future__ import annotations

from typing import Any, Final

from ..finding import Severity
from ..policy import Policy, Rule
from . import explain

#: The notification for a draft that could not be checked.
NOT_CHECKED: Final = "not-checked"
LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "note"}

_Object = dict[str, Any]


def driver(version: str, policy: Policy | None) -> _Object:
    """``tool.driver``; without rules where the policy could not be loaded."""
    return {
        "name": "postlint",
        "version": version,
        "semanticVersion": version,
        "shortDescription": {"text": "A linter for clinicians' draft posts."},
        "rules": [_rule(rule, policy.severity_of(rule)) for rule in policy.rules] if policy else [],
        "notifications": [
            {
                "id": NOT_CHECKED,
                "shortDescription": {"text": "A draft could not be checked: nothing is known of it."},
                "defaultConfiguration": {"level": "error"},
            }
        ],
    }


def _rule(rule: Rule, severity: Severity | None) -> _Object:
    return {
        "id": rule.name,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": _line(rule.what)},
        "help": {"text": _help(rule), "markdown": explain.page(rule, "markdown")},
        "defaultConfiguration": {"level": LEVELS[severity]} if severity else {"enabled": False},
        "properties": {"tags": [rule.family], **({"code": rule.code} if rule.code else {})},
    }


def _help(rule: Rule) -> str:
    """Why, when not, and what to do, in sentences; the whole page with its examples is in the Markdown."""
    told = [_line(rule.why)]
    told += [f"It does not apply to: {_line(rule.unless)}"] if rule.unless else []
    told += [f"To do: {cure.title.rstrip('.')}." for cure in rule.cures]
    told += [f"Source: {source}" for source in rule.sources]
    return "\n".join(told)


def _line(text: str) -> str:
    return " ".join(text.split())
