"""One linter for the whole run: loading the model is the dear part."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from postlint import Linter

if TYPE_CHECKING:
    from .lsp_editor import Editor

#: Cases of each law on edits and wording; POSTLINT_CASES=10000 is the thorough run that README names.
CASES = int(os.environ.get("POSTLINT_CASES", "400"))
ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def linter() -> Linter:
    """The shipped policy and the shipped model."""
    return Linter()


@pytest.fixture(scope="session")
def editor() -> Iterator[Editor]:
    """One editor with a language server, which has a model of its own; it is left in good order."""
    from .lsp_editor import Editor

    editor = Editor("--stdio").begin()
    yield editor
    assert editor.end() == (0, "")


_numbers = itertools.count()


@pytest.fixture
def uri() -> str:
    """A draft that no other test has open."""
    return f"file:///none/draft-{next(_numbers)}.md"
