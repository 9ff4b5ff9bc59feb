"""Suites that throw a great deal at the service."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..own_suites import skip_unless_named


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Only when they are asked for."""
    skip_unless_named(config, items, Path(__file__).parent, "the extra postlint[fuzz]")
