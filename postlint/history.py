"""An author's history: what one post leaves open, several may close.

Posts of one author that seem to tell of the same patient are linked, and the details of all of them are weighed as
those of one post would be. Nothing is held but traces (:mod:`postlint.trace`): keyed digests, kinds of detail, weeks
and row numbers; the key is made for this history and dies with it.

What links two posts is a judgement on little evidence, so it is kept to what can be said in a sentence: two details of
different kinds must agree (or a name; or an illness, if the posts are of the same week, if one of them says that it
goes on, or if it is rare and they are of the same month), and neither sex nor age may contradict. A detail that an
author tells of many patients, such as the village where the practice is, counts half.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from .annotation import CLINICAL_KINDS, DIRECT_KINDS
from .document import Document, Series
from .finding import Finding
from .policy import Policy
from .report import Report, verdict_of
from .trace import Clue, Place, Trace, keyed

if TYPE_CHECKING:
    from .linter import Linter

#: Posts of an author that are kept to compare with; the oldest make room.
KEPT: Final = 200
#: How much it says that two posts agree in a detail of a kind: whom it singles out counts whole.
_SAYS: Final[Mapping[str, float]] = {
    **dict.fromkeys(map(str, DIRECT_KINDS), 2.0),
    **dict.fromkeys(("cond", "occ", "event", "loc", "fac", "age", "date", "dem"), 1.0),
    **dict.fromkeys(("rel", "proc", "med", "out"), 0.5),
}
#: What else makes two posts one story: an illness that few have, posts of one week or month, "our man is back".
_RARE: Final = 0.5
_SAME_WEEK: Final = 1.0
_SAME_WEEKS: Final = 0.5
_REFERS_BACK: Final = 1.0
#: From here two posts are about one patient, and from here surely.
LINKED: Final = 2.0
SURE: Final = 3.0
#: A detail of so many of an author's patients says little of one.
_OFTEN: Final = 3
#: A trade or a place that differs speaks against one patient, if not for certain: people have two of each.
_AGAINST: Final[Mapping[str, float]] = {"occ": 0.5, "loc": 0.5, "fac": 0.5, "name": 2.0}


@dataclass(frozen=True, slots=True)
class Group:
    """Posts that together tell who a patient could be: the number of their author, in the order in which authors came;
    the numbers of their rows; the kinds of detail that join; and the row and kind of the one to change first.
    """

    rule: str
    severity: str
    author: int
    rows: tuple[int, ...]
    kinds: tuple[str, ...]
    change: tuple[int, str]


@dataclass(slots=True)
class _Post:
    row: int
    trace: Trace
    #: Of its day, counted from the first week of the calendar.
    week: int | None
    points: float


@dataclass(slots=True)
class _Case:
    """Posts that seem to be about one patient; ``group`` is the index of what was said of them."""

    posts: list[_Post] = field(default_factory=list)
    group: int | None = None


@dataclass(slots=True)
class _Author:
    number: int
    cases: list[_Case] = field(default_factory=list)
    kept: int = 0

    def often(self) -> Counter[bytes]:
        """Of how many cases each digest is told."""
        return Counter(
            digest
            for case in self.cases
            for digest in {digest for post in case.posts for clue in post.trace.clues for digest in clue.keys}
        )


class Authors:
    """The numbers of authors, from one, in the order in which they are asked for; their names are not kept."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._numbers: dict[frozenset[bytes], int] = {}

    def number(self, author: str) -> int:
        """The number of an author; the same for the same name."""
        return self._numbers.setdefault(keyed(self._key, "author", (author,)), len(self._numbers) + 1)


class History:
    """The posts of any number of authors, handed in one after the other.

    >>> history = History(linter.policy)  # doctest: +SKIP
    >>> document = Document(text, series=history.series(day))  # doctest: +SKIP
    >>> report = history.join(linter.check(document), author="ann", row=1, day=day)  # doctest: +SKIP
    """

    def __init__(self, policy: Policy, authors: Authors | None = None) -> None:
        self._policy = policy
        self._key = secrets.token_bytes(32)
        self._numbers = authors or Authors()
        self._authors: dict[tuple[int, str], _Author] = {}
        self._groups: list[Group] = []

    def series(self, day: date | None = None) -> Series:
        """What a document must say so that its report can join this history."""
        return Series(self._key, day)

    def groups(self) -> list[Group]:
        """What was found, in the order of authors and rows."""
        return sorted(self._groups, key=lambda group: (group.author, group.rows, group.rule))

    def join(self, report: Report, *, author: str, row: int, day: date | None = None) -> Report:
        """The report with what its document adds to earlier ones of its author; an unknown (empty) author has none."""
        if not author or not report.traces:
            return replace(report, traces=())
        number = self._numbers.number(author)
        week = day.toordinal() // 7 if day else None
        found = []
        for trace in report.traces:
            known = self._authors.setdefault((number, trace.rule), _Author(number))
            finding = self._added(known, _Post(row, trace, week, self._weight(trace.kinds)))
            found += [finding] if finding is not None else []
        findings = tuple(sorted((*report.findings, *found), key=lambda finding: finding.start))
        verdict = verdict_of(findings) if report.complete else report.verdict
        return replace(report, findings=findings, verdict=verdict, traces=())

    # --- linking --------------------------------------------------------------------------------------------------

    def _added(self, author: _Author, post: _Post) -> Finding | None:
        case, says = self._nearest(author, post)
        if case is None:
            case = _Case()
            author.cases.append(case)
        case.posts.append(post)
        author.kept += 1
        while author.kept > KEPT:
            self._forget_one(author)
        return self._judged(author, case, post, says) if len(case.posts) > 1 else None

    def _nearest(self, author: _Author, post: _Post) -> tuple[_Case | None, float]:
        """The case that a post agrees with best, the latest of several, and how much it agrees."""
        best: _Case | None = None
        most = 0.0
        often = author.often()
        for case in author.cases:
            if any(_contradict(post.trace, other.trace) for other in case.posts):
                continue
            says = max(_agreement(post, other, often) for other in case.posts)
            if says >= LINKED and says >= most:
                best, most = case, says
        return best, most

    @staticmethod
    def _forget_one(author: _Author) -> None:
        """The oldest post of the case that has been quiet for longest makes room."""
        quiet = min(author.cases, key=lambda case: case.posts[-1].row)
        quiet.posts.pop(0)
        author.kept -= 1
        if not quiet.posts:
            author.cases.remove(quiet)

    # --- weighing -------------------------------------------------------------------------------------------------

    def _weight(self, kinds: Iterable[str]) -> float:
        return sum(self._policy.points.get(kind, 1.0) for kind in kinds)

    def _judged(self, author: _Author, case: _Case, post: _Post, says: float) -> Finding | None:
        """What the posts of a case tell together, if that is more than any of them tells alone."""
        trace = post.trace
        joint = {kind for other in case.posts for kind in other.trace.kinds}
        level = _level(self._weight(joint), trace)
        if level <= max(_level(other.points, trace) for other in case.posts):
            return None
        place = self._first_to_change(case, post)
        if place is None:
            return None
        severity = trace.severity
        if severity == "error" and (level < 2 or says < SURE):
            severity = "warning"  # between "perhaps" and "surely" a person decides
        kinds = tuple(kind for kind in self._policy.points if kind in joint)
        known = () if case.group is None else self._groups[case.group].rows
        rows = tuple(sorted({*known, *(other.row for other in case.posts)}))
        group = Group(trace.rule, severity, author.number, rows, kinds, (post.row, place.kind))
        if case.group is None:
            case.group = len(self._groups)
            self._groups.append(group)
        else:
            self._groups[case.group] = group
        others = [row for row in rows if row != post.row]
        note = f"{_rows(others)}; {', '.join(self._named(kinds))}; first change the {self._named((place.kind,))[0]}"
        return Finding(
            rule=trace.rule,
            family=trace.family,
            severity=severity,
            start=place.span.start,
            end=place.span.end,
            line=place.line,
            column=place.column,
            message=f"{trace.message} ({note})",
            score=place.score,
        )

    def _first_to_change(self, case: _Case, post: _Post) -> Place | None:
        """Of the details of a post the one that weighs most, rather one that no other post of the case tells; what
        the patient has is the story itself, and comes last.
        """
        told = {kind for other in case.posts if other is not post for kind in other.trace.kinds}
        return max(
            post.trace.places,
            key=lambda p: (
                p.kind not in CLINICAL_KINDS, p.kind not in told, self._policy.points.get(p.kind, 1.0), p.score
            ),
            default=None,
        )  # fmt: skip

    def _named(self, kinds: Iterable[str]) -> list[str]:
        return [self._policy.in_words.get(kind, kind) for kind in kinds]


def check_last(linter: Linter, posts: Sequence[str]) -> Report:
    """The report on the last of several posts of one author, in the order in which they were posted.

    Raises as :meth:`~postlint.linter.Linter.check` does.
    """
    history = History(linter.policy)
    for row, post in enumerate(posts, 1):
        checked = linter.check(Document(post, series=history.series()), rewrites=False)
        report = history.join(checked, author="the author", row=row)
    return report


def _level(points: float, trace: Trace) -> int:
    """0 nothing, 1 to be asked about, 2 not to go out."""
    return int(points >= min(trace.warn_from, trace.error_from)) + int(points >= trace.error_from)


def _rows(numbers: list[int]) -> str:
    """``row 3``, ``rows 3, 9 and 12``; of many, the last few."""
    few = [str(number) for number in numbers[-4:]]
    if len(few) == 1:
        return f"row {few[0]}"
    more = f"{len(numbers) - len(few)} others, " if len(numbers) > len(few) else ""
    return f"rows {more}{', '.join(few[:-1])} and {few[-1]}"


def _of_kinds(trace: Trace) -> dict[str, list[Clue]]:
    kinds: dict[str, list[Clue]] = {}
    for clue in trace.clues:
        kinds.setdefault(clue.kind, []).append(clue)
    return kinds


def _contradict(one: Trace, other: Trace) -> bool:
    """Whether two posts cannot be about one patient: another sex, or another age."""
    if one.sex and other.sex and one.sex != other.sex:
        return True
    ages, others = _of_kinds(one).get("age"), _of_kinds(other).get("age")
    return bool(ages and others) and not any(a.agrees(b) for a in ages or () for b in others or ())


def _agreement(post: _Post, other: _Post, often: Counter[bytes]) -> float:
    """How much speaks for two posts being about one patient."""
    mine, theirs = _of_kinds(post.trace), _of_kinds(other.trace)
    says = when = 0.0
    for kind in mine.keys() & theirs.keys():
        agreed = [_says(a, b, often) for a in mine[kind] for b in theirs[kind] if a.agrees(b)]
        if kind == "date":
            when = max(agreed, default=0.0)
            continue
        says += max(agreed) if agreed else -_AGAINST.get(kind, 0.0)
        if kind == "cond" and agreed and "rare" in post.trace.kinds & other.trace.kinds:
            says += _RARE
    if post.week is not None and other.week is not None:
        apart = abs(post.week - other.week)
        when = max(when, _SAME_WEEK if apart <= 1 else _SAME_WEEKS if apart <= 5 else 0.0)
    # Time counts once: two posts of one day that both say "today" agree in nothing else.
    return says + when + (_REFERS_BACK if post.trace.refers_back or other.trace.refers_back else 0.0)


def _says(one: Clue, other: Clue, often: Counter[bytes]) -> float:
    """What it says that two details agree: half for a decade or a day beside, and half for what an author often tells
    of.
    """
    says = _SAYS.get(one.kind, 0.0)
    shared = one.keys & other.keys
    if one.kind in ("age", "date") and not shared:
        says /= 2
    return says / 2 if any(often[digest] >= _OFTEN for digest in shared) else says
