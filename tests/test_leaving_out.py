"""What folders leave out: .postlintignore, --exclude, hidden files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postlint.cli import cli, making
from postlint.errors import PostlintError
from postlint.reading.leaving_out import LeftOut

from .cli_fakes import FakeLinter


def run(*args: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(cli, args)


def ids(*args: str) -> list[str]:
    """The drafts that are checked."""
    documents = json.loads(run(*args, "--format", "json").stdout)["documents"]
    return [Path(document["id"]).as_posix() for document in documents]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of drafts, some hidden."""
    monkeypatch.setattr(making, "make_linter", lambda path, audience, **chosen: FakeLinter())
    root = tmp_path / "repository"
    for name in ("a.md", "old/b.md", "old/keep.md", "posts/c.md", "posts/deep/d.md", ".hidden.md", ".draft/e.md"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("Hello.\n", encoding="utf-8")
    (root / ".git").mkdir()
    monkeypatch.chdir(root)
    return root


def test_hidden_files(folder: Path) -> None:
    """They are left out of folders, and checked when named."""
    assert ids(".") == ["a.md", "old/b.md", "old/keep.md", "posts/c.md", "posts/deep/d.md"]
    assert ids(".hidden.md", ".draft/e.md") == [".hidden.md", ".draft/e.md"]


def test_as_gitignore_has_it(folder: Path) -> None:
    """Folders, negation, comments; nearer files decide."""
    (folder / ".postlintignore").write_text("# archive\nold/*\n!old/keep.md\n*.html\ndeep/\n", encoding="utf-8")
    assert ids(".") == ["a.md", "old/keep.md", "posts/c.md"]
    (folder / "posts" / ".postlintignore").write_text("c.md\n!deep/\n", encoding="utf-8")
    assert ids(".") == ["a.md", "old/keep.md", "posts/deep/d.md"]
    assert ids("posts") == ["posts/deep/d.md"]


def test_from_a_folder_below(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file above speaks for it too, up to the root of the repository."""
    (folder / ".postlintignore").write_text("/posts/c.md\n", encoding="utf-8")
    (folder.parent / ".postlintignore").write_text("*\n", encoding="utf-8")
    monkeypatch.chdir(folder / "posts")
    assert ids(".") == ["deep/d.md"]


def test_a_file_that_is_named_is_checked_all_the_same(folder: Path) -> None:
    """Whoever names a draft means it; a glob is not naming."""
    (folder / ".postlintignore").write_text("*\n", encoding="utf-8")
    assert ids("a.md") == ["a.md"]
    assert ids("a.md", "posts", "*.md") == ["a.md"]


def test_exclude(folder: Path) -> None:
    """The same words, on the command line; they come last."""
    assert ids(".", "--exclude", "old/", "--exclude", "d.md") == ["a.md", "posts/c.md"]
    (folder / ".postlintignore").write_text("old/\n", encoding="utf-8")
    assert ids(".", "--exclude", "!old/b.md") == ["a.md", "old/b.md", "posts/c.md", "posts/deep/d.md"]


def test_nothing_left_is_not_clean(folder: Path) -> None:
    """An exit status of 0 would say that something was checked."""
    result = run("posts", "--exclude", "*")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nothing was checked" in result.stderr


@pytest.mark.parametrize("pattern", ["!", "a//**b/***", "\\"])
def test_what_is_no_pattern(folder: Path, pattern: str) -> None:
    """One line and exit 2, or it is taken for what git takes it for; never a traceback."""
    result = run("posts", "--exclude", pattern)
    assert result.exit_code in (0, 2)
    assert "Traceback" not in result.output
    assert "internal error" not in result.output


def test_an_unreadable_file(folder: Path) -> None:
    """It might have said something."""
    (folder / ".postlintignore").write_bytes(b"\xff\xfe\x00x")
    with pytest.raises(PostlintError, match=r"\.postlintignore: is not UTF-8"):
        "posts/c.md" in LeftOut()  # noqa: B015
    (folder / ".postlintignore").write_text("!\n", encoding="utf-8")
    result = run("posts")
    assert result.exit_code == 2
    assert "'!' is no pattern" in result.stderr


def test_counted(folder: Path) -> None:
    """--stats tells how many were left out."""
    assert run(".", "--exclude", "old/", "--stats").stdout.rstrip().endswith("2 left out")
