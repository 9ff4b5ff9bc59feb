"""The guides that are programs: their code, from top to bottom, in one namespace."""

from __future__ import annotations

import re
from typing import Any

import pytest

from .conftest import ROOT


@pytest.mark.parametrize("name", ["batch.md"])
def test_guide(name: str) -> None:
    """What a guide asserts is so."""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    namespace: dict[str, Any] = {"__name__": "__main__"}
    blocks = list(re.finditer(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    assert blocks
    for block in blocks:
        line = text.count("\n", 0, block.start(1))
        exec(compile("\n" * line + block[1], name, "exec"), namespace)
