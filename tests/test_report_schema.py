"""The published schema of the report: what is printed fits it, and what is wrong does not."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from postlint import Linter
from postlint.cli import cli
from postlint.reading.files import load
from postlint.reporting.schema import schema

from .conftest import ROOT
from .report_fakes import CLEAN, FULL, REMARK, UNREAD, printed

SCHEMA = schema()
RUN = Draft202012Validator(SCHEMA)
DOCUMENT = Draft202012Validator({**SCHEMA["$defs"]["document"], "$defs": SCHEMA["$defs"]})


@pytest.fixture(scope="module")
def told(linter: Linter) -> dict[str, Any]:
    """A run of everything, as printed."""
    value: dict[str, Any] = json.loads(printed("json", [FULL, CLEAN, REMARK, UNREAD], linter.policy))
    return value


def test_the_schema_is_one_and_is_published() -> None:
    """It is valid itself, and the command prints what the documentation holds."""
    Draft202012Validator.check_schema(SCHEMA)
    assert CliRunner().invoke(cli, ["schema"]).stdout == (ROOT / "docs" / "report.schema.json").read_text()


@pytest.mark.parametrize("path", sorted((ROOT / "examples").iterdir()), ids=lambda path: path.name)
def test_every_example_fits(linter: Linter, path: Path) -> None:
    """The report on each of the examples, as a line of a batch."""
    DOCUMENT.validate(linter.check(load(str(path)), rewrites=False).to_dict())


def test_a_run_fits(told: dict[str, Any]) -> None:
    """Findings, rewrites, suppressions, a draft that could not be checked; and the example of the documentation."""
    RUN.validate(told)
    page = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    example = json.loads(page.split("```json\n", 1)[1].split("```", 1)[0])
    RUN.validate({**example, "model": {**example["model"], "sha256": "0" * 64}})
    nothing = {**told, "model": None, "policy": None, "documents": told["documents"][-1:]}
    RUN.validate(nothing)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(part)


def test_every_key_is_required_and_known(told: dict[str, Any]) -> None:
    """Take any one key of any object away, and it no longer fits; and the schema names each key that is printed."""
    named = json.dumps(SCHEMA)
    count = 0
    for index, whole in enumerate(_objects(told)):
        for key in whole:
            assert f'"{key}"' in named
            broken = copy.deepcopy(told)
            del list(_objects(broken))[index][key]
            assert not RUN.is_valid(broken), key
            count += 1
    assert count > 60


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (("documents", 0, "verdict"), "clean"),
        (("documents", 0, "verdict"), "publish"),
        (("documents", 2, "verdict"), "fine"),
        (("documents", 3, "verdict"), "publish"),
        (("documents", 1, "complete"), False),
        (("documents", 3, "complete"), True),
        (("documents", 0, "findings", 0, "severity"), "fatal"),
        (("documents", 0, "findings", 0, "start"), -1),
        (("documents", 0, "findings", 0, "line"), 0),
        (("documents", 0, "findings", 0, "rewrites", 0, "safety"), "sure"),
        (("model",), None),
        (("policy",), None),
        (("policy", "audience"), "everybody"),
    ],
)
def test_what_is_wrong_does_not_fit(told: dict[str, Any], at: tuple[Any, ...], value: object) -> None:
    """An unknown word, a verdict that its findings belie, an unchecked draft that passes."""
    broken = copy.deepcopy(told)
    place: Any = broken
    for key in at[:-1]:
        place = place[key]
    assert place[at[-1]] != value
    place[at[-1]] = value
    assert not RUN.is_valid(broken)
