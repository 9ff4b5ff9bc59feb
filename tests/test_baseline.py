"""Baselines: what may stand, for whom, until when, and that nothing goes silently."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from postlint import Linter
from postlint import baseline as baselines
from postlint.cli import cli, making
from postlint.errors import BaselineError
from postlint.report import Report

from .cli_fakes import POLICY, FakeLinter, _findings

KEY = "0123456789abcdef0123456789abcdef"
REASON = ("--reason", "published before we had postlint")
NAMED = "Saw Mrs Okafor about her hip.\n"


def run(*args: str, **kwargs: Any) -> Result:
    """Run the command line."""
    return CliRunner().invoke(cli, args, **kwargs)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where commands run, with a key."""
    monkeypatch.setattr(making, "make_linter", lambda path, audience, **chosen: FakeLinter())
    monkeypatch.setenv("POSTLINT_KEY", KEY)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "posts").mkdir()
    for name, text in (("named.txt", NAMED), ("dated.txt", "Clinic is shut on Tuesday.\n"), ("clean.txt", "Hello.\n")):
        (tmp_path / "posts" / name).write_text(text, encoding="utf-8")
    return tmp_path


def documents(*args: str) -> dict[str, Any]:
    """Reports by draft, under the baseline."""
    result = run(*args, "--baseline", "b.json", "--format", "json")
    return {Path(d["id"]).name: d for d in json.loads(result.stdout)["documents"]}


def made(*args: str) -> dict[str, Any]:
    """The baseline of some drafts."""
    result = run("baseline", *args, "-o", "b.json", *REASON)
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(Path("b.json").read_text())
    return told


class TestStands:
    def test_old_findings_stand_and_are_counted(self, folder: Path) -> None:
        """They are suppressed, not gone; the verdict is that of the rest."""
        made("posts")
        told = documents("posts")
        assert {d["verdict"] for d in told.values()} == {"publish"}
        (gone,) = told["named.txt"]["suppressed"]
        assert gone == {"rule": "patient-name", "start": 4, "end": 14, "reason_given": True}
        assert run("posts", "--baseline", "b.json").exit_code == 0
        assert "1 suppressed" in run("posts", "--baseline", "b.json", "-q").stdout

    def test_wherever_they_move(self, folder: Path) -> None:
        """Lines before change nothing."""
        made("posts")
        path = folder / "posts" / "named.txt"
        path.write_text("A first paragraph.\n\n" + NAMED, encoding="utf-8")
        assert documents("posts")["named.txt"]["findings"] == []

    def test_a_new_one_is_found(self, folder: Path) -> None:
        """On the same line, by the same rule."""
        made("posts")
        path = folder / "posts" / "named.txt"
        path.write_text("Saw Mrs Okafor about her hip. And Kowalczyk.\n", encoding="utf-8")
        (finding,) = documents("posts")["named.txt"]["findings"]
        assert (finding["start"], run("posts", "--baseline", "b.json").exit_code) == (34, 1)

    def test_the_same_words_again_are_new(self, folder: Path) -> None:
        """It counts."""
        made("posts")
        (folder / "posts" / "named.txt").write_text(NAMED * 2, encoding="utf-8")
        told = documents("posts")["named.txt"]
        assert (len(told["suppressed"]), len(told["findings"])) == (1, 1)
        line = "Mrs Okafor came to us again today.\n"
        (folder / "posts" / "named.txt").write_text(line * 3, encoding="utf-8")
        assert sum(e["count"] for e in made("posts")["entries"] if e["draft"] == "posts/named.txt") == 3
        assert documents("posts")["named.txt"]["findings"] == []
        (folder / "posts" / "named.txt").write_text(line * 4, encoding="utf-8")
        told = documents("posts")["named.txt"]
        assert (len(told["suppressed"]), len(told["findings"])) == (3, 1)

    def test_in_that_draft_only(self, folder: Path) -> None:
        """The reason was given for one post."""
        made("posts/named.txt")
        (folder / "posts" / "copy.txt").write_text(NAMED, encoding="utf-8")
        assert documents("posts")["copy.txt"]["verdict"] == "block"
        assert run("-", "--baseline", "b.json", input=NAMED).exit_code == 1

    def test_from_any_folder(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Paths count from the baseline."""
        made("posts")
        monkeypatch.chdir(folder / "posts")
        assert run("named.txt", "--baseline", "../b.json").exit_code == 0
        assert run(str(folder / "posts" / "named.txt"), "--baseline", "../b.json").exit_code == 0

    def test_not_what_became_worse(self) -> None:
        """A warning that somebody let stand says nothing of an error."""
        report = Report.of("x", _findings("Clinic is shut on Tuesday.", False))
        text = "Clinic is shut on Tuesday."
        entries = baselines.entries_of(report, text, "x", KEY.encode(), reason="r", by="b", until=None)
        cover = baselines.Cover(baselines.Baseline("m", entries), KEY.encode(), date(2026, 1, 1))
        worse = replace(report, findings=(replace(report.findings[0], severity="error"),))
        milder = replace(report, findings=(replace(report.findings[0], severity="info"),))
        assert cover.applied(worse, text, "x").findings
        assert not cover.applied(milder, text, "x").findings

    def test_not_what_could_not_be_checked(self) -> None:
        """It blocks, baseline or not."""
        report = Report.of("x", _findings(NAMED, False), reason="seems to be in German")
        entries = baselines.entries_of(report, NAMED, "x", KEY.encode(), reason="r", by="b", until=None)
        cover = baselines.Cover(baselines.Baseline("m", entries), KEY.encode(), date(2026, 1, 1))
        assert cover.applied(report, NAMED, "x") is report

    def test_not_what_the_policy_lets_nobody_silence(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """It is neither written down nor, where it was once, honoured."""
        made("posts")
        strict = replace(POLICY, unsuppressible=frozenset({"patient-name"}))
        monkeypatch.setattr(making, "make_linter", lambda path, audience, **chosen: FakeLinter(strict))
        assert documents("posts")["named.txt"]["verdict"] == "block"
        result = run("baseline", "posts", "-o", "c.json", *REASON)
        assert "nobody silence" in result.stderr
        assert {e["rule"] for e in json.loads(Path("c.json").read_text())["entries"]} == {"exact-date"}


class TestAccount:
    def test_who_why_and_until(self, folder: Path) -> None:
        """Every entry says so, and none says a word of the draft or a line."""
        run("baseline", "posts", "-o", "b.json", *REASON, "--by", "Dr Lindqvist", "--until", "2999-12-31")
        told = Path("b.json").read_text()
        assert "Okafor" not in told
        assert "Tuesday" not in told
        for entry in json.loads(told)["entries"]:
            assert set(entry) == {"draft", "rule", "fingerprint", "severity", "count", "reason", "by", "until"}
            assert (entry["reason"], entry["by"], entry["until"]) == (REASON[1], "Dr Lindqvist", "2999-12-31")

    @pytest.mark.parametrize("reason", [(), ("--reason", ""), ("--reason", "ok"), ("--reason", "n/a")])
    def test_a_reason_is_needed(self, folder: Path, reason: tuple[str, ...]) -> None:
        """One that says something; nothing is written without."""
        result = run("baseline", "posts", "-o", "b.json", *reason)
        assert result.exit_code == 2
        assert not Path("b.json").exists()

    def test_none_is_needed_for_nothing_new(self, folder: Path) -> None:
        """To take out what is gone asks for no reason, and what stays keeps its own."""
        made("posts")
        (folder / "posts" / "dated.txt").write_text("Clinic is open.\n", encoding="utf-8")
        result = run("baseline", "posts", "-o", "b.json")
        assert (result.exit_code, "0 of them new; 1 taken out" in result.stdout) == (0, True)
        (entry,) = json.loads(Path("b.json").read_text())["entries"]
        assert (entry["draft"], entry["reason"]) == ("posts/named.txt", REASON[1])

    def test_brought_up_to_date(self, folder: Path) -> None:
        """Old entries keep their reason, new ones get the new one, other drafts stay, deleted ones go."""
        made("posts")
        (folder / "posts" / "more.txt").write_text("Kowalczyk was here.\n", encoding="utf-8")
        (folder / "posts" / "dated.txt").unlink()
        run("baseline", "posts/more.txt", "-o", "b.json", "--reason", "she has agreed to it")
        entries = json.loads(Path("b.json").read_text())["entries"]
        assert [(e["draft"], e["reason"]) for e in entries] == [
            ("posts/more.txt", "she has agreed to it"), ("posts/named.txt", REASON[1]),
        ]  # fmt: skip

    def test_a_last_day(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """After it the finding is back, and that is said; a day that is over is refused at once."""
        assert run("baseline", "posts", "-o", "b.json", *REASON, "--until", "2001-01-01").exit_code == 2
        run("baseline", "posts", "-o", "b.json", *REASON, "--until", "2999-01-01")
        assert run("posts", "--baseline", "b.json").exit_code == 0
        late = replace(POLICY, today=date(2999, 1, 2))
        monkeypatch.setattr(making, "make_linter", lambda path, audience, **chosen: FakeLinter(late))
        result = run("posts", "--baseline", "b.json")
        assert result.exit_code == 1
        assert "2 entries are past the last day" in result.stderr

    def test_stale(self, folder: Path) -> None:
        """What nothing answers to any more is told, with draft and rule; of others only if the draft is gone."""
        made("posts")
        (folder / "posts" / "dated.txt").write_text("Clinic is open.\n", encoding="utf-8")
        assert "posts/dated.txt (exact-date)" in run("posts", "--baseline", "b.json").stderr
        assert run("posts/named.txt", "--baseline", "b.json").stderr == ""
        (folder / "posts" / "dated.txt").unlink()
        assert "posts/dated.txt (no such file)" in run("posts/named.txt", "--baseline", "b.json").stderr

    def test_nothing_is_written_of_what_could_not_be_checked(self, folder: Path) -> None:
        """Exit 2, and the old file stays."""
        before = made("posts")
        (folder / "posts" / "bad.txt").write_text("fail in a stage\n", encoding="utf-8")
        result = run("baseline", "posts", "missing.txt", "-o", "b.json", *REASON)
        assert result.exit_code == 2
        assert "2 drafts could not be checked" in result.stderr
        assert "CANARY" not in result.output
        assert json.loads(Path("b.json").read_text()) == before


def test_a_real_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linter: Linter) -> None:
    """Law 3: no word of what the model finds is in the file; and all of it is found again after an edit elsewhere."""
    draft = "Saw Zybelmira Quontashvili, 34, a roofer, in our ED last night.\n\nHonestly I'd just stop the warfarin.\n"
    monkeypatch.setattr(making, "make_linter", lambda path, audience, **chosen: linter)
    monkeypatch.setenv("POSTLINT_KEY", KEY)
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(draft, encoding="utf-8")
    entries = made("a.txt")["entries"]
    assert {"patient-name"} < {entry["rule"] for entry in entries}
    told = Path("b.json").read_text().lower()
    assert not any(word in told for word in ("zybelmira", "quontashvili", "roofer", "warfarin", "last night"))
    assert run("a.txt", "--baseline", "b.json", "-q").stdout.startswith("a.txt: PUBLISH")
    Path("a.txt").write_text("We are open on Monday.\n\n" + draft, encoding="utf-8")
    left = documents("a.txt")["a.txt"]
    assert "patient-name" in {s["rule"] for s in left["suppressed"]}
    assert "patient-name" not in {f["rule"] for f in left["findings"]}


class TestKeyAndFile:
    def test_no_key(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Exit 2 and one line; JSON says that nothing was checked; none is made."""
        made("posts")
        monkeypatch.delenv("POSTLINT_KEY")
        result = run("posts", "--baseline", "b.json")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "there is no key" in result.stderr
        result = run("posts", "--baseline", "b.json", "--format", "json")
        assert result.exit_code == 2
        assert not any(d["complete"] for d in json.loads(result.stdout)["documents"])
        assert not (folder / "state").exists()

    def test_a_key_is_made_with_the_first_baseline(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Outside the drafts' folder."""
        monkeypatch.delenv("POSTLINT_KEY")
        made("posts")
        assert (folder / "state" / "postlint" / "key").is_file()
        assert run("posts", "--baseline", "b.json").exit_code == 0

    def test_another_key(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Is told apart from findings that are new."""
        made("posts")
        monkeypatch.setenv("POSTLINT_KEY", KEY[::-1])
        for args in (("posts", "--baseline", "b.json"), ("baseline", "posts", "-o", "b.json", *REASON)):
            result = run(*args)
            assert result.exit_code == 2
            assert "made with another key" in result.stderr

    @pytest.mark.parametrize(
        "text",
        [
            "", "[]", "{}", '{"postlint_baseline": 2, "key": "KEY", "entries": []}',
            '{"postlint_baseline": 1, "key": "KEY", "entries": {}}',
            '{"postlint_baseline": 1, "key": "KEY", "entries": [1]}',
            '{"postlint_baseline": 1, "key": "KEY", "entries": [{"draft": "a"}]}',
        ],
    )  # fmt: skip
    def test_damaged(self, text: str) -> None:
        """What is no baseline is refused, and covers nothing."""
        with pytest.raises(BaselineError, match=r"^b\.json: "):
            baselines.read(text.replace("KEY", baselines.mark_of(KEY.encode())), "b.json", KEY.encode())

    @pytest.mark.parametrize(
        "change",
        [{"count": 0}, {"count": True}, {"count": "1"}, {"reason": " "}, {"until": "soon"}, {"until": 3},
         {"severity": "mild"}, {"rule": None}, {"more": 1}],
    )  # fmt: skip
    def test_damaged_entries(self, change: dict[str, Any]) -> None:
        """Each by its number."""
        entry = baselines.Entry("d", "r", "f", "error", 1, "a reason given", "b")
        whole = baselines.Baseline(baselines.mark_of(KEY.encode()), (entry,))
        assert baselines.read(whole.dump(), "b.json", KEY.encode()) == whole
        told = json.loads(whole.dump())
        told["entries"][0].update(change)
        with pytest.raises(BaselineError, match="entry 1 "):
            baselines.read(json.dumps(told), "b.json", KEY.encode())

    def test_missing(self, folder: Path) -> None:
        """A baseline that was asked for and is not there is not an empty one."""
        result = run("posts", "--baseline", "b.json")
        assert result.exit_code == 2
        assert "b.json: no such file; postlint baseline makes one" in result.stderr
