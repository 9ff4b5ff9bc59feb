"""--since and --staged, in real repositories."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from postlint.changes import changes, narrowed
from postlint.cli import cli, making
from postlint.document import Span
from postlint.errors import ChangeError
from postlint.finding import Finding
from postlint.report import Report

from .cli_fakes import FakeLinter

OLD = "Saw Mrs Okafor about her hip.\nA second line.\nClinic is shut on Tuesday.\n"


def run(*args: str, **kwargs: Any) -> Result:
    """Run the command line."""
    return CliRunner().invoke(cli, args, **kwargs)


def git(*args: str) -> None:
    """Run git in the current folder."""
    who = ("-c", "user.name=Dr Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *who, *args], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit, in which commands run."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(making, "make_linter", lambda path, audience, **chosen: FakeLinter())
    root = tmp_path / "a repository"
    (root / "posts").mkdir(parents=True)
    monkeypatch.chdir(root)
    git("init", "-q")
    for name in ("old.txt", "other.txt"):
        (root / "posts" / name).write_text(OLD, encoding="utf-8")
    git("add", "-A")
    git("commit", "-qm", "first")
    return root


def found(*args: str) -> dict[str, list[str]]:
    """By draft, the rules of what is found."""
    told = json.loads(run(*args, "--format", "json").stdout)["documents"]
    return {Path(d["id"]).as_posix().removeprefix("./"): [f["rule"] for f in d["findings"]] for d in told}


def write(name: str, text: str) -> None:
    """Write a draft."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


class TestSince:
    def test_only_changed_drafts_and_lines(self, repository: Path) -> None:
        """Old findings on other lines are left out, and counted."""
        write("posts/old.txt", OLD + "Kowalczyk came in.\n")
        assert found("--since", "HEAD") == {"posts/old.txt": ["patient-name"]}
        result = run("--since", "HEAD")
        assert result.exit_code == 1
        assert result.stderr == "postlint: left out: 2 findings on lines that have not changed\n"
        assert "(1 error; 2 not shown)" in result.stdout

    def test_the_verdict_is_of_what_changed(self, repository: Path) -> None:
        """A harmless change to an old draft passes, and says what it left out."""
        write("posts/old.txt", OLD.replace("second", "2nd"))
        result = run("--since", "HEAD", "--fail-on", "info")
        assert result.exit_code == 0
        assert "PUBLISH (2 not shown)" in result.stdout
        assert "left out: 2 findings" in result.stderr

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_a_changed_line(self, repository: Path, end: str) -> None:
        """The finding on it is reported, whatever ends the lines."""
        before = OLD.replace("\n", end)
        Path("posts/old.txt").write_bytes(before.encode())
        git("commit", "--allow-empty", "-qam", "ends")
        Path("posts/old.txt").write_bytes(before.replace("is shut", "will be shut").encode())
        assert found("--since", "HEAD") == {"posts/old.txt": ["exact-date"]}

    def test_lines_taken_away(self, repository: Path) -> None:
        """Those on either side now say something else."""
        write("posts/old.txt", OLD.replace("A second line.\n", ""))
        assert found("--since", "HEAD") == {"posts/old.txt": ["patient-name", "exact-date"]}
        write("posts/old.txt", "One.\nTwo.\n" + OLD)
        git("commit", "-qam", "second")
        write("posts/old.txt", "Two.\n" + OLD)
        assert found("--since", "HEAD") == {"posts/old.txt": []}

    def test_untracked_ignored_and_new(self, repository: Path) -> None:
        """Git does not know them, so all of them is new."""
        write(".gitignore", "posts/private.txt\n")
        write("posts/private.txt", OLD)
        write("posts/untracked.txt", OLD)
        write("posts/added.txt", OLD)
        git("add", "posts/added.txt")
        both = ["patient-name", "exact-date"]
        assert found("--since", "HEAD") == {
            "posts/added.txt": both, "posts/private.txt": both, "posts/untracked.txt": both,
        }  # fmt: skip

    def test_renamed(self, repository: Path) -> None:
        """Only what changed on the way."""
        write("posts/long.txt", OLD * 20)
        git("add", "-A")
        git("commit", "-qm", "long")
        git("mv", "posts/long.txt", "posts/moved here.txt")
        write("posts/moved here.txt", OLD * 20 + "Kowalczyk came in.\n")
        assert found("--since", "HEAD") == {"posts/moved here.txt": ["patient-name"]}

    def test_since_an_older_revision(self, repository: Path) -> None:
        """What was committed since counts too."""
        write("posts/old.txt", OLD + "Kowalczyk came in.\n")
        git("commit", "-qam", "second")
        assert found("--since", "HEAD~1") == {"posts/old.txt": ["patient-name"]}
        result = run("--since", "HEAD")
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == "postlint: no draft is changed since HEAD; nothing was checked\n"
        assert json.loads(run("--since", "HEAD", "--format", "json").stdout)["documents"] == []

    @pytest.mark.parametrize(
        "name", ["posts/na\u00efve caf\u00e9.txt", "posts/a\"b'c.txt", "posts/new\nline.txt", "-x.txt"]
    )
    def test_odd_names(self, repository: Path, name: str) -> None:
        """Paths are taken as they are."""
        write(name, OLD)
        git("add", "-A")
        git("commit", "-qm", "odd")
        write(name, OLD + "Kowalczyk came in.\n")
        assert found("--since", "HEAD") == {name: ["patient-name"]}

    def test_from_a_folder_below(self, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without a draft named, it is about the current folder."""
        write("posts/old.txt", OLD + "Kowalczyk came in.\n")
        write("elsewhere.txt", OLD)
        monkeypatch.chdir("posts")
        assert found("--since", "HEAD") == {"old.txt": ["patient-name"]}
        assert found("--since", "HEAD", "..") == {"../elsewhere.txt": ["patient-name", "exact-date"],
                                                  "../posts/old.txt": ["patient-name"]}  # fmt: skip

    def test_what_git_takes_for_binary(self, repository: Path) -> None:
        """It cannot tell lines, so all have changed."""
        Path("posts/wide.txt").write_bytes(OLD.encode("utf-16"))
        git("add", "-A")
        git("commit", "-qm", "wide")
        Path("posts/wide.txt").write_bytes((OLD + "More.\n").encode("utf-16"))
        assert found("--since", "HEAD") == {"posts/wide.txt": ["patient-name", "exact-date"]}

    def test_the_file_beside_a_draft(self, repository: Path) -> None:
        """What it declares speaks for the whole draft."""
        write("posts/old.txt.postlint.yaml", "postlint: {audience: public}\n")
        assert found("--since", "HEAD") == {"posts/old.txt": ["patient-name", "exact-date"]}

    def test_drafts_that_are_not_there_or_elsewhere(self, repository: Path, tmp_path: Path) -> None:
        """Nobody can say that they have not changed."""
        outside = tmp_path / "outside.txt"
        outside.write_text(OLD, encoding="utf-8")
        assert found("--since", "HEAD", str(outside)) == {outside.as_posix(): ["patient-name", "exact-date"]}
        result = run("--since", "HEAD", "missing.txt", "posts/old.txt")
        assert result.exit_code == 2
        assert "missing.txt: no such file" in result.stderr

    def test_it_runs_no_program_of_the_repository(self, repository: Path) -> None:
        """A diff driver or text conversion that a clone brings along is not called."""
        write(".gitattributes", "*.txt diff=evil\n")
        git("config", "diff.evil.command", "touch ran")
        git("config", "diff.evil.textconv", "touch ran; cat")
        git("config", "diff.external", "touch ran")
        git("config", "core.fsmonitor", "touch ran")
        write("posts/old.txt", OLD + "Kowalczyk came in.\n")
        assert found("--since", "HEAD") == {"posts/old.txt": ["patient-name"]}
        assert not Path("ran").exists()


class TestStaged:
    def test_only_what_is_staged(self, repository: Path) -> None:
        """Neither untracked drafts nor changes that wait."""
        write("posts/old.txt", OLD + "Kowalczyk came in.\n")
        write("posts/other.txt", OLD + "Kowalczyk came in.\n")
        write("posts/untracked.txt", OLD)
        git("add", "posts/old.txt")
        assert found("--staged") == {"posts/old.txt": ["patient-name"]}
        git("add", "posts/untracked.txt")
        assert found("--staged")["posts/untracked.txt"] == ["patient-name", "exact-date"]

    def test_changed_again(self, repository: Path) -> None:
        """What would be committed is not what stands in the file: it is not checked, and blocks."""
        write("posts/old.txt", OLD + "Kowalczyk came in.\n")
        git("add", "-A")
        write("posts/old.txt", OLD)
        result = run("--staged", "--format", "json")
        (document,) = json.loads(result.stdout)["documents"]
        assert (result.exit_code, document["complete"]) == (2, False)
        assert "changed after it was staged" in document["reason"]

    def test_the_first_commit(self, tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """There is nothing yet that it could have changed."""
        (tmp_path / "new").mkdir()
        monkeypatch.chdir(tmp_path / "new")
        git("init", "-q")
        write("a.txt", OLD)
        git("add", "-A")
        assert found("--staged") == {"a.txt": ["patient-name", "exact-date"]}

    def test_nothing_is_staged(self, repository: Path) -> None:
        """A hook passes, and says so."""
        result = run("--staged")
        assert (result.exit_code, result.stderr) == (0, "postlint: no draft is staged; nothing was checked\n")


class TestErrors:
    def test_outside_a_repository(self, tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Exit 2, one line."""
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
        for option in (["--staged"], ["--since", "HEAD"]):
            result = run(*option)
            assert (result.exit_code, result.stdout) == (2, "")
            assert "is in no git repository" in result.stderr

    @pytest.mark.parametrize("revision", ["nonsense", "--output=ran", "-h", "HEAD:posts", ""])
    def test_no_such_revision(self, repository: Path, revision: str) -> None:
        """Nothing is taken for an option of git's."""
        result = run(f"--since={revision}")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "knows no revision" in result.stderr
        assert not Path("ran").exists()

    def test_without_git(self, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """It says what is missing."""
        monkeypatch.setenv("PATH", str(repository))
        with pytest.raises(ChangeError, match="git is not installed"):
            changes(None, repository)

    def test_standard_input(self, repository: Path) -> None:
        """It is in no repository."""
        assert run("-", "--since", "HEAD", input=OLD).exit_code == 2


class TestNarrowed:
    TEXT = "one\ntwo\nthree\nfour\n"

    def report(self, *places: tuple[int, int], related: tuple[Span, ...] = ()) -> Report:
        """Findings at some places."""
        return Report.of(
            "x", [Finding("r", "identifiers", "error", s, e, 1, 1, "m", related=related) for s, e in places]
        )

    @pytest.mark.parametrize(
        ("place", "lines", "stays"),
        [
            ((4, 7), [(2, 2)], True), ((0, 3), [(2, 2)], False), ((8, 13), [(2, 2)], False),
            ((0, 8), [(2, 2)], True), ((8, 13), [(2, 9)], True), ((14, 18), [(9, 9)], False),
            ((0, 0), [(4, 4)], True), ((4, 7), [], False), ((4, 7), [(1, 1), (3, 4)], False),
        ],
    )  # fmt: skip
    def test_places(self, place: tuple[int, int], lines: list[tuple[int, int]], stays: bool) -> None:
        """A finding stays if it touches a changed line, or has no place."""
        made = narrowed(self.report(place), self.TEXT, lines)
        assert bool(made.findings) is stays
        assert made.hidden == (not stays)
        assert made.verdict == ("block" if stays else "publish")

    def test_one_of_several_places(self) -> None:
        """A combination that a changed line completes."""
        report = self.report((0, 3), related=(Span(14, 18),))
        assert narrowed(report, self.TEXT, [(4, 4)]).findings

    def test_what_could_not_be_checked(self) -> None:
        """It stays as it is."""
        report = Report.unchecked("x", "y")
        assert narrowed(report, self.TEXT, []) is report
