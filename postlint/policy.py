"""The policy: rules, severities and parameters, frozen, as read from ``rules.yaml`` by :mod:`postlint.rulebook`.

A rule is written in a few *matchers* and says everything about itself in one place (law 1). Nothing below this module
reads files, and no other Python holds a rule.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal, Protocol

from .errors import PolicyError
from .facts import NO_CLINIC, Allowed, Clinic
from .finding import Family, Safety, Severity
from .handout import NO_HANDOUT, Handout
from .profile import REVIEW_DAYS, ContentType, Profile, unknown

Audience = Literal["public", "clinic", "reply", "peer"]
AUDIENCES: Final[tuple[Audience, ...]] = ("public", "clinic", "reply", "peer")

#: What a match looks at. ``mention``: a mention of a kind and of whom; ``passage``: a stretch that does something;
#: ``phrase``: words, in any case; ``pattern``: a regular expression; ``combination``: details that add up;
#: ``history``: details that add up over several posts of one author;
#: ``count``: a small number of people; ``metadata``: what the draft's front matter says, or lacks; ``language``: a
#: part that is not in English; ``policy``: what the policy itself has to say; ``suppression``: one that is not
#: honoured, or an entry of the allow-list past its day; ``declared``: what follows from the draft's declaration (its
#: consent record, its case); ``repeats`` and ``adds``: details that an answer says again of the text it answers, or
#: says beyond it.
MatcherName = Literal[
    "mention", "passage", "phrase", "pattern", "combination", "history", "count", "metadata", "language", "policy",
    "suppression", "declared", "repeats", "adds",
]  # fmt: skip
MATCHERS: Final[tuple[MatcherName, ...]] = (
    "mention", "passage", "phrase", "pattern", "combination", "history", "count", "metadata", "language", "policy",
    "suppression", "declared", "repeats", "adds",
)  # fmt: skip


class Pattern(Protocol):
    """What a condition on words needs of a compiled regular expression."""

    @property
    def pattern(self) -> str:
        """Its source."""

    def search(self, string: str, /) -> object | None:
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
    #: mention: only while a consent record is in force, and only a detail that it does not list. Every other match on
    #: mentions sees no detail of a patient then: with consent, it is no breach but may be more than is needed.
    beyond_consent: bool = False
    #: declared: scopes that do not reach the public, or types of post that need a purpose of their own.
    words: tuple[str, ...] = ()
    #: None of these may be found anywhere in the draft (a source, an emergency number); declared: as it was handed in.
    lacking: tuple[Pattern, ...] = ()
    #: age mentions: the number of years must be over this parameter or number; declared: years since the consent.
    over: float | None = None
    #: condition mentions: at most this many people in a million must have it (by the table of rare conditions).
    rare: float | None = None
    #: count: at most this many; combination and history: points from which it is a warning, and an error.
    at_most: int | None = None
    warn_from: float | None = None
    error_from: float | None = None
    #: combination and history: kinds that add points where they stand in a case, though nobody is told to change them;
    #: ``rare`` adds its points to those of a condition that is rare.
    adding: tuple[str, ...] = ()
    #: history: words by which a post says that it goes on with an earlier one.
    again: tuple[Pattern, ...] = ()
    #: Any match: these keys of the front matter must be absent (``missing``), or equal.
    missing: tuple[str, ...] = ()
    equal: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    #: Of several places on a page, only the first is a finding; the others are related to it.
    once: bool = False
    #: Any match: the model must find it at least this probable that the whole post must not be published.
    block: float = 0.0
    #: Any match: the model must find it at least this probable that the post is not clean.
    doubt: float = 0.0
    #: passage: from this probability of its own it speaks for itself, and no ``doubt`` of the whole post is needed.
    plainly: float = math.inf
    #: The rule, where it is a clinic's own: its phrases and patterns run under the limit of :mod:`postlint.timed`.
    timed: str = ""
    #: What the finding marks: the match itself, or the mentions a passage holds.
    mark: Literal["match", "holding"] = "match"
    #: Least probability at which the match counts; below ``sure`` the finding is at most a warning (ask a person).
    score: float = 0.5
    sure: float = 0.5
    #: What is said instead of the rule's own message; of suppressions, whose cases have little in common.
    message: str = ""
    #: Any match: below this probability that the whole post must not be published, its finding is at most a warning.
    firm: float = 0.0
    #: Any match: its finding is at most this severe, whatever the rule says.
    at_worst: Severity | None = None
    #: In a passage of these kinds the finding is at most an info: a rule on that passage says the same more loudly.
    yields_to: tuple[str, ...] = ()
    #: combination: warnings of these families about places that it points at are infos: they would say it again.
    speaks_for: tuple[Family, ...] = ()


Operation = Literal["generalise", "omit", "replace", "joint", "none", "do-not-post"]


@dataclass(frozen=True, slots=True)
class DoNotPost:
    """What is said where the only honest rewrite is not to post: a kind message, and what can be done instead."""

    message: str = ""
    alternatives: tuple[str, ...] = ()


NOTHING_SAID: Final = DoNotPost()


@dataclass(frozen=True, slots=True)
class Cure:
    """How a rule's finding is rewritten.

    ``operation``: ``generalise`` climbs the ``ladder`` of the mention's kind, ``omit`` takes the marked text away,
    ``replace`` puts ``text`` in its place (a slot such as ``[source]`` must be filled by the author), ``joint``
    generalises all details of a combination, ``none`` leaves it to a person and shows ``title`` as advice,
    ``do-not-post`` says that no rewrite makes the draft fit to post, and offers ``text``, the general lesson, instead
    of all of it.
    """

    operation: Operation
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
    #: Profiles, content type and day under which it is an example; by default those of the policy.
    profiles: tuple[str, ...] = ()
    type: str = ""
    day: str = ""
    #: The text that it answers, where it is an answer.
    to: str = ""
    #: The posts of the same author before it, where it is one of several.
    earlier: tuple[str, ...] = ()


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
    #: Why a clinic departs from the rule as it was shipped.
    reason: str = ""
    #: What the rule means for patients, in one sentence of the handout; empty where it concerns none of them.
    patients: str = ""


class Rulebook(Protocol):
    """What a policy was made from, which makes it anew for other profiles."""

    def policy(self, audience: Audience, profiles: Collection[str]) -> Policy:
        """The policy for these profiles; PolicyError for a name that the rulebook does not know."""

    def profiles(self) -> tuple[Profile, ...]:
        """All that it knows."""


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
    #: The jurisdictions in force, in the order of the rules file; rules and parameters are as they want them already.
    profiles: tuple[Profile, ...] = ()
    #: The kind of post that is checked (empty: it was not said), and the kinds that the clinic allows.
    type: str = ""
    types: Mapping[str, ContentType] = field(default_factory=lambda: MappingProxyType({}))
    #: The day on which drafts are checked; where nobody says, nothing is too old.
    today: date | None = None
    rulebook: Rulebook | None = field(default=None, compare=False, repr=False)
    #: The clinic's own details, and what else is no finding there.
    clinic: Clinic = NO_CLINIC
    allowed: tuple[Allowed, ...] = ()
    #: What parameters mean, with ``{}`` for the number, and what kinds of detail are called; both for readers.
    in_words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    handout: Handout = NO_HANDOUT
    do_not_post: DoNotPost = NOTHING_SAID
    #: Names of rules that whoever runs postlint switched off; they stay off whatever a draft declares.
    off: frozenset[str] = frozenset()
    #: Names of rules that nobody silences: no suppression, no baseline, no option.
    unsuppressible: frozenset[str] = frozenset()

    def rule(self, name: str) -> Rule:
        """The rule of that name or code; KeyError if there is none."""
        for rule in self.rules:
            if name in (rule.name, rule.code):
                return rule
        raise KeyError(name)

    def severity_of(self, rule: Rule) -> Severity | None:
        """How severe a rule is for the audience and the content type; None is off."""
        if rule.name in self.off or (self.type and rule.name in self.types[self.type].off):
            return None
        return rule.severity.get(self.audience)

    @property
    def stale(self) -> tuple[str, ...]:
        """The profiles in force whose last review is too long ago."""
        if self.today is None:
            return ()
        days = self.parameters.get("review_days", REVIEW_DAYS)
        return tuple(profile.name for profile in self.profiles if profile.is_stale(self.today, days))

    def lacking(self, front: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
        """The demands of the content type that a draft's front matter does not meet."""
        demands = self.types[self.type].demand if self.type else ()
        return tuple(keys for keys in demands if not any(front.get(key) for key in keys))

    @property
    def known_profiles(self) -> frozenset[str]:
        """The names of the profiles that the rules file has."""
        known = self.rulebook.profiles() if self.rulebook is not None else self.profiles
        return frozenset(profile.name for profile in known)

    def for_audience(self, audience: Audience) -> Policy:
        """The same policy for other readers."""
        if audience not in AUDIENCES:
            raise PolicyError(unknown("audience", audience, AUDIENCES))
        return replace(self, audience=audience)

    def for_type(self, type: str) -> Policy:
        """The same policy for a kind of post; the empty text takes the kind away."""
        if type and type not in self.types:
            raise PolicyError(unknown("content type", type, self.types))
        return replace(self, type=type)

    def without(self, names: Iterable[str]) -> Policy:
        """The same policy with these rules off as well."""
        return replace(self, off=self.off | frozenset(names))

    def on(self, today: date) -> Policy:
        """The same policy on another day."""
        return replace(self, today=today)

    def for_profiles(self, names: Iterable[str]) -> Policy:
        """The policy under these profiles instead of its own; no names, no profile.

        Raises PolicyError for a name that the rules file does not have.
        """
        names = frozenset(names)
        if names == {profile.name for profile in self.profiles}:
            return self
        if self.rulebook is None:
            raise PolicyError("this policy was not read from a rules file, so it has no profiles")
        return replace(self.rulebook.policy(self.audience, names), type=self.type, today=self.today, off=self.off)

    def with_profiles(self, *names: str) -> Policy:
        """The policy under these profiles and its own: never less strict."""
        return self.for_profiles((*(profile.name for profile in self.profiles), *names))

    def for_sample(self, sample: Sample) -> Policy:
        """The policy under which a rule's example is one."""
        policy = self.for_audience(sample.audience)
        if sample.profiles:
            policy = policy.for_profiles(sample.profiles)
        if sample.type:
            policy = policy.for_type(sample.type)
        return policy.on(date.fromisoformat(sample.day)) if sample.day else policy
