"""The allow-list and overrides: what a clinic lets stand, and the reason it must give."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from postlint import Linter
from postlint.annotation import Annotations, Mention, Passage
from postlint.document import Document, OffsetMap, Prose
from postlint.errors import PolicyError
from postlint.facts import Allowed, says_something
from postlint.pipeline.sentences import split_sentences
from postlint.policy import Policy
from postlint.rulebook import load_policy
from postlint.rules.matching import match_rules
from postlint.rules.page import Page
from postlint.rules.suppressing import suppress


def _write(folder: Path, text: str) -> Path:
    path = folder / "clinic.yaml"
    path.write_text(text, encoding="utf-8")
    return path


# --- the allow-list ---------------------------------------------------------------------------------------------------

ALLOW = """\
extends: default
allow:
  - words: [Marie Curie, Tuesday]
    kinds: [date, fac]
    reason: The name of our ward and the day of our choir
  - pattern: "never (?:ever )?again"
    rules: [absolute-or-alarming-claim, P101]
    reason: Our slogan
    until: 2026-06-30
"""


def test_an_allow_list_is_read(tmp_path: Path) -> None:
    """Rules by name or code."""
    words, pattern = load_policy(_write(tmp_path, ALLOW)).allowed
    assert (words.words, words.kinds, words.rules, words.until) == (
        ("Marie Curie", "Tuesday"),
        ("date", "fac"),
        (),
        None,
    )
    assert pattern.rules == ("absolute-or-alarming-claim", "patient-name")
    assert pattern.holds(date(2026, 6, 30))
    assert not pattern.holds(date(2026, 7, 1))


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("    reason: Our slogan\n", "", 6, "an entry of allow lacks 'reason'"),
        ("reason: Our slogan", "reason: ''", 8, "reason is empty"),
        ("kinds: [date, fac]", "kinds: [name, handle]", 4, "name the rule it is allowed for in 'rules'"),
        ("kinds: [date, fac]", "kinds: [dates]", 4, "did you mean 'date'"),
        ("P101]", "patient-nam]", 7, "did you mean 'patient-name'"),
        ("2026-06-30", "2026-06-31", 9, "expected a date"),
        ('"never (?:ever )?again"', '"(a+)+b"', 6, "for ever"),
        ("    kinds: [date, fac]", "    pattern: x", 3, "expected either 'words' or 'pattern'"),
        ("words: [Marie Curie, Tuesday]", "words: [M]", 3, "at least two letters"),
    ],
)
def test_a_mistaken_entry_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    """A reason is required, and what points straight at a patient needs the rule's name."""
    assert ALLOW.count(old) == 1
    with pytest.raises(PolicyError) as caught:
        load_policy(_write(tmp_path, ALLOW.replace(old, new)))
    assert said in caught.value.reason
    assert caught.value.line == line


DEFAULT = load_policy()
TEXT = "Mrs Okafor, a  dietitian, was in on Tuesday."
DAY = date(2026, 3, 1)


def _mention(words: str, kind: str) -> Mention:
    start = TEXT.index(words)
    return Mention(start, start + len(words), kind, 0.9, (0.9, 0.05, 0.05))  # type: ignore[arg-type]


def _page() -> Page:
    mentions = (_mention("Okafor", "name"), _mention("dietitian", "occ"), _mention("Tuesday", "date"))
    case = (Passage(0, len(TEXT), "case", 0.9),)
    return Page(
        Document(TEXT),
        Prose(TEXT, OffsetMap.identity(len(TEXT))),
        Annotations(mentions, case, split_sentences(TEXT), (0.9, 0.1, 0.0)),
    )


def _policy(*allowed: Allowed) -> Policy:
    return replace(DEFAULT, allowed=allowed)


def _found(*allowed: Allowed, today: date = DAY) -> set[str]:
    return {o.finding.rule for o in match_rules(_policy(*allowed), _page(), today)}


def test_what_is_allowed_is_no_finding_and_adds_to_none() -> None:
    """The day goes, and with the trade the combination has too little left."""
    before = _found()
    assert {"patient-name", "exact-date"} <= before
    after = _found(Allowed("x", words=("on Tuesday",)))
    assert after == before - {"exact-date"}
    assert _found(Allowed("x", words=("Tuesday",), kinds=("occ",))) == before
    assert _found(Allowed("x", pattern=r"on \w+day", rules=("exact-date",))) == after
    assert _found(Allowed("x", words=("tuesday",), rules=("patient-name",))) == before


def test_a_detail_that_is_allowed_counts_in_no_combination() -> None:
    """With ``rules`` only there, without them everywhere."""
    policy = Policy("p", (DEFAULT.rule("quasi-identifier-combination"),), points={"occ": 1, "date": 2})
    (objection,) = match_rules(policy, _page())
    assert objection.finding.related
    allowed = Allowed("x", words=("a dietitian",), rules=("quasi-identifier-combination",))
    assert match_rules(replace(policy, allowed=(allowed,)), _page()) == []


def test_a_patients_name_is_allowed_only_by_its_rules_name() -> None:
    """An entry that names no rule never covers what points straight at a patient."""
    assert "patient-name" in _found(Allowed("x", words=("Okafor",)))
    assert "patient-name" in _found(Allowed("x", words=("Okafor",), rules=("exact-date",)))
    assert "patient-name" not in _found(Allowed("x", words=("Okafor",), rules=("patient-name",)))


def test_words_are_found_whole_and_in_any_case() -> None:
    """Blanks stretch, parts of words do not count."""
    assert "exact-date" not in _found(Allowed("x", words=("TUESDAY",)))
    assert "exact-date" in _found(Allowed("x", words=("esday",)))


def test_an_entry_past_its_day_holds_no_longer_and_says_so() -> None:
    """Where its words stand; elsewhere nobody need hear of it."""
    entry = Allowed("x", words=("Tuesday",), until=date(2026, 3, 1))
    assert "exact-date" not in _found(entry)
    tomorrow = date(2026, 3, 2)
    assert "exact-date" in _found(entry, today=tomorrow)
    policy = _policy(entry, Allowed("x", words=("Wednesday",), until=date(2020, 1, 1)))
    kept, suppressed = suppress(policy, _page(), [], tomorrow)
    assert [(o.finding.rule, o.finding.start) for o in kept] == [("bad-suppression", TEXT.index("Tuesday"))]
    assert "last day is past" in kept[0].finding.message
    assert suppressed == ()


# --- overrides --------------------------------------------------------------------------------------------------------

OVERRIDE = "extends: default\nrules:\n  - rule: {rule}\n    {key}\n"


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ("patient-name", "severity: {peer: warning}"),
        ("exact-date", "severity: off"),
        ("quasi-identifier-combination", "severity: info"),
        ("patient-name", "family: notice"),
        ("patient-name", "reason: ok\n    severity: info"),
    ],
)
def test_less_of_an_error_about_patients_needs_a_reason(tmp_path: Path, rule: str, key: str) -> None:
    """The line is that of the severity."""
    with pytest.raises(PolicyError, match="to make less of it") as caught:
        load_policy(_write(tmp_path, OVERRIDE.format(rule=rule, key=key)))
    assert caught.value.line == 4 + key.count("\n")
    reasoned = key.replace("reason: ok\n    ", "") + "\n    reason: Our readers are all on the same ward."
    policy = load_policy(_write(tmp_path, OVERRIDE.format(rule=rule, key=reasoned)))
    assert policy.rule(rule).reason == "Our readers are all on the same ward."


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ("patient-name", "severity: error"),
        ("exact-date", "severity: {peer: error}"),
        ("exact-date", "severity: {peer: info}"),  # a warning as shipped
        ("opinion-as-advice", "severity: off"),
    ],
)
def test_other_overrides_need_none(tmp_path: Path, rule: str, key: str) -> None:
    """More severe, no error before, or not about a patient."""
    assert load_policy(_write(tmp_path, OVERRIDE.format(rule=rule, key=key))).rule(rule).reason == ""


def test_the_reason_is_explained(tmp_path: Path) -> None:
    """On the rule's page, under its own heading, and in plain values."""
    from postlint.reporting.explain import page, to_dict

    key = "severity: {peer: warning}\n    reason: Closed group of our own ward."
    rule = load_policy(_write(tmp_path, OVERRIDE.format(rule="patient-name", key=key))).rule("patient-name")
    assert "Why it is changed here\n  Closed group of our own ward." in page(rule)
    assert "## Why it is changed here\n\nClosed group of our own ward." in page(rule, "markdown")
    assert to_dict(rule)["reason"] == "Closed group of our own ward."
    assert "Why it is changed here" not in page(DEFAULT.rule("patient-name"))
    assert "reason" not in to_dict(DEFAULT.rule("patient-name"))


@pytest.mark.parametrize(
    ("reason", "enough"), [("public figure", True), ("ok", False), ("n/a", False), ("it is", False)]
)
def test_a_reason_says_something(reason: str, enough: bool) -> None:
    """At least two words of three letters."""
    assert says_something(reason) is enough


def test_an_allowed_claim_in_the_real_pipeline(linter: Linter, tmp_path: Path) -> None:
    """It is a finding until the clinic says why it is none."""
    text = "Our physio has a 100% success rate and cures every back, says the sign in the hall."
    before = {f.rule for f in linter.check(text, rewrites=False).findings}
    assert before
    entry = f"{{pattern: '.*sign in the hall\\.', reason: A joke of ours, rules: [{', '.join(sorted(before))}]}}"
    policy = load_policy(_write(tmp_path, f"extends: default\nallow: [{entry}]\n"))
    assert Linter(policy, linter.model).check(text).verdict == "publish"
