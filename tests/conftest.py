"""One linter for the whole run: loading the model is the dear part."""

from __future__ import annotations

from pathlib import Path

import pytest

from postlint import Linter

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def linter() -> Linter:
    """The shipped policy and the shipped model."""
    return Linter()
