"""Imports run one way, and files stay small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .conftest import ROOT


def test_contracts() -> None:
    """The contracts in pyproject.toml hold."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_stay_small() -> None:
    """No module of the package or the recipe is over 350 lines."""
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in ("postlint", "models/recipe", "tests", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 350
    }
    assert long == {}


def test_names_say_what_a_module_is() -> None:
    """Words that could name anything name nothing here."""
    banned = {"util", "utils", "helper", "helpers", "common", "core", "misc", "manager", "handler", "processor", "data"}
    stems = {path.stem for path in (ROOT / "postlint").rglob("*.py")}
    assert not {stem for stem in stems if set(stem.split("_")) & banned}
