"""``postlint fix --interactive``: the walk through a draft with its author."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from postlint import Document
from postlint.cli import cli, making
from postlint.errors import StageError
from postlint.finding import Finding
from postlint.report import Report

from .cli_fakes import FakeLinter, _findings

NAMED = "Saw Mrs Okafor about her hip.\n"
BOTH = "On Tuesday we saw Mrs Okafor.\nKowalczyk came to the lighthouse.\n"


@pytest.fixture(autouse=True)
def linter_(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeLinter:
    """The fake that every command gets, in an empty folder."""
    fake = FakeLinter()
    monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: fake)
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "POSTLINT_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    return fake


def run(*args: str, **kwargs: Any) -> Result:
    """Run the command line."""
    return CliRunner().invoke(cli, args, **kwargs)


def walk(text: str, *answers: str, args: tuple[str, ...] = (), name: str = "a.txt") -> Result:
    """Walk through a draft with these answers, one a line."""
    Path(name).write_bytes(text.encode())
    return run("fix", "--interactive", name, *args, input="".join(f"{answer}\n" for answer in answers))


def finding(start: int, end: int, words: str) -> Finding:
    """A warning of a rule that all of these are of."""
    return Finding("unique", "identifiers", "warning", start, end, 1, start + 1, f"said of {words}")


Use = Callable[[Callable[[Document], list[Finding]]], None]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    """Have the linter find what a function does."""

    def used(found: Callable[[Document], list[Finding]]) -> None:
        monkeypatch.setattr(
            FakeLinter, "check", lambda _, document, *, rewrites=True: Report.of(document.id, found(document))
        )

    return used


def questions(result: Result) -> list[str]:
    """Place and rule of every finding that was asked about, in order."""
    heads = (line.split() for line in result.stderr.splitlines() if line.startswith("  ") and line[2:3].isdigit())
    return [f"{head[0]} {head[2]}" for head in heads]


def files() -> list[str]:
    """All that lies in the folder."""
    return sorted(os.listdir("."))


class TestWalk:
    def test_what_is_shown(self) -> None:
        """Line, mark, message, and every rewrite under its number with what the line would become."""
        result = walk("Hello.\n" + NAMED, "q")
        for line in (
            "1 finding to go through",
            "  2:5  error  patient-name",
            "    Saw Mrs Okafor about her hip.",
            "        ^^^^^^^^^^",
            "    This is what patient-name objects to.",
            "    1  Say it in general",
            "      Saw a patient about her hip.",
        ):
            assert line in result.stderr.splitlines()
        assert "[1] rewrite, (e)dit, (s)kip" in result.stderr

    def test_in_reading_order_until_nothing_is_left(self) -> None:
        """Errors and warnings as they come; a number, the letter, words; then what is left and where it goes."""
        result = walk(BOTH, "1", "a", "accept 1", "e the tower", args=("-o", "out.txt"))
        assert questions(result) == [
            "1:4 exact-date", "1:19 patient-name", "2:1 patient-name", "2:23 unique-characteristic",
        ]  # fmt: skip
        assert (result.exit_code, result.stdout) == (0, "")
        assert Path("out.txt").read_text() == "On one day we saw a patient.\na patient came to the the tower.\n"
        assert "postlint: a.txt: 4 changes made; no rule matches any more\n" in result.stderr
        assert "never certifies" in result.stderr
        assert Path("a.txt").read_text() == BOTH

    def test_every_change_is_linted_again(self, linter_: FakeLinter) -> None:
        """Once at the start and once for each change; an answer that changes nothing lints nothing."""
        walk(BOTH, "1", "s", "", "u", "9", "1", "q")
        assert len(linter_.checked) == 3

    def test_own_words_that_bring_something_new(self) -> None:
        """It is said, and asked about; what is still there is said too."""
        result = walk(NAMED, "e Kowalczyk, on Tuesday", "q")
        assert "still found: patient-name\n" in result.stderr
        assert "that brings 1 new finding: exact-date\n" in result.stderr
        assert questions(result) == ["1:5 patient-name", "1:5 patient-name"]
        assert result.stdout == "Saw Kowalczyk, on Tuesday about her hip.\n"
        assert result.exit_code == 1

    @pytest.mark.parametrize(
        ("answers", "text"),
        [
            (["e", "somebody"], "Saw somebody about her hip.\n"),
            (["e  somebody "], "Saw somebody about her hip.\n"),
            (["e -"], "Saw about her hip.\n"),
            (["edit", "-"], "Saw about her hip.\n"),
            (["e", ""], NAMED),
            (["e Mrs Okafor"], NAMED),
            (["e a\x1b[D b"], NAMED),
        ],
    )
    def test_own_words(self, answers: list[str], text: str) -> None:
        """On the same line or the next; a dash takes the place out; nothing, or an arrow key's letters, do nothing."""
        assert walk(NAMED, *answers).stdout == text

    def test_markup_stays(self) -> None:
        """In Markdown and HTML the words go where the words were."""
        assert walk("I saw **Mrs Okafor** & co.\n", "e a man", name="a.md").stdout == "I saw **a man** & co.\n"
        result = walk("<p>I saw <b>Mrs Okafor</b></p>", "e him & <her>", name="a.html")
        assert result.stdout == "<p>I saw <b>him &amp; &lt;her&gt;</b></p>"

    def test_skipped_is_not_asked_about_again(self) -> None:
        """Though the draft changes before it and after it; it stays a finding."""
        result = walk("Kowalczyk, Kowalczyk and Tuesday.\n", "1", "s", "", "1")
        assert questions(result) == ["1:1 patient-name", "1:12 patient-name", "1:26 exact-date"]
        assert result.stdout == "a patient, Kowalczyk and one day.\n"
        assert "BLOCK, 1 error left" in result.stderr
        assert result.exit_code == 1

    def test_undo(self) -> None:
        """Answer by answer, a skip among them, back to the draft as it was; at the very end too."""
        result = walk(BOTH, "u", "1", "s", "", "u", "u", "q")
        assert "there is nothing to undo" in result.stderr
        assert result.stderr.count("the last answer is undone") == 2
        assert questions(result)[-1] == "1:4 exact-date"
        assert result.stdout == BOTH
        last = walk(NAMED, "1", "u", "e him", "")
        assert last.stdout == "Saw him about her hip.\n"

    @pytest.mark.parametrize("answer", ["0", "2", "a 7", "x", "", "q please", "\u00b2", "-1"])
    def test_an_answer_that_is_none(self, answer: str) -> None:
        """Nothing is done, and the question is asked again."""
        result = walk(NAMED, answer, "1")
        assert ("not understood" in result.stderr) or ("there is no rewrite" in result.stderr)
        assert result.stdout == "Saw a patient about her hip.\n"

    def test_help(self) -> None:
        """All letters are told."""
        result = walk(NAMED, "?")
        for letter in "esuq":
            assert any(line.startswith(f"{letter} ") for line in result.stderr.splitlines())

    def test_infos_on_request(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """By default they are left alone."""

        class Mild(FakeLinter):
            def check(self, document: Document, *, rewrites: bool = True) -> Report:
                report = super().check(document, rewrites=rewrites)
                return Report.of(report.id, [replace(f, severity="info") for f in report.findings])

        monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: Mild())
        assert questions(walk(NAMED)) == []
        assert questions(walk(NAMED, args=("--infos",))) == ["1:5 patient-name"]

    def test_a_change_that_cannot_be_checked_is_not_made(self) -> None:
        """An emptied draft, a stage that fails: the reason is told without words, and the walk goes on."""
        result = walk("Mrs Okafor", "e -", "e fail in a stage", "e him")
        assert result.stderr.count("nothing was changed, since the draft could then not be checked: ") == 2
        assert "CANARY" not in result.output
        assert (result.stdout, result.exit_code) == ("him", 0)

    @pytest.mark.parametrize("text", ["fail in a stage", "fail at random"])
    def test_a_draft_that_cannot_be_checked(self, text: str) -> None:
        """No walk, status 2, and no words of the error (law 3)."""
        result = walk(text, "q", args=("-o", "out.txt"))
        assert (result.exit_code, result.stdout, files()) == (2, "", ["a.txt"])
        assert "CANARY" not in result.output

    def test_a_draft_that_is_not_read_whole(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Fail closed (law 4): what was not checked is not walked through."""
        monkeypatch.setattr(FakeLinter, "check", lambda *_, **__: Report.unchecked("a.txt", "seems to be in German"))
        result = walk("Guten Tag.", "q")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == "postlint: a.txt: seems to be in German\n"

    def test_a_draft_with_nothing_to_ask_about(self) -> None:
        """Nobody is asked anything, and it is printed."""
        result = walk("Wash your hands.\n")
        assert (result.stdout, result.exit_code) == ("Wash your hands.\n", 0)
        assert result.stderr.startswith("postlint: a.txt: nothing was changed; no rule matched\n")

    def test_findings_that_overlap(self, use: Use) -> None:
        """Of two of one rule one is skipped, and words in it change: the other is still asked about, and it is not."""

        def found(document: Document) -> list[Finding]:
            names = [f for f in _findings(document.text, True) if f.rule == "patient-name"]
            places = [re.search(words, document.text) for words in ("The .* on", "on the hill")]
            return [*names, *(finding(*place.span(), place.group()) for place in places if place)]

        use(found)
        result = walk("The house of Mrs Okafor on the hill.\n", "s", "", "1", "s", "")
        assert [line[4:] for line in result.stderr.splitlines() if line.startswith("    said of")] == [
            "said of The house of Mrs Okafor on", "said of on the hill",
        ]  # fmt: skip

    def test_a_finding_about_the_draft_as_a_whole(self, use: Use) -> None:
        """It has no place to put words in, and can be skipped."""
        use(lambda document: [finding(0, 0, "the whole")])
        result = walk("Hello.\n", "e him", "s", "")
        assert "there is no marked place" in result.stderr
        assert (result.stdout, result.exit_code) == ("Hello.\n", 1)

    def test_a_change_that_leaves_the_draft_unchecked_is_not_made(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A report that is not complete is no clean one (law 4)."""
        check = FakeLinter.check

        def german(self: FakeLinter, document: Document, *, rewrites: bool = True) -> Report:
            if "Guten" in document.text:
                return Report.unchecked(document.id, "seems to be in German")
            return check(self, document, rewrites=rewrites)

        monkeypatch.setattr(FakeLinter, "check", german)
        result = walk(NAMED, "e Guten Tag", "q")
        assert "could then not be checked: seems to be in German\n" in result.stderr
        assert (result.stdout, result.exit_code) == (NAMED, 1)

    @pytest.mark.parametrize("columns", [20, 40, 300])
    def test_width(self, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
        """What is shown is as wide as a report, never wider."""
        monkeypatch.setenv("COLUMNS", str(columns))
        result = walk("So it goes, and on, and on. " * 20 + NAMED + "And on. " * 40, "q")
        shown = [line for line in result.stderr.splitlines() if line.startswith("    ")]
        assert 30 < max(map(len, shown)) <= min(max(columns, 40), 100)

    def test_nothing_a_terminal_would_obey(self) -> None:
        """Control characters of a draft are spelt out."""
        result = walk("Mrs Okafor \x1b[2J said.\n", "q")
        assert "\x1b" not in result.stderr
        assert r"\x1b[2J" in result.stderr


class TestNothingIsLost:
    @pytest.mark.parametrize("answers", [["1"], ["1", "q"], ["1", "e"], ["1", "s"]])
    def test_the_end_of_the_answers(self, answers: list[str]) -> None:
        """Whatever was being asked: what was done so far is kept, and the status is that of the text."""
        result = walk(BOTH, *answers, args=("-o", "out.txt"))
        assert Path("out.txt").read_text() == BOTH.replace("Tuesday", "one day")
        assert result.exit_code == 1
        assert "1 change made; BLOCK, 2 errors, 1 warning left" in result.stderr

    @pytest.mark.parametrize("args", [(), ("-o", "out.txt"), ("--in-place",), ("-o", "nowhere/out.txt")])
    def test_ctrl_c(self, args: tuple[str, ...]) -> None:
        """Written to OUT, or printed: a draft is not rewritten in place by whoever leaves so."""
        result = walk("Mrs Okafor and Kowalczyk.\n", "1", "e interrupt me", args=args)
        assert result.exit_code == 130
        kept = Path("out.txt").read_text() if args == ("-o", "out.txt") else result.stdout
        assert kept == "a patient and Kowalczyk.\n"
        assert Path("a.txt").read_text() == "Mrs Okafor and Kowalczyk.\n"
        assert not any(".tmp" in name or ".bak" in name for name in files())

    def test_ctrl_c_before_anything(self) -> None:
        """Nothing was done, and nothing is written."""
        result = walk(NAMED, "e interrupt me", args=("-o", "out.txt"))
        assert (result.exit_code, result.stdout, files()) == (130, "", ["a.txt"])

    def test_a_failure_of_ours(self) -> None:
        """Only its kind is told, and what was done is printed."""
        result = walk("Mrs Okafor and Kowalczyk.\n", "1", "e fail at random")
        assert (result.exit_code, result.stdout) == (2, "a patient and Kowalczyk.\n")
        assert result.stderr.endswith("postlint: internal error (ValueError)\n")
        assert "CANARY" not in result.output

    def test_answers_that_are_no_text(self) -> None:
        """What was done before is kept."""
        Path("a.txt").write_text(BOTH)
        result = run("fix", "-i", "a.txt", input=b"1\n\xff\xfe\n")
        assert (result.exit_code, result.stdout) == (2, BOTH.replace("Tuesday", "one day"))
        assert result.stderr.endswith("postlint: an answer is no text in the encoding of the terminal\n")

    def test_a_place_that_cannot_be_written_to(self) -> None:
        """It is said, and the draft is printed."""
        result = walk(NAMED, "1", args=("-o", "nowhere/out.txt"))
        assert (result.exit_code, result.stdout) == (2, "Saw a patient about her hip.\n")
        assert "not written to nowhere/out.txt" in result.stderr


class TestInPlace:
    @pytest.mark.parametrize("yes", ["y", "YES"])
    def test_confirmed(self, yes: str) -> None:
        """The file holds the rewrite, the backup the old text, and standard output nothing."""
        result = walk(NAMED, "1", "", yes, args=("--in-place",))
        assert (result.exit_code, result.stdout) == (0, "")
        assert Path("a.txt").read_text() == "Saw a patient about her hip.\n"
        assert Path("a.txt.bak").read_text() == NAMED
        assert "the old text is in a.txt.bak" in result.stderr

    @pytest.mark.parametrize("answers", [["1", "", "n"], ["1", "", ""], ["1"], ["1", "q"]])
    def test_not_confirmed(self, answers: list[str]) -> None:
        """The file stays; what was done is printed."""
        result = walk(NAMED, *answers, args=("--in-place",))
        assert result.stdout == "Saw a patient about her hip.\n"
        assert "left as it was" in result.stderr
        assert (Path("a.txt").read_text(), files()) == (NAMED, ["a.txt"])

    def test_nothing_changed(self) -> None:
        """Nobody is asked to confirm nothing."""
        result = walk(NAMED, "q", args=("--in-place",))
        assert "Write the changes" not in result.stderr
        assert (result.exit_code, result.stdout, files()) == (1, "", ["a.txt"])

    def test_a_letter_that_the_encoding_lacks(self) -> None:
        """The file stays, and the words are not lost."""
        Path("a.txt").write_bytes("Café: Mrs Okafor".encode("cp1252"))
        result = run("fix", "-i", "a.txt", "--in-place", input="e \u2713\n\ny\n".encode())
        assert (result.exit_code, result.stdout_bytes.decode()) == (2, "Café: \u2713")
        assert Path("a.txt").read_bytes() == "Café: Mrs Okafor".encode("cp1252")


def test_a_stage_that_fails_while_walking_names_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error of a stage is told by stage and kind (law 3)."""
    monkeypatch.setattr(FakeLinter, "check", lambda *_, **__: (_ for _ in ()).throw(StageError("rules", KeyError("X"))))
    result = walk("CANARY", "q")
    assert result.stderr == "postlint: a.txt: could not be checked: rules failed (KeyError)\n"
    assert result.stdout == ""
