"""Suites that run only when they are named: they need a browser, or minutes."""

from __future__ import annotations

from pathlib import Path

import pytest


def skip_unless_named(config: pytest.Config, items: list[pytest.Item], folder: Path, needs: str) -> None:
    """Skip the tests in ``folder`` unless the command line names it, and say how to run them."""
    paths = [Path(str(argument).partition("::")[0]) for argument in config.invocation_params.args]
    if any(folder.name in path.parts for path in paths):
        return
    reason = f"a suite of its own, which needs {needs}: python -m pytest tests/{folder.name}"
    for item in items:
        if folder in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=reason))
