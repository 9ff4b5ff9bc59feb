"""What a draft declares of itself: read strictly, applied as told, and a consent record held against day and text."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from postlint import Document, Linter
from postlint.annotation import Annotations, Mention, Passage, Sentence
from postlint.cli import cli
from postlint.declaration import Consent, approved_hash, declare
from postlint.policy import Match, Policy
from postlint.reading import read
from postlint.rules.matchers import MATCHERS
from postlint.rules.page import Page

from .cli_fakes import rule
from .conftest import ROOT

TODAY = date(2026, 11, 28)
BODY = "Somebody we looked after asks you to wear goggles at the grinder."
RECORD = {"id": "C-1", "date": date(2026, 5, 2), "scope": ["blog"], "reviewed_text": True, "expires": "2027-05-02"}


def _told(**values: Any) -> dict[str, Any]:
    return {"postlint": values}


# --- reading ----------------------------------------------------------------------------------------------------------


def test_all_that_a_draft_can_declare() -> None:
    """Every key of the front matter arrives where the rules look for it."""
    told = declare(
        _told(
            profile="uk-gmc", audience="clinic", type="case", account="professional", channel="Blog", case="real",
            author={"name": "Dr I. Moreau", "workplace_public": True, "specialty": "GP"}, interests="none",
            consent={
                "id": 31, "date": date(2024, 5, 2), "scope": ["Blog", "instagram"], "purpose": "education",
                "identifiers": ["First name", "face"], "by": "self", "reviewed_text": True,
                "approved_text_hash": approved_hash(BODY), "expires": datetime(2027, 5, 2, 9), "withdrawn": False,
            },
            images=[{"file": "x.png"}], allow=[],
        )
    )  # fmt: skip
    assert told.slips == ()
    assert (told.audience, told.type, told.account, told.case) == ("clinic", "case", "professional", "real")
    assert (told.profile, told.channel, told.interests) == (("uk-gmc",), "Blog", "none")
    assert told.author is not None
    assert told.author.workplace_public
    assert told.consent == Consent(
        "31", date(2024, 5, 2), ("blog", "instagram"), ("education",), ("first-name", "face"), reviewed_text=True,
        approved_text_hash=approved_hash(BODY), expires=date(2027, 5, 2),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"audiance": "reply"}, "unknown key; did you mean audience?"),
        ({"audience": "everybody"}, "audience: expected one of public, clinic, reply, peer"),
        ({"audience": ["reply"]}, "audience: expected one of public"),
        ({"case": True}, "case: expected one of invented"),
        ({"interests": 3}, "interests: expected text"),
        ({"type": "two words"}, "type: expected one word"),
        ({"profile": {"name": "ie"}}, "profile: expected one word"),
        ({"author": "Dr Moreau"}, "author: expected keys and values"),
        ({"author": {"nmae": "x"}}, "author: unknown key; did you mean name?"),
        ({"consent": True}, "consent: expected keys and values"),
        ({"consent": {"date": "2026-05-02"}}, "consent: lacks an id"),
        ({"consent": {"id": "C", "expires": "next year"}}, "consent.expires: expected a date"),
        ({"consent": {"id": "C", "withdrawn": "maybe"}}, "consent.withdrawn: expected a date"),
        ({"consent": {"id": "C", "identifiers": "shoe size"}}, "consent.identifiers: expected some of full-name"),
        ({"consent": {"id": "C", "approved_text_hash": "abc"}}, "consent.approved_text_hash: expected sha256:"),
        ({"consent": {"id": "C", "scoop": "blog"}}, "consent: unknown key; did you mean scope?"),
    ],
)
def test_what_is_not_understood_is_a_slip(values: dict[str, Any], said: str) -> None:
    """It says where and what was expected, never what stood there, and nothing raises."""
    told = declare(_told(**values))
    assert [str(slip) for slip in told.slips if said in str(slip)] == [str(slip) for slip in told.slips]
    assert len(told.slips) == 1


@pytest.mark.parametrize("front", ["yes", 3, ["case"], date(2026, 1, 1)])
def test_settings_that_are_no_mapping(front: object) -> None:
    """``postlint: yes`` says nothing and is told so."""
    told = declare({"postlint": front})
    assert [str(slip) for slip in told.slips] == ["postlint: expected keys and values"]
    assert told.values == {}


@pytest.mark.parametrize("key", ["expires", "withdrawn", "by"])
def test_a_record_with_a_doubtful_end_is_none(key: str) -> None:
    """Whether it still holds cannot be told, so it does not."""
    told = declare(_told(consent={**RECORD, key: "perhaps"}))
    assert told.consent is None
    assert "consent" not in told.values


def test_what_is_handed_in_wins_key_by_key() -> None:
    """A caller's word replaces the draft's own, and only that."""
    told = declare(_told(audience="peer", case="invented"), {"audience": "clinic"})
    assert (told.audience, told.case) == ("clinic", "invented")


def test_nothing_declared_is_nothing_said() -> None:
    """An empty key says nothing either."""
    for front in ({}, {"title": "x"}, {"postlint": None}, _told(consent=None, case=None)):
        told = declare(front)
        assert (told.slips, told.consent, told.case, dict(told.values)) == ((), None, None, {})


def test_no_representation_holds_what_was_declared() -> None:
    """Law 3: an author's name and a record's id are in no repr."""
    told = declare(_told(author={"name": "CANARY"}, consent={**RECORD, "id": "CANARY"}, canary="CANARY"))
    assert "CANARY" not in repr(told) + repr(told.consent) + repr(told.author)
    assert "canary" not in repr(told.slips) + "".join(map(str, told.slips))


# --- the approved text ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "after",
    [
        BODY + "\n",
        BODY.upper(),
        BODY.replace(" ", "  \n"),
        BODY[:-1] + "! #safety #eyes",
        BODY.replace("goggles", "“goggles”"),
    ],
)
def test_small_changes_keep_the_approval(after: str) -> None:
    """Spacing, capitals, stops and hashtags."""
    assert approved_hash(after) == approved_hash(BODY)


@pytest.mark.parametrize("after", [BODY.replace("goggles", "gloves"), BODY + " He is 34.", BODY.replace("we", "I")])
def test_a_changed_word_does_not(after: str) -> None:
    """Another word is another text."""
    assert approved_hash(after) != approved_hash(BODY)


# --- facts ------------------------------------------------------------------------------------------------------------


def _page(today: date = TODAY, text: str = BODY, mentions: tuple[Mention, ...] = (), **values: Any) -> Page:
    document = Document(text, declared=values)
    prose = read(document)
    whole = Passage(0, len(prose.text), "case")
    return Page(document, prose, Annotations(mentions, (whole,), (Sentence(0, len(prose.text)),)), today=today)


def _holds(fact: str, page: Page, audience: Any = "public", **conditions: Any) -> bool:
    policy = Policy("test", (), audience=audience)
    return bool(list(MATCHERS["declared"](Match("declared", (fact,), **conditions), page, policy)))


@pytest.mark.parametrize(
    ("fact", "changes"),
    [
        ("withdrawn", {"withdrawn": True}),
        ("withdrawn", {"withdrawn": date(2026, 6, 1)}),
        ("expired", {"expires": date(2026, 11, 27)}),
        ("incomplete", {"date": None}),
        ("incomplete", {"scope": []}),
        ("text-changed", {"approved_text_hash": approved_hash("another text")}),
        ("not-approved", {"reviewed_text": False}),
        ("by-another", {"by": "guardian"}),
        ("by-another-with-assent", {"by": "guardian", "assent": True}),
    ],
)
def test_facts_of_a_record(fact: str, changes: dict[str, Any]) -> None:
    """Each is so with the change and not without."""
    assert _holds(fact, _page(consent={**RECORD, **changes}))
    assert not _holds(fact, _page(consent=RECORD))
    assert not _holds(fact, _page())


def test_a_consent_ends_after_its_last_day() -> None:
    """The day it names is still covered."""
    record = {**RECORD, "expires": TODAY}
    assert not _holds("expired", _page(TODAY, consent=record))
    assert _holds("expired", _page(date(2026, 11, 29), consent=record))


def test_scope_is_held_against_the_channel() -> None:
    """Where the draft names none, scopes that never reach the public are told by the rule; colleagues are no public."""
    assert not _holds("out-of-scope", _page(consent=RECORD, channel=" BLOG "))
    assert _holds("out-of-scope", _page(consent=RECORD, channel="instagram"))
    teaching = _page(consent={**RECORD, "scope": "Teaching"})
    assert _holds("out-of-scope", teaching, words=("teaching",))
    assert not _holds("out-of-scope", teaching, audience="peer", words=("teaching",))
    assert not _holds("out-of-scope", _page(consent=RECORD), words=("teaching",))


def test_a_promotion_needs_a_consent_to_it() -> None:
    """Only types that the rule names ask for a purpose of their own."""
    for purpose, kind, expected in (("education", "promotion", True), ("promotion", "promotion", False),
                                    ("education", "case", False)):  # fmt: skip
        page = _page(consent={**RECORD, "purpose": purpose}, type=kind)
        assert _holds("out-of-purpose", page, words=("promotion",)) is expected


def test_an_old_consent_without_an_end_is_stale() -> None:
    """One with an end has said how long it holds."""
    old = {"id": "C", "date": date(2016, 5, 1), "scope": "blog"}
    assert _holds("stale", _page(consent=old), over=3)
    assert not _holds("stale", _page(consent={**old, "date": date(2025, 5, 1)}), over=3)
    assert not _holds("stale", _page(consent={**old, "expires": date(2030, 1, 1)}), over=3)


def test_a_real_case_needs_a_record() -> None:
    """And a slip is no record."""
    assert _holds("unrecorded", _page(case="real"))
    assert _holds("unrecorded", _page(case="real", consent="on file"))
    assert not _holds("unrecorded", _page(case="real", consent=RECORD))
    assert not _holds("unrecorded", _page(case="invented"))


def _seen(mentions: tuple[Mention, ...], text: str, beyond: bool, **record: Any) -> list[str]:
    page = _page(text=text, mentions=mentions, consent={**RECORD, **record})
    match = Match("mention", ("name", "loc"), beyond_consent=beyond)
    return [text[hit.start : hit.end] for hit in MATCHERS["mention"](match, page, Policy("test", ()))]


def test_with_consent_only_what_it_does_not_list_is_objected_to() -> None:
    """While the record is in force, one match sees the details beyond it and the others none."""
    text = "Helen of Quay Lane tells of her heart. Mrs Okafor helped."
    mentions = (Mention(0, 5, "name"), Mention(9, 18, "loc"), Mention(43, 49, "name"))
    assert _seen(mentions, text, False, identifiers="first-name") == []
    assert _seen(mentions, text, True, identifiers="first-name") == ["Quay Lane", "Okafor"]
    assert _seen(mentions, text, True, identifiers=["full-name", "place"]) == []
    assert _seen(mentions, text, False, withdrawn=True) == ["Helen", "Quay Lane", "Okafor"]
    assert _seen(mentions, text, True, withdrawn=True) == []


# --- the linter and the command line ----------------------------------------------------------------------------------


def test_the_drafts_own_audience_wins_over_the_policys(linter: Linter) -> None:
    """And what is handed in wins over both."""
    severity = {"public": None, "clinic": "warning", "reply": "error", "peer": "info"}
    library = rule("library", severity=severity, matches=(Match("phrase", ("library",)),))
    on = Linter(Policy("test", (library,), audience="reply"), linter.model)
    text = "The library opens at nine."
    front = f"---\npostlint: {{audience: peer}}\n---\n{text}"
    seen = [
        [f.severity for f in on.check(document, rewrites=False).findings]
        for document in (text, front, Document(front, declared={"audience": "clinic"}))
    ]
    assert seen == [["error"], ["info"], ["warning"]]


def test_the_day_is_injected(linter: Linter) -> None:
    """The same draft before and after its consent has run out."""
    draft = Document(BODY, declared={"consent": RECORD, "channel": "blog"})
    rules = {
        day: {f.rule for f in Linter(linter.policy, linter.model, today=day).check(draft, rewrites=False).findings}
        for day in (date(2027, 5, 2), date(2027, 5, 3))
    }
    assert "consent-scope-mismatch" not in rules[date(2027, 5, 2)]
    assert "consent-scope-mismatch" in rules[date(2027, 5, 3)]


def test_a_slip_is_a_finding_with_its_place(linter: Linter) -> None:
    """Of family notice, and its message holds only our own words."""
    draft = "---\npostlint: {audiance: CANARY, consent: {id: CANARY, expires: CANARY}}\n---\nThe library opens at nine."
    (finding,) = linter.check(draft, rewrites=False).findings
    assert (finding.rule, finding.family, finding.severity) == ("declaration-not-understood", "notice", "warning")
    assert "did you mean audience?" in finding.message
    assert "consent.expires: expected a date" in finding.message
    assert "CANARY" not in finding.message
    assert draft[finding.start : finding.end].startswith("The library")


def _run(*arguments: str, text: str = "") -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, arguments, input=text, prog_name="postlint")
    return done.exit_code, done.stdout, done.stderr


def test_the_hash_that_is_printed_is_the_one_that_fits(tmp_path: Path) -> None:
    """What ``consent hash`` prints for a draft approves that draft, whatever its settings say."""
    draft = tmp_path / "d.md"
    draft.write_text(f"---\ntitle: Goggles\npostlint: {{case: real}}\n---\n{BODY}\n", encoding="utf-8")
    status, out, _ = _run("consent", "hash", str(draft))
    assert status == 0
    text = read(Document(draft.read_text(encoding="utf-8"), format="markdown")).text
    assert Consent(approved_text_hash=out.strip()).approves(text)
    draft.write_text(f"---\ntitle: Goggles\n---\n{BODY}\n", encoding="utf-8")
    assert _run("consent", "hash", str(draft))[1] == out


def test_a_hash_of_nothing_is_refused(tmp_path: Path) -> None:
    """Exit 2, with one line that says why."""
    assert _run("consent", "hash", str(tmp_path / "absent.txt"))[0] == 2
    status, out, err = _run("consent", "hash", "-", text=" \n")
    assert (status, out) == (2, "")
    assert "no readable text" in err or "empty" in err


@pytest.mark.parametrize(
    ("record", "said"),
    [(None, "cannot be read"), ("- a\n", "not YAML"), ("a: [", "not YAML"), ("#" * 70_000, "at most")],
)
def test_a_record_that_cannot_be_read_stops(tmp_path: Path, record: str | None, said: str) -> None:
    """Exit 2 before anything is checked: the draft would be judged without what was meant to be said of it."""
    path = tmp_path / "c.yaml"
    if record is not None:
        path.write_text(record, encoding="utf-8")
    status, out, err = _run("check", "--consent", str(path), "-", text=BODY)
    assert (status, out) == (2, "")
    assert said in err


def test_the_command_line_wins_over_the_front_matter(tmp_path: Path) -> None:
    """``--case`` and ``--consent`` replace what the draft says."""
    draft = tmp_path / "d.txt"
    draft.write_text(f"---\npostlint: {{case: invented}}\n---\n{BODY}", encoding="utf-8")
    record = tmp_path / "c.yaml"
    record.write_text("consent: {id: C-1, date: 2026-05-02, scope: blog, withdrawn: true}\n", encoding="utf-8")
    for options, expected in (((), False), (("--case", "real"), True)):
        out = _run("check", str(draft), "--format", "json", "--no-rewrites", *options)[1]
        rules = {f["rule"] for f in json.loads(out)["documents"][0]["findings"]}
        assert ("case-without-consent-record" in rules) is expected
    out = _run("check", str(draft), "--format", "json", "--no-rewrites", "--consent", str(record))[1]
    assert "consent-scope-mismatch" in {f["rule"] for f in json.loads(out)["documents"][0]["findings"]}


def test_the_page_on_front_matter_is_true(linter: Linter) -> None:
    """Each draft on docs/front-matter.md comes out as the page says."""
    blocks = (ROOT / "docs" / "front-matter.md").read_text(encoding="utf-8").split("```text\n")[1:]
    assert len(blocks) >= 3
    on = Linter(linter.policy, linter.model, today=TODAY)
    for block in blocks:
        draft, after = block.split("```\n", 1)
        said = after.strip().split("\n", 1)[0]
        report = on.check(Document(draft, format="markdown"), rewrites=False)
        worst = [f.rule for f in report.findings if f.severity != "info"]
        assert said.startswith(f"`{report.verdict}`"), (said, worst)
        assert all(f"`{rule}`" in said for rule in worst), (said, worst)
