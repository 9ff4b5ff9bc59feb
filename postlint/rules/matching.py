"""Matching: every rule of a policy against one page, and what to do when several say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from ..annotation import Mention, Passage
from ..finding import SEVERITIES, Finding, Severity, severity_rank
from ..policy import Match, Policy, Rule
from .allowing import Allowance
from .in_time import in_time
from .matchers import MATCHERS, Hit, page_allows
from .page import Page
from .promising import is_promising


@dataclass(frozen=True, slots=True, repr=False)
class Objection:
    """A finding with the evidence that its rewrites are made from (prose offsets)."""

    finding: Finding
    rule: Rule
    mentions: tuple[Mention, ...]
    passage: Passage | None


@in_time
def match_rules(policy: Policy, page: Page, today: date | None = None) -> list[Objection]:
    """Every objection to a page, in reading order; of several by one rule to one place, the most severe.

    What the policy allows ``today`` is none.
    """
    allowance = Allowance(policy, page, today)
    objections: dict[tuple[str, int, int, str], Objection] = {}
    for rule in policy.rules:
        severity = policy.severity_of(rule)
        if severity is None:
            continue
        matches = [match for match in rule.matches if is_promising(match, page)]
        seen = allowance.page(rule) if matches else page
        for match in matches:
            for hit in _hits(match, seen, policy, allowance.of(rule)):
                sure, most = hit.score >= match.sure, _capped(severity, match, hit, page)
                objection = _objection(rule, hit, most, page, sure=sure, message=match.message)
                key = (rule.name, objection.finding.start, objection.finding.end, match.message)
                known = objections.get(key)
                if known is None or severity_rank(objection.finding.severity) < severity_rank(known.finding.severity):
                    objections[key] = objection
    return _without_nested(sorted(objections.values(), key=in_order))


def _capped(severity: Severity, match: Match, hit: Hit, page: Page) -> Severity:
    """The rule's severity, as far as the match lets it count on this page and at this place."""
    caps: list[Severity] = [severity]
    if match.at_worst:
        caps.append(match.at_worst)
    if page.annotations.verdict[0] < match.firm:
        caps.append("warning")
    if match.yields_to and page.passages(match.yields_to, hit.start, hit.end):
        caps.append("info")
    return max(caps, key=severity_rank)


def _hits(match: Match, page: Page, policy: Policy, allowed: Callable[[Hit], bool]) -> Iterator[Hit]:
    if not page_allows(match, page):
        return
    hits = (hit for hit in MATCHERS[match.on](match, page, policy) if not allowed(hit))
    if not match.once:
        yield from hits
        return
    first = next(hits, None)
    if first is not None:
        others = tuple((hit.start, hit.end) for hit in hits)
        yield replace(first, related=first.related + others)


def in_order(objection: Objection) -> tuple[int, int, int, str]:
    """What objections are sorted by: where, then how severe, then how long."""
    finding = objection.finding
    return (finding.start, severity_rank(finding.severity), -finding.end, finding.rule)


def _objection(rule: Rule, hit: Hit, severity: Severity, page: Page, *, sure: bool, message: str) -> Objection:
    if hit.severity is not None and severity_rank(hit.severity) > severity_rank(severity):
        severity = hit.severity
    if not sure and severity == "error":
        severity = "warning"  # between "perhaps" and "surely" a person decides
    span = page.source(hit.start, hit.end) if hit.source is None else hit.source
    line, column = page.place(span.start)
    finding = Finding(
        rule=rule.name,
        family=rule.family,
        severity=severity,
        start=span.start,
        end=span.end,
        line=line,
        column=column,
        message=(message or rule.message).replace("{names}", hit.names) + (f" ({hit.note})" if hit.note else ""),
        related=tuple(page.source(start, end) for start, end in hit.related),
        score=hit.score,
    )
    return Objection(finding, rule, hit.mentions, hit.passage)


def _without_nested(objections: Iterable[Objection]) -> list[Objection]:
    """Drop an objection that lies inside one by the same rule which is as severe; they come in reading order."""
    kept: list[Objection] = []
    reached: dict[tuple[str, str], list[int]] = {}  # how far those kept go, for each severity or a worse one
    for objection in objections:
        finding = objection.finding
        ends = reached.setdefault((finding.rule, finding.message), [-1] * len(SEVERITIES))
        rank = severity_rank(finding.severity)
        if finding.end <= ends[rank]:
            continue
        kept.append(objection)
        ends[rank:] = [max(end, finding.end) for end in ends[rank:]]
    return kept
