"""The policy: rules, severities and parameters, frozen, as read from ``rules.yaml`` by :mod:`postlint.rulebook`.

A rule is written in a few *matchers* and says everything about itself in one place (law 1). Nothing below this module
reads files, and no other Python holds a rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, Protocol

from .finding import Family, Safety, Severity

Audience = Literal["public", "clinic", "reply", "peer"]
AUDIENCES: Final[tuple[Audience, ...]] = ("public", "clinic", "reply", "peer")

#: What a match looks at. ``mention``: a mention of a kind and of whom; ``passage``: a stretch that does something;
#: ``phrase``: words, in any case; ``pattern``: a regular expression; ``combination``: details that add up;
#: ``count``: a small number of people; ``metadata``: what the draft's front matter says, or lacks; ``language``: a
#: part that is not in English.
MatcherName = Literal["mention", "passage", "phrase", "pattern", "combination", "count", "metadata", "language"]
MATCHERS: Final[tuple[MatcherName, ...]] = (
    "mention", "passage", "phrase", "pattern", "combination", "count", "metadata", "language",
)  # fmt: skip


class Pattern(Protocol):
    """What a condition on words needs of a compiled regular expression."""

    @property
    def pattern(self) -> str:
        """Its source."""

    def search(self, string: str, /) -> re.Match[str] | None:
        """The first place where it matches."""


class LazyPattern:
    """A pattern of a policy, compiled when it is first asked: most drafts ask few of them."""

    __slots__ = ("_compiled", "pattern")

    def __init__(self, source: str) -> None:
        self.pattern = source
        self._compiled: re.Pattern[str] | None = None

    def search(self, string: str, /) -> re.Match[str] | None:
        """The first place where it matches, in any case."""
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, re.IGNORECASE)
        return self._compiled.search(string)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyPattern) and other.pattern == self.pattern

    def __hash__(self) -> int:
        return hash(self.pattern)


@dataclass(frozen=True, slots=True)
class Match:
    """One way in which a rule matches; all its conditions must hold.

    ``on`` names the matcher and ``kinds`` its operand (kinds of mention or passage; phrases; empty for the others).
    """

    on: MatcherName
    kinds: tuple[str, ...] = ()
    #: mention: whose it must be (``patient``, ``clinician``, ``other``; empty: anybody's).
    who: tuple[str, ...] = ("patient",)
    #: The match must lie in (or, for a passage, overlap) one of these passages; and in none of those.
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    #: The whole draft must hold no passage of these kinds; or one of those.
    absent: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    #: The sentence must hold a mention of one of these kinds (a patient's, where the kind has an owner).
    near: tuple[str, ...] = ()
    #: passage: must hold a mention of one of these kinds, which is then what is marked if ``mark`` says so.
    holding: tuple[str, ...] = ()
    #: Of the text matched: one of these must be found in it, none of those may.
    text: tuple[Pattern, ...] = ()
    not_text: tuple[Pattern, ...] = ()
    #: Of the sentence around the match: likewise.
    sentence: tuple[Pattern, ...] = ()
    not_sentence: tuple[Pattern, ...] = ()
    #: None of these may be found anywhere in the draft (a source, an emergency number).
    lacking: tuple[Pattern, ...] = ()
    #: age mentions: the number of years must be over this parameter or number.
    over: float | None = None
    #: count: at most this many; combination: points from which it is a warning, and an error.
    at_most: int | None = None
    warn_from: float | None = None
    error_from: float | None = None
    #: combination: kinds that add points where they stand in a case, though nobody is told to change them.
    adding: tuple[str, ...] = ()
    #: Any match: these keys of the front matter must be absent (``missing``), or equal.
    missing: tuple[str, ...] = ()
    equal: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    #: Of several places on a page, only the first is a finding; the others are related to it.
    once: bool = False
    #: Any match: the model must find it at least this probable that the whole post must not be published.
    block: float = 0.0
    #: Any match: the model must find it at least this probable that the post is not clean.
    doubt: float = 0.0
    #: What the finding marks: the match itself, or the mentions a passage holds.
    mark: Literal["match", "holding"] = "match"
    #: Least probability at which the match counts; below ``sure`` the finding is at most a warning (ask a person).
    score: float = 0.5
    sure: float = 0.5
    #: Any match: below this probability that the whole post must not be published, its finding is at most a warning.
    firm: float = 0.0
    #: Any match: its finding is at most this severe, whatever the rule says.
    at_worst: Severity | None = None
    #: In a passage of these kinds the finding is at most an info: a rule on that passage says the same more loudly.
    yields_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cure:
    """How a rule's finding is rewritten.

    ``operation``: ``generalise`` climbs the ``ladder`` of the mention's kind, ``omit`` takes the marked text away,
    ``replace`` puts ``text`` in its place (a slot such as ``[source]`` must be filled by the author), ``joint``
    generalises all details of a combination, ``none`` leaves it to a person and shows ``title`` as advice.
    """

    operation: Literal["generalise", "omit", "replace", "joint", "none"]
    title: str
    safety: Safety = "suggested"
    ladder: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """An example of a rule, which is also its test. A bad one must raise the rule; a good one nothing at warning or
    above. ``rewrite``: a post that keeps the lesson and gives nobody away.
    """

    text: str
    rewrite: str = ""
    audience: Audience = "public"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, whole. ``severity`` has one entry for each audience; None is off."""

    name: str
    code: str
    family: Family
    title: str
    what: str
    why: str
    sources: tuple[str, ...]
    unless: str
    message: str
    severity: Mapping[Audience, Severity | None]
    matches: tuple[Match, ...]
    cures: tuple[Cure, ...]
    bad: tuple[Sample, ...]
    good: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that decides what is objected to, and how severely."""

    name: str
    rules: tuple[Rule, ...]
    audience: Audience = "public"
    reviewed_on: str = ""
    #: Numbers that rules refer to by name (``age_limit``, ``small_count_max`` ...).
    parameters: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    #: What each kind of detail of a patient adds to a combination.
    points: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def rule(self, name: str) -> Rule:
        """The rule of that name or code; KeyError if there is none."""
        for rule in self.rules:
            if name in (rule.name, rule.code):
                return rule
        raise KeyError(name)
