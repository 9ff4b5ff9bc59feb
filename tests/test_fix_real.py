"""Walks with the shipped policy and model."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postlint import Document, Linter
from postlint.cli import cli, making
from postlint.cli.walk import Walk
from postlint.reporting import Occasion
from postlint.reporting.text import Page

STORY = "Saw my patient Mrs Okafor, 71, at home last Tuesday. Her hip has healed.\n\nWash your hands.\n"


@pytest.fixture(autouse=True)
def commands(linter: Linter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The one linter for every command, in an empty folder."""
    monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: linter)
    monkeypatch.chdir(tmp_path)


def walk(text: str, *answers: str, args: tuple[str, ...] = ()) -> Result:
    """Walk through a draft in Markdown with these answers, one a line."""
    Path("a.md").write_text(text, encoding="utf-8")
    return CliRunner().invoke(cli, ["fix", "-i", "a.md", *args], input="".join(f"{answer}\n" for answer in answers))


def test_all_the_way(linter: Linter) -> None:
    """Every rewrite that is offered takes its finding away (law 6), and what is said at the end is true."""
    questions: list[str] = []
    said: list[str] = []

    def ask(question: str) -> str:
        questions.append(question)
        return "1" if question.startswith("[1") else "s" if "(s)kip" in question else ""

    walk = Walk(linter, ask, said.append, Page.of(Occasion("")))
    walk.begin(Document(STORY))
    walk.go()
    text = walk.now.document.text
    assert sum(question.startswith("[1") for question in questions) == walk.now.changes > 0
    assert "still found" not in "".join(said)
    assert "Okafor" not in text
    left = linter.check(Document(text), rewrites=False)
    assert [(f.rule, f.start) for f in left.findings] == [(f.rule, f.start) for f in walk.now.report.findings]


def test_own_words(linter: Linter) -> None:
    """The name goes, and its rule with it; a name that is typed instead is found."""

    def ask(question: str) -> str | None:
        if "(s)kip" not in question:
            return ""
        return "e Mr Kowalczyk" if "patient-name" in said[-1] and "Okafor" in said[-1] else "s"

    said: list[str] = []
    walk = Walk(linter, ask, said.append, Page.of(Occasion("")))
    walk.begin(Document(STORY))
    walk.go()
    assert "Kowalczyk" in walk.now.document.text
    assert "still found: patient-name\n" in said
    assert "patient-name" in {f.rule for f in walk.now.report.findings}


def test_a_reason_is_written_and_holds(linter: Linter) -> None:
    """A suppression in the draft lets through what it was written for, and the next check says so."""
    claim = "This tea cures cancer in a week, guaranteed. So says the poster in the bus.\n"
    rules = {f.rule for f in linter.check(claim, rewrites=False).findings if f.severity != "info"}
    result = walk(claim, *["s the words of a poster that we answer"] * len(rules), args=("-o", "out.md"))
    report = linter.check(Document(Path("out.md").read_text(), format="markdown"), rewrites=False)
    assert {one.rule for one in report.suppressed} == rules
    assert "bad-suppression" not in {f.rule for f in report.findings}
    assert claim in Path("out.md").read_text()
    assert f"{len(rules)} suppressed" in result.stderr


def test_a_grunt_is_no_reason_for_a_name(linter: Linter) -> None:
    """The rule of the catalogue says so itself, and nothing is written."""
    result = walk("Saw my patient Mrs Okafor at home.\n", *["s ok"] * 6)
    assert "its reason says too little" in result.stderr
    assert result.stdout == "Saw my patient Mrs Okafor at home.\n"
    assert result.exit_code == 1
