"""The matchers, on pages made by hand: no model is needed to know what a rule does."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from postlint.annotation import Annotations, Mention, Passage
from postlint.document import Document, OffsetMap, Prose
from postlint.pipeline.sentences import split_sentences
from postlint.policy import Cure, Match, Policy, Rule
from postlint.rules.matching import match_rules
from postlint.rules.numbers import small_counts, years_of
from postlint.rules.page import Page
from postlint.rules.rarity import per_million

PATIENT, OTHER = (0.9, 0.05, 0.05), (0.05, 0.05, 0.9)


def _rule(*matches: Match, name: str = "a-rule", severity: str = "error") -> Rule:
    return Rule(
        name=name, code="X1", family="identifiers", title="t", what="w", why="y", sources=(), unless="u", message="m",
        severity=dict.fromkeys(("public", "clinic", "reply", "peer"), severity),  # type: ignore[arg-type]
        matches=matches, cures=(Cure("none", "t"),), bad=(), good=(),
    )  # fmt: skip


def _page(text: str, mentions: tuple[Mention, ...] = (), passages: tuple[Passage, ...] = (), **front: object) -> Page:
    prose = Prose(text, OffsetMap.identity(len(text)), front={"postlint": front})
    return Page(Document(text), prose, Annotations(mentions, passages, split_sentences(text)))


def _at(text: str, words: str, kind: str, whose: tuple[float, float, float] = PATIENT) -> Mention:
    start = text.index(words)
    return Mention(start, start + len(words), kind, 0.9, whose)  # type: ignore[arg-type]


def _found(page: Page, *matches: Match, **parameters: float) -> list[tuple[str, str]]:
    policy = Policy("p", (_rule(*matches),), parameters=parameters)
    return [
        (page.document.text[o.finding.start : o.finding.end], o.finding.severity) for o in match_rules(policy, page)
    ]


TEXT = "Saw Mrs Okafor, 93, with Dr Byrne.\nTake two tablets. Her hip hurts."


def test_a_mention_matches_only_whose_it_is_asked_for() -> None:
    """A patient's name is found, the colleague's is not; asked for anybody's, both are."""
    page = _page(TEXT, (_at(TEXT, "Okafor", "name"), _at(TEXT, "Byrne", "name", OTHER)))
    assert _found(page, Match("mention", ("name",))) == [("Okafor", "error")]
    assert len(_found(page, Match("mention", ("name",), who=()))) == 2


def test_an_unsure_match_is_at_most_a_warning() -> None:
    """Between the least and the sure probability a person decides."""
    page = _page(TEXT, (_at(TEXT, "Okafor", "name", (0.6, 0.2, 0.2)),))
    assert _found(page, Match("mention", ("name",), score=0.5, sure=0.7)) == [("Okafor", "warning")]
    assert _found(page, Match("mention", ("name",), score=0.65, sure=0.7)) == []


def test_text_conditions_look_at_the_match_and_sentence_conditions_around_it() -> None:
    """``text`` and ``not_text`` see the words matched, ``sentence`` the whole sentence."""
    page = _page(TEXT, (_at(TEXT, "Okafor", "name"),))
    assert _found(page, Match("mention", ("name",), text=(re.compile("^O"),)))
    assert not _found(page, Match("mention", ("name",), not_text=(re.compile("^O"),)))
    assert _found(page, Match("mention", ("name",), sentence=(re.compile("93"),)))
    assert not _found(page, Match("mention", ("name",), sentence=(re.compile("hip"),)))


def test_age_over_a_limit() -> None:
    """93 is over 89; 89 is not."""
    page = _page(TEXT, (_at(TEXT, "93", "age"),))
    assert _found(page, Match("mention", ("age",), over=89))
    assert not _found(page, Match("mention", ("age",), over=93))


def test_passages_hold_and_exclude() -> None:
    """A passage can be asked to hold a kind, to lie in another, and a draft to have none of a third."""
    start = TEXT.index("Take")
    advice = Passage(start, start + 17, "adv", 0.8)
    case = Passage(0, 34, "case", 0.9)
    page = _page(TEXT, (_at(TEXT, "two tablets", "med", OTHER),), (advice, case))
    assert _found(page, Match("passage", ("adv",), holding=("med",), mark="holding")) == [("two tablets", "error")]
    assert not _found(page, Match("passage", ("adv",), holding=("proc",)))
    assert not _found(page, Match("passage", ("adv",), inside=("case",)))
    assert not _found(page, Match("passage", ("adv",), absent=("case",)))


def test_a_draft_can_be_asked_to_lack_words_and_to_hold_passages() -> None:
    """``lacking`` looks everywhere in the draft, ``present`` for a passage anywhere in it."""
    advice = Passage(TEXT.index("Take"), TEXT.index("Take") + 17, "adv", 0.8)
    page = _page(TEXT, passages=(advice,))
    assert _found(page, Match("pattern", ("tablets",), lacking=(re.compile("pharmacist"), re.compile("nurse"))))
    assert not _found(page, Match("pattern", ("tablets",), lacking=(re.compile("pharmacist"), re.compile("hip hurts"))))
    assert _found(page, Match("passage", ("adv",), lacking=(re.compile("nurse"),)))
    assert not _found(page, Match("passage", ("adv",), lacking=(re.compile("Byrne"),)))
    assert _found(page, Match("pattern", ("hip",), present=("info", "adv")))
    assert not _found(page, Match("pattern", ("hip",), present=("info",)))


def test_a_match_can_be_capped_and_can_yield_to_another_rules_passage() -> None:
    """``at_worst`` and ``firm`` cap everywhere, ``yields_to`` only inside the passages named."""
    advice = Passage(TEXT.index("Take"), TEXT.index("Take") + 17, "adv", 0.8)
    page = _page(TEXT, passages=(advice,))
    assert _found(page, Match("phrase", ("hip",), at_worst="info")) == [("hip", "info")]
    assert _found(page, Match("phrase", ("tablets",), yields_to=("adv",))) == [("tablets", "info")]
    assert _found(page, Match("phrase", ("hip",), yields_to=("adv",))) == [("hip", "error")]
    assert _found(page, Match("phrase", ("hip",), firm=0.3)) == [("hip", "warning")]
    page.annotations = replace(page.annotations, verdict=(0.4, 0.3, 0.3))
    assert _found(page, Match("phrase", ("hip",), firm=0.3)) == [("hip", "error")]
    policy = Policy("p", (_rule(Match("phrase", ("hip",), at_worst="warning"), severity="info"),))
    assert [o.finding.severity for o in match_rules(policy, page)] == ["info"]  # a cap never makes worse


def test_front_matter_conditions() -> None:
    """A consent record silences a match that needs its absence."""
    case = Passage(0, 34, "case", 0.9)
    match = Match("passage", ("case",), missing=("consent",))
    assert _found(_page(TEXT, passages=(case,)), match)
    assert not _found(_page(TEXT, passages=(case,), consent={"id": "C-1"}), match)
    assert _found(_page(TEXT, case="real"), Match("metadata", equal={"case": "real"}))
    assert not _found(_page(TEXT, case="invented"), Match("metadata", equal={"case": "real"}))


def test_a_combination_adds_each_kind_once() -> None:
    """Two dates add no more than one; three kinds reach a warning, five an error; the rest is related."""
    text = "He is 71, a farmer from Dunmoor, seen Monday and Tuesday at St Olave's."
    kinds = {"71": "age", "farmer": "occ", "Dunmoor": "loc", "Monday": "date", "Tuesday": "date", "St Olave's": "fac"}
    mentions = tuple(_at(text, words, kind) for words, kind in kinds.items())
    match = Match("combination", ("age", "date", "loc", "fac", "occ"), warn_from=3, error_from=5)
    policy = Policy("p", (_rule(match),))
    dates = tuple(m for m in mentions if m.kind == "date")
    assert match_rules(policy, _page(text, dates)) == []
    (three,) = match_rules(policy, _page(text, mentions[:3]))
    assert three.finding.severity == "warning"
    (five,) = match_rules(policy, _page(text, mentions))
    assert five.finding.severity == "error"
    assert len(five.finding.related) == len(mentions) - 1


def test_a_combination_counts_what_stands_in_a_case() -> None:
    """The condition and the outcome add points inside a case and nowhere else, and are not marked."""
    text = "He is 71, from Dunmoor, lost the leg to sepsis."
    mentions = (_at(text, "71", "age"), _at(text, "Dunmoor", "loc"), _at(text, "sepsis", "cond"))
    match = Match("combination", ("age", "loc"), adding=("cond",), warn_from=3, error_from=5)
    policy = Policy("p", (_rule(match),))
    assert match_rules(policy, _page(text, mentions)) == []
    (objection,) = match_rules(policy, _page(text, mentions, (Passage(0, len(text), "case", 0.9),)))
    finding = objection.finding
    assert [text[s.start : s.end] for s in (finding.span, *finding.related)] == ["71", "Dunmoor"]


def test_a_match_may_ask_how_sure_the_model_is_of_the_whole_post() -> None:
    """``block`` holds only where the model would not publish the post, ``doubt`` where it would not call it clean."""
    page = _page(TEXT, passages=(Passage(35, 52, "adv", 0.9),))
    block, doubt = Match("passage", ("adv",), block=0.5), Match("passage", ("adv",), doubt=0.5)
    held = []
    for verdict in ((0.0, 0.0, 1.0), (0.3, 0.4, 0.3), (0.7, 0.2, 0.1)):
        page.annotations = replace(page.annotations, verdict=verdict)
        held.append((bool(_found(page, block)), bool(_found(page, doubt))))
    assert held == [(False, False), (False, True), (True, True)]


def test_a_passage_may_speak_for_itself() -> None:
    """From ``plainly`` on, what the model thinks of the whole post is not asked."""
    page = _page(TEXT, passages=(Passage(35, 52, "adv", 0.85),))
    page.annotations = replace(page.annotations, verdict=(0.0, 0.0, 1.0))
    held = [bool(_found(page, Match("passage", ("adv",), doubt=0.2, plainly=plainly))) for plainly in (0.8, 0.9)]
    assert held == [True, False]
    assert not _found(page, Match("passage", ("adv",), block=0.2, plainly=0.8))


def test_in_a_doubtful_draft_direct_identifiers_are_asked_about() -> None:
    """Below the usual probability, only there, only of kinds that point at one person, and never as an error."""
    hardly = (0.1, 0.3, 0.6)
    page = _page(TEXT, (_at(TEXT, "Okafor", "name", hardly), _at(TEXT, "93", "age", hardly)))
    match = Match("mention", ("name", "age"), score=0.2)
    numbers = {"report_from": 0.2, "ask_from": 0.05, "ask_in_doubt_from": 0.5}
    asked = []
    for verdict in ((0.0, 0.2, 0.8), (0.3, 0.4, 0.3)):
        page.annotations = replace(page.annotations, verdict=verdict)
        asked.append(_found(page, match, **numbers))
    assert asked == [[], [("Okafor", "warning")]]
    assert _found(page, replace(match, score=0.4), **numbers) == []
    assert _found(page, match, report_from=0.2) == []


def test_rare_conditions_are_told_from_common_ones() -> None:
    """Of two conditions only the one that few people have matches, and how few is the policy's to say."""
    text = "She has Wilson's disease and asthma."
    page = _page(text, (_at(text, "Wilson's disease", "cond"), _at(text, "asthma", "cond")))
    assert _found(page, Match("mention", ("cond",), who=(), rare=100)) == [("Wilson's disease", "error")]
    assert _found(page, Match("mention", ("cond",), who=(), rare=10)) == []


def test_a_rare_condition_adds_to_a_combination() -> None:
    """In a case the condition counts and its rarity counts beside it; a common condition counts alone."""
    text = "He is 71 and has Q fever, not flu."
    case = (Passage(0, len(text), "case", 0.9),)
    match = Match("combination", ("age",), adding=("cond", "rare"), warn_from=3, error_from=5)
    policy = Policy("p", (_rule(match),), parameters={"rare_per_million": 100})
    age = _at(text, "71", "age")
    assert match_rules(policy, _page(text, (age, _at(text, "flu", "cond")), case)) == []
    assert match_rules(policy, _page(text, (age, _at(text, "Q fever", "cond")))) == []
    (objection,) = match_rules(policy, _page(text, (age, _at(text, "Q fever", "cond")), case))
    assert objection.finding.severity == "warning"


def test_present_asks_for_a_passage_anywhere_in_the_draft() -> None:
    """The words may stand in another sentence than the case they are about."""
    match = Match("phrase", ("take two",), present=("case",))
    assert _found(_page(TEXT, passages=(Passage(0, 34, "case", 0.9),)), match) == [("Take two", "error")]
    assert not _found(_page(TEXT, passages=(Passage(0, 34, "info", 0.9),)), match)


def test_a_match_may_be_milder_than_its_rule() -> None:
    """``at_worst`` always, ``firm`` unless the model would not publish the post; neither makes it more severe."""
    page = _page(TEXT)
    capped, firm = Match("phrase", ("hip",), at_worst="info"), Match("phrase", ("hip",), firm=0.5)
    held = []
    for verdict in ((0.4, 0.6, 0.0), (0.6, 0.4, 0.0)):
        page.annotations = replace(page.annotations, verdict=verdict)
        held.append((_found(page, capped), _found(page, firm)))
    assert held == [([("hip", "info")], [("hip", "warning")]), ([("hip", "info")], [("hip", "error")])]
    mild = Policy("p", (_rule(Match("phrase", ("hip",), at_worst="warning"), severity="info"),))
    assert [o.finding.severity for o in match_rules(mild, page)] == ["info"]


def test_counts_and_phrases_can_be_asked_about_their_words() -> None:
    """``text`` and ``not_text`` tell two patients from two children."""
    page = _page("Two patients and two children came.")
    people = re.compile("patients$")
    assert _found(page, Match("count", text=(people,))) == [("Two patients", "error")]
    assert _found(page, Match("count", not_text=(people,))) == [("two children", "error")]


@pytest.mark.parametrize(
    ("words", "rare"),
    [
        ("fatal familial insomnia", True), ("her newly found Wilson\u2019s disease", True), ("Huntington's", True),
        ("haemophilia A", True), ("hemophilia A", True), ("a rare Creutzfeldt-Jakob disease", True),
        ("Miller Fisher syndrome", True), ("asthma", False), ("type 2 diabetes", False), ("malaria", False),
        ("", False), ("tuberculosis", False), ("multiple sclerosis", False), ("Huntington", False),
    ],
)  # fmt: skip
def test_rare_conditions_as_people_write_them(words: str, rare: bool) -> None:
    """In either spelling, with words around them, and never what is common somewhere."""
    assert ((per_million(words) or 1_000_000) <= 100) is rare


def test_once_makes_one_finding_of_several_places() -> None:
    """The first place is the finding, the others are related."""
    page = _page(TEXT, passages=(Passage(0, 34, "case", 0.9), Passage(53, 67, "case", 0.9)))
    policy = Policy("p", (_rule(Match("passage", ("case",), once=True)),))
    (objection,) = match_rules(policy, page)
    assert (objection.finding.start, [(s.start, s.end) for s in objection.finding.related]) == (0, [(53, 67)])


def test_phrases_and_patterns_hold_without_a_model() -> None:
    """A phrase is found in any case and across a line break, never inside a word."""
    page = _page("My DMs\nare open. Kingdms are open.")
    assert _found(page, Match("phrase", ("dms are open",))) == [("DMs\nare open", "error")]
    assert _found(page, Match("pattern", (r"\bkingd\w+",))) == [("Kingdms", "error")]


def test_an_audience_can_switch_a_rule_off() -> None:
    """A rule without a severity for the audience does not run."""
    page = _page(TEXT, (_at(TEXT, "Okafor", "name"),))
    rule = replace(_rule(Match("mention", ("name",))), severity={"public": "error", "peer": None})
    assert match_rules(Policy("p", (rule,)), page)
    assert match_rules(Policy("p", (rule,), audience="peer"), page) == []


def test_line_and_column_count_from_one() -> None:
    """Places are told as editors tell them."""
    page = _page(TEXT, (_at(TEXT, "hip", "cond"),))
    (objection,) = match_rules(Policy("p", (_rule(Match("mention", ("cond",), who=())),)), page)
    assert (objection.finding.line, objection.finding.column) == (2, 23)


@pytest.mark.parametrize(
    ("age", "years"),
    [
        ("97", 97), ("ninety-three-year-old", 93), ("in her nineties", 90), ("19-day-old", 0), ("a centenarian", 100),
        ("three-week-old", 0), ("18 months", 1.5), ("old", None), ("mid-seventies", 70), ("eleven", 11),
    ],
)  # fmt: skip
def test_ages_in_words_and_digits(age: str, years: float | None) -> None:
    """Ages are read as people write them."""
    assert years_of(age) == years


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("We saw three new cases this week", [3]),
        ("2 of our 14 patients went home", [2]),
        ("one of my patients", [1]),
        ("5,000 patients", []),
        ("we have 12 beds", []),
        ("3.5 patients per hour", []),
    ],
)
def test_small_counts_of_people(text: str, numbers: list[int]) -> None:
    """Counts of people are found; beds, decimals and thousands are none."""
    assert [n for _, _, n in small_counts(text)] == numbers
