"""The command line's main job, with a linter that has no model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postlint.cli import cli, making
from postlint.errors import ModelError, PolicyError
from postlint.policy import Audience

from .cli_fakes import FakeLinter

CLEAN, NAMED, DATED = "Wash your hands.\n", "Saw Mrs Okafor about her hip.\n", "Clinic is shut on Tuesday.\n"


@pytest.fixture
def linter(monkeypatch: pytest.MonkeyPatch) -> FakeLinter:
    """The fake that every command gets."""
    fake = FakeLinter()
    monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: fake)
    return fake


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where commands run: a clean draft, one with a name, one with a date."""
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "POSTLINT_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    for name, text in (("clean.txt", CLEAN), ("named.txt", NAMED), ("dated.txt", DATED)):
        (tmp_path / name).write_bytes(text.encode())
    return tmp_path


def run(*args: str, **kwargs: object) -> Result:
    """Run the command line."""
    return CliRunner().invoke(cli, args, **kwargs)  # type: ignore[arg-type]


@pytest.mark.usefixtures("linter")
class TestExitStatus:
    @pytest.mark.parametrize(
        ("args", "status"),
        [
            (["clean.txt"], 0),
            (["named.txt"], 1),
            (["dated.txt"], 1),
            (["clean.txt", "named.txt"], 1),
            (["missing.txt"], 2),
            (["named.txt", "missing.txt", "clean.txt"], 2),
            (["check", "clean.txt"], 0),
            (["check", "named.txt"], 1),
            (["--fix", "named.txt"], 0),
            (["--diff", "named.txt"], 1),
            (["--fix", "dated.txt"], 1),
            (["--fix", "--suggested", "dated.txt"], 0),
            ([], 2),
            (["check"], 2),
            (["--suggested", "named.txt"], 2),
            (["--fix", "--no-rewrites", "named.txt"], 2),
            (["--format", "pdf", "named.txt"], 2),
        ],
    )
    def test_status(self, folder: Path, args: list[str], status: int) -> None:
        """The worst draft decides; with --fix, as it is after rewriting."""
        assert run(*args).exit_code == status

    def test_standard_input(self, folder: Path) -> None:
        """``-`` is a draft like any other."""
        result = run("-", "--format", "json", input=NAMED)
        assert result.exit_code == 1
        assert json.loads(result.stdout)["documents"][0]["id"] == "-"


@pytest.mark.usefixtures("linter")
class TestJson:
    def test_shape(self, folder: Path) -> None:
        """The document names program, model and policy, and holds reports as they are."""
        told = json.loads(run("named.txt", "--format", "json").stdout)
        assert list(told) == ["postlint", "model", "policy", "documents"]
        assert told["postlint"] == making.version()
        assert told["model"]["sha256"] == "0" * 64
        assert told["policy"]["name"] == "test"
        (document,) = told["documents"]
        assert document["verdict"] == "block"
        assert document["rewrite"] is None
        assert (document["findings"][0]["start"], document["findings"][0]["end"]) == (4, 14)
        assert document["findings"][0]["rewrites"][0]["edits"] == [{"start": 4, "end": 14, "text": "a patient"}]

    def test_holds_no_words(self, folder: Path) -> None:
        """Without --fix nothing of the draft is in it."""
        assert "Okafor" not in run("named.txt", "--format", "json").stdout

    def test_ids_and_order(self, folder: Path) -> None:
        """Ids are paths as given, in the order given, unreadable ones among them."""
        args = ["./named.txt", "missing.txt", str(folder / "clean.txt"), "dated.txt"]
        result = run(*args, "--format", "json")
        told = json.loads(result.stdout)["documents"]
        assert [document["id"] for document in told] == args
        assert result.exit_code == 2

    def test_missing_file_among_good_ones(self, folder: Path) -> None:
        """It blocks and says why; one line on standard error; the others are checked."""
        result = run("named.txt", "missing.txt", "clean.txt", "--format", "json")
        told = json.loads(result.stdout)["documents"]
        assert [d["verdict"] for d in told] == ["block", "block", "publish"]
        assert [d["complete"] for d in told] == [True, False, True]
        assert told[1]["reason"]
        assert told[1]["findings"] == []
        assert result.stderr.startswith("postlint: missing.txt: ")
        assert result.stderr.count("\n") == 1

    @pytest.mark.parametrize("option", ["--fix", "--diff"])
    def test_rewrite_where_asked(self, folder: Path, option: str) -> None:
        """The rewritten text is there, beside the findings of the draft as handed in."""
        result = run("named.txt", option, "--format", "json")
        (document,) = json.loads(result.stdout)["documents"]
        assert document["rewrite"] == "Saw a patient about her hip.\n"
        assert document["verdict"] == "block"
        assert result.exit_code == (0 if option == "--fix" else 1)

    def test_no_rewrites(self, folder: Path) -> None:
        """--no-rewrites leaves findings without cures."""
        result = run("named.txt", "--no-rewrites", "--format", "json")
        assert json.loads(result.stdout)["documents"][0]["findings"][0]["rewrites"] == []


class TestBadSetUp:
    @pytest.mark.parametrize(
        "error",
        [PolicyError("unknown key 'sevrity', did you mean severity?", path="mine.yaml", line=3), ModelError("damaged")],
    )
    def test_text(self, folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
        """A broken rules file or model: one line, exit 2, no report."""

        def broken(rules_path: object, audience: object, **chosen: object) -> None:
            raise error

        monkeypatch.setattr(making, "make_linter", broken)
        result = run("named.txt", "--rules", "mine.yaml")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == f"postlint: {error}\n"

    def test_json(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A program that reads JSON is told that nothing was checked."""

        def broken(rules_path: object, audience: object, **chosen: object) -> None:
            raise ModelError("the model is damaged")

        monkeypatch.setattr(making, "make_linter", broken)
        result = run("clean.txt", "--format", "json")
        told = json.loads(result.stdout)
        assert result.exit_code == 2
        assert told["model"] is None
        assert told["documents"][0]["verdict"] == "block"
        assert told["documents"][0]["reason"] == "the model is damaged"

    def test_options_reach_the_linter(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """--rules and --audience are handed on."""
        seen: list[object] = []

        def make(rules_path: object, audience: object, **chosen: object) -> FakeLinter:
            seen.extend((rules_path, audience))
            return FakeLinter()

        monkeypatch.setattr(making, "make_linter", make)
        run("clean.txt", "--rules", "mine.yaml", "--audience", "reply")
        assert seen == [Path("mine.yaml"), "reply"]

    @pytest.mark.parametrize("command", [["clean.txt", "--format", "json"], ["batch", "-"]])
    def test_the_rules_file_may_name_the_audience(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
    ) -> None:
        """Without --audience it is the one that a clinic's own policy says."""
        (folder / "mine.yaml").write_text("extends: default\npolicy: {audience: clinic}\n")
        seen: list[str] = []

        def make(rules_path: Path, audience: Audience | None, **chosen: object) -> FakeLinter:
            seen.append(making.make_policy(rules_path, audience).audience)
            return FakeLinter()

        monkeypatch.setattr(making, "make_linter", make)
        for more in ([], ["--audience", "public"]):
            assert run(*command, "--rules", "mine.yaml", *more, input='{"text": "Hello."}').exit_code == 0
        assert seen == ["clinic", "public"]
        peer = run("rules", "--rules", "mine.yaml", "--audience", "peer").stdout
        assert peer != run("rules", "--rules", "mine.yaml").stdout == run("rules", "--audience", "clinic").stdout


@pytest.mark.usefixtures("linter")
class TestFailures:
    @pytest.mark.parametrize("format", ["text", "json"])
    @pytest.mark.parametrize("traceback", ["", "1"])
    @pytest.mark.parametrize("words", ["fail in a stage", "fail at random"])
    def test_canary(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, format: str, traceback: str, words: str
    ) -> None:
        """What an exception says is never shown; its type is, the draft blocks and the others are checked."""
        monkeypatch.setenv("POSTLINT_TRACEBACK", traceback)
        (folder / "bad.txt").write_text(f"{words}\n")
        result = run("bad.txt", "named.txt", "--format", format)
        assert result.exit_code == 2
        assert "CANARY" not in result.output
        assert "ValueError" in result.stderr
        assert "Traceback" not in result.output
        assert "patient-name" in result.stdout
        frames = result.stderr.count(" in check")
        assert bool(frames) == (traceback == "1" and words == "fail at random")

    @pytest.mark.parametrize("command", [["annotate", "bad.txt"], ["--fix", "bad.txt"], ["--diff", "bad.txt"]])
    def test_canary_elsewhere(self, folder: Path, command: list[str]) -> None:
        """Nor in the other commands."""
        (folder / "bad.txt").write_text("fail at random\n")
        result = run(*command)
        assert result.exit_code == 2
        assert "CANARY" not in result.output
        assert "internal error (ValueError)" in result.stderr
        assert result.stdout == ""

    def test_interrupt(self, folder: Path) -> None:
        """Ctrl-C: status 130, no traceback."""
        (folder / "bad.txt").write_text("interrupt me\n")
        result = run("bad.txt", "named.txt")
        assert result.exit_code == 130
        assert result.stdout == ""
        assert "Traceback" not in result.stderr

    def test_no_model_for_nothing(self, folder: Path, linter: FakeLinter) -> None:
        """Where no draft could be read, there is one line and no report."""
        result = run("missing.txt")
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1
        assert linter.checked == []


class TestWhichCommand:
    def test_a_command_is_a_command(self, folder: Path, monkeypatch: pytest.MonkeyPatch, linter: FakeLinter) -> None:
        """``rules`` lists rules even where a file has that name."""
        monkeypatch.setattr(making, "make_policy", lambda rules_path, audience: linter.policy)
        (folder / "rules").write_text(NAMED)
        result = run("rules")
        assert result.exit_code == 0
        assert "The title of patient-name" in result.stdout

    @pytest.mark.parametrize("args", [["--", "rules"], ["./rules"], ["check", "rules"], ["check", "--", "rules"]])
    def test_a_file_called_rules(self, folder: Path, linter: FakeLinter, args: list[str]) -> None:
        """``./rules``, or anything after ``--``, is a draft."""
        (folder / "rules").write_text(NAMED)
        result = run(*args, "--format", "json") if "--" not in args else run(*args)
        assert result.exit_code == 1
        assert linter.checked == [args[-1]]

    @pytest.mark.parametrize(("word", "near"), [("expalin", "explain"), ("Rules", "rules"), ("help", "--help")])
    def test_a_mistyped_command(self, folder: Path, linter: FakeLinter, word: str, near: str) -> None:
        """It is a draft that is not there; the line that says so names the command, and JSON is as ever."""
        result = run(word, "clean.txt", "--format", "json")
        assert result.stderr == f"postlint: {word}: no such file; did you mean postlint {near}?\n"
        assert result.exit_code == 2
        told = json.loads(result.stdout)["documents"]
        assert [d.get("reason") for d in told] == ["no such file", None]
        assert run("missing.txt").stderr == "postlint: missing.txt: no such file\n"

    def test_a_draft_called_like_an_option(self, folder: Path) -> None:
        """The complaint about the option says how to name the file."""
        (folder / "-d.txt").write_text(CLEAN)
        result = run("-d.txt")
        assert result.exit_code == 2
        assert "write ./-d.txt" in result.stderr
        assert "write ./" not in run("-e.txt").stderr

    def test_options_first(self, folder: Path, linter: FakeLinter) -> None:
        """Options may come before the drafts."""
        assert run("--format", "json", "named.txt").exit_code == 1
        assert linter.checked == ["named.txt"]


class TestHelp:
    @pytest.mark.parametrize("flag", ["-h", "--help"])
    def test_group(self, flag: str) -> None:
        """The options of the main job and all commands are on the first page, which fits a terminal."""
        result = run(flag)
        assert result.exit_code == 0
        for word in ("--fix", "--diff", "--write", "--rules", "explain", "batch", "annotate", "Exit status"):
            assert word in result.stdout
        assert max(map(len, result.stdout.splitlines())) <= 80

    @pytest.mark.parametrize("command", ["check", "fix", "batch", "annotate", "explain", "rules"])
    def test_commands(self, command: str) -> None:
        """Every command and every option of it says what it is for."""
        result = run(command, "-h")
        assert result.exit_code == 0
        for param in cli.commands[command].params:
            assert param.param_type_name == "argument" or param.name == "format_" or param.help  # type: ignore[attr-defined]

    def test_version(self) -> None:
        """--version tells it."""
        assert run("--version").stdout == f"postlint {making.version()}\n"
