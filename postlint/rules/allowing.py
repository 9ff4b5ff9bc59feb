"""The allow-list: what a policy lets stand, seen on one page.

An entry is laid over every stretch of the prose in which its words stand. A mention inside one is not there for the
rules that the entry is about, so that it counts in no combination either; and what is found by its words alone is no
finding inside one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from ..annotation import DIRECT_KINDS, Mention
from ..facts import Allowed
from ..policy import Policy, Rule
from ..timed import TimedPattern
from .matchers import Hit
from .page import Page, is_within


@lru_cache(maxsize=256)
def _pattern_of(entry: Allowed) -> re.Pattern[str] | TimedPattern:
    if entry.pattern:
        return TimedPattern(entry.pattern, "allow")
    spaced = (r"\s+".join(re.escape(word) for word in words.split()) for words in entry.words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(spaced, key=len, reverse=True))})(?!\w)", re.IGNORECASE)


def stretches(entry: Allowed, text: str) -> list[tuple[int, int]]:
    """Where the words of an entry stand, in any case."""
    return [match.span() for match in _pattern_of(entry).finditer(text) if match.group()]


class Allowance:
    """The entries of a policy's allow-list that hold ``today`` (None: this day), where they lie on a page."""

    def __init__(self, policy: Policy, page: Page, today: date | None = None) -> None:
        self._page = page
        self._pages: dict[tuple[Mention, ...], Page] = {}
        self._suspect = policy.parameters.get("report_from", 0.5)
        self._laid: list[tuple[Allowed, list[tuple[int, int]]]] = []
        if policy.allowed:
            today = today or date.today()
            laid = ((entry, stretches(entry, page.prose.text)) for entry in policy.allowed if entry.holds(today))
            self._laid = [(entry, places) for entry, places in laid if places]

    def page(self, rule: Rule) -> Page:
        """The page without the mentions that are allowed for a rule."""
        if not self._laid:
            return self._page
        annotations = self._page.annotations
        kept = tuple(m for m in annotations.mentions if not self._covers(rule, m))
        if kept not in self._pages:  # most rules see the same one
            whole = len(kept) == len(annotations.mentions)
            self._pages[kept] = (
                self._page if whole else replace(self._page, annotations=replace(annotations, mentions=kept))
            )
        return self._pages[kept]

    def of(self, rule: Rule) -> Callable[[Hit], bool]:
        """Whether a hit of the rule is allowed as a whole."""
        return lambda hit: any(self._allows(entry, rule, hit) for entry, places in self._laid if is_within(hit, places))

    def _covers(self, rule: Rule, mention: Mention) -> bool:
        for entry, places in self._laid:
            if (entry.kinds and mention.kind not in entry.kinds) or not is_within(mention, places):
                continue
            if rule.name in entry.rules:
                return True
            # What points straight at a patient is allowed only to somebody who has said which rule is meant.
            if not entry.rules and not (mention.kind in DIRECT_KINDS and mention.patient >= self._suspect):
                return True
        return False

    @staticmethod
    def _allows(entry: Allowed, rule: Rule, hit: Hit) -> bool:
        if hit.source is not None or any(entry.kinds and m.kind not in entry.kinds for m in hit.mentions):
            return False
        if entry.rules:
            return rule.name in entry.rules
        return rule.family != "identifiers" and not entry.kinds
