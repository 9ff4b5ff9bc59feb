"""The matchers: the few ways in which a rule can look at a page. What they look for stands in ``rules.yaml``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ..annotation import CLINICAL_KINDS, DIRECT_KINDS, WHO, Mention, Passage
from ..document import Span
from ..finding import Severity
from ..policy import Match, MatcherName, Pattern, Policy
from ..timed import TimedPattern
from .answers import added, repeated
from .declared import holds, is_listed, slips
from .numbers import small_counts, years_of
from .page import Page
from .rarity import per_million
from .triggers import may_match


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a match holds, in prose offsets, and on what evidence.

    ``severity`` is set where the matcher itself decides it (a combination below the sum for an error). ``names`` are
    words of the policy, never of the draft, for the slot ``{names}`` of the rule's message; ``note`` is said after the
    message and holds no words of a draft either.
    """

    start: int
    end: int
    score: float
    mentions: tuple[Mention, ...] = ()
    passage: Passage | None = None
    related: tuple[tuple[int, int], ...] = ()
    severity: Severity | None = None
    names: str = ""
    #: Where the source holds what the prose does not.
    source: Span | None = None
    note: str = ""


def _found(patterns: Sequence[Pattern], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _belongs(mention: Mention, who: Sequence[str]) -> float:
    """How sure it is that a mention is of one of ``who``; kinds without an owner are anybody's."""
    if not who or mention.kind in CLINICAL_KINDS:
        return mention.score
    return sum(mention.whose[WHO.index(w)] for w in who if w in WHO)


def page_allows(match: Match, page: Page) -> bool:
    """Whether what a match asks of the page as a whole is so; if not, no place on it need be looked at."""
    if match.block and page.annotations.verdict[0] < match.block:
        return False
    if match.doubt and match.on != "passage" and _doubt(page) < match.doubt:
        return False
    if match.missing and any(page.front.get(key) for key in match.missing):
        return False
    if match.equal and any(page.front.get(key) != value for key, value in match.equal.items()):
        return False
    if match.absent and page.passages(match.absent, 0, len(page.prose.text)):
        return False
    if match.present and not page.passages(match.present, 0, len(page.prose.text)):
        return False
    return not (match.inside and not page.passages(match.inside, 0, len(page.prose.text)))


def _doubt(page: Page) -> float:
    """How likely the model takes the page not to be clean."""
    return 1 - page.annotations.verdict[2]


def conditions_hold(match: Match, page: Page, start: int, end: int) -> bool:
    """Whether everything that a match asks of a place on a page that allows it is so."""
    if match.inside and not page.passages(match.inside, start, end):
        return False
    if match.outside and page.passages(match.outside, start, end):
        return False
    if match.text or match.not_text:
        words = page.words(start, end)
        if (match.text and not _found(match.text, words)) or _found(match.not_text, words):
            return False
    if match.near or match.sentence or match.not_sentence:
        sentence = page.sentence(start, end)
        words = page.words(sentence.start, max(sentence.end, end))
        if (match.sentence and not _found(match.sentence, words)) or _found(match.not_sentence, words):
            return False
        if match.near:
            close = page.mentions(match.near, sentence.start, max(sentence.end, end))
            if not any((m.start, m.end) != (start, end) and _belongs(m, ("patient",)) >= 0.5 for m in close):
                return False
    return not (match.lacking and _found(match.lacking, page.prose.text))


def _asking(match: Match, page: Page, policy: Policy) -> float:
    """From what probability a patient's direct identifier is asked about in a draft that the model doubts: there a
    question too many costs little, and a name too few a licence.
    """
    if match.score > policy.parameters.get("report_from", 0.0) or "patient" not in match.who:
        return match.score
    if _doubt(page) < policy.parameters.get("ask_in_doubt_from", 1.0):
        return match.score
    return min(match.score, policy.parameters.get("ask_from", match.score))


def _settled(mention: Mention, match: Match, page: Page) -> bool:
    """Whether a detail is none of this match's business, for or for want of a consent record in force."""
    consent = page.declaration.consent
    if consent is None or not page.consented:
        return match.beyond_consent
    return is_listed(mention, consent, page) if match.beyond_consent else bool(match.who)


def _is_rare(mention: Mention, page: Page, most: float) -> bool:
    """Whether a mention is of a condition that at most ``most`` people in a million have."""
    known = per_million(page.words(mention.start, mention.end))
    return known is not None and known <= most


def _mention(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    asking = _asking(match, page, policy)
    for mention in page.annotations.mentions:
        if mention.kind not in match.kinds:
            continue
        score = _belongs(mention, match.who)
        if score < (asking if mention.kind in DIRECT_KINDS else match.score) or _settled(mention, match, page):
            continue
        if match.over is not None:
            years = years_of(page.words(mention.start, mention.end))
            if years is None or years <= match.over:
                continue
        if match.rare is not None and not _is_rare(mention, page, match.rare):
            continue
        if conditions_hold(match, page, mention.start, mention.end):
            yield Hit(mention.start, mention.end, score, (mention,))


def _passage(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    # On a page that the model does not doubt, only a passage that is plainly one is looked at.
    least = match.score if _doubt(page) >= match.doubt else max(match.score, match.plainly)
    for passage in page.annotations.passages:
        if passage.kind not in match.kinds or passage.score < least:
            continue
        if not conditions_hold(match, page, passage.start, passage.end):
            continue
        held = page.mentions(match.holding, passage.start, passage.end)
        if match.holding and not held:
            continue
        if match.mark == "holding":
            for mention in held:
                yield Hit(mention.start, mention.end, passage.score, (mention,), passage)
        else:
            yield Hit(passage.start, passage.end, passage.score, tuple(held), passage)


def _wording(page: Page, start: int, end: int) -> Hit:
    """A place found by its words, with what the pipeline saw in it: a rewrite knows how to leave that out."""
    return Hit(start, end, 1.0, tuple(m for m in page.annotations.mentions if start <= m.start and m.end <= end))


@lru_cache(maxsize=4096)
def _phrases(phrases: tuple[str, ...], timed: str) -> re.Pattern[str] | TimedPattern:
    spaced = (r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in phrases)
    return _pattern_of(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", timed)


def _phrase(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    for found in _phrases(match.kinds, match.timed).finditer(page.prose.text):
        if conditions_hold(match, page, *found.span()):
            yield _wording(page, *found.span())


@lru_cache(maxsize=4096)
def _pattern_of(source: str, timed: str) -> re.Pattern[str] | TimedPattern:
    return TimedPattern(source, timed) if timed else re.compile(source, re.IGNORECASE)


def _pattern(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    for source in match.kinds:
        if not match.timed and not may_match(source, page.folded):
            continue
        for found in _pattern_of(source, match.timed).finditer(page.prose.text):
            if found.start() < found.end() and conditions_hold(match, page, *found.span()):
                yield _wording(page, *found.span())


def details_of(match: Match, page: Page, policy: Policy) -> tuple[list[Mention], list[Mention], set[str]]:
    """Details of patients that add up, what else is told in a case, and the kinds that weigh: each once over the whole
    page (paragraph one may give the age and paragraph five the trade).
    """
    details = [
        m
        for m in page.annotations.mentions
        if m.kind in match.kinds
        and _belongs(m, match.who or ("patient",)) >= match.score
        and not _settled(m, match, page)
    ]
    told = [m for m in page.annotations.mentions if m.score >= match.score and page.passages(("case",), m.start, m.end)]
    kinds: set[str] = {m.kind for m in details} | {m.kind for m in told if m.kind in match.adding}
    most = policy.parameters.get("rare_per_million", 0)
    if "rare" in match.adding and any(m.kind == "cond" and _is_rare(m, page, most) for m in told):
        kinds.add("rare")
    return details, told, kinds


def _combination(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    """Details of patients that add up. The finding marks the detail that weighs most: the one to change first."""
    details, _, kinds = details_of(match, page, policy)
    total = sum(policy.points.get(kind, 1.0) for kind in kinds)
    warn_from = match.warn_from if match.warn_from is not None else 3
    error_from = match.error_from if match.error_from is not None else 5
    if not details or total < min(warn_from, error_from):
        return
    head = max(details, key=lambda m: (policy.points.get(m.kind, 1.0), m.patient))
    if not conditions_hold(match, page, head.start, head.end):
        return
    yield Hit(
        head.start,
        head.end,
        head.patient,
        (head, *(m for m in details if m is not head)),
        related=tuple((m.start, m.end) for m in details if m is not head),
        severity=None if total >= error_from else "warning",
    )


def _count(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    most = match.at_most if match.at_most is not None else int(policy.parameters.get("small_count_max", 10))
    for start, end, number in small_counts(page.prose.text):
        if 1 <= number <= most and conditions_hold(match, page, start, end):
            yield Hit(start, end, 1.0)


def _metadata(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    sentences = page.annotations.sentences
    if sentences and conditions_hold(match, page, sentences[0].start, sentences[0].end):
        yield Hit(sentences[0].start, sentences[0].end, 1.0)


def _told_of(page: Page) -> tuple[int, int]:
    """Where an objection to a declaration is shown: where the first case begins, else in the first sentence."""
    cases = page.passages(("case",), 0, len(page.prose.text))
    first = page.sentence(cases[0].start, cases[0].end) if cases else next(iter(page.annotations.sentences), None)
    return (first.start, first.end) if first else (0, len(page.prose.text))


def _declared(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    start, end = _told_of(page)
    if _found(match.lacking, page.document.text) or not conditions_hold(match, page, start, end):
        return
    for fact in match.kinds:
        if fact == "slip":
            found = slips(page, policy)
            if found:
                yield Hit(start, end, 1.0, note="; ".join(dict.fromkeys(map(str, found))))
        elif holds(fact, match, page, policy):
            yield Hit(start, end, 1.0, note=fact.replace("-", " "))


def _answer(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    whole = Passage(0, len(page.prose.text), "bnd")  # the cure is another answer, not another word
    for mention in (repeated if match.on == "repeats" else added)(page, match.kinds):
        told_twice = match.on == "repeats" and mention.kind in CLINICAL_KINDS  # its words are the evidence
        score = 1.0 if told_twice else _belongs(mention, match.who)
        if score >= match.score and conditions_hold(match, page, mention.start, mention.end):
            yield Hit(mention.start, mention.end, score, (mention,), whole)


def _language(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    for part in page.annotations.foreign:
        yield Hit(part.start, part.end, 1.0)


def _policy(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    """What the policy has to say of itself or of the draft as a whole, at its first sentence."""
    names: list[str] = []
    if "stale" in match.kinds:
        names += policy.stale
    if "demand" in match.kinds:
        names += (" or ".join(keys) for keys in policy.lacking(page.front))
    if names and page.annotations.sentences:
        first = page.annotations.sentences[0]
        yield Hit(first.start, first.end, 1.0, names=", ".join(names))


def _suppression(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    for protest in page.complaints:
        if protest.complaint in match.kinds:
            yield Hit(protest.at, protest.at, 1.0, source=protest.span)


def _history(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    """One post is no history: its trace is looked at beside those of others (:mod:`postlint.history`)."""
    return iter(())


MATCHERS: Final[Mapping[MatcherName, Callable[[Match, Page, Policy], Iterator[Hit]]]] = {
    "mention": _mention,
    "passage": _passage,
    "phrase": _phrase,
    "pattern": _pattern,
    "combination": _combination,
    "history": _history,
    "count": _count,
    "metadata": _metadata,
    "language": _language,
    "policy": _policy,
    "suppression": _suppression,
    "declared": _declared,
    "repeats": _answer,
    "adds": _answer,
}
