"""What the service tells of its requests: method, route, status, time. Never a query, a body or a finding (law 3)."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.types import Scope

    from .metrics import Metrics

_METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
log: Final = logging.getLogger("postlint.service")


class _Plain(logging.Formatter):
    """Lines without the traceback of an exception, whose last line is its message."""

    def format(self, record: logging.LogRecord) -> str:
        kind = record.exc_info[0] if record.exc_info else None
        # Libraries put what they like into their messages; here they tell that something was, and its kind.
        message = record.getMessage() if record.name == log.name else f"{record.name} complained"
        told = f"{message} ({kind.__name__})" if kind else message
        return f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S')} {told}"


def set_up_logs() -> None:
    """Send the service's lines to standard error, and hush whatever else could tell of requests."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Plain())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.ERROR)
    log.setLevel(logging.INFO)


class Entry:
    """One request, from its beginning to its end."""

    __slots__ = ("_began", "_diary", "failed", "method", "route", "status")

    def __init__(self, diary: Diary, method: str, route: str) -> None:
        self._diary = diary
        self._began = time.perf_counter()
        self.method = method
        self.route = route
        self.status = 0
        self.failed = ""

    def end(self) -> None:
        """Write it down."""
        self._diary.end(self, time.perf_counter() - self._began)


class Diary:
    """Remembers requests in lines and numbers. A path that is no route may hold anything, so it is not repeated."""

    def __init__(self, metrics: Metrics, routes: Collection[str]) -> None:
        self._metrics = metrics
        self._routes = frozenset(routes)

    def begin(self, scope: Scope) -> Entry:
        """A request came."""
        method, path = scope["method"], scope["path"]
        self._metrics.in_flight.inc()
        return Entry(self, method if method in _METHODS else "?", path if path in self._routes else "?")

    def end(self, entry: Entry, seconds: float) -> None:
        """A request was answered, or its client went away (status 0)."""
        self._metrics.in_flight.dec()
        self._metrics.requests.labels(entry.route, str(entry.status)).inc()
        self._metrics.seconds.labels(entry.route).observe(seconds)
        failed = f" {entry.failed}" if entry.failed else ""
        log.info("%s %s %d %.0f ms%s", entry.method, entry.route, entry.status, seconds * 1000, failed)
