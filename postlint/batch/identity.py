"""What must be the same for a run to go on where another stopped: input, options, policy, model and program."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ..policy import Policy

if TYPE_CHECKING:
    from .run import Run
    from .sources import Source


def identity_of(source: Source, run: Run, form: str) -> tuple[str, ...] | None:
    """The identity of a run; None where its source does not come again in the same order."""
    from .. import __version__

    if source.identity is None:
        return None
    # Not the number of workers: it changes no report.
    how = [run.rewrites, dict(run.told), run.together, run.one_author, form]
    under = (how, dict(run.linter.model_info), plain(run.linter.policy))
    return (__version__, *map(json.dumps, under), *source.identity)


def plain(value: Any) -> Any:
    """A policy, or a part of one, in values that JSON has. The day on which drafts are checked is not among them."""
    if is_dataclass(value) and not isinstance(value, type):
        left_out = ("today", "rulebook") if isinstance(value, Policy) else ()
        return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.name not in left_out}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in sorted(value.items(), key=lambda pair: str(pair[0]))}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    if isinstance(value, date):
        return value.isoformat()
    # A number of a policy may be infinite, and a pattern is its source.
    return value if value is None or isinstance(value, (str, bool)) else str(getattr(value, "pattern", value))
