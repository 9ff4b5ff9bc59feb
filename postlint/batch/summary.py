"""The summary of a batch, in blocks that the page and the terminal are both made from.

It tells numbers: of rows, not their ids, and of authors, not their names, for an id may be a path that holds a name.
Whoever asks for them gets both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ..history import Group
from ..policy import Policy
from ..reporting.cells import shown
from ..reporting.words import joined, number
from .tally import OUTCOMES, Outcome, Tally

#: What is shown of a longer list.
MOST_RULES: Final = 15
MOST_AUTHORS: Final = 15
MOST_MONTHS: Final = 36
MOST_GROUPS: Final = 20
MOST_ROWS: Final = 6
WORDS: Final[Mapping[Outcome, str]] = {
    "publish": "publish", "review": "review", "block": "block", "unchecked": "not checked",
}  # fmt: skip
SEVERITIES: Final = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Part:
    """A name and how often each of several things happened to it."""

    name: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """Of all together."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Section:
    """Parts under a heading. ``series`` names what is counted, in order; ``over_time``: the parts are months.
    ``left`` is how many parts are not shown.
    """

    heading: str
    note: str
    series: tuple[str, ...]
    parts: tuple[Part, ...]
    over_time: bool = False
    left: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """All that is shown of a batch."""

    title: str
    lead: str
    outcomes: Part
    sections: tuple[Section, ...]
    worst: tuple[tuple[str, str], ...]
    together: tuple[str, ...]
    more: int = 0
    caution: str = (
        "A post in which no rule matched is not certified: it is not de-identified in the sense of any law, and "
        "nothing here is legal advice."
    )


@dataclass(frozen=True, slots=True, repr=False)
class Known:
    """What a run knows: its counts and groups, and, where they are to be shown, names of authors and ids of rows."""

    tally: Tally
    groups: tuple[Group, ...] = ()
    authors: Mapping[int, str] = field(default_factory=dict)
    ids: Mapping[int, str] = field(default_factory=dict)

    def author(self, number: int) -> str:
        """How an author is called; what cannot be seen in a name is made visible."""
        return shown(self.authors.get(number, "")) or f"author {number}"

    def row(self, number: int) -> str:
        """How a post is called."""
        return f"row {number} ({shown(self.ids[number])})" if number in self.ids else f"row {number}"


def summary_of(known: Known, policy: Policy) -> Summary:
    """The summary of what a run knows."""
    tally = known.tally
    rules, months = tally.ranked(), tally.by_month(MOST_MONTHS)
    titles = {rule.name: rule.title for rule in policy.rules}
    sections = [
        Section(
            "What the rules found",
            "Posts in which a rule found something, by the worst that it found",
            SEVERITIES,
            tuple(Part(titles.get(name, name), _worst(counts)) for name, counts in rules[:MOST_RULES]),
            left=max(0, len(rules) - MOST_RULES),
        ),
        Section(
            "By month",
            "Posts by the month in which they were written" + _without_day(tally),
            OUTCOMES,
            tuple(Part(month, _named(counts)) for month, counts in months),
            over_time=True,
            left=len(tally.months.keys() - {month for month, _ in months}),
        ),
        Section(
            "By author",
            "Posts of the authors with most to be blocked",
            OUTCOMES,
            tuple(Part(known.author(n), _named(counts)) for n, counts in _authors(tally)[:MOST_AUTHORS]),
            left=max(0, len(tally.authors) - MOST_AUTHORS),
        ),
    ]
    return Summary(
        title="What was found in the posts",
        lead=f"{number(tally.rows, 'post')} under {policy.name}, for readers: {policy.audience}.",
        outcomes=Part("", {WORDS[outcome]: tally.outcomes[outcome] for outcome in OUTCOMES}),
        sections=tuple(section for section in sections if section.parts),
        worst=tuple((known.row(bad.row), _counts(bad.errors, bad.warnings)) for bad in tally.worst),
        together=tuple(told(group, known, policy) for group in known.groups[:MOST_GROUPS]),
        more=max(0, len(known.groups) - MOST_GROUPS),
    )


def told(group: Group, known: Known, policy: Policy) -> str:
    """``author 2: rows 3, 9 and 12 tell age, place and occupation together; change the place in row 12 first``."""
    kinds = joined([policy.in_words.get(kind, kind) for kind in group.kinds])
    row, kind = group.change
    shown = [known.row(n).removeprefix("row ") for n in group.rows[-MOST_ROWS:]]
    left = len(group.rows) - len(shown)
    rows = joined(shown) + (f" (and {number(left, 'other')})" if left else "")
    change = f"change the {policy.in_words.get(kind, kind)} in row {row} first"
    return f"{known.author(group.author)}: rows {rows} together tell {kinds}; {change}"


def lines(summary: Summary) -> Iterator[str]:
    """For a terminal: plain lines, without colour."""
    yield summary.lead
    yield "  " + ", ".join(f"{count:,} {name}" for name, count in summary.outcomes.counts.items() if count)
    for section in summary.sections:
        yield from ("", section.heading)
        wide = max(len(f"{part.total:,}") for part in section.parts)
        for part in section.parts:
            words = ", ".join(f"{part.counts[name]:,} {name}" for name in section.series if part.counts.get(name))
            yield f"  {part.total:>{wide},}  {part.name}" + (f" ({words})" if words else "")
        if section.left:
            yield f"  and {section.left:,} more"
    if summary.worst:
        yield from ("", "Posts with most errors")
        yield from (f"  {name}: {counts}" for name, counts in summary.worst)
    if summary.together:
        yield from ("", "Posts that together could tell who it is")
        yield from (f"  {line}" for line in summary.together)
        if summary.more:
            yield f"  and {summary.more:,} more"
    yield from ("", summary.caution)


def _named(counts: Counter[Outcome]) -> dict[str, int]:
    return {outcome: counts[outcome] for outcome in OUTCOMES}


def _worst(counts: Counter[str]) -> dict[str, int]:
    return {severity: counts[severity] for severity in SEVERITIES}


def _authors(tally: Tally) -> list[tuple[int, Counter[Outcome]]]:
    return sorted(tally.authors.items(), key=lambda item: (-item[1]["block"], -item[1]["review"], item[0]))


def _without_day(tally: Tally) -> str:
    left = tally.rows - sum(counts.total() for counts in tally.months.values())
    return f"; {number(left, 'post')} without a date" if left else ""


def _counts(errors: int, warnings: int) -> str:
    return number(errors, "error") + (f", {number(warnings, 'warning')}" if warnings else "")
