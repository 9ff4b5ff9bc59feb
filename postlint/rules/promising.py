"""Which matches could find anything on a page: most could not, and a glance is cheaper than a look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ..policy import Match, MatcherName
from .page import Page
from .triggers import could_match


def is_promising(match: Match, page: Page) -> bool:
    """Whether a match could find something, as far as a glance tells; if not, its matcher would find nothing."""
    glance = _GLANCES.get(match.on)
    return glance is None or glance(match, page)


#: Matchers that need what few pages have. Those that are missing are always asked.
_GLANCES: Final[Mapping[MatcherName, Callable[[Match, Page], bool]]] = {
    "mention": lambda match, page: not page.mention_kinds.isdisjoint(match.kinds),
    "passage": lambda match, page: not page.passage_kinds.isdisjoint(match.kinds),
    "pattern": lambda match, page: bool(match.timed) or could_match(match.kinds, page.triggered),
    "suppression": lambda match, page: bool(page.complaints),
    "language": lambda match, page: bool(page.annotations.foreign),
    "repeats": lambda match, page: page.answered is not None,
    "adds": lambda match, page: page.answered is not None,
    "history": lambda match, page: False,
}
