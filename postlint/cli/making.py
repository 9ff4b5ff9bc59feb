"""Where the command line gets a linter, a policy and its own version from; heavy imports wait until they are asked."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..policy import Audience, Policy
from ..reporting.json import policy_info
from .leaving import complain

if TYPE_CHECKING:
    from ..linter import Linter
    from ..local_model import LocalRewriter
    from ..selection import Selection

__all__ = ["make_linter", "make_policy", "policy_info", "tell_stale", "tell_trouble", "version"]

#: Somebody waits at the terminal; more threads than two gain nothing on texts of this length.
MOST_THREADS: Final = 2


def make_policy(
    rules_path: Path | None, audience: Audience | None, *, selection: Selection | None = None, **chosen: Any
) -> Policy:
    """The shipped policy, or that of a rules file; ``audience`` None is the file's own. ``chosen``: ``profiles`` and
    ``type``; ``selection``: the rules to look at. Raises PolicyError.
    """
    from datetime import date

    from ..rulebook import load_policy

    policy = load_policy(rules_path, audience=audience, today=date.today(), **chosen)
    return selection.applied(policy) if selection else policy


def make_linter(
    rules_path: Path | None,
    audience: Audience | None,
    *,
    rewriter: LocalRewriter | None = None,
    threads: int = MOST_THREADS,
    **chosen: Any,
) -> Linter:
    """The linter that all commands use, with a local model as ``rewriter`` if one was asked for.

    ``threads``: how many of them one draft may take at the most.

    Raises PolicyError and ModelError.
    """
    # What is imported here lives until the end: looking for garbage among it is a tenth of the start.
    gc.disable()
    try:
        from ..linter import Linter
        from ..pipeline.model import Model

        policy = make_policy(rules_path, audience, **chosen)
        model = Model.load(threads=min(threads, os.cpu_count() or 1))
        return Linter(policy=policy, model=model, rewriter=rewriter)
    finally:
        gc.freeze()
        gc.enable()


class Kept:
    """A linter that is made when it is first asked for, and again once it is to be forgotten."""

    def __init__(self, make: Callable[[], Linter]) -> None:
        self._make = make
        self._made: Linter | None = None

    def __call__(self) -> Linter:
        """The linter. Raises what making it raises."""
        if self._made is None:
            self._made = self._make()
        return self._made

    def forget(self) -> None:
        """Make a new one next time."""
        self._made = None


def tell_stale(policy: Policy) -> None:
    """A line on standard error for each profile that is due for review."""
    for profile in policy.profiles:
        if profile.name in policy.stale:
            complain(
                f"the profile {profile.name} was last reviewed on {profile.reviewed_on}; its rules may have changed"
            )


def tell_trouble(rewriter: LocalRewriter | None) -> None:
    """A line on standard error if a local model was asked for and gave no answer."""
    if rewriter is not None and rewriter.trouble:
        complain(f"the local model gave no answer ({rewriter.trouble}); checked without it")


def version() -> str:
    """Of this program."""
    from .. import __version__

    return __version__
