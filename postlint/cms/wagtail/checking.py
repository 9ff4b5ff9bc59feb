"""Checking a post: by one linter that this process keeps, or by the service. Whatever goes wrong, it is unchecked."""

from __future__ import annotations

import threading
from datetime import date
from typing import TYPE_CHECKING

from ...document import Document
from ...errors import DraftError, PostlintError
from .answer import Answer, Unchecked
from .options import Options, options

if TYPE_CHECKING:
    from ...linter import Linter

_lock = threading.Lock()
_kept: list[tuple[date, Linter]] = []


def check(text: str, *, rewrites: bool) -> Answer:
    """What is found in a post written as HTML, and whether it may be published. Raises Unchecked, and nothing else."""
    chosen = options()
    try:
        answer = _asked(text, chosen, rewrites=rewrites) if chosen.url else _linted(text, chosen, rewrites=rewrites)
    except Unchecked:
        raise
    except DraftError as error:
        raise Unchecked(f"it {error.reason}") from None
    except PostlintError as error:
        raise Unchecked(str(error)) from None
    except Exception as error:  # noqa: BLE001 (whatever it was, the post was not checked; its message may hold words)
        raise Unchecked(f"checking failed ({type(error).__name__})") from None
    held = answer.verdict == "review" and chosen.hold_review
    # Who may write HTML may silence a rule in it; on a site only somebody with the permission lets a finding through.
    return Answer(
        answer.allowed and not held and not answer.suppressed, answer.verdict, answer.findings, answer.suppressed
    )


def _asked(text: str, chosen: Options, *, rewrites: bool) -> Answer:
    from .service import Service

    return Service.of(chosen).ask(text, chosen, rewrites=rewrites)


def _linted(text: str, chosen: Options, *, rewrites: bool) -> Answer:
    declared = {"audience": chosen.audience} if chosen.audience else {}
    report = _linter(chosen).check(Document(text, format="html", declared=declared), rewrites=rewrites)
    if not report.complete:
        raise Unchecked(report.reason)
    return Answer(report.verdict != "block", report.verdict, report.findings, report.suppressed)


def _linter(chosen: Options) -> Linter:
    """The process's linter, for this day: a consent that ran out last night has run out."""
    from ...linter import Linter

    today = date.today()
    with _lock:
        if not _kept:
            _kept.append((today, Linter(chosen.rules or None, profiles=chosen.profiles, today=today)))
        day, linter = _kept[0]
        if day != today:
            linter = Linter(linter.policy, linter.model, today=today)
            _kept[0] = (today, linter)
        return linter


def forget() -> None:
    """Read the settings anew, and load the linter again when it is needed."""
    options.cache_clear()
    with _lock:
        _kept.clear()


