"""An answer beside what it answers: what it confirms, repeats or adds; and the review stays where it was."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from postlint import Document, DraftError, Linter
from postlint.annotation import Annotations, Mention, Sentence
from postlint.cli import cli
from postlint.policy import Match, Policy
from postlint.reading import read
from postlint.rewriting.edits import apply
from postlint.rules.answers import key_words
from postlint.rules.matchers import MATCHERS
from postlint.rules.page import Answered, Page

from .conftest import ROOT

REVIEW = "My root canal hurt for a week and nobody rang me back. Two stars."
REPEATS = "Thank you for writing. We are sorry that your root canal hurt."
GENERAL = (
    "Thank you for writing. To protect everybody's privacy we say nothing about care in public. Whoever has a concern "
    "is welcome to call the practice and ask for the manager."
)
CANARY = "Zybelmira Quontashvili"


def _rules(linter: Linter, answer: str, to: str) -> set[str]:
    report = linter.reply(answer, to=to, rewrites=False)
    return {f.rule for f in report.findings if f.severity != "info"}


# --- comparing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("my root canal", "the root canals"),
        ("three fillings", "3 filling"),
        ("Marit’s", "Marit"),
        ("allergies", "Allergy"),
    ],
)
def test_details_are_compared_without_articles_endings_and_spelling(one: str, other: str) -> None:
    """The same detail in other words around it."""
    assert key_words(one) == key_words(other) != frozenset()


@pytest.mark.parametrize("empty", ["the last", "your", "", "— !"])
def test_words_that_say_nothing_are_no_detail(empty: str) -> None:
    """So that "your" never repeats "your"."""
    assert key_words(empty) == frozenset()


def _mentions(text: str, *marked: tuple[str, str]) -> tuple[Mention, ...]:
    return tuple(Mention(text.index(words), text.index(words) + len(words), kind) for words, kind in marked)  # type: ignore[arg-type]


def _hits(on: Any, answer: str, marked: list[tuple[str, str]], review: str, told: list[tuple[str, str]]) -> list[str]:
    other = Answered(read(Document(review)), Annotations(_mentions(review, *told)))
    prose = read(Document(answer))
    seen = Annotations(_mentions(answer, *marked), (), (Sentence(0, len(answer)),))
    match = Match(on, ("cond", "proc", "date"), who=("patient",))
    hits = MATCHERS[on](match, Page(Document(answer), prose, seen, other), Policy("test", ()))
    return [answer[hit.start : hit.end] for hit in hits]


def test_what_is_said_again_and_what_is_new() -> None:
    """By kind and words; a word of the review that was no detail there still makes a repetition."""
    review = "The crown broke on Monday and the gum bled."
    told = [("crown", "proc"), ("Monday", "date")]
    answer = "Your crowns broke because you grind; the gum and the abscess were told to you on Monday."
    marked = [("crowns", "proc"), ("gum", "cond"), ("abscess", "cond"), ("Monday", "date")]
    assert _hits("repeats", answer, marked, review, told) == ["crowns", "gum", "Monday"]
    assert _hits("adds", answer, marked, review, told) == ["abscess"]


def test_a_detail_that_only_the_review_was_understood_to_hold() -> None:
    """The words of a clinical detail of the review are found in the answer, whatever the pipeline saw there."""
    review, told = "My root canal hurt.", [("root canal", "proc")]
    assert _hits("repeats", "That canal of the root again!", [], review, told) == ["canal of the root"]
    assert _hits("repeats", "The canal has ducks, and tulips have a root.", [], review, told) == []


def test_without_a_text_answered_nothing_repeats(linter: Linter) -> None:
    """Check and reply differ only in what they know."""
    assert not {f.rule for f in linter.check(REPEATS, rewrites=False).findings} & {
        "reply-repeats-details",
        "reply-adds-details",
    }


# --- the linter -------------------------------------------------------------------------------------------------------


def test_an_answer_that_repeats(linter: Linter) -> None:
    """It is blocked, for the audience of replies, and another answer is offered that cures (law 6)."""
    report = linter.reply(REPEATS, to=REVIEW)
    (finding,) = [f for f in report.findings if f.rule == "reply-repeats-details"]
    assert (report.verdict, finding.severity, finding.family) == ("block", "error", "boundaries")
    assert "root canal" in REPEATS[finding.start : finding.end]
    (rewrite,) = [r for r in finding.rewrites if r.edits]
    instead = apply(REPEATS, rewrite.edits)
    assert linter.reply(instead, to=REVIEW).verdict == "publish"


def test_an_answer_that_adds(linter: Linter) -> None:
    """What the review did not tell comes from the record."""
    answer = "You declined the biopsy that we advised, and your thyroid nodule needs one."
    assert "reply-adds-details" in _rules(linter, answer, "They rushed me through and I have no answers.")


@pytest.mark.parametrize(
    ("answer", "review"),
    [
        (GENERAL, REVIEW),
        ("Thank you so much for the kind words! The whole team will be thrilled to read this.", "Best physio ever!"),
        ("Thank you for the feedback on parking. The car park is being drained.", "Waited an hour, car park a swamp."),
        ("For privacy reasons we cannot discuss anyone's care here. Please call.", "My filling fell out. Awful."),
        ("We are sorry about the wait. Two of our lines were down.", "Waited an hour with a migraine."),
        ("Thank you! We will tell Dr Okafor, who has the kettle on.", "Dr Okafor was lovely."),
    ],
)
def test_answers_in_general_terms_are_clean(linter: Linter, answer: str, review: str) -> None:
    """Thanks, apologies and what is true of everyone (hard case 20)."""
    assert _rules(linter, answer, review) == set()


@pytest.mark.parametrize(
    ("answer", "review"),
    [
        ("For privacy reasons we cannot discuss your care here. Please call.", "My filling fell out."),
        ("So glad your knee is better, Tom!", "Five stars! Tom H."),
        pytest.param(
            "We're sorry about your experience at our clinic.",
            "Terrible.",
            marks=pytest.mark.xfail(strict=False, reason="hard case 21: annotated posts hold it for clean"),
        ),
    ],
)
def test_answers_that_imply_a_patient_are_not(linter: Linter, answer: str, review: str) -> None:
    """Hard cases 20 to 22: a possessive, an apology for a visit, kindness."""
    assert "patient-status-confirmed" in _rules(linter, answer, review)


def test_an_answer_is_for_replies_whatever_it_declares(linter: Linter) -> None:
    """The command is the last word."""
    front = f"---\npostlint: {{audience: peer}}\n---\n{REPEATS}"
    severities = {f.severity for f in linter.reply(front, to=REVIEW, rewrites=False).findings if "repeats" in f.rule}
    assert severities == {"error"}


def test_an_answer_may_be_fixed_and_be_one_of_many(linter: Linter) -> None:
    """``fix`` and ``check_many`` know what a document answers."""
    answer = Document(REPEATS, id="a").answering(Document(REVIEW))
    fixed = linter.fix(answer, suggested=True)
    assert "root canal" not in fixed.text
    (report,) = linter.check_many([answer])
    assert (report.id, report.verdict) == ("a", "block")


# --- laws 3 and 4 -----------------------------------------------------------------------------------------------------


def test_nothing_of_the_review_is_in_the_report(linter: Linter, caplog: pytest.LogCaptureFixture) -> None:
    """Law 3: not in the report, a repr or a log."""
    caplog.set_level(logging.DEBUG)
    document = Document(REPEATS).answering(Document(f"{REVIEW} {CANARY}"))
    report = linter.check(document)
    seen = json.dumps(report.to_dict()) + repr(report) + repr(document) + caplog.text
    assert not any(part in seen for part in CANARY.split())


@pytest.mark.parametrize("review", ["", " \n", "\u200b"])
def test_an_answer_to_nothing_is_not_checked(linter: Linter, review: str) -> None:
    """Law 4: what cannot be compared is not clean."""
    with pytest.raises(DraftError, match="the text answered"):
        linter.reply(GENERAL, to=review)
    (report,) = linter.check_many([Document(GENERAL).answering(Document(review))])
    assert (report.verdict, report.exit_status) == ("block", 2)


def test_a_review_in_another_language_is_not_compared(linter: Linter) -> None:
    """Law 4: its details are not known, so neither is what the answer repeats."""
    review = "La endodoncia me dolió una semana entera y nadie me llamó. El dentista ni siquiera me miró a la cara."
    report = linter.reply(GENERAL, to=review)
    assert (report.verdict, report.complete) == ("block", False)
    assert report.reason.startswith("the text answered seems to be in Spanish")


# --- the command line -------------------------------------------------------------------------------------------------


def _run(*arguments: str, text: str = "") -> Result:
    return CliRunner().invoke(cli, ["reply", *arguments], input=text, prog_name="postlint")


def _written(folder: Path, **texts: str) -> list[str]:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return [str(folder / f"{name}.txt") for name in texts]


def test_the_command_tells_what_an_answer_gives_away(tmp_path: Path) -> None:
    """Text for people, JSON for programs, the same exit status; the review is in neither."""
    answer, review = _written(tmp_path, answer=REPEATS, review=f"{REVIEW} {CANARY}")
    before = sorted(tmp_path.rglob("*"))
    for options in ((), ("--format", "json"), ("--fix", "--suggested"), ("--diff", "--suggested")):
        done = _run("--to", review, answer, *options)
        assert done.exit_code == (0 if "--fix" in options else 1), done.output
        assert not any(part in done.stdout + done.stderr for part in (*CANARY.split(), "Two stars"))
    shown = json.loads(_run("--to", review, answer, "--format", "json", "--no-rewrites").stdout)
    assert [d["id"] for d in shown["documents"]] == [answer]
    assert shown["policy"]["audience"] == "reply"
    assert "reply-repeats-details" in {f["rule"] for f in shown["documents"][0]["findings"]}
    assert sorted(tmp_path.rglob("*")) == before


def test_one_of_them_may_be_standard_input(tmp_path: Path) -> None:
    """And both may not."""
    answer, review = _written(tmp_path, answer=REPEATS, review=REVIEW)
    assert _run("--to", "-", answer, text=REVIEW).exit_code == 1
    assert _run("--to", review, "-", text=GENERAL).exit_code == 0
    done = _run("--to", "-", "-")
    assert (done.exit_code, done.stdout) == (2, "")


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\x00\x01\x02" * 50])
def test_a_review_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    """Exit 2 with its path; JSON says that the answer was not checked."""
    (answer,) = _written(tmp_path, answer=GENERAL)
    review = tmp_path / "review.txt"
    if content is not None:
        review.write_bytes(content)
    for options in ((), ("--format", "json")):
        done = _run("--to", str(review), answer, *options)
        assert done.exit_code == 2
        assert done.stderr.count("\n") == 1
        assert str(answer) in done.stderr
    (document,) = json.loads(done.stdout)["documents"]
    assert (document["verdict"], document["complete"], document["findings"]) == ("block", False, [])


def test_the_answer_needs_something_to_answer(tmp_path: Path) -> None:
    """Without ``--to`` it would be a check, and says so."""
    (answer,) = _written(tmp_path, answer=GENERAL)
    done = _run(answer)
    assert done.exit_code == 2
    assert "--to" in done.stderr


def test_the_page_on_answers_is_true(tmp_path: Path) -> None:
    """The commands on docs/reply.md exit and find as it says."""
    page = (ROOT / "docs" / "reply.md").read_text(encoding="utf-8")
    for name, text in re.findall(r"```text (\S+)\n(.*?)```", page, re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")
    told = re.findall(r"`postlint reply --to (\S+) (\S+)` exits with (\d):(.*?)\n\n", page, re.DOTALL)
    assert len(told) == 2
    for review, answer, status, rules in told:
        done = _run("--to", str(tmp_path / review), str(tmp_path / answer), "--format", "json", "--no-rewrites")
        assert done.exit_code == int(status)
        found = {f["rule"] for f in json.loads(done.stdout)["documents"][0]["findings"]}
        assert set(re.findall(r"`([a-z-]+)`", rules)) <= found
