"""The linter for the settings in force: a model that is loaded once, and a policy that is read when it has changed."""

from __future__ import annotations

import os
from datetime import date
from threading import Event
from typing import TYPE_CHECKING, Any, Final, cast

from ..errors import PostlintError
from .settings import Settings

if TYPE_CHECKING:
    from ..linter import Linter
    from ..pipeline.model import Model

#: More threads than two gain nothing on texts of this length.
_MOST_THREADS: Final = 2


class SupersededError(Exception):
    """Nobody waits for this run any more."""


class Linters:
    """Makes linters. Only one thread at a time may ask; what it gets may be shared between threads."""

    def __init__(self, settings: Settings) -> None:
        #: May be set at any time, to a reason why the settings cannot be used, too.
        self.settings: Settings | PostlintError = settings
        self._model: Model | None = None
        self._known: Any = None
        self._made: Linter | PostlintError | None = None

    def get(self) -> Linter:
        """The linter for the settings, the rules file and the day as they now are.

        Raises PolicyError, also for settings that cannot be used, and ModelError.
        """
        if isinstance(self.settings, PostlintError):
            raise self.settings.with_traceback(None)
        known = self.settings, _stamp(self.settings), date.today()
        if self._made is None or known != self._known:
            try:
                self._made = self._make(self.settings, date.today())
            except PostlintError as error:
                self._made = error
            self._known = known
        if isinstance(self._made, PostlintError):
            raise self._made.with_traceback(None)
        return self._made

    def _make(self, settings: Settings, today: date) -> Linter:
        from ..linter import Linter
        from ..rulebook import load_policy

        policy = load_policy(
            settings.rules, audience=settings.audience, profiles=settings.profiles, type=settings.type, today=today
        )
        if self._model is None:
            from ..pipeline.model import Model

            self._model = Model.load(threads=min(_MOST_THREADS, os.cpu_count() or 1))
        return Linter(policy, self._model)


class _OnlyWhileWanted:
    """A model that is used only as long as somebody waits for what comes of it."""

    def __init__(self, model: Model, gone: Event) -> None:
        self._model, self._gone = model, gone

    def __getattr__(self, name: str) -> Any:
        if self._gone.is_set():
            raise SupersededError
        return getattr(self._model, name)


def stopping(linter: Linter, gone: Event) -> Linter:
    """The same linter, whose work fails with a StageError at the next reading of a text once ``gone`` is set.

    To rewrite a draft is to read it many times, and its author goes on writing meanwhile.
    """
    from ..linter import Linter

    return Linter(linter.policy, cast("Model", _OnlyWhileWanted(linter.model, gone)))


def _stamp(settings: Settings) -> tuple[int, ...] | None:
    """What tells one state of the rules file from another; None where there is none to read."""
    if settings.rules is None:
        return None
    try:
        stat = os.stat(settings.rules)
    except (OSError, ValueError):
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
