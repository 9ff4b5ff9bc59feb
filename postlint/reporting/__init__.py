"""Reports, as a person or a program reads them. Each format is a function from drafts to text; none prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from ..policy import NOTHING_SAID, DoNotPost, Policy
from . import json, text
from .view import Outcome, Shown, as_it_is, show


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a report says beside its documents, and what it is written on.

    ``model`` and ``policy`` are None when they could not be loaded. ``width`` is in cells;
    ``do_not_post`` is what the policy says of a draft that had better not be posted. ``catalogue`` is the policy
    itself, for formats that explain its rules, and ``folder`` the absolute path of the folder that paths of drafts are
    told from.
    """

    version: str
    model: Mapping[str, Any] | None = None
    policy: Mapping[str, Any] | None = None
    width: int = 80
    color: bool = False
    do_not_post: DoNotPost = NOTHING_SAID
    catalogue: Policy | None = None
    folder: str = ""


#: Drafts, with as much of them as may be shown, and the occasion.
Printer = Callable[[Sequence[Shown], Occasion], str]

#: What ``--format`` takes.
FORMATS: Final = ("text", "json", "sarif", "github", "gitlab", "junit", "html")
#: Those that never hold words of a draft.
WORDLESS: Final = ("github", "gitlab", "junit")
#: Those that are their author's own page, so that they show the draft unless told not to.
AUTHORS: Final = ("html",)


def told_of(format: str, outcome: Outcome, *, words: bool) -> Shown:
    """As much of what came of a draft as its report in one of :data:`FORMATS` may hold, with its ``words`` or without.

    JSON is the report as it is, under a contract of its own: with its rewrites, and with no other words in any case.
    """
    return as_it_is(outcome) if format == "json" else show(outcome, words=words and format not in WORDLESS)


def printed(format: str, drafts: Sequence[Shown], occasion: Occasion) -> str:
    """The report in one of :data:`FORMATS` on drafts as :func:`told_of` gave them for it."""
    return _printer(format)(drafts, occasion)


def render(format: str, outcomes: Sequence[Outcome], occasion: Occasion, *, words: bool) -> str:
    """The report on some drafts in one of :data:`FORMATS`, with their ``words`` or without any."""
    return printed(format, [told_of(format, outcome, words=words) for outcome in outcomes], occasion)


def _printer(format: str) -> Printer:
    if format == "text":
        return text.render
    if format == "json":
        return json.render
    printer: Printer = import_module(f".{format}", __name__).render
    return printer
