"""One linter for the whole run: loading the model is the dear part."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from postlint import Linter

#: Cases of each law on edits and wording; POSTLINT_CASES=10000 is the thorough run that README names.
CASES = int(os.environ.get("POSTLINT_CASES", "400"))
ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def linter() -> Linter:
    """The shipped policy and the shipped model."""
    return Linter()
