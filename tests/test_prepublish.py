"""The pre-publish contract."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from postlint import Document, Linter
from postlint.finding import Finding
from postlint.prepublish import Answering, Gate, Malformed, Post, PostToFix, is_allowed, parse, refusal
from postlint.report import Report

from .service_fakes import CLEAN, DATED, NAMED, ServedLinter

CANARY = "Zybelmira"


def _with(*severities: Any) -> Report:
    return Report.of("-", [Finding("r", "advice", s, 0, 1, 1, 1, "m") for s in severities])


@pytest.mark.parametrize(
    ("report", "allowed", "held"),
    [
        (_with(), True, True),
        (_with("info"), True, True),
        (_with("warning"), True, False),
        (_with("error", "warning"), False, False),
        (Report.unchecked("-", "no"), False, False),
        (Report.of("-", [], reason="in French"), False, False),
    ],
)
def test_what_is_allowed(report: Report, allowed: bool, held: bool) -> None:
    """An error never, a warning unless it is held, and never what was not checked whole."""
    assert is_allowed(report) is allowed
    assert is_allowed(report, hold_review=True) is held


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b'{"text": "\xff\xfe"}', "not JSON"),
        (b'{"text": "\\ud800"}', "not JSON"),
        (b"\xff\xfe{\x00}\x00", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"text":"a","declared":{"a":' + b"[" * 5_000 + b"]" * 5_000 + b"}}", "not JSON"),
        (b"[]", "should be an object"),
        (b"null", "should be an object"),
        (b"{}", '"text" is missing'),
        (b'{"text": 7}', '"text" should be a string'),
        (b'{"text": null}', '"text" should be a string'),
        (b'{"text": "a", "rewrites": "yes"}', '"rewrites" should be a boolean'),
        (b'{"text": "a", "format": "docx"}', "'plain', 'markdown' or 'html'"),
        (b'{"text": "a", "audience": "all"}', "'public'"),
        (b'{"text": "a", "profile": 3}', '"profile"'),
        (b'{"text": "a", "declared": []}', '"declared"'),
        (b'{"text": "a", "' + CANARY.encode() + b'": 1}', "a key that is not one of text, id"),
    ],
)
def test_what_is_malformed(body: bytes, reason: str) -> None:
    """It is said what is wrong, in none of the words sent."""
    with pytest.raises(Malformed) as caught:
        parse(body, Post)
    assert reason in str(caught.value)
    assert CANARY not in str(caught.value)
    assert caught.value.__cause__ is None


def test_no_repr_holds_the_draft() -> None:
    """Law 3: a post may end up in a log."""
    body = {"text": CANARY, "to": CANARY, "declared": {"case": CANARY}, "id": CANARY}
    post = parse(json.dumps(body).encode(), Answering)
    assert CANARY not in repr(post) + str(post)


class TestGate:
    def test_answers(self) -> None:
        """What is allowed, the warnings, and the report, under the id that was given."""
        gate = Gate(ServedLinter())  # type: ignore[arg-type]
        answer = gate.check(Post(text=DATED, id="post-7"))
        assert (answer["allowed"], answer["verdict"], answer["complete"]) == (True, "review", True)
        assert answer["id"] == "post-7"
        assert answer["warnings"] == ["line 1: This is what exact-date objects to. (exact-date)"]
        assert [finding["rule"] for finding in answer["findings"]] == ["exact-date"]
        assert answer["findings"][0]["rewrites"] == []
        assert gate.check(Post(text=NAMED))["allowed"] is False
        assert gate.check(Post(text=NAMED, rewrites=True))["findings"][0]["rewrites"]
        assert Gate(ServedLinter(), hold_review=True).check(Post(text=DATED))["allowed"] is False  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("review", "chosen", "allowed"),
        [
            ("allow", None, True), ("hold", None, False),
            ("allow", True, False), ("hold", True, False), ("allow", False, True), ("hold", False, True),
        ],
    )  # fmt: skip
    def test_who_says_whether_warnings_hold(self, review: Any, chosen: bool | None, allowed: bool) -> None:
        """The policy, unless whoever runs it chose."""
        gate = Gate(ServedLinter(review=review), hold_review=chosen)  # type: ignore[arg-type]
        assert gate.hold_review is not allowed
        assert gate.check(Post(text=DATED))["allowed"] is allowed
        assert gate.check(Post(text=CLEAN))["allowed"] is True

    def test_fix(self) -> None:
        """The answer is about the rewritten text."""
        answer = Gate(ServedLinter()).fix(PostToFix(text=NAMED))  # type: ignore[arg-type]
        assert answer["text"] == "Saw a patient about her hip."
        assert (answer["allowed"], answer["findings"], answer["rewrite"]) == (True, [], None)
        assert answer["applied"] == [{"title": "Say it in general", "safety": "safe"}]

    @pytest.mark.parametrize("text", ["", "fail in a stage", "fail at random"])
    def test_what_fails_is_not_allowed(self, text: str) -> None:
        """Law 4, and law 3: the reason holds no words."""
        gate = Gate(ServedLinter())  # type: ignore[arg-type]
        posts = (Post(text=text), PostToFix(text=text), Answering(text=text, to="x"))
        for answer in (gate.check(posts[0]), gate.fix(posts[1]), gate.reply(posts[2])):
            assert (answer["allowed"], answer["complete"], answer["verdict"]) == (False, False, "block")
            assert answer["reason"]
            assert "CANARY" not in json.dumps(answer)

    def test_what_a_post_declares(self) -> None:
        """Its keys reach the document, and win over what it declares at large."""
        linter = ServedLinter()
        Gate(linter).check(  # type: ignore[arg-type]
            Post(
                text=CLEAN,
                audience="peer",
                type="case",
                format="html",
                declared={"case": "invented", "audience": "reply"},
            )
        )
        (document,) = linter.documents
        assert dict(document.declared) == {"case": "invented", "audience": "peer", "type": "case"}
        assert document.format == "html"

    @pytest.mark.parametrize("key", ["profile", "type"])
    def test_a_name_that_nobody_knows(self, key: str) -> None:
        """It is refused: a draft that was to be checked more strictly is not checked less so."""
        with pytest.raises(Malformed, match=f"unknown {key} 'nowhere'"):
            Gate(ServedLinter()).check(Post(text=CLEAN, **{key: "nowhere"}))  # type: ignore[arg-type]

    def test_the_day_is_today(self) -> None:
        """A process that runs for days holds consents and profiles against the day it is."""
        days = iter([date(2027, 3, 1), date(2027, 3, 1), date(2027, 3, 2)])
        linter = ServedLinter()
        gate = Gate(linter, today=lambda: next(days))  # type: ignore[arg-type]
        for _ in range(3):
            gate.check(Post(text=CLEAN))
        assert linter.days == [date(2027, 3, 1), date(2027, 3, 2)]


def test_a_refusal_has_the_shape_of_an_answer() -> None:
    """A program that reads an answer can read a refusal."""
    answer = Gate(ServedLinter()).check(Post(text=CLEAN))  # type: ignore[arg-type]
    assert set(answer) | {"reason"} == set(refusal("no"))


def test_a_linter_on_another_day(linter: Linter) -> None:
    """The model is shared, the policy is that of the day, and the linter it was made from stays as it was."""
    draft = (
        "---\npostlint:\n  allow:\n"
        "    - {rule: opinion-as-advice, reason: words of our poster, until: 2027-05-31}\n---\n"
        "Just stop your statin. I would, honestly.\n"
    )
    last, after = (linter.on(day) for day in (date(2027, 5, 31), date(2027, 6, 1)))
    assert last.model is after.model is linter.model
    document = Document(draft, format="markdown")
    suppressed, back = (other.check(document, rewrites=False) for other in (last, after))
    assert [s.rule for s in suppressed.suppressed] == ["opinion-as-advice"]
    assert "opinion-as-advice" in {finding.rule for finding in back.findings}
    assert linter.policy.today not in (last.policy.today, after.policy.today)
