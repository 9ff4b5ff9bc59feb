"""Suppressions on a page: those that hold take their findings away, and those that do not are findings themselves.

A block's suppression covers a finding that lies in that block with all the places that belong to it. So a story that
runs on over two paragraphs, or a detail that adds up with others elsewhere, is not silenced by a remark above one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from ..document import Span
from ..facts import says_something
from ..finding import GUARDED, Finding, Suppressed
from ..policy import Policy, Rule
from ..suppression import MALFORMED, Complaint, Suppression, parse, read_entry
from .allowing import stretches
from .in_time import in_time
from .matching import Objection, in_order, match_rules
from .page import Page, Protest, is_within


@dataclass(slots=True, repr=False)
class _Order:
    """A suppression where it stands; ``reach`` is what it covers, in the source."""

    asked: Suppression
    span: Span
    at: int
    reach: Span | None
    rule: Rule | None = None
    used: bool = False


@in_time
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
    mine: dict[str, list[_Order]] = {}
    for order in orders:
        mine.setdefault(order.rule.name if order.rule else "", []).append(order)
    reaches = {name: _Reach(some, Span(0, len(page.document.text))) for name, some in mine.items()}
    kept: list[Objection] = []
    gone: list[Suppressed] = []
    for objection in objections:
        reach = reaches.get(objection.finding.rule)
        if reach and reach.covers(objection.finding):
            gone.append(Suppressed(objection.finding.rule, objection.finding.start, objection.finding.end))
        else:
            kept.append(objection)
    # A rule that was switched off for this run finds nothing, which is no fault of the suppression.
    unused = [order for order in orders if not order.used and order.rule and order.rule.name not in policy.off]
    protests += [Protest("unused", order.span, order.at) for order in unused]
    protests += _past_their_day(policy, page, today)
    if protests:
        about = tuple(rule for rule in policy.rules if any(match.on == "suppression" for match in rule.matches))
        protested = replace(page, complaints=tuple(protests))
        kept = sorted([*kept, *match_rules(replace(policy, rules=about, allowed=()), protested)], key=in_order)
    return kept, tuple(gone)


def _orders(page: Page, protests: list[Protest]) -> Iterator[_Order]:
    """Every suppression of a draft; those in text that readers would see go to the ``protests``."""
    whole = Span(0, len(page.document.text))
    entries: list[Span] = []
    blocks = _Blocks(page) if page.prose.directives else None
    for directive in page.prose.directives:
        span = Span(directive.start, directive.end)
        if directive.entry:
            entries.append(span)
            continue
        if not directive.words:
            at = min(directive.at, len(page.prose.text))
            protests.append(Protest("plain-text", span, at))
            continue
        asked = parse(directive.words)
        yield _Order(asked, span, directive.at, whole if asked.whole or not blocks else blocks.after(directive.at))
    told = page.prose.front.get("postlint")
    given = told.get("allow", []) if isinstance(told, Mapping) else []
    given = given if isinstance(given, list) else [given]
    # What stands in no place of the draft but beside it is told at its head.
    for entry, span in zip_longest(given, entries[: len(given)], fillvalue=Span(0, 0)):
        yield _Order(read_entry(entry), span, 0, whole)


class _Blocks:
    """The blocks of a page, and for each place the first one from there on that readers see."""

    def __init__(self, page: Page) -> None:
        prose = page.prose
        remarks = [(first, last) for first, last, kind in prose.kinds if kind in ("comment", "reason")]
        self._ends = sorted({*prose.breaks, len(prose.text)})
        self._next: list[Span | None] = [None] * (len(self._ends) + 1)
        for index in range(len(self._ends) - 1, -1, -1):
            start, end = self._ends[index - 1] if index else 0, self._ends[index]
            words = prose.text[start:end]
            block = Span(end - len(words.lstrip()), start + len(words.rstrip())) if words.strip() else None
            seen = block is not None and not is_within(block, remarks)
            self._next[index] = page.source(block.start, block.end) if block and seen else self._next[index + 1]

    def after(self, at: int) -> Span | None:
        """The next block, in the source; remarks between are skipped."""
        return self._next[bisect_right(self._ends, at)]


def _judge(order: _Order, policy: Policy, today: date) -> Complaint | None:
    """Why a suppression is not honoured; its rule is looked up on the way."""
    asked = order.asked
    if asked is MALFORMED:
        return "malformed"
    try:
        order.rule = policy.rule(asked.rule)
    except KeyError:
        return "unknown-rule"
    if order.rule.name in policy.unsuppressible:
        return "unsuppressible"
    if not asked.reason:
        return "no-reason"
    if asked.until is not None and today > asked.until:
        return "expired"
    grave = order.rule.family in GUARDED and policy.severity_of(order.rule) == "error"
    return "weak-reason" if grave and not says_something(asked.reason) else None


class _Reach:
    """What the suppressions of one rule cover. Blocks do not overlap, so that a place lies in one of them at most."""

    def __init__(self, orders: Iterable[_Order], whole: Span) -> None:
        self._of: dict[tuple[int, int], list[_Order]] = {}
        for order in orders:
            if order.reach is not None:
                self._of.setdefault((order.reach.start, order.reach.end), []).append(order)
        self._whole = self._of.pop((whole.start, whole.end), [])
        self._blocks = sorted(self._of)

    def covers(self, finding: Finding) -> bool:
        """Whether they cover all of a finding; those that do are then in use."""
        found: list[_Order] = []
        for place in (finding.span, *finding.related):
            index = bisect_right(self._blocks, place.start, key=lambda block: block[0]) - 1
            inside = index >= 0 and place.end <= self._blocks[index][1]
            orders = [*self._whole, *(self._of[self._blocks[index]] if inside else ())]
            if not orders:
                return False
            found += orders
        for order in found:
            order.used = True
        return True


def _past_their_day(policy: Policy, page: Page, today: date) -> Iterator[Protest]:
    """Entries of the allow-list that would speak for this draft, had their last day not passed."""
    for entry in policy.allowed:
        places = () if entry.holds(today) else stretches(entry, page.prose.text)
        for start, end in places[:1]:
            yield Protest("allow-expired", page.source(start, end), start)
