"""The page on a clinic's own rules: what it shows is run, and does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from postlint import Document, Linter
from postlint.policy import Policy
from postlint.reading.files import load
from postlint.reporting.explain import page
from postlint.rulebook import load_policy

from .conftest import ROOT

EXAMPLES = dict(
    re.findall(
        r"<!-- example: (\w+) -->\n```\w+\n(.*?)```\n", (ROOT / "docs" / "own-rules.md").read_text("utf-8"), re.DOTALL
    )
)


def _policy(folder: Path, name: str) -> Policy:
    path = folder / "clinic.yaml"
    path.write_text(EXAMPLES[name], encoding="utf-8")
    return load_policy(path)


def _rules(linter: Linter, text: str) -> set[str]:
    return {finding.rule for finding in linter.check(text, rewrites=False).findings}


def test_every_example_is_run() -> None:
    """A new one needs a test here."""
    assert set(EXAMPLES) == {"facts", "allow", "override", "block", "front"}


def test_facts(linter: Linter, tmp_path: Path) -> None:
    """The clinic's page of contacts is clean and its sister no patient; a patient from its town is one."""
    clinic = Linter(_policy(tmp_path, "facts"), linter.model)
    own = "You reach Harbour Clinic, 14 Quay Road, Norbury, on +44 20 7946 0123 or write to nurses@harbour.example.org."
    assert _rules(clinic, own) == set()
    assert all(m.source == "clinic" for m in clinic.annotate(own).mentions)
    assert "patient-name" not in _rules(clinic, "Thanks to Sister Byrne, who looked after him last night.")
    assert "small-area-location" in _rules(clinic, "Farmer from Norbury with Q fever, textbook presentation.")
    assert "facility-linked-to-case" in _rules(clinic, "At Harbour Clinic tonight: a cardiac arrest, pulse back.")


def test_allow(linter: Linter, tmp_path: Path) -> None:
    """Only the rule that is named, only there."""
    policy = _policy(tmp_path, "allow")
    assert [entry.rules for entry in policy.allowed] == [
        (), ("patient-name",), ("superiority-or-credential-claim",),
    ]  # fmt: skip
    text = "We are the best little choir in Norbury, and the best surgeons in the country."
    found = linter.check(text, rewrites=False).findings
    assert "superiority-or-credential-claim" in {f.rule for f in found}
    allowed = Linter(policy, linter.model).check(text, rewrites=False).findings
    assert {f.rule for f in allowed} <= {f.rule for f in found}


def test_override(tmp_path: Path) -> None:
    """Both are read, and the reason is told."""
    policy = _policy(tmp_path, "override")
    assert policy.rule("opinion-as-advice").severity["peer"] == "info"
    rule = policy.rule("small-area-location")
    assert rule.severity["public"] == "warning"
    assert "only clinic on the island" in page(rule)


@pytest.mark.parametrize(("name", "format"), [("block", "markdown"), ("front", "plain")])
def test_suppressions(linter: Linter, name: str, format: str, tmp_path: Path) -> None:
    """The claim is suppressed and nothing loud is left; without the remark it is a finding."""
    text = EXAMPLES[name]
    report = linter.check(Document(text, format=format))  # type: ignore[arg-type]
    assert [one.rule for one in report.suppressed] == ["absolute-or-alarming-claim"]
    assert {f.severity for f in report.findings} <= {"info"}
    bare = re.sub(r"^<!--.*?-->|^---.*?---\n", "", text, flags=re.DOTALL)
    assert "absolute-or-alarming-claim" in _rules(linter, bare)


def test_a_file_beside_the_draft(linter: Linter, tmp_path: Path) -> None:
    """It holds what stands between the two lines of front matter."""
    _, front, body = EXAMPLES["front"].split("---\n")
    (tmp_path / "draft.txt").write_text(body, encoding="utf-8")
    (tmp_path / "draft.txt.postlint.yaml").write_text(front, encoding="utf-8")
    report = linter.check(load(str(tmp_path / "draft.txt")))
    assert (report.verdict, [one.rule for one in report.suppressed]) == ("publish", ["absolute-or-alarming-claim"])
