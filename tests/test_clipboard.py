"""The clipboard, by programs that stand in for those of a desktop."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from postlint.cli import cli
from postlint.errors import DraftError
from postlint.reading import clipboard


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole search path, and a display of either kind."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DISPLAY", ":9")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("WSL_DISTRO_NAME", raising=False)
    return tmp_path


def program(folder: Path, name: str, script: str) -> None:
    """A program that runs a line of shell, with the arguments that it was called with in ``$*``."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")


@pytest.mark.parametrize(
    ("name", "display"), [("wl-paste", "WAYLAND_DISPLAY"), ("xclip", "DISPLAY"), ("xsel", "DISPLAY")]
)
def test_whoever_is_there_is_asked(desktop: Path, monkeypatch: pytest.MonkeyPatch, name: str, display: str) -> None:
    """The text as it was copied, in its own letters."""
    monkeypatch.delenv("DISPLAY")
    monkeypatch.setenv(display, ":1")
    program(desktop, name, "printf 'Mrs Okafor\\342\\200\\231s hip\\n'")
    document = clipboard.read_clipboard()
    assert (document.id, document.text, document.format) == ("clipboard", "Mrs Okafor\u2019s hip\n", "plain")


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exit 1", "holds no text"),
        ("exit 0", "holds no text"),
        ("printf '\\211PNG\\r\\n\\032\\n'", "a PNG picture"),
        ("printf ' '", "is empty"),
    ],
)
def test_what_is_no_text(desktop: Path, script: str, words: str) -> None:
    """A picture, nothing, or a program that fails."""
    program(desktop, "xclip", script)
    with pytest.raises(DraftError, match=words):
        clipboard.read_clipboard()


def test_a_program_that_does_not_answer(desktop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not waited for."""
    monkeypatch.setattr(clipboard, "_PATIENCE_S", 0.2)
    program(desktop, "xclip", "exec /bin/sleep 30")
    with pytest.raises(DraftError, match="does not answer"):
        clipboard.read_clipboard()


@pytest.mark.parametrize(
    ("platform", "unset", "words"),
    [("linux", "DISPLAY", "there is no display"), ("linux", "", "install wl-clipboard"), ("darwin", "", "is missing"),
     ("win32", "", "is missing")],
)  # fmt: skip
def test_without_a_program(
    desktop: Path, monkeypatch: pytest.MonkeyPatch, platform: str, unset: str, words: str
) -> None:
    """It says what to do."""
    monkeypatch.setattr(sys, "platform", platform)
    if unset:
        monkeypatch.delenv(unset)
    with pytest.raises(DraftError, match=words):
        clipboard.read_clipboard()


def test_the_option(desktop: Path) -> None:
    """``--clipboard`` alone is a draft; without it and without a draft there is nothing to do."""
    program(desktop, "xclip", "printf 'Saw Mrs Okafor, 34, on Ward 7 this morning.'")
    done: Any = CliRunner().invoke(cli, ["--clipboard", "--no-rewrites"])
    assert done.exit_code == 1
    assert "clipboard: BLOCK" in done.stdout
    done = CliRunner().invoke(cli, ["--clipboard", "--write"])
    assert done.exit_code == 2
    assert "cannot be written in place" in done.stderr
    done = CliRunner().invoke(cli, ["check"])
    assert done.exit_code == 2
    assert "Missing argument 'DRAFT...'" in done.stderr
    program(desktop, "xclip", "exit 1")
    done = CliRunner().invoke(cli, ["--clipboard"])
    assert (done.exit_code, done.stderr) == (2, "postlint: clipboard: holds no text\n")
