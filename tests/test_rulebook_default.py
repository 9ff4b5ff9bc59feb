"""The shipped catalogue as data: every rule is whole, and together they leave no kind of objection to nobody."""

from __future__ import annotations

import re

import pytest

from postlint.policy import AUDIENCES, Rule
from postlint.rulebook import default_path, load_policy
from postlint.rulebook_patterns import compile_pattern, runaway

DEFAULT = load_policy()
RULES = [pytest.param(rule, id=rule.name) for rule in DEFAULT.rules]


def _patterns(rule: Rule) -> list[str]:
    found = []
    for match in rule.matches:
        found += [
            p.pattern for p in (*match.text, *match.not_text, *match.sentence, *match.not_sentence, *match.lacking)
        ]
        found += match.kinds if match.on == "pattern" else ()
    return found


@pytest.mark.parametrize("rule", RULES)
def test_a_shipped_rule_is_whole(rule: Rule) -> None:
    """It says what, why, on whose authority and what not; it has a cure, and three examples of each sort.

    A notice is about the checking and not about the draft: it needs no authority, and no words to write instead.
    """
    notice = rule.family == "notice"
    assert all((rule.title, rule.what, rule.why, rule.unless, rule.message, rule.matches, rule.cures))
    assert rule.sources or notice
    assert set(rule.severity) == set(AUDIENCES)
    assert len(rule.bad) >= 3
    assert len(rule.good) >= 3
    assert notice or sum(bool(sample.rewrite) for sample in rule.bad) >= 2
    assert not any(sample.rewrite for sample in rule.good)
    texts = [sample.text for sample in (*rule.bad, *rule.good)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("rule", RULES)
def test_a_message_is_one_short_line(rule: Rule) -> None:
    """Somebody tired reads it at a glance."""
    assert len(rule.message) <= 120
    assert all(len(cure.title) <= 90 for cure in rule.cures)


@pytest.mark.parametrize("rule", RULES)
def test_no_shipped_expression_can_run_away(rule: Rule) -> None:
    """The guard is not run when the shipped file is loaded, so it is run here."""
    for pattern in _patterns(rule):
        assert not runaway(pattern)
        compile_pattern(pattern)


def test_the_shipped_file_holds_checked_facts_and_no_markers() -> None:
    """What is known only from memory was left out, and so were the notes of research."""
    text = default_path().read_text(encoding="utf-8")
    assert re.findall(r"\[[KSDP]\]|TODO|FIXME|@@", text) == []
    assert max(len(line) for line in text.splitlines()) <= 120


def test_replacement_texts_hold_slots_instead_of_facts() -> None:
    """A rewrite never invents a source, a number or a name: a digit would be one."""
    for rule in DEFAULT.rules:
        for cure in rule.cures:
            assert not re.search(r"\d", cure.text)
            assert cure.text.count("[") == cure.text.count("]")


def _complement(first: str, second: str, kind: str) -> None:
    """The rule ``second`` takes every mention of ``kind`` that ``first`` does not."""
    taken = {p.pattern for m in DEFAULT.rule(first).matches if kind in m.kinds for p in m.text}
    rests = [m for m in DEFAULT.rule(second).matches if kind in m.kinds and not m.text]
    assert any({p.pattern for p in rest.not_text} <= taken for rest in rests)


def test_every_date_name_event_and_house_of_a_patient_is_somebodys_business() -> None:
    """Where two rules share a kind of mention, what the one leaves the other takes."""
    _complement("exact-date", "relative-time-or-live-narration", "date")
    _complement("patient-initials-or-label", "patient-name", "name")
    _complement("unique-characteristic", "news-linkable-event", "event")
    label = {p.pattern for m in DEFAULT.rule("patient-initials-or-label").matches if "fac" in m.kinds for p in m.text}
    work = {
        p.pattern for m in DEFAULT.rule("relative-employer-or-household").matches if "fac" in m.kinds for p in m.text
    }
    (place,) = DEFAULT.rule("facility-linked-to-case").matches
    assert {p.pattern for p in place.not_text} == label | work


@pytest.mark.parametrize(
    ("kind", "last", "others"),
    [
        (
            "bnd",
            "patient-connection",
            ("patient-status-confirmed", "care-by-social-channel", "favouritism-or-solicitation"),
        ),
        ("claim", "absolute-or-alarming-claim", ("testimonial-used", "superiority-or-credential-claim")),
    ],
)
def test_every_passage_is_taken_by_one_rule(kind: str, last: str, others: tuple[str, ...]) -> None:
    """The last rule of a kind takes the passages in whose words none of the others knows itself."""
    words = {p.pattern for name in others for m in DEFAULT.rule(name).matches if kind in m.kinds for p in m.text}
    rest = [m for m in DEFAULT.rule(last).matches if kind in m.kinds and not m.text]
    assert [{p.pattern for p in m.not_text} for m in rest] == [words]


@pytest.mark.parametrize(("rule", "kind"), [("opinion-as-advice", "adv"), ("disparaging-patients", "derog")])
def test_no_passage_of_advice_or_mockery_is_let_through(rule: str, kind: str) -> None:
    """One match asks for nothing but the passage."""
    assert any(m.kinds == (kind,) and not (m.text or m.not_text or m.holding) for m in DEFAULT.rule(rule).matches)


def test_the_combination_counts_every_detail_that_is_no_identifier() -> None:
    """Its thresholds are the parameters of the policy."""
    (match,) = DEFAULT.rule("C201").matches
    assert set(match.kinds) == {"age", "date", "loc", "fac", "occ", "rel", "dem", "event", "photo"}
    assert (match.warn_from, match.error_from) == (DEFAULT.parameters["quasi_warn"], DEFAULT.parameters["quasi_error"])


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("14 February", "exact-date"), ("03/04/24", "exact-date"), ("the 14th", "exact-date"),
        ("Boxing Day", "exact-date"),
        ("last Tuesday", "exact-date"), ("in 2019", "exact-date"), ("yesterday", "relative"),
        ("two weeks ago", "relative"),
        ("on my night shift", "relative"), ("at 11.30 pm", "relative"), ("this morning", "relative"),
    ],
)  # fmt: skip
def test_dates_are_told_from_times(words: str, rule: str) -> None:
    """A day, month, weekday, holiday or year is a date; what only the post's own date turns into one is not."""
    matches = DEFAULT.rule("exact-date").matches
    assert any(p.search(words) for m in matches for p in m.text) is (rule == "exact-date")


@pytest.mark.parametrize(
    ("words", "initials"),
    [("K", True), ("J.D.", True), ("baby J.", True), ("A-W", True), ("Tom", False), ("Bo", False)],
)
def test_initials_are_told_from_names(words: str, initials: bool) -> None:
    """By their capitals: a short name is a name."""
    (match,) = [m for m in DEFAULT.rule("P102").matches if "name" in m.kinds]
    assert any(p.search(words) for p in match.text) is initials
