"""An author's history: posts that together tell who a patient is are found, and others are left alone."""

from __future__ import annotations

import pickle
import re
from datetime import date, timedelta

import pytest

from postlint import Document, Linter, Report
from postlint.annotation import DIRECT_KINDS
from postlint.document import Span
from postlint.history import KEPT, History
from postlint.rules.tracing import _age, _days, _telling
from postlint.trace import Clue, Place, Trace, keyed

from .conftest import ROOT

RULE = "history-combination"
MONDAY = date(2026, 3, 2)
ONE_PATIENT = (
    "Treated a farmer with leptospirosis. He thought it was flu, and so did everybody else.",
    "Follow-up on leptospirosis: our patient is 44 and his kidneys are fine again.",
    "Our man with leptospirosis went home to Glenbarra. He asked me which of his ditches to fence first.",
)
SEVERAL_PATIENTS = (
    "Treated a farmer with leptospirosis. He thought it was flu, and so did everybody else.",
    "My patient with gout is 71 and she has given up port, though not without a fight.",
    "A lady with asthma moved here from Glenbarra. She says that the air is better by the sea.",
)
A_DISEASE = (
    "Leptospirosis comes with ditch water and rat urine, and it looks like flu. Farmers, wear gloves [source].",
    "Update on leptospirosis: the national figures are out, and they are lower than last year [link].",
    "Our evening on leptospirosis is for farmers and anglers. There is soup from seven.",
)


def told(
    linter: Linter, posts: tuple[str, ...], days: tuple[date | None, ...] = (), author: str = "ann"
) -> tuple[History, list[Report]]:
    """The reports on posts of one author."""
    history = History(linter.policy)
    reports = []
    for row, post in enumerate(posts, 1):
        day = days[row - 1] if days else None
        report = linter.check(Document(post, series=history.series(day)), rewrites=False)
        reports.append(history.join(report, author=author, row=row, day=day))
    return history, reports


def found(reports: list[Report]) -> list[int]:
    """The rows in which the history was objected to."""
    return [row for row, report in enumerate(reports, 1) if RULE in {f.rule for f in report.findings}]


def test_three_posts_that_together_identify(linter: Linter) -> None:
    """Trade, age and place stand in three posts; the last one completes them, and says which detail to change."""
    history, reports = told(linter, ONE_PATIENT)
    assert found(reports) == [3]
    (group,) = history.groups()
    assert (group.author, group.rows, group.change) == (1, (1, 2, 3), (3, "loc"))
    assert {"age", "loc", "occ", "cond"} <= set(group.kinds)
    (finding,) = [f for f in reports[2].findings if f.rule == RULE]
    assert ONE_PATIENT[2][finding.start : finding.end] == "Glenbarra"
    assert "rows 1 and 2" in finding.message
    assert "first change the place" in finding.message
    assert finding.related == ()
    assert "Glenbarra" not in finding.message + repr(history) + repr(reports) + repr(group)


@pytest.mark.parametrize("posts", [SEVERAL_PATIENTS, A_DISEASE], ids=["several patients", "a disease"])
@pytest.mark.parametrize("days", [(), (MONDAY, MONDAY, MONDAY)], ids=["any day", "one day"])
def test_posts_that_tell_of_no_one_patient(linter: Linter, posts: tuple[str, ...], days: tuple[date, ...]) -> None:
    """Different patients, and a disease in general, add up to nobody."""
    history, reports = told(linter, posts, days)
    assert found(reports) == []
    assert history.groups() == []


def test_each_author_has_a_history_of_their_own(linter: Linter) -> None:
    """The same three posts by three authors, or by nobody who is named, are no history."""
    history = History(linter.policy)
    for authors in (("ann", "ben", "cyd"), ("", "", "")):
        for row, (post, author) in enumerate(zip(ONE_PATIENT, authors, strict=True), 1):
            report = linter.check(Document(post, series=history.series()), rewrites=False)
            history.join(report, author=author, row=row)
    assert history.groups() == []


def test_a_draft_alone_leaves_no_trace(linter: Linter) -> None:
    """Only a draft that is said to be one of a series is compared, and its report holds digests and no words."""
    assert linter.check(ONE_PATIENT[0], rewrites=False).traces == ()
    history = History(linter.policy)
    report = linter.check(Document(ONE_PATIENT[2], series=history.series()), rewrites=False)
    assert report.traces
    assert "traces" not in report.to_dict()
    stored = pickle.dumps(report.traces)
    for word in (b"Glenbarra", b"glenbarra", b"leptospirosis"):
        assert word not in stored
    other = linter.check(Document(ONE_PATIENT[2], series=History(linter.policy).series()), rewrites=False)
    assert not {c.keys for c in report.traces[0].clues} & {c.keys for c in other.traces[0].clues}


def test_the_example_in_the_documentation_runs() -> None:
    """As it stands there."""
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "history.md").read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec(code, names)
    assert isinstance(names["history"], History)
    assert [group.rows for group in names["history"].groups()] == [(1, 2)]


# --- made-up traces: how posts are linked -----------------------------------------------------------------------------

KEY = b"k" * 32


def clue(kind: str, *words: str, alike: tuple[str, ...] = ()) -> Clue:
    """A clue of these words."""
    return Clue(kind, keyed(KEY, kind, words), keyed(KEY, kind, alike))


def report_of(*clues: Clue, sex: str = "", back: bool = False, also: tuple[str, ...] = ()) -> Report:
    """A report that leaves one trace."""
    weighs = {c.kind for c in clues} - {"proc", "med", *DIRECT_KINDS}
    kinds = frozenset(weighs | set(also))
    places = tuple(Place(kind, Span(0, 1), 1, 1, 0.9) for kind in sorted(kinds - {"rare"}))
    trace = Trace(RULE, "case-details", "error", "m", 3, 5, kinds, places, clues, sex, back)  # type: ignore[arg-type]
    return Report.of("x", (), traces=(trace,))


def rows_of(linter: Linter, *posts: tuple[Report, date | None]) -> list[tuple[int, ...]]:
    """The rows of the groups that posts of one author form."""
    history = History(linter.policy)
    for row, (report, day) in enumerate(posts, 1):
        history.join(report, author="a", row=row, day=day)
    return [group.rows for group in history.groups()]


TODAY = clue("date", "03-02")
COND, OCC, AGE, LOC = clue("cond", "gout"), clue("occ", "baker"), clue("age", "44"), clue("loc", "penmarra")


@pytest.mark.parametrize(
    ("one", "two", "apart", "linked"),
    [
        (report_of(COND, OCC), report_of(COND, AGE), None, False),  # an illness alone is many people's
        (report_of(COND, OCC), report_of(COND, AGE), 6, True),
        (report_of(COND, OCC), report_of(COND, AGE), 25, False),
        (report_of(COND, OCC, also=("rare",)), report_of(COND, AGE, LOC, also=("rare",)), 25, True),
        (report_of(COND, OCC), report_of(COND, AGE, back=True), None, True),
        (report_of(COND, OCC, sex="male"), report_of(COND, AGE, sex="female"), 1, False),
        (report_of(COND, OCC, sex="male"), report_of(COND, AGE, sex="male"), 1, True),
        (report_of(COND, AGE), report_of(COND, clue("age", "71"), LOC), 1, False),
        (report_of(clue("name", "okafor"), OCC), report_of(clue("name", "okafor"), AGE, LOC), None, True),
        (report_of(COND, TODAY, LOC), report_of(TODAY, AGE, OCC), 0, False),  # "today", twice on one day
        (report_of(OCC, AGE), report_of(clue("occ", "roofer"), COND, LOC), 1, False),
    ],
)
def test_what_links_two_posts(linter: Linter, one: Report, two: Report, apart: int | None, linked: bool) -> None:
    """Two details that agree, or one and the time, and no contradiction."""
    days = (None, None) if apart is None else (MONDAY, MONDAY + timedelta(days=apart))
    assert rows_of(linter, (one, days[0]), (two, days[1])) == ([(1, 2)] if linked else [])


def test_what_one_post_tells_alone_is_not_told_again(linter: Linter) -> None:
    """The combination of a single post is another rule's business, until others make it graver."""
    alone = report_of(COND, OCC, AGE, LOC, clue("fac", "harbour"))
    assert rows_of(linter, (alone, MONDAY), (report_of(COND, OCC), MONDAY)) == []
    warned = report_of(COND, OCC, AGE)
    assert rows_of(linter, (warned, MONDAY), (report_of(COND, OCC, LOC, clue("rel", "twin")), MONDAY)) == [(1, 2)]


def test_what_an_author_tells_of_many_says_little(linter: Linter) -> None:
    """The village of the practice is no evidence once several patients were said to live there."""
    village = clue("loc", "tullyvarna")
    many = [(report_of(village, clue("cond", f"c{n}"), clue("age", str(20 + 5 * n))), None) for n in range(4)]
    ward = clue("fac", "harbour")
    first = [(report_of(village, OCC, COND), None), (report_of(village, OCC, AGE, ward), None)]
    assert rows_of(linter, *first) == [(1, 2)]
    assert rows_of(linter, *many, *first) == []


def test_a_sure_link_blocks_and_an_unsure_one_asks(linter: Linter) -> None:
    """Between perhaps and surely a person decides."""
    for more, severity in ((), "warning"), ((clue("name", "okafor"),), "error"):
        history = History(linter.policy)
        history.join(report_of(COND, OCC, AGE, *more), author="a", row=1, day=MONDAY)
        report = history.join(report_of(COND, LOC, clue("rel", "twin"), *more), author="a", row=2, day=MONDAY)
        assert [f.severity for f in report.findings] == [severity]
        assert report.verdict == {"warning": "review", "error": "block"}[severity]


def test_memory_is_bounded(linter: Linter) -> None:
    """However many posts an author wrote, so many are kept."""
    history = History(linter.policy)
    for row in range(1, KEPT * 3):
        history.join(report_of(clue("cond", f"c{row}"), OCC), author="a", row=row)
    (author,) = history._authors.values()
    assert sum(len(case.posts) for case in author.cases) == author.kept == KEPT


def test_an_unchecked_report_stays_so(linter: Linter) -> None:
    """A history makes nothing of what could not be checked (law 4)."""
    report = History(linter.policy).join(Report.unchecked("x", "is empty"), author="a", row=1)
    assert (report.complete, report.verdict) == (False, "block")


# --- how details are brought into one form ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("multiple sclerosis", "MS", True),
        ("atrial fibrillation", "AF", True),
        ("Crohn's disease", "crohns", True),
        ("retired cellist", "a cellist", True),
        ("Penmarra", "near Penmarra, Cornwall", True),
        ("ward 7", "ward 7", True),
        ("ward 7", "bay 7", False),
        ("gout", "asthma", False),
        ("the bakery", "the brewery", False),
    ],
)
def test_the_same_detail_in_other_words(one: str, other: str, same: bool) -> None:
    """Short forms, idle words and endings do not tell two details apart."""
    first, second = (Clue("cond", keyed(KEY, "c", s), keyed(KEY, "c", a)) for s, a in map(_telling, (one, other)))
    assert first.agrees(second) is same
    assert second.agrees(first) is same


@pytest.mark.parametrize("words", ["the hospital", "our patient", "a new disease", ""])
def test_idle_words_are_no_detail(words: str) -> None:
    """They would agree with everything."""
    assert _telling(words)[0] == set()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("44", "44-year-old", True), ("44", "forty-five", True), ("44", "47", False), ("her forties", "44", True),
     ("forties", "fifties", False), ("44", "in his 60s", False)],
)  # fmt: skip
def test_ages(one: str, other: str, same: bool) -> None:
    """A birthday apart, or in the decade."""
    first, second = (Clue("age", keyed(KEY, "a", s), keyed(KEY, "a", a)) for s, a in map(_age, (one, other)))
    assert first.agrees(second) is same


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("14 March", "03-14"), ("March 14th", "03-14"), ("the 14th of March 2026", "03-14"), ("2026-03-14", "03-14"),
        ("today", "03-04"), ("last night", "03-03"), ("two days ago", "03-02"), ("on Monday", "03-02"),
        ("last Tuesday", "03-03"), ("31 February", None), ("recently", None), ("in 2019", None),
    ],
)  # fmt: skip
def test_days(words: str, day: str | None) -> None:
    """Days of a calendar, and those that the day of the post makes into one."""
    assert _days(words, date(2026, 3, 4))[0] == ({day} if day else set())
