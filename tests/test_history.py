"""An author's history: posts that together tell who a patient is, found without keeping a word of them."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date, timedelta

import pytest

from postlint import Linter, Report
from postlint.document import Document, Span
from postlint.history import KEPT, Group, History
from postlint.rulebook import load_policy
from postlint.trace import Clue, Place, Trace, keyed

RULE = "history-combination"
TAKOTSUBO = [
    "I admitted a woman with takotsubo last month. She asked me whether grief can break a heart. It can.",
    "My patient with takotsubo came back to my clinic. She runs the bakery and will not slow down for anybody.",
    "The same lady with takotsubo told me that she is 61 and a Quaker. I discharged her.",
]
BEEKEEPER = [
    "A beekeeper came to my clinic with Addison's disease. Her sister has it too.",
    "My patient with Addison's disease, the beekeeper, is 34 and lives in Porthnevis. "
    "Her hydrocortisone was in the hive suit.",
]
MONDAY = date(2026, 3, 2)


def told(
    linter: Linter, posts: list[str], *, authors: str = "", days: list[date] | None = None
) -> tuple[list[Report], list[Group]]:
    """The reports on some posts, one after the other, and what they tell together."""
    history = History(linter.policy)
    reports = []
    for row, text in enumerate(posts, 1):
        day = days[row - 1] if days else None
        report = linter.check(Document(text, series=history.series(day)), rewrites=False)
        author = authors[row - 1] if authors else "ann"
        reports.append(history.join(report, author=author, row=row, day=day))
    return reports, history.groups()


def found(reports: list[Report]) -> list[int]:
    """The rows in which the history is objected to."""
    return [row for row, report in enumerate(reports, 1) if any(f.rule == RULE for f in report.findings)]


class TestInventedHistories:
    def test_three_posts_that_together_tell(self, linter: Linter) -> None:
        """None of them does; whichever adds to the others says to which, what they tell, and what to change."""
        reports, groups = told(linter, TAKOTSUBO)
        assert found(reports) == [2, 3]
        assert groups == [Group(RULE, "warning", 1, (1, 2, 3), ("age", "date", "occ", "dem", "cond"), (3, "age"))]
        (finding,) = (f for f in reports[2].findings if f.rule == RULE)
        assert finding.message.endswith(
            "(rows 1 and 2; age, date or time, occupation, background or looks, illness; first change the age)"
        )
        assert TAKOTSUBO[2][finding.start : finding.end] == "61"
        assert finding.related == ()
        assert reports[2].traces == ()

    @pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (0, 2, 1)])
    def test_in_whatever_order(self, linter: Linter, order: tuple[int, ...]) -> None:
        """They are found wherever two of them agree with the third."""
        assert found(told(linter, [TAKOTSUBO[n] for n in order])[0])

    def test_between_other_posts(self, linter: Linter) -> None:
        """Those of the history are told, and no others."""
        between = ["Flu jabs from Monday, bring your card.", "A man with gout asked me about cherries."] * 3
        reports, (group,) = told(linter, [BEEKEEPER[0], *between, BEEKEEPER[1]])
        assert found(reports) == [8]
        assert group.rows == (1, 8)

    def test_of_two_authors(self, linter: Linter) -> None:
        """Nobody reads them as one story."""
        assert told(linter, BEEKEEPER, authors="ab")[1] == []
        assert len(told(linter, BEEKEEPER * 2, authors="aabb")[1]) == 2

    def test_of_nobody(self, linter: Linter) -> None:
        """Posts whose author is not known have no history."""
        history = History(linter.policy)
        for row, text in enumerate(BEEKEEPER, 1):
            report = linter.check(Document(text, series=history.series()), rewrites=False)
            assert RULE not in {f.rule for f in history.join(report, author="", row=row).findings}

    @pytest.mark.parametrize(
        "posts",
        [
            # Different patients.
            [
                "A beekeeper came to my clinic with Addison's disease. Her sister has it too.",
                "A fisherman asked me about his gout. He is 71 and lives in Skellan Bay.",
                "My patient with psoriasis is 19. She plays the organ in St Ives.",
            ],
            # The same illness, and neither sex nor age agrees.
            [
                "A woman of 34 came to my clinic with Addison's disease. Her sister has it too.",
                "My patient with Addison's disease is a retired teacher. He is 68 and lives in Porthnevis.",
            ],
            # What everybody in town does, and nothing else.
            [
                "My patient, a fisherman, broke his hand. His brother drove him in.",
                "A fisherman of 44 asked me about his eczema.",
                "A fisherman came in with a hook in his thumb. He lives in Skellan Bay.",
            ],
            # Facts about a disease.
            [
                "Addison's disease makes you tired, thin and tanned. Beekeepers get it as often as anybody.",
                "Most people with Addison's disease are between 30 and 50 when they are diagnosed [source].",
                "In Porthnevis the support group for Addison's disease meets on 14 March.",
            ],
        ],
    )
    def test_posts_that_are_no_history(self, linter: Linter, posts: list[str]) -> None:
        """Nothing is said of them together."""
        assert told(linter, posts)[1] == []

    def test_the_week(self, linter: Linter) -> None:
        """Posts of one week that tell of the same illness are one story; months apart they need more to agree."""
        posts = [
            "A beekeeper came to my clinic with Addison's disease. Her sister has it too.",
            "My patient with Addison's disease is 34 and lives in Porthnevis.",
        ]
        near = [MONDAY, MONDAY + timedelta(days=3)]
        assert found(told(linter, posts, days=near)[0]) == [2]
        assert found(told(linter, posts, days=[MONDAY, MONDAY + timedelta(days=120)])[0]) == []

    def test_a_clinic_may_switch_it_off(self, linter: Linter) -> None:
        """As every rule: then nothing is compared at all."""
        rules = tuple(
            replace(rule, severity={**rule.severity, "public": None}) if rule.name == RULE else rule
            for rule in linter.policy.rules
        )
        off = Linter(replace(linter.policy, rules=rules), linter.model)
        assert off.check(Document(BEEKEEPER[1], series=History(off.policy).series()), rewrites=False).traces == ()
        assert told(off, BEEKEEPER)[1] == []


class TestWhatIsKept:
    def test_no_word_of_a_post(self, linter: Linter) -> None:
        """A trace holds digests, kinds and places; not even the key that they were made with."""
        series = History(linter.policy).series(MONDAY)
        report = linter.check(Document(BEEKEEPER[1], series=series), rewrites=False)
        assert report.traces
        for kept in (pickle.dumps(report.traces), repr(report).encode(), repr(report.traces).encode()):
            for word in (b"ddison", b"orthnevis", b"eekeeper", b"34 and", series.key):
                assert word not in kept
        assert "traces" not in report.to_dict()

    def test_nothing_without_a_series(self, linter: Linter) -> None:
        """A draft that is checked by itself leaves no trace."""
        assert linter.check(BEEKEEPER[1], rewrites=False).traces == ()

    def test_another_run_has_another_key(self, linter: Linter) -> None:
        """Traces of two runs cannot be compared, and two runs say the same."""
        one, other = (
            linter.check(Document(BEEKEEPER[1], series=History(linter.policy).series()), rewrites=False).traces
            for _ in range(2)
        )
        assert not {k for clue in one[0].clues for k in clue.keys} & {k for clue in other[0].clues for k in clue.keys}
        assert told(linter, BEEKEEPER)[1] == told(linter, BEEKEEPER)[1]

    def test_it_goes_to_another_process_and_back(self, linter: Linter) -> None:
        """Documents of a series and reports with traces can be sent."""
        document = Document(BEEKEEPER[1], series=History(linter.policy).series(MONDAY))
        assert pickle.loads(pickle.dumps(document)).series == document.series
        report = linter.check(document, rewrites=False)
        assert pickle.loads(pickle.dumps(report)).traces == report.traces

    def test_memory_is_bounded(self) -> None:
        """Of an author who never stops, the latest posts are kept; and it takes no longer with each."""
        policy = load_policy()
        history = History(policy)
        for row in range(1, 3 * KEPT):
            history.join(_report(history, str(row)), author="ann", row=row)
        (author,) = history._authors.values()
        assert author.kept == sum(len(case.posts) for case in author.cases) == KEPT
        assert min(post.row for case in author.cases for post in case.posts) == 2 * KEPT


def _report(history: History, place: str) -> Report:
    """A report on a post in which a patient has a place of their own."""
    clue = Clue("loc", keyed(history.series().key, "loc", (place,)))
    places = (Place("loc", Span(0, 4), 1, 1, 0.9),)
    trace = Trace(RULE, "case-details", "error", "m", 3, 5, frozenset({"loc"}), places, (clue,))
    return Report.of("-", (), traces=(trace,))
