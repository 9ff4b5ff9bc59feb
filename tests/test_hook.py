"""``postlint hook``: a post on standard input, an answer on standard output."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from postlint.cli import cli, making
from postlint.errors import ModelError

from .service_fakes import CLEAN, DATED, NAMED, ServedLinter


@pytest.fixture(autouse=True)
def linter(monkeypatch: pytest.MonkeyPatch) -> ServedLinter:
    """The fake that the command gets."""
    fake = ServedLinter()
    monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: fake)
    return fake


def run(body: Any, *args: str) -> Result:
    """Run the command on a body."""
    return CliRunner().invoke(cli, ["hook", *args], input=body if isinstance(body, bytes) else json.dumps(body))


@pytest.mark.parametrize(
    ("body", "args", "status", "allowed"),
    [
        ({"text": CLEAN}, [], 0, True),
        ({"text": DATED}, [], 0, True),
        ({"text": DATED}, ["--hold-review"], 1, False),
        ({"text": NAMED}, [], 1, False),
        ({"text": ""}, [], 2, False),
        ({"text": "fail at random"}, [], 2, False),
        ({"text": CLEAN, "profile": "nowhere"}, [], 2, False),
        ({"tekst": CLEAN}, [], 2, False),
        (b"\xff\xfe", [], 2, False),
        (b"", [], 2, False),
    ],
)
def test_answers(body: Any, args: list[str], status: int, allowed: bool) -> None:
    """The exit status and the answer agree, and there is always an answer."""
    result = run(body, *args)
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["allowed"]) == (status, allowed)
    assert answer["complete"] is (status != 2)
    assert result.stderr.count("\n") == (1 if status == 2 else 0)
    assert "Okafor" not in result.output
    assert "CANARY" not in result.output


@pytest.mark.parametrize(("args", "status"), [([], 1), (["--allow-review"], 0), (["--hold-review"], 1)])
def test_the_policy_may_hold_warnings(linter: ServedLinter, args: list[str], status: int) -> None:
    """An option wins over it."""
    linter.policy = replace(linter.policy, review="hold")
    assert run({"text": DATED}, *args).exit_code == status


@pytest.mark.parametrize(
    ("error", "reason"),
    [(ModelError("the model is damaged"), "the model is damaged"), (OSError(CLEAN), "internal error (OSError)")],
)
def test_no_linter(monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str) -> None:
    """One that cannot be loaded is an answer, too."""

    def broken(*_: Any, **__: Any) -> Any:
        raise error

    monkeypatch.setattr(making, "make_linter", broken)
    result = run({"text": CLEAN})
    assert (result.exit_code, json.loads(result.stdout)["reason"]) == (2, reason)
