"""The policy that a draft is checked under: the command line wins over the draft, and the draft over the rules file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from postlint import Linter
from postlint.cli import cli, making
from postlint.document import Document
from postlint.rulebook import load_policy

from .test_content_types import OWN

TEXT = "The library opens at nine."


def _draft(**values: object) -> str:
    return f"---\npostlint: {json.dumps(values)}\n---\n{TEXT}"


def _rules(linter: Linter, draft: str | Document) -> set[str]:
    return {finding.rule for finding in linter.check(draft, rewrites=False).findings}


def test_a_drafts_type_is_asked_for_its_fields(linter: Linter) -> None:
    """One that is handed in wins over the front matter, and both over the policy."""
    assert "type-lacks-a-field" in _rules(linter, _draft(type="case"))
    assert "type-lacks-a-field" not in _rules(linter, _draft(type="announcement"))
    told = Document(_draft(type="case"), declared={"type": "announcement"})
    assert "type-lacks-a-field" not in _rules(linter, told)
    cases = Linter(linter.policy.for_type("case"), linter.model)
    assert "type-lacks-a-field" in _rules(cases, TEXT)
    assert "type-lacks-a-field" not in _rules(cases, _draft(type="announcement"))


def test_a_drafts_profiles_are_added(linter: Linter, tmp_path: Path) -> None:
    """Under a profile of the draft its emergency number must be given, and those of the policy stay in force."""
    (tmp_path / "rules.yaml").write_text(OWN, encoding="utf-8")
    anywhere = Linter(load_policy(tmp_path / "rules.yaml").for_profiles([]), linter.model)
    american = Linter(anywhere.policy.for_profiles(["us-hipaa"]), linter.model)
    bare = "For help, call 999."
    british, both = (f"---\npostlint: {{profile: {names}}}\n---\n{bare}" for names in ("uk-gmc", "[uk-gmc, us-hipaa]"))
    held = [["no-number" in _rules(on, draft) for draft in (bare, british, both)] for on in (anywhere, american)]
    assert held == [[False, False, True], [True, True, True]]


def test_names_that_the_policy_does_not_know_are_told(linter: Linter) -> None:
    """As a finding: a draft is no reason to stop, and is checked as if it had named nothing."""
    (finding,) = linter.check(_draft(profile="uk-gcm", type="memo"), rewrites=False).findings
    assert finding.rule == "declaration-not-understood"
    assert "profile: unknown profile" in finding.message
    assert "type: expected one of announcement" in finding.message
    assert "memo" not in finding.message


@pytest.mark.parametrize("batch", [False, True])
def test_the_command_line_wins(linter: Linter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: bool) -> None:
    """``--type`` over the type that the draft declares."""
    monkeypatch.setattr(
        making, "make_linter", lambda path, audience, **chosen: Linter(load_policy(path, **chosen), linter.model)
    )
    draft = tmp_path / "draft.txt"
    draft.write_text(_draft(type="case"), encoding="utf-8")
    row = json.dumps({"text": TEXT, "declared": {"type": "case"}})
    for options, expected in ([], True), (["--type", "announcement"], False):
        arguments = ["batch", "-"] if batch else ["check", str(draft), "--format", "json", "--no-rewrites"]
        out = CliRunner().invoke(cli, [*arguments, *options], input=row).stdout
        assert ("type-lacks-a-field" in out) is expected
