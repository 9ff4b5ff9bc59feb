"""postlint: a linter for clinicians' draft posts.

It finds patient identifiers, details of a particular patient's case and medical advice phrased as personal opinion,
and offers de-identified rewrites. Everything runs on this machine; a clean run means that no rule matched, never that
a draft is certified.

    >>> from postlint import Linter
    >>> report = Linter().check("Saw Mrs Okafor again this morning.")  # doctest: +SKIP
    >>> report.verdict  # doctest: +SKIP
    'block'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .annotation import Annotations, Mention, Passage
from .document import Document, Span
from .errors import DraftError, LocalModelError, ModelError, PolicyError, PostlintError, StageError
from .finding import Edit, Finding, Rewrite
from .report import Fix, Report

if TYPE_CHECKING:
    from .frames import to_frame
    from .linter import Linter
    from .local_model import LocalRewriter
    from .policy import Policy
    from .rulebook import load_policy

__version__ = "0.1.0"

__all__ = [
    "Linter", "Fix", "LocalRewriter",
    "Document", "Span",
    "Report", "Finding", "Rewrite", "Edit",
    "Annotations", "Mention", "Passage",
    "Policy", "load_policy", "to_frame",
    "PostlintError", "DraftError", "PolicyError", "ModelError", "StageError", "LocalModelError",
]  # fmt: skip

_LAZY = {
    "Linter": "linter",
    "LocalRewriter": "local_model",
    "Policy": "policy",
    "load_policy": "rulebook",
    "to_frame": "frames",
}


def __getattr__(name: str) -> Any:
    """Rooms that a name needs are opened when it is asked for: ``import postlint`` stays instant."""
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(f".{_LAZY[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
