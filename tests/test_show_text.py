"""Whether a report holds words of the draft is decided in one place, and holds for every format (law 3)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from postlint import Linter
from postlint.cli import cli, making, showing
from postlint.cli.drafts import take
from postlint.errors import ModelError, PolicyError
from postlint.reporting import FORMATS, WORDLESS
from postlint.reporting.view import show

from .cli_fakes import FakeLinter
from .report_fakes import FULL, NAME, NUMBER, PLACE, WHEN, printed

CANARIES = ("Zybelmira", "Quontashvili", "00482913", "Skerrivore", "lighthouse")
DRAFT = (
    "Saw Mrs Zybelmira Quontashvili, 93, our last lighthouse keeper at Skerrivore Point, with her granddaughter this "
    "morning. MRN 00482913 if anyone on nights remembers her. I'd just stop the warfarin.\n"
)
NAMED = "Saw Mrs Okafor about her hip on Tuesday.\n"
MACHINE = [format for format in FORMATS if format != "text"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where commands run, with a linter that has no model."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: FakeLinter())
    (tmp_path / "named.txt").write_text(NAMED)
    (tmp_path / "clean.txt").write_text("Wash your hands.\n")
    return tmp_path


def run(*args: str, **kwargs: object) -> Result:
    """Run the command line, its output not on a terminal."""
    return CliRunner().invoke(cli, args, **kwargs)  # type: ignore[arg-type]


# --- what a printer gets ----------------------------------------------------------------------------------------------


def _strings(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _strings(getattr(value, field.name))
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _strings(part)
    elif hasattr(type(value), "__slots__"):
        for name in type(value).__slots__:
            yield from _strings(getattr(value, name))


def test_a_printer_gets_no_words() -> None:
    """With words withheld, none is in what a printer is given: not in the text, an edit, a rewrite or a repr."""
    words = (NAME, NAME[:4], PLACE, NUMBER, WHEN)
    withheld = show(FULL, words=False)
    told = " ".join(_strings(withheld)) + repr(withheld)
    assert not [word for word in words if word in told]
    shown = show(FULL, words=True)
    assert all(word in " ".join(_strings(shown)) for word in words)
    assert not [word for word in words if word in repr(shown)]


@pytest.mark.parametrize("format", FORMATS)
def test_canary(linter: Linter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str) -> None:
    """The real pipeline, with its real rewrites: neither output nor errors nor a file hold anything of the person."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: linter)
    Path("a.txt").write_text(DRAFT)
    args = ["a.txt", "gone.txt", "--format", format] + (["--no-text"] if format == "html" else [])
    result = run(*args)
    told = run(*args, "-o", "report")
    assert (result.exit_code, told.exit_code) == (2, 2)
    assert "patient-name" in result.stdout
    assert Path("report").read_text(encoding="utf-8") == result.stdout
    for text in (result.output, told.output):
        assert not [word for word in CANARIES if word.lower() in text.lower()]


# --- who decides ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "terminal", "words"),
    [
        ([], True, True),
        ([], False, False),
        (["--show-text"], False, True),
        (["--no-text"], True, False),
        (["-o", "report"], True, False),
        (["-o", "report", "--show-text"], True, True),
        (["--format", "html"], False, True),
        (["--format", "html", "-o", "report"], False, True),
        (["--format", "html", "--no-text"], True, False),
        *((["--format", format, "--show-text"], True, False) for format in WORDLESS),
    ],
)
@pytest.mark.parametrize("command", [[], ["reply", "--to", "clean.txt"]])
def test_when(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    args: list[str],
    terminal: bool,
    words: bool,
) -> None:
    """An option decides, else the format; else words are for a terminal only."""
    monkeypatch.setattr(showing, "on_terminal", lambda: terminal)
    result = run(*command, "named.txt", *args, "--no-color")
    told = result.stdout + (Path("report").read_text(encoding="utf-8") if "-o" in args else "")
    assert result.exit_code == 1
    assert "patient-name" in told
    assert ("Okafor" in told) == words


def test_text_without_words(folder: Path) -> None:
    """Place, rule, message and what to do; and how to see more."""
    assert run("named.txt").stdout == (
        "named.txt: BLOCK (1 error, 1 warning)\n\n"
        "  1:5  error  patient-name\n    This is what patient-name objects to.\n"
        "    write instead: Say it in general\n\n"
        "  1:33  warning  exact-date\n    This is what exact-date objects to.\n"
        "    write instead: Say it in general\n\n"
        "1 error, 1 warning in 1 draft\n"
        "--fix rewrites 1; --fix --suggested rewrites 1 more, for you to read over\n"
        "postlint explain patient-name says why, with examples\n"
        "no words of a draft are shown; --show-text shows them\n"
    )


def test_json_is_as_it_is(linter: Linter) -> None:
    """Its contract has the words of edits, whoever reads it."""
    assert printed("json", [FULL], linter.policy) == printed("json", [FULL], linter.policy, words=True)


# --- all formats alike ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_exit_status(folder: Path, format: str) -> None:
    """It is the same for each format, into a file too."""
    for args, status in ((["clean.txt"], 0), (["named.txt"], 1), (["clean.txt", "gone.txt"], 2)):
        assert run(*args, "--format", format).exit_code == status
        assert run(*args, "--format", format, "-o", "report").exit_code == status


def _says_unchecked(format: str, text: str) -> bool:
    if format == "json":
        told = json.loads(text)
        return told["model"] is None and told["documents"][0]["verdict"] == "block"
    if format == "sarif":
        (run,) = json.loads(text)["runs"]
        return not run["invocations"][0]["executionSuccessful"] and not run["results"]
    if format == "gitlab":
        return [entry["check_name"] for entry in json.loads(text)] == ["not-checked"]
    if format == "junit":
        return ElementTree.fromstring(text)[0].attrib["errors"] == "1"
    if format == "github":
        return text.startswith("::error file=named.txt,title=not checked::")
    return "could not be checked" in text and "no rule matched" not in text.lower()


@pytest.mark.parametrize("error", [PolicyError("unknown key", path="mine.yaml", line=3), ModelError("damaged")])
@pytest.mark.parametrize("format", FORMATS)
def test_nothing_could_be_loaded(
    folder: Path, monkeypatch: pytest.MonkeyPatch, format: str, error: Exception
) -> None:
    """A program, or a file, is told in its own format that nothing was checked; an older report does not stay."""

    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(making, "make_linter", broken)
    Path("report").write_text("all is well")
    for command in (["named.txt"], ["reply", "--to", "clean.txt", "named.txt"]):
        result = run(*command, "--format", format, "-o", "report")
        assert (result.exit_code, result.stderr) == (2, f"postlint: {error}\n")
        assert _says_unchecked(format, Path("report").read_text(encoding="utf-8"))
        if format in MACHINE:
            assert _says_unchecked(format, run(*command, "--format", format).stdout)


@pytest.mark.parametrize("format", MACHINE)
@pytest.mark.parametrize(
    "command", [["gone.txt"], ["fix", "gone.txt", "--in-place"], ["reply", "--to", "gone.txt", "-"]]
)
def test_nothing_could_be_read(folder: Path, format: str, command: list[str]) -> None:
    """Neither is a run without a readable draft an empty one."""
    result = run(*command, "--format", format, input=NAMED)
    assert result.exit_code == 2
    assert '"complete": false' in result.stdout if format == "json" else "checked" in result.stdout


# --- -o and rewritten drafts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args",
    [
        ["named.txt", "-o", "./named.txt"],
        ["reply", "named.txt", "--to", "clean.txt", "-o", "clean.txt"],
        ["named.txt", "--fix", "-o", "report"],
        ["named.txt", "--diff", "--format", "sarif"],
        ["named.txt", "--write", "--diff", "--format", "junit"],
        ["named.txt", "--fix", "--format", "html", "--no-text"],
        ["fix", "named.txt", "--format", "gitlab"],
    ],
)
def test_nonsense(folder: Path, args: list[str]) -> None:
    """A report does not take a draft's place, nor does a rewritten draft get lost."""
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert (folder / "named.txt").read_text() == NAMED
    assert (folder / "clean.txt").read_text() == "Wash your hands.\n"
    assert not (folder / "report").exists()


def test_a_rewrite_that_goes_into_the_file(folder: Path) -> None:
    """Then any format reports on the draft as it was, with the exit status of what it became."""
    (folder / "named.txt").write_text("Saw Mrs Okafor.\n")
    result = run("named.txt", "--write", "--format", "junit")
    assert result.exit_code == 0
    assert (folder / "named.txt").read_text() == "Saw a patient.\n"
    assert ElementTree.fromstring(result.stdout)[0].attrib["failures"] == "0"


def test_a_folder_that_is_not_there(folder: Path) -> None:
    """One line, exit 2."""
    result = run("named.txt", "-o", "no/such/report.json", "--format", "json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert "internal" not in result.stderr


def test_standard_output_by_its_name(folder: Path) -> None:
    """``-o -`` is what is done anyway."""
    assert run("named.txt", "-o", "-").stdout == run("named.txt").stdout


def test_records_of_files(folder: Path) -> None:
    """Which file a draft is from, and which of those in it, is known from reading it and not from its name."""
    (folder / "a#1.txt").write_text("We open at nine.")
    posts = [{"tweet": {"id_str": key, "full_text": "We open at nine."}} for key in ("17", "18")]
    (folder / "tweets.js").write_text(f"window.YTD.tweets.part0 = {json.dumps(posts)}")
    taken = [(draft.id, draft.path, draft.key) for draft in take(["a#1.txt", "tweets.js", "gone.zip#17"])]
    assert taken == [
        ("a#1.txt", "a#1.txt", ""),
        ("tweets.js#17", "tweets.js", "17"),
        ("tweets.js#18", "tweets.js", "18"),
        ("gone.zip#17", "gone.zip#17", ""),
    ]
