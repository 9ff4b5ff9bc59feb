"""``postlint fix`` without asking, what it refuses, and how it asks."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from postlint import Document
from postlint.cli import asking, cli, making
from postlint.report import Report

from .cli_fakes import FakeLinter

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


def files() -> list[str]:
    """All that lies in the folder."""
    return sorted(os.listdir("."))


class TestWithoutAsking:
    @pytest.mark.parametrize("args", [[], ["--suggested"], ["--format", "json"]])
    def test_does_what_the_option_does(self, args: list[str]) -> None:
        """To the letter, on both streams and in its status."""
        Path("a.txt").write_bytes(BOTH.replace("\n", "\r\n").encode())
        mine, theirs = run("fix", "a.txt", *args), run("a.txt", "--fix", *args)
        assert (mine.stdout_bytes, mine.stderr, mine.exit_code) == (
            theirs.stdout_bytes,
            theirs.stderr,
            theirs.exit_code,
        )
        assert "a patient" in mine.stdout
        assert files() == ["a.txt"]

    def test_into_a_file(self) -> None:
        """The rewrite is there and nowhere else; the draft stays as it was."""
        Path("a.txt").write_bytes(b"\xef\xbb\xbfCaf\xc3\xa9: Mrs Okafor.\r\n")
        result = run("fix", "a.txt", "-o", "out.txt")
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == (
            "postlint: a.txt: 1 rewrite made; no rule matches any more; it is in out.txt\n"
        )  # fmt: skip
        assert Path("out.txt").read_bytes() == "Café: a patient.\r\n".encode()
        assert b"Okafor" in Path("a.txt").read_bytes()

    def test_a_draft_that_needs_nothing_is_written_too(self) -> None:
        """Whoever names OUT finds the draft in it."""
        Path("a.txt").write_text("Wash your hands.\n")
        assert run("fix", "a.txt", "-o", "out.txt").exit_code == 0
        assert Path("out.txt").read_text() == "Wash your hands.\n"

    def test_in_place(self) -> None:
        """As --write does it: with a backup."""
        Path("a.txt").write_text(NAMED)
        assert run("fix", "a.txt", "--in-place").exit_code == 0
        assert Path("a.txt").read_text() == "Saw a patient about her hip.\n"
        assert Path("a.txt.bak").read_text() == NAMED

    def test_what_could_not_be_checked_is_not_written(self) -> None:
        """No OUT, and status 2."""
        Path("a.txt").write_text("fail in a stage")
        result = run("fix", "a.txt", "-o", "out.txt")
        assert (result.exit_code, files()) == (2, ["a.txt"])
        assert "CANARY" not in result.output

    def test_a_place_that_cannot_be_written_to(self) -> None:
        """One line, status 2."""
        Path("a.txt").write_text(NAMED)
        result = run("fix", "a.txt", "-o", "nowhere/out.txt")
        assert result.exit_code == 2
        assert result.stderr.count("\n") == 1
        assert "nowhere" in result.stderr

    def test_standard_input(self) -> None:
        """A draft from another program."""
        assert run("fix", "-", input=NAMED).stdout == "Saw a patient about her hip.\n"

    @pytest.mark.parametrize("interactive", [[], ["-i"]])
    def test_options_reach_the_linter(self, monkeypatch: pytest.MonkeyPatch, interactive: list[str]) -> None:
        """Policy, readers, jurisdiction and kind, as with check; and what is declared of the draft."""
        seen: list[Any] = []

        class Declaring(FakeLinter):
            def check(self, document: Document, *, rewrites: bool = True) -> Report:
                seen.append(dict(document.declared))
                return super().check(document, rewrites=rewrites)

        def make(rules_path: Path, audience: str, **chosen: Any) -> FakeLinter:
            seen.append((rules_path, audience, chosen))
            return Declaring()

        monkeypatch.setattr(making, "make_linter", make)
        Path("a.txt").write_text("Wash your hands.\n")
        options = ["--rules", "c.yaml", "--audience", "clinic", "--profile", "uk-gmc", "--type", "case"]
        run("fix", "a.txt", *options, "--case", "self", "--channel", "blog", *interactive)
        assert seen[0] == (Path("c.yaml"), "clinic", {"profiles": ("uk-gmc",), "type": "case"})
        assert seen[1] == {
            "audience": "clinic", "profile": ["uk-gmc"], "type": "case", "case": "self", "channel": "blog",
        }  # fmt: skip


class TestUsage:
    @pytest.mark.parametrize(
        ("args", "said"),
        [
            (["a.txt", "-i", "--format", "json"], "--format json is not for it"),
            (["a.txt", "-i", "--suggested"], "--suggested is not for it"),
            (["-", "-i"], "reads its answers from standard input"),
            (["folder", "-i"], "takes one draft, and folder holds 2"),
            (["folder"], "takes one draft, and folder holds 2"),
            (["a.txt", "--infos"], "--infos needs --interactive"),
            (["a.txt", "-o", "b.txt", "--in-place"], "give one"),
            (["a.txt", "-o", "./a.txt"], "use --in-place"),
            (["one", "-o", "one/a.txt"], "use --in-place"),
            (["-", "--in-place"], "use -o"),
            (["a.txt", "b.txt"], "b.txt"),
            ([], "DRAFT"),
        ],
    )
    def test_refused(self, args: list[str], said: str) -> None:
        """With a word on what is wrong, status 2, and nothing done."""
        for name in ("a.txt", "folder/a.txt", "folder/b.txt", "one/a.txt"):
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_text(NAMED)
        result = run("fix", *args, input=NAMED)
        assert (result.exit_code, result.stdout) == (2, "")
        assert said in " ".join(result.stderr.split())
        assert Path("a.txt").read_text() == Path("one/a.txt").read_text() == NAMED

    @pytest.mark.parametrize("args", [[], ["-i"]])
    def test_a_draft_that_is_not_there(self, linter_: FakeLinter, args: list[str]) -> None:
        """One line, no model loaded."""
        result = run("fix", "missing.txt", *args)
        assert (result.exit_code, result.stderr) == (2, "postlint: missing.txt: no such file\n")
        assert linter_.checked == []


class TestAsking:
    def test_standard_output_holds_no_question(self, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
        """It may be a file; only the draft goes there."""
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"yes\r\n"), "utf-8"))
        assert (asking.ask("Why? "), asking.ask("And? ")) == ("yes", None)
        out, err = capsys.readouterr()
        assert (out, err) == ("", "Why? \nAnd? \n")

    def test_no_standard_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nobody answers."""
        monkeypatch.setattr(sys, "stdin", None)
        assert asking.ask("Why? ") is None
