"""Suppressions on a page: those that hold take their findings away, and those that do not are findings themselves.

A block's suppression covers a finding that lies in that block with all the places that belong to it. So a story that
runs on over two paragraphs, or a detail that adds up with others elsewhere, is not silenced by a remark above one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..document import Prose, Span
from ..facts import says_something
from ..finding import GUARDED, Finding, Suppressed
from ..policy import Policy, Rule
from ..suppression import MALFORMED, Complaint, Suppression, parse, read_entry
from .allowing import stretches
from .matching import Objection, in_order, match_rules
from .page import Page, Protest


@dataclass(slots=True, repr=False)
class _Order:
    """A suppression where it stands; ``reach`` is what it covers, in the source."""

    asked: Suppression
    span: Span
    at: int
    reach: Span | None
    rule: Rule | None = None
    used: bool = False


def suppress(
    policy: Policy, page: Page, objections: Sequence[Objection], today: date | None = None
) -> tuple[list[Objection], tuple[Suppressed, ...]]:
    """The objections that are left, with those to the suppressions themselves, and what was suppressed."""
    protests: list[Protest] = []
    orders: list[_Order] = []
    today = today or date.today()
    for order in _orders(page, protests):
        complaint = _judge(order, policy, today)
        if complaint:
            protests.append(Protest(complaint, order.span, order.at))
        else:
            orders.append(order)
    kept: list[Objection] = []
    gone: list[Suppressed] = []
    for objection in objections:
        if _is_covered(objection.finding, orders):
            gone.append(Suppressed(objection.finding.rule, objection.finding.start, objection.finding.end))
        else:
            kept.append(objection)
    protests += [Protest("unused", order.span, order.at) for order in orders if not order.used]
    protests += _past_their_day(policy, page, today)
    if protests:
        about = tuple(rule for rule in policy.rules if any(match.on == "suppression" for match in rule.matches))
        protested = replace(page, complaints=tuple(protests))
        kept = sorted([*kept, *match_rules(replace(policy, rules=about, allowed=()), protested)], key=in_order)
    return kept, tuple(gone)


def _orders(page: Page, protests: list[Protest]) -> Iterator[_Order]:
    """Every suppression of a draft; those in text that readers would see go to the ``protests``."""
    whole = Span(0, len(page.document.text))
    for directive in page.prose.directives:
        span = Span(directive.start, directive.end)
        if not directive.words:
            at = min(directive.at, len(page.prose.text))
            protests.append(Protest("plain-text", span, at))
            continue
        asked = parse(directive.words)
        yield _Order(asked, span, directive.at, whole if asked.whole else _next_block(page, directive.at))
    given = page.front.get("allow", [])
    for entry in given if isinstance(given, list) else [given]:
        yield _Order(read_entry(entry), Span(0, 0), 0, whole)


def _next_block(page: Page, at: int) -> Span | None:
    """The block of readers' text that follows: remarks between are skipped."""
    prose = page.prose
    start = at
    for end in (*prose.breaks, len(prose.text)):
        words = prose.text[start:end]
        if end <= at or not words.strip():
            continue
        first, last = end - len(words.lstrip()), start + len(words.rstrip())
        if not _is_remark(prose, first, last):
            return page.source(first, last)
        start = end
    return None


def _is_remark(prose: Prose, start: int, end: int) -> bool:
    return any(kind == "comment" and first <= start and end <= last for first, last, kind in prose.kinds)


def _judge(order: _Order, policy: Policy, today: date) -> Complaint | None:
    """Why a suppression is not honoured; its rule is looked up on the way."""
    asked = order.asked
    if asked is MALFORMED:
        return "malformed"
    try:
        order.rule = policy.rule(asked.rule)
    except KeyError:
        return "unknown-rule"
    if not asked.reason:
        return "no-reason"
    if asked.until is not None and today > asked.until:
        return "expired"
    grave = order.rule.family in GUARDED and order.rule.severity.get(policy.audience) == "error"
    return "weak-reason" if grave and not says_something(asked.reason) else None


def _is_covered(finding: Finding, orders: Iterable[_Order]) -> bool:
    """Whether suppressions of its rule cover all of a finding; those that cover some of it are then in use."""
    mine = [(order, order.reach) for order in orders if order.rule and order.rule.name == finding.rule and order.reach]
    places = (finding.span, *finding.related)
    needed = [[order for order, reach in mine if _holds(reach, place)] for place in places]
    if not all(needed):
        return False
    for some in needed:
        for order in some:
            order.used = True
    return True


def _holds(reach: Span, place: Span) -> bool:
    return reach.start <= place.start and place.end <= reach.end


def _past_their_day(policy: Policy, page: Page, today: date) -> Iterator[Protest]:
    """Entries of the allow-list that would speak for this draft, had their last day not passed."""
    for entry in policy.allowed:
        places = () if entry.holds(today) else stretches(entry, page.prose.text)
        for start, end in places[:1]:
            yield Protest("allow-expired", page.source(start, end), start)
