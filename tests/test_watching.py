"""--watch: checked anew when saved, and ended by Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from postlint.cli import cli, making, watching
from postlint.errors import PolicyError

from .cli_fakes import FakeLinter
from .conftest import ROOT

NAMED, CLEAN = "Saw Mrs Okafor.\n", "Wash your hands.\n"


class Editor:
    """Writes drafts, one set of changes after the other, and then presses Ctrl-C."""

    def __init__(self, *steps: dict[str, str | None]) -> None:
        self.steps = steps
        self.roots: Sequence[str] = ()

    def __call__(self, roots: Sequence[str]) -> Iterator[set[str]]:
        """The paths of each set."""
        self.roots = roots
        for step in self.steps:
            for name, text in step.items():
                if text is None:
                    Path(name).unlink()
                else:
                    Path(name).write_text(text, encoding="utf-8")
            yield {os.path.abspath(name) for name in step}
        raise KeyboardInterrupt


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two drafts."""
    monkeypatch.setattr(making, "make_linter", lambda path, audience, **chosen: FakeLinter())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.txt").write_text(NAMED, encoding="utf-8")
    (tmp_path / "posts" / "b.txt").write_text(CLEAN, encoding="utf-8")
    return tmp_path


def watched(
    monkeypatch: pytest.MonkeyPatch, *steps: dict[str, str | None], args: tuple[str, ...] = ("posts",)
) -> tuple[list[str], str, int, Editor]:
    """Verdict lines, standard error and exit status of a session."""
    editor = Editor(*steps)
    monkeypatch.setattr(watching, "_changes", lambda: editor)
    result = CliRunner().invoke(cli, [*args, "--watch", "-q"])
    return [line.replace(os.sep, "/") for line in result.stdout.splitlines()], result.stderr, result.exit_code, editor


def test_only_what_changed_is_checked_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the exit status is that of all as they stood at the end."""
    lines, err, status, editor = watched(monkeypatch, {"posts/a.txt": CLEAN})
    assert lines == [
        "posts/a.txt: BLOCK (1 error)",
        "posts/b.txt: PUBLISH (no rule matched)",
        "posts/a.txt: PUBLISH (no rule matched)",
    ]
    assert status == 0
    assert err == "postlint: watching; Ctrl-C ends it\npostlint: stopped watching\n"
    assert editor.roots == [str(folder / "posts")]


def test_new_gone_and_foreign_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new draft is checked, a deleted one forgotten, anything else left alone."""
    lines, err, status, _ = watched(
        monkeypatch, {"posts/c.txt": NAMED}, {"posts/c.txt": None}, {"posts/a.txt": None}, {"posts/x.png": "x"}
    )
    assert lines[2:] == ["posts/c.txt: BLOCK (1 error)"]
    assert status == 0
    assert err.count("\n") == 2


def test_a_broken_draft_and_a_mended_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be checked blocks until it can."""
    broken = {"posts/b.txt": "fail at random\n"}
    _, err, status, _ = watched(monkeypatch, {"posts/a.txt": CLEAN}, broken)
    assert status == 2
    assert "CANARY" not in err
    assert watched(monkeypatch, {"posts/a.txt": CLEAN}, broken, {"posts/b.txt": CLEAN})[2] == 0


def test_a_rules_file_that_changes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All drafts are checked anew under it; while it is wrong, nothing is clean, and watching goes on."""
    made: list[str] = []

    def make(path: Path, audience: object, **chosen: object) -> FakeLinter:
        made.append(path.read_text())
        if made[-1] == "wrong":
            raise PolicyError("is wrong", path="clinic.yaml", line=1)
        return FakeLinter()

    monkeypatch.setattr(making, "make_linter", make)
    Path("clinic.yaml").write_text("first")
    args = ("posts", "--rules", "clinic.yaml")
    lines, err, status, editor = watched(monkeypatch, {"clinic.yaml": "wrong"}, args=args)
    assert (len(lines), status, made) == (2, 2, ["first", "wrong"])
    assert "clinic.yaml:1: is wrong" in err
    assert editor.roots == sorted([str(folder), str(folder / "posts")])
    lines, err, status, _ = watched(monkeypatch, {"clinic.yaml": "second"}, {"posts/a.txt": CLEAN}, args=args)
    assert (len(lines), status, made[2:]) == (3, 0, ["wrong", "second"])


def test_roots(folder: Path) -> None:
    """The folder of a file, since editors put a new one in its place; of a glob, the part without stars."""
    here = str(folder)
    assert watching._roots(["posts/a.txt", "posts"]) == [str(folder / "posts")]
    assert watching._roots(["*.md", "posts/**/x?.md", "missing.txt"]) == [here, str(folder / "posts")]


def test_what_cannot_be_watched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input; and without watchfiles it says how to get it."""
    assert CliRunner().invoke(cli, ["-", "--watch"], input=CLEAN).exit_code == 2
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = CliRunner().invoke(cli, ["posts", "--watch"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "pip install 'postlint[watch]'" in result.stderr


@pytest.mark.skipif(os.name != "posix", reason="sends an interrupt as a terminal does")
def test_for_real(folder: Path) -> None:
    """A process, a save, an interrupt."""
    pytest.importorskip("watchfiles")
    code = (
        "from tests.cli_fakes import FakeLinter\n"
        "from postlint.cli import cli, making\n"
        "making.make_linter = lambda path, audience, **chosen: FakeLinter()\n"
        "cli(['posts/a.txt', '--watch', '-q'])\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith("posts/a.txt: BLOCK")
        assert "watching" in process.stderr.readline()
        time.sleep(0.5)  # until the watch is on: watchfiles does not tell
        (folder / "new.tmp").write_text(CLEAN, encoding="utf-8")
        os.replace(folder / "new.tmp", folder / "posts" / "a.txt")
        assert process.stdout.readline().startswith("posts/a.txt: PUBLISH")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    finally:
        process.kill()
    # 1 where the interrupt came after the verdict was told and before the second run was over: the first one's status.
    assert process.returncode in (0, 1)
    assert "Traceback" not in err
