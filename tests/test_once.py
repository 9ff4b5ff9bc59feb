"""What is asked once, on pages made by hand."""

from __future__ import annotations

from postlint.annotation import Mention
from postlint.policy import Match, Policy, Rule
from postlint.rules.matching import match_rules
from postlint.rules.once import asked_once

from .test_matchers import PATIENT, _at, _page, _rule

TEXT = "My patient of 44, a piper from Tolsta, came in at noon. At dusk she was home."
POINTS = {"age": 1.0, "occ": 1.0, "loc": 1.0, "date": 1.0}


def _told(mentions: tuple[Mention, ...], *rules: Rule) -> list[tuple[str, str, str, int]]:
    page = _page(TEXT, mentions)
    policy = Policy("p", rules, points=POINTS)
    return [
        (o.rule.name, o.finding.severity, TEXT[o.finding.start : o.finding.end], len(o.finding.related))
        for o in asked_once(match_rules(policy, page))
    ]


def _combination(error_from: float, *speaks_for: str) -> Rule:
    match = Match("combination", ("age", "occ", "loc"), warn_from=2, error_from=error_from, speaks_for=speaks_for)  # type: ignore[arg-type]
    return _rule(match, name="combination")


MENTIONS = (_at(TEXT, "44", "age"), _at(TEXT, "piper", "occ"), _at(TEXT, "Tolsta", "loc"))


def test_a_combination_speaks_for_the_warnings_about_its_details() -> None:
    """They are infos then; an error stays one, and so does a warning that no combination points at."""
    place = _rule(Match("mention", ("loc",), at_worst="warning"), name="place")
    age = _rule(Match("mention", ("age",)), name="age")
    time = _rule(Match("mention", ("date",), at_worst="warning"), name="time")
    mentions = (*MENTIONS, _at(TEXT, "noon", "date"))
    assert _told(mentions, _combination(9, "identifiers"), place, age, time) == [
        ("age", "error", "44", 0),
        ("combination", "warning", "44", 2),
        ("place", "info", "Tolsta", 0),
        ("time", "warning", "noon", 0),
    ]


def test_a_combination_speaks_only_for_the_families_that_it_names() -> None:
    """And only where it is there at all."""
    place = _rule(Match("mention", ("loc",), at_worst="warning"), name="place")
    assert ("place", "warning", "Tolsta", 0) in _told(MENTIONS, _combination(9, "advice"), place)
    assert _told(MENTIONS[2:], _combination(9, "identifiers"), place) == [("place", "warning", "Tolsta", 0)]


def test_a_rule_asks_about_several_details_once() -> None:
    """All places are pointed at, and all details are there to be rewritten."""
    time = _rule(Match("mention", ("date",), at_worst="warning"), name="time")
    mentions = (_at(TEXT, "noon", "date"), _at(TEXT, "dusk", "date"))
    assert _told(mentions, time) == [("time", "warning", "noon", 1)]
    (asked,) = asked_once(match_rules(Policy("p", (time,)), _page(TEXT, mentions)))
    assert asked.mentions == mentions


def test_errors_and_identifiers_stay_apart() -> None:
    """Each error has to go, and each name may be somebody else's."""
    dates = (_at(TEXT, "noon", "date"), _at(TEXT, "dusk", "date"))
    assert len(_told(dates, _rule(Match("mention", ("date",)), name="time"))) == 2
    names = tuple(Mention(m.start, m.end, "name", 0.9, PATIENT) for m in dates)
    assert len(_told(names, _rule(Match("mention", ("name",), at_worst="warning"), name="name"))) == 2
