"""Profiles and content types: what a jurisdiction changes of a policy, and what a kind of post does.

Of several profiles the stricter value wins, one by one: the more severe severity, the parameter that ``stricter`` in
the rules file says is stricter. Where a profile says nothing, it stands for the value that the policy has anyhow. So
whatever is found under one profile is found under any set that holds it, and the order of the set means nothing.

A word in a named list is right in one country and wrong in the next (an emergency number). A match that refers to a
list is therefore made once for each profile, with the words of that one: a draft for two countries that asks for an
emergency number must give a number of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from .finding import Severity, severity_rank

if TYPE_CHECKING:
    from .policy import Audience

Direction = Literal["lower", "higher"]
DIRECTIONS: Final[tuple[Direction, ...]] = ("lower", "higher")

#: Days after its review from which a profile says that it is old, unless the parameter ``review_days`` says otherwise.
REVIEW_DAYS: Final = 365.0


@dataclass(frozen=True, slots=True)
class Profile:
    """A jurisdiction's overlay. It switches nothing off: it sets parameters and severities, and names words."""

    name: str
    title: str
    reviewed_on: str
    sources: tuple[str, ...]
    parameters: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    #: Rule, audience, severity.
    severities: Mapping[str, Mapping[Audience, Severity]] = field(default_factory=lambda: MappingProxyType({}))
    #: What a rule says here, in the place of its own message.
    messages: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    #: Named lists of words, such as ``emergency``.
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def is_stale(self, today: date, days: float) -> bool:
        """Whether its last review is more than so many days ago."""
        return (today - date.fromisoformat(self.reviewed_on)).days > days


@dataclass(frozen=True, slots=True)
class ContentType:
    """A kind of post that the clinic allows: rules that do not apply to it, and what its front matter must tell.

    Each demand is one or more keys of the front matter, one of which must be there.
    """

    name: str
    title: str
    off: tuple[str, ...] = ()
    demand: tuple[tuple[str, ...], ...] = ()


def stricter(values: Iterable[float], direction: Direction) -> float:
    """Of values of one parameter, the one that objects to more."""
    return min(values) if direction == "lower" else max(values)


def more_severe(values: Iterable[Severity | None]) -> Severity | None:
    """Of severities the worst; None is off."""
    return min((value for value in values if value is not None), key=severity_rank, default=None)


def unknown(what: str, word: str, known: Iterable[str]) -> str:
    """``unknown profile 'uk-gcm'; did you mean 'uk-gmc'?``"""
    from difflib import get_close_matches

    known = tuple(known)
    parts = [name for name in known if word.lower() in name.split("-")]  # uk is a part of uk-gmc
    near = get_close_matches(word, known, n=1, cutoff=0.6) or (parts if len(parts) == 1 else [])
    if near:
        return f"unknown {what} '{word}'; did you mean '{near[0]}'?"
    return f"unknown {what} '{word}'; " + (f"expected one of {', '.join(known)}" if known else "the policy has none")
