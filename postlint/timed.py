"""Regular expressions of a clinic's own rules, which run under a time limit.

What could run for ever is refused when a rules file is read (:mod:`postlint.rulebook_patterns`), but no look at an
expression tells how long it takes: ``\\w*\\w*\\w*x`` is harmless on a line and takes an hour on a page. Python's own
engine cannot be stopped from inside, so these run in the ``regex`` module, which can. All rules of a clinic share one
budget for each draft; a draft that uses it up was not checked, and is said to be so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import thread_time
from typing import Any, Final

#: Seconds of work (waiting for a busy machine is none) that a clinic's own expressions may take on one draft, all
#: together, and on each 100,000 characters more.
SECONDS: Final = 2.0
_CHARACTERS: Final = 100_000

#: Seconds that are allowed, and when they are over once the first expression has asked (asking the clock has its price,
#: and most policies hold no such expression).
_until: ContextVar[list[float] | None] = ContextVar("until", default=None)


@contextmanager
def time_limit(characters: int) -> Iterator[None]:
    """What is searched for inside, in a draft of so many characters, is given up in time with a TimeoutError."""
    token = _until.set([SECONDS * (1 + characters / _CHARACTERS)])
    try:
        yield
    finally:
        _until.reset(token)


class OutOfTime(TimeoutError):
    """The time limit was used up in an expression of this ``rule``."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class TimedPattern:
    """An expression of a ``rule`` that is searched for in any case, never for longer than the time limit around it."""

    __slots__ = ("_compiled", "pattern", "rule")

    def __init__(self, source: str, rule: str = "") -> None:
        self.pattern = source
        self.rule = rule
        self._compiled: Any = None

    def search(self, string: str, /) -> Any:
        """The first place where it matches. Raises OutOfTime."""
        try:
            return self._engine().search(string, timeout=_left())
        except TimeoutError:
            raise OutOfTime(self.rule) from None

    def finditer(self, string: str, /) -> Iterator[Any]:
        """Every place where it matches. Raises OutOfTime."""
        try:
            yield from self._engine().finditer(string, timeout=_left())
        except TimeoutError:
            raise OutOfTime(self.rule) from None

    def _engine(self) -> Any:
        if self._compiled is None:
            import regex

            self._compiled = regex.compile(self.pattern, regex.IGNORECASE | regex.VERSION0)
        return self._compiled

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TimedPattern) and other.pattern == self.pattern

    def __hash__(self) -> int:
        return hash(self.pattern)


def _left() -> float:
    """Seconds that are left. Raises TimeoutError where none are: a timeout of zero would be no timeout."""
    until = _until.get()
    if until is None:
        return SECONDS
    now = thread_time()
    if len(until) == 1:
        until.append(now + until[0])
    left = until[1] - now
    if left <= 0:
        raise TimeoutError
    return left
