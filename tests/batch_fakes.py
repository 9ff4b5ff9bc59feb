"""What the tests of ``postlint batch`` share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from postlint.cli import cli

NAMED, CLEAN = "Saw Mrs Okafor about her hip.", "Wash your hands."
FROM_BASE = ("--query", "select * from posts")


def run(*args: str, **kwargs: Any) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, ["batch", *args], **kwargs)


def out(path: str = "out.jsonl") -> list[dict[str, Any]]:
    """What was written."""
    return [json.loads(line) for line in Path(path).read_text(encoding="ascii").splitlines()]
