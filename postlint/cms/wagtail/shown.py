"""The findings as an editor sees them: each with its part of the page, the words, why, and what to write instead.

It is the author's own draft, shown to those who may edit it, and made anew for each request: no words are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from ...finding import Edit, Finding, Rewrite
from .answer import Answer, Unchecked
from .checking import check
from .fields import read_post
from .gate import is_exempt, label_of
from .models import Override
from .options import options
from .overriding import fingerprint_of, overrides
from .post import Post
from .rewriting import can_apply

if TYPE_CHECKING:
    from ...policy import Policy

_LONGEST: Final = 180


@dataclass(frozen=True, slots=True, repr=False)
class Words:
    """Words of the page, and in which part of it they stand."""

    label: str
    words: str


@dataclass(frozen=True, slots=True, repr=False)
class Change:
    """What a rewrite does in one place."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, repr=False)
class Offer:
    """A rewrite that can be made with one press. ``token`` is how it is asked for."""

    title: str
    changes: tuple[Change, ...]
    token: str


@dataclass(frozen=True, slots=True, repr=False)
class Item:
    """A finding; ``number`` counts from one. ``advice`` is what only the author can do."""

    number: int
    rule: str
    severity: str
    message: str
    why: str
    at: Words
    related: tuple[Words, ...]
    offers: tuple[Offer, ...]
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """What is known of a page as it is: ``reason`` why it could not be checked, or what was found."""

    fingerprint: str
    exempt: bool = False
    reason: str = ""
    allowed: bool = False
    items: tuple[Item, ...] = ()
    rules: tuple[str, ...] = ()
    silenced: int = 0
    overrides: tuple[Override, ...] = ()

    @property
    def overridden(self) -> Override | None:
        """The override that covers all that holds the page back."""
        covers = (found for found in self.overrides if set(self.rules) <= set(found.rules))
        return next(covers, None) if self.rules else None


def sheet_of(instance: Any) -> Sheet:
    """Check a page as it is in memory, with rewrites."""
    fingerprint = ""
    if is_exempt(instance):
        return Sheet(fingerprint, exempt=True, allowed=True)
    try:
        post = read_post(instance)
        fingerprint = fingerprint_of(post.text)
        answer = _with_rewrites(post.text)
    except Unchecked as error:
        return Sheet(fingerprint, reason=str(error).rstrip("."))
    return Sheet(
        fingerprint,
        allowed=answer.allowed,
        items=tuple(_item(post, number, finding) for number, finding in enumerate(answer.findings, 1)),
        rules=tuple(sorted(answer.rules)),
        silenced=len(answer.suppressed),
        overrides=tuple(overrides(instance, fingerprint)),
    )


def _with_rewrites(text: str) -> Answer:
    """Rewrites take longer: where there was no time for them, the findings are shown without."""
    try:
        return check(text, rewrites=True)
    except Unchecked:
        return check(text, rewrites=False)


def offered(post: Post, answer: Answer, token: str) -> tuple[Edit, ...]:
    """The edits of the rewrite that a token asks for; none where it is not, or no longer, offered."""
    for finding in answer.findings:
        for index, rewrite in enumerate(finding.rewrites):
            if token == _token(finding, index) and _is_open(post, rewrite):
                return rewrite.edits
    return ()


def _token(finding: Finding, index: int) -> str:
    return f"{finding.rule}:{finding.start}:{finding.end}:{index}"


def _is_open(post: Post, rewrite: Rewrite) -> bool:
    """Whether a rewrite can be made with one press: it is not the author's to finish, and all of it is on this page."""
    return rewrite.safety != "manual" and can_apply(post, rewrite.edits)


def _item(post: Post, number: int, finding: Finding) -> Item:
    related = tuple(_words(post, span.start, span.end) for span in finding.related)
    open_ = [(index, rewrite) for index, rewrite in enumerate(finding.rewrites) if _is_open(post, rewrite)]
    return Item(
        number=number,
        rule=finding.rule,
        severity=finding.severity,
        message=finding.message,
        why=_why(finding.rule),
        at=_words(post, finding.start, finding.end),
        related=related,
        offers=tuple(Offer(r.title, tuple(_changes(post, r.edits)), _token(finding, index)) for index, r in open_),
        advice=tuple(rewrite.title for rewrite in finding.rewrites if not _is_open(post, rewrite)),
    )


def _changes(post: Post, edits: tuple[Edit, ...]) -> Iterator[Change]:
    for edit in edits:
        if stored := post.stored(edit):
            yield Change(post.parts[stored[0].part].label, _short(post.words(stored[0])), _short(stored[1]))


def _words(post: Post, start: int, end: int) -> Words:
    words = " · ".join(post.words(place) for place in post.places(start, end))
    return Words(label_of(post, start, end), _short(words))


def _short(words: str) -> str:
    words = " ".join(words.split())
    if len(words) <= _LONGEST:
        return words
    return f"{words[: _LONGEST // 2].rstrip()} … {words[-_LONGEST // 2 :].lstrip()}"


def _why(rule: str) -> str:
    try:
        return _policy().rule(rule).why
    except KeyError:  # a rule of the service's own
        return ""


@lru_cache(maxsize=1)
def _policy() -> Policy:
    from ...rulebook import load_policy

    return load_policy(options().rules or None)
