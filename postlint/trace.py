"""What a post leaves behind to be compared with others by its author: keyed digests of details, and no word of them.

A trace is made under the key of a run (:class:`~postlint.document.Series`), which is kept nowhere. Without it the
digests say nothing; with it they only tell whether two details are the same one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from .document import Span
from .finding import Family, Severity

Sex = Literal["", "female", "male"]


@dataclass(frozen=True, slots=True)
class Clue:
    """One detail: ``keys`` are the digests of its words, ``alike`` those of other ways to say the same (a short form,
    an age a year away).
    """

    kind: str
    keys: frozenset[bytes]
    alike: frozenset[bytes] = frozenset()

    def agrees(self, other: Clue) -> bool:
        """Whether both may be the same detail: one says no more than the other, or the same in another way."""
        mine, theirs = self.keys, other.keys
        return mine <= theirs or theirs <= mine or mine <= other.alike or theirs <= self.alike


@dataclass(frozen=True, slots=True)
class Place:
    """Where a kind of detail stands: its span in the source, its line and column, and how surely it is a patient's."""

    kind: str
    span: Span
    line: int
    column: int
    score: float


@dataclass(frozen=True, slots=True)
class Trace:
    """What one post tells of its patient, for one rule on an author's history.

    ``clues`` tell whether another post is about the same patient. ``kinds`` are the kinds of detail that weigh in a
    combination, and ``places`` where they stand. ``refers_back``: the post itself says that it goes on with something
    told before. The rest is what the rule says under the policy of the post.
    """

    rule: str
    family: Family
    severity: Severity
    message: str
    warn_from: float
    error_from: float
    kinds: frozenset[str]
    places: tuple[Place, ...]
    clues: tuple[Clue, ...] = field(repr=False)
    sex: Sex = ""
    refers_back: bool = False


def keyed(key: bytes, kind: str, words: Iterable[str]) -> frozenset[bytes]:
    """The digests of some words of a detail; alike only for the same words of the same kind under the same key."""
    return frozenset(
        hashlib.blake2b(f"{kind}\0{word}".encode("utf-8", "surrogatepass"), digest_size=12, key=key).digest()
        for word in words
    )
