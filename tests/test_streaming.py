"""Many drafts: each is read, checked and told before the next, with a bar for whoever waits."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from postlint.cli import cli, making, progress, showing
from postlint.document import Document
from postlint.reading import files as files_module
from postlint.report import Report

from .cli_fakes import FakeLinter

# The package has a command of that name in its place.
check_module = sys.modules["postlint.cli.check"]


def run(*args: str, **kwargs: Any) -> Result:
    """Run the command line."""
    return CliRunner().invoke(cli, args, **kwargs)


@pytest.fixture
def events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happens, in order, in a folder of five drafts."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "posts").mkdir()
    for number in range(5):
        (tmp_path / "posts" / f"{number}.txt").write_text(f"Saw Mrs Okafor, {number}.\n", encoding="utf-8")
    happened: list[str] = []

    class Noting(FakeLinter):
        def check(self, document: Document, *, rewrites: bool = True) -> Report:
            happened.append(f"check {Path(document.id).name}")
            return super().check(document, rewrites=rewrites)

    def make(path: object, audience: object, **chosen: object) -> FakeLinter:
        happened.append("load")
        return Noting()

    take, emit = check_module.take, showing.emit

    def taking(paths: list[str], told: Any) -> Iterator[Any]:
        happened.append(f"read {Path(paths[0]).name}")
        return take(paths, told)  # type: ignore[no-any-return]

    def emitting(text: str, *, err: bool = False) -> None:
        happened.append(f"tell {Path(text.split(':')[0]).name}")
        emit(text, err=err)

    monkeypatch.setattr(making, "make_linter", make)
    monkeypatch.setattr(check_module, "take", taking)
    monkeypatch.setattr(showing, "emit", emitting)
    monkeypatch.setattr(showing, "emit_bytes", emitting)
    return happened


def test_one_after_the_other(events: list[str]) -> None:
    """No draft is read before the one ahead of it has been told."""
    run("posts")
    steps = [f"{step} {number}.txt" for number in range(5) for step in ("read", "check", "tell")]
    assert events[:-1] == ["read 0.txt", "load", *steps[1:]]


def test_json_is_told_at_the_end(events: list[str]) -> None:
    """But read and checked one after the other."""
    result = run("posts", "--format", "json")
    assert events[:-1] == ["read 0.txt", "load", "check 0.txt"] + [
        f"{step} {number}.txt" for number in range(1, 5) for step in ("read", "check")
    ]
    assert len(json.loads(result.stdout)["documents"]) == 5


def test_whoever_stops_has_what_was_done(events: list[str], tmp_path: Path) -> None:
    """Ctrl-C in the middle of a folder: those before are told."""
    (tmp_path / "posts" / "3.txt").write_text("interrupt me\n", encoding="utf-8")
    result = run("posts")
    assert result.exit_code == 130
    assert "2.txt: BLOCK" in result.stdout
    assert "3.txt" not in result.stdout


def test_no_document_is_kept(events: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory does not grow with the drafts' texts."""
    import gc
    import weakref

    alive: list[int] = []
    seen: list[weakref.ref[Any]] = []

    class Heavy(str):
        """A text that can be watched."""

        __slots__ = ("__weakref__",)

    read = files_module.load_all

    def reading(path: str) -> Iterator[Any]:
        gc.collect()
        alive.append(sum(ref() is not None for ref in seen))
        for document in read(path):
            text = Heavy(document.text)  # type: ignore[union-attr]
            seen.append(weakref.ref(text))
            object.__setattr__(document, "text", text)
            yield document

    monkeypatch.setattr(files_module, "load_all", reading)
    run("posts", "--format", "json")
    assert len(alive) == 5
    assert max(alive) <= 2


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """It does."""
        return True


class TestProgress:
    @pytest.fixture
    def terminal(self, monkeypatch: pytest.MonkeyPatch) -> Terminal:
        """Standard error as a terminal."""
        stream = Terminal()
        monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream))
        return stream

    def test_a_bar_for_whoever_waits(self, terminal: Terminal) -> None:
        """After two seconds; wiped away before an item is handed on, and at the end."""
        seconds = iter(range(100))
        shown = [terminal.getvalue() for _ in progress.along(range(10), 10, now=lambda: next(seconds))]
        assert shown[0] == shown[1] == ""
        assert "checking" in shown[3]
        assert "3/10" in shown[3]
        assert all(text.endswith("\x1b[2K") for text in shown[3:])
        assert terminal.getvalue().endswith("\x1b[2K")

    @pytest.mark.parametrize(("total", "hidden"), [(1, False), (10, True)])
    def test_none_for_one_draft_or_where_reports_run_by(self, terminal: Terminal, total: int, hidden: bool) -> None:
        """There it would be in the way."""
        assert list(progress.along(range(total), total, hidden=hidden, now=iter(range(0, 999, 9)).__next__)) == list(
            range(total)
        )
        assert terminal.getvalue() == ""

    def test_none_soon(self, terminal: Terminal) -> None:
        """Who waits a moment needs no bar."""
        assert len(list(progress.along(range(10), 10, now=lambda: 0.0))) == 10
        assert terminal.getvalue() == ""

    def test_none_where_nobody_looks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file or a pipe gets no bar, and a closed one no error."""
        stream = io.StringIO()
        monkeypatch.setattr("sys.stderr", stream)
        list(progress.along(range(10), 10, now=iter(range(0, 999, 9)).__next__))
        assert stream.getvalue() == ""
        monkeypatch.setattr("sys.stderr", None)
        assert list(progress.along(range(3), 3)) == [0, 1, 2]

    def test_gone_when_stopped(self, terminal: Terminal) -> None:
        """An error on the way leaves a clean line."""

        def failing() -> Iterator[int]:
            yield from range(5)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            list(progress.along(failing(), 10, now=iter(range(0, 999, 9)).__next__))
        assert terminal.getvalue().endswith("\x1b[2K")
