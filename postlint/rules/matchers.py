"""The matchers: the few ways in which a rule can look at a page. What they look for stands in ``rules.yaml``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ..annotation import CLINICAL_KINDS, DIRECT_KINDS, WHO, Mention, Passage
from ..finding import Severity
from ..policy import Match, MatcherName, Pattern, Policy
from .numbers import small_counts, years_of
from .page import Page


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a match holds, in prose offsets, and on what evidence.

    ``severity`` is set where the matcher itself decides it (a combination below the sum for an error).
    """

    start: int
    end: int
    score: float
    mentions: tuple[Mention, ...] = ()
    passage: Passage | None = None
    related: tuple[tuple[int, int], ...] = ()
    severity: Severity | None = None


def _found(patterns: Sequence[Pattern], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _belongs(mention: Mention, who: Sequence[str]) -> float:
    """How sure it is that a mention is of one of ``who``; kinds without an owner are anybody's."""
    if not who or mention.kind in CLINICAL_KINDS:
        return mention.score
    return sum(mention.whose[WHO.index(w)] for w in who if w in WHO)


def conditions_hold(match: Match, page: Page, start: int, end: int) -> bool:
    """Whether everything that a match asks of the place around it is so."""
    blocked, _, clean = page.annotations.verdict
    if blocked < match.block or 1 - clean < match.doubt:
        return False
    front = page.front
    if any(front.get(key) for key in match.missing):
        return False
    if any(front.get(key) != value for key, value in match.equal.items()):
        return False
    if match.absent and page.passages(match.absent, 0, len(page.prose.text)):
        return False
    if match.present and not page.passages(match.present, 0, len(page.prose.text)):
        return False
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
    doubt = 1 - page.annotations.verdict[2]
    if doubt < policy.parameters.get("ask_in_doubt_from", 1.0):
        return match.score
    return min(match.score, policy.parameters.get("ask_from", match.score))


def _mention(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    asking = _asking(match, page, policy)
    for mention in page.annotations.mentions:
        if mention.kind not in match.kinds:
            continue
        score = _belongs(mention, match.who)
        if score < (asking if mention.kind in DIRECT_KINDS else match.score):
            continue
        if match.over is not None:
            years = years_of(page.words(mention.start, mention.end))
            if years is None or years <= match.over:
                continue
        if conditions_hold(match, page, mention.start, mention.end):
            yield Hit(mention.start, mention.end, score, (mention,))


def _passage(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    for passage in page.annotations.passages:
        if passage.kind not in match.kinds or passage.score < match.score:
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


@lru_cache(maxsize=256)
def _phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    spaced = (r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", re.IGNORECASE)


def _phrase(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    for found in _phrases(match.kinds).finditer(page.prose.text):
        if conditions_hold(match, page, *found.span()):
            yield _wording(page, *found.span())


@lru_cache(maxsize=256)
def _pattern_of(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)


def _pattern(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    for source in match.kinds:
        for found in _pattern_of(source).finditer(page.prose.text):
            if found.start() < found.end() and conditions_hold(match, page, *found.span()):
                yield _wording(page, *found.span())


def _combination(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    """Details of patients that add up: points for each kind, once, over the whole page (paragraph one may give the
    age and paragraph five the trade). The finding marks the detail that weighs most: the one to change first.
    """
    details = [
        m
        for m in page.annotations.mentions
        if m.kind in match.kinds and _belongs(m, match.who or ("patient",)) >= match.score
    ]
    kinds = {m.kind for m in details} | {
        m.kind
        for m in page.annotations.mentions
        if m.kind in match.adding and m.score >= match.score and page.passages(("case",), m.start, m.end)
    }
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


def _language(match: Match, page: Page, policy: Policy) -> Iterator[Hit]:
    for part in page.annotations.foreign:
        yield Hit(part.start, part.end, 1.0)


MATCHERS: Final[Mapping[MatcherName, Callable[[Match, Page, Policy], Iterator[Hit]]]] = {
    "mention": _mention,
    "passage": _passage,
    "phrase": _phrase,
    "pattern": _pattern,
    "combination": _combination,
    "count": _count,
    "metadata": _metadata,
    "language": _language,
}
