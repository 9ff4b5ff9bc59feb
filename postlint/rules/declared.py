"""What follows from a draft's declaration: the facts that a rule may ask for with ``declared``.

Each is asked of the page on the day of the check. Which of them matters, and how much, is told in ``rules.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from ..annotation import Mention
from ..declaration import IDENTIFIERS, Consent, Slip
from ..policy import Match, Policy
from .page import Page

_YEAR: Final = 365.25
_TITLE: Final = re.compile(r"\b(?:mr|mrs|ms|miss|mx|dr|sir|madam)\.?\s*\Z", re.IGNORECASE)
_ONE_WORD: Final = re.compile(r"[^\W\d_][\w'’-]*\Z")
_INITIALS: Final = re.compile(r"(?:[A-Z]\.?[ -]?){1,3}\Z")


def holds(fact: str, match: Match, page: Page, policy: Policy) -> bool:
    """Whether a fact is so; ``slip`` is asked with :func:`slips`."""
    told = page.declaration
    if fact == "unrecorded":
        return told.case == "real" and told.consent is None
    if fact == "published":
        return told.case == "published"
    if fact == "out-of-scope" and not told.channel and policy.audience == "peer":
        return False  # colleagues are whom a consent to teaching speaks of
    return told.consent is not None and _OF_CONSENT[fact](told.consent, match, page)


def slips(page: Page, policy: Policy) -> tuple[Slip, ...]:
    """What was not understood, also names that the policy does not know; a key that one of its rules asks for is not
    unknown.
    """
    told = page.declaration
    unknown = [Slip("profile", "unknown profile") for name in told.profile if name not in policy.known_profiles]
    if told.type and policy.types and told.type not in policy.types:
        unknown.append(Slip("type", f"expected one of {', '.join(policy.types)}"))
    if not told.slips:
        return tuple(unknown)
    asked = {key for rule in policy.rules for match in rule.matches for key in (*match.missing, *match.equal)}
    slips = (slip for slip in told.slips if not slip.key or slip.key not in asked or slip.place)
    return (*slips, *unknown)


def is_listed(mention: Mention, consent: Consent, page: Page) -> bool:
    """Whether a consent record allows this detail. A first name is one word without a title."""
    for word in consent.identifiers:
        if mention.kind not in IDENTIFIERS[word]:
            continue
        words = page.words(mention.start, mention.end).strip()
        if word == "initials" and not _INITIALS.match(words):
            continue
        if word == "first-name":
            before = page.words(max(0, mention.start - 8), mention.start)
            if not _ONE_WORD.match(words) or _TITLE.search(before):
                continue
        return True
    return False


def _expired(consent: Consent, match: Match, page: Page) -> bool:
    return consent.expires is not None and consent.expires < page.today


def _out_of_scope(consent: Consent, match: Match, page: Page) -> bool:
    """The place is not among those agreed to; or, where the draft tells of none, no public one is."""
    if page.declaration.channel:
        return bool(consent.scope) and not consent.covers(page.declaration.channel)
    return bool(consent.scope and match.words) and set(consent.scope) <= set(match.words)


def _out_of_purpose(consent: Consent, match: Match, page: Page) -> bool:
    kind = page.declaration.type
    return bool(consent.purpose) and kind in match.words and kind not in consent.purpose


def _stale(consent: Consent, match: Match, page: Page) -> bool:
    if consent.signed is None or consent.expires is not None or match.over is None:
        return False
    return (page.today - consent.signed).days > match.over * _YEAR


def _text_changed(consent: Consent, match: Match, page: Page) -> bool:
    return bool(consent.approved_text_hash) and not consent.approves(page.prose.text)


_OF_CONSENT: Final[Mapping[str, Callable[[Consent, Match, Page], bool]]] = {
    "incomplete": lambda consent, match, page: not consent.complete,
    "withdrawn": lambda consent, match, page: consent.withdrawn,
    "expired": _expired,
    "out-of-scope": _out_of_scope,
    "out-of-purpose": _out_of_purpose,
    "text-changed": _text_changed,
    "not-approved": lambda consent, match, page: not consent.approved_text_hash and not consent.reviewed_text,
    "stale": _stale,
    "by-another": lambda consent, match, page: consent.by != "self" and not consent.assent,
    "by-another-with-assent": lambda consent, match, page: consent.by != "self" and consent.assent,
}
