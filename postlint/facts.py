"""What a clinic says of itself, and what it has allowed: facts of a policy, frozen, as read from a rules file.

The clinic's own names, addresses and numbers are no patient's, and no model can know them. Its allow-list holds what
else is no finding there, each entry with its reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

#: A reason for what may give a patient away must say something: so many words, of so many letters.
REASON_WORDS: Final = 2
_WORD: Final = re.compile(r"[^\W\d_]{3,}")


def says_something(reason: str) -> bool:
    """Whether a reason is more than a grunt: "public figure" is, "ok" and "n/a" are not."""
    return len(_WORD.findall(reason)) >= REASON_WORDS


@dataclass(frozen=True, slots=True)
class Site:
    """A place where the clinic works: what it is called, where it stands, and what people call the places around it."""

    name: str
    address: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works at the clinic."""

    name: str
    role: str = ""
    handles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clinic:
    """The clinic's own details. An empty one knows nothing, and is false."""

    names: tuple[str, ...] = ()
    sites: tuple[Site, ...] = ()
    staff: tuple[Colleague, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != NO_CLINIC


NO_CLINIC: Final = Clinic()


@dataclass(frozen=True, slots=True)
class Allowed:
    """Words, or a pattern, that are no finding, and why not.

    ``kinds`` and ``rules`` (names) narrow it; empty, they do not. ``until`` is the last day on which it holds.
    """

    reason: str
    words: tuple[str, ...] = ()
    pattern: str = ""
    kinds: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    until: date | None = None

    def holds(self, today: date) -> bool:
        """Whether its last day has not passed."""
        return self.until is None or today <= self.until
