"""The hook for pre-commit: that its definition is right, and (slow) that it stops a commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from postlint.cli import cli, making

from .cli_fakes import FakeLinter
from .conftest import ROOT

SLOW = "POSTLINT_SLOW" not in os.environ


@pytest.fixture
def hook() -> dict[str, Any]:
    """The one hook that is defined."""
    (told,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return told  # type: ignore[no-any-return]


def test_its_definition(hook: dict[str, Any]) -> None:
    """What pre-commit needs is there; it is not handed program code, which is text too; one model is loaded."""
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert (hook["id"], hook["language"], hook["require_serial"]) == ("postlint", "python", True)
    assert "text" not in hook["types_or"]
    assert {"plain-text", "markdown", "html"} <= set(hook["types_or"])


def test_its_command(hook: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it calls is understood, and fails as a hook must."""
    monkeypatch.setattr(making, "make_linter", lambda path, audience, **chosen: FakeLinter())
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("Saw Mrs Okafor.\n")
    Path("b.txt").write_text("Wash your hands.\n")
    program, *words = hook["entry"].split()
    assert program == "postlint"
    for drafts, status in ((["a.txt", "b.txt"], 1), (["b.txt"], 0), (["missing.txt"], 2)):
        assert CliRunner().invoke(cli, [*words, *hook["args"], *drafts]).exit_code == status


@pytest.mark.skipif(SLOW, reason="installs postlint anew: POSTLINT_SLOW=1 pytest tests/test_pre_commit.py")
def test_for_real(tmp_path: Path) -> None:
    """A commit with a patient's name is stopped, and one without goes through."""
    pre_commit = shutil.which("pre-commit", path=str(Path(sys.executable).parent)) or shutil.which("pre-commit")
    if pre_commit is None:
        pytest.skip("pre-commit is not installed")
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PYTHONPATH"))},
        "HOME": str(tmp_path),
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
        "PATH": f"{Path(pre_commit).parent}{os.pathsep}{os.environ['PATH']}",
    }

    def run(*command: str, where: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=where, capture_output=True, text=True, check=False, env=environment)

    def git(*words: str, where: Path) -> subprocess.CompletedProcess[str]:
        who = ("-c", "user.name=Dr Test", "-c", "user.email=test@example.org", "-c", "protocol.file.allow=always")
        return run("git", *who, *words, where=where)

    # A repository of its own with what stands here, since pre-commit clones what is committed.
    hooks, drafts = tmp_path / "hooks", tmp_path / "drafts"
    shutil.copytree(ROOT, hooks, ignore=shutil.ignore_patterns(".git", ".venv*", "__pycache__", ".*_cache", "tests"))
    drafts.mkdir()
    for place in (hooks, drafts):
        assert git("init", "-q", where=place).returncode == 0
    git("add", "-A", where=hooks)
    assert git("commit", "-qm", "hooks", where=hooks).returncode == 0
    revision = git("rev-parse", "HEAD", where=hooks).stdout.strip()
    (drafts / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {hooks.as_uri()}\n    rev: {revision}\n"
        "    hooks:\n      - id: postlint\n        files: ^posts/\n"
    )
    (drafts / "posts").mkdir()
    (drafts / "code.py").write_text("name = 'Mrs Okafor'\n")
    (drafts / "posts" / "a.md").write_text("Clinic is closed for the bank holiday.\n")
    git("add", "-A", where=drafts)
    assert run(pre_commit, "install", where=drafts).returncode == 0
    first = git("commit", "-qm", "clean", where=drafts)
    assert first.returncode == 0, first.stderr
    (drafts / "posts" / "a.md").write_text("Saw Mrs Okafor about her hip replacement again.\n")
    git("add", "-A", where=drafts)
    second = git("commit", "-qm", "named", where=drafts)
    assert second.returncode == 1
    assert "patient-name" in second.stdout + second.stderr
    assert git("log", "--oneline", where=drafts).stdout.count("\n") == 1
