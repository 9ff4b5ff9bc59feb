"""Consent through the whole pipeline: the hard cases of the field, each with its verdict."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from postlint import Document, Finding, Linter
from postlint.cli import cli
from postlint.declaration import approved_hash
from postlint.policy import Match, Policy

from .cli_fakes import rule

STORY = "My patient had a stroke and learnt to paint with her left hand. She wants you to know how long it took."
NAMED = "Helen Adebanjo-Platt of Tullyvarna had a stroke last March and learnt to paint with her left hand."
RECORD = {"id": "C-1", "date": "2026-05-02", "scope": ["blog"], "reviewed_text": True, "expires": "2027-05-02"}


@pytest.fixture(scope="module")
def on(linter: Linter) -> Linter:
    """The shipped linter, on a day on which the record holds."""
    return Linter(linter.policy, linter.model, today=date(2026, 11, 28))


def _found(on: Linter, text: str, record: dict[str, Any] | None = None, **declared: Any) -> dict[str, Finding]:
    told = {**declared, **({"consent": record} if record else {})}
    report = on.check(Document(text, declared=told))
    return {f.rule: f for f in report.findings if f.severity != "info"}


def test_a_consent_to_this_text_in_this_place_is_enough(on: Linter) -> None:
    """Hard case 11; without it, the same story is asked about."""
    record = {**RECORD, "reviewed_text": False, "approved_text_hash": approved_hash(STORY)}
    assert _found(on, STORY, record, channel="blog") == {}
    assert "case-without-consent-record" in _found(on, STORY)


def test_a_withdrawn_consent_wins(on: Linter) -> None:
    """Hard case 12: everything else fits, and it blocks."""
    found = _found(on, STORY, {**RECORD, "withdrawn": True}, channel="blog")
    assert found["consent-scope-mismatch"].severity == "error"
    assert "(withdrawn)" in found["consent-scope-mismatch"].message


def test_a_relatives_word_is_no_record(on: Linter) -> None:
    """Hard case 13."""
    text = "His widow asked me to tell his story. He died of a ruptured aorta that we had missed."
    assert "vague-consent-claim" in _found(on, text)


def test_a_vague_composite_passes(on: Linter) -> None:
    """Hard case 9: declared honestly, and nobody's in particular."""
    text = "An adult with chest pain after a move, and what the first tracing did not show."
    assert "case-without-consent-record" not in _found(on, text, case="composite")


def test_a_published_case_needs_its_link(on: Linter) -> None:
    """Saying so is not enough."""
    assert "case-without-consent-record" in _found(on, STORY, case="published")
    assert "case-without-consent-record" not in _found(on, f"{STORY} doi.org/10.1000/182", case="published")


def test_no_case_declared_is_believed_no_more_than_nothing(on: Linter) -> None:
    """``case: none`` over a case is a slip of the pen; it does not silence the question."""
    assert "case-without-consent-record" in _found(on, STORY, case="none")


def test_details_beyond_the_consent_are_asked_about_and_can_be_left_out(on: Linter) -> None:
    """The rule stands in the place of those for names, places and dates; what the record lists is free."""
    found = _found(on, NAMED, RECORD)
    assert set(found) == {"consent-without-deidentification"}
    assert found["consent-without-deidentification"].severity == "warning"
    assert any(r.edits for r in found["consent-without-deidentification"].rewrites)
    assert _found(on, NAMED, {**RECORD, "identifiers": ["full-name", "place", "date", "relative", "background"]}) == {}


@pytest.mark.parametrize(
    "change",
    [{"withdrawn": True}, {"expires": "2026-11-27"}, {"scope": []}, {"approved_text_hash": approved_hash("other")}],
)
def test_a_consent_that_does_not_hold_frees_no_detail(on: Linter, change: dict[str, Any]) -> None:
    """Then a name is an error again, whatever the record lists."""
    found = _found(on, NAMED, {**RECORD, **change, "identifiers": ["full-name"]})
    assert found["patient-name"].severity == "error"


@pytest.mark.parametrize("case", ["invented", "composite", "published", "self"])
def test_a_declared_case_frees_no_name(on: Linter, case: str) -> None:
    """Invented people seldom need one, and real ones are declared invented by mistake."""
    assert _found(on, f"{NAMED} https://example.org", case=case)["patient-name"].severity == "error"


def test_a_key_that_a_clinics_own_rule_asks_for_is_not_unknown(linter: Linter) -> None:
    """The front matter may hold what the rules file knows."""
    own = rule("not-yet", matches=(Match("metadata", equal={"signed_off": False}),))
    slip = linter.policy.rule("declaration-not-understood")
    text = "---\npostlint: {signed_off: false}\n---\nThe library opens at nine."
    rules = [
        [f.rule for f in Linter(Policy("test", policy), linter.model).check(text, rewrites=False).findings]
        for policy in ((slip, own), (slip,))
    ]
    assert rules == [["not-yet"], ["declaration-not-understood"]]


def test_rows_of_a_batch_may_declare(tmp_path: Path) -> None:
    """As front matter could; something that is no object is a bad row."""
    rows = [{"text": STORY, "declared": {"case": "real"}}, {"text": "The library opens.", "declared": "real"}]
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = CliRunner().invoke(cli, ["batch", str(source)], prog_name="postlint")
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    severities = {f["rule"]: f["severity"] for f in first["findings"]}
    assert severities["case-without-consent-record"] == "error"
    assert (second["complete"], second["reason"]) == (False, '"declared" is not an object')


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_an_explained_rule_keeps_front_matter_and_tells_what_is_answered(format: str) -> None:
    """An example can be copied from the page."""
    page = CliRunner().invoke(cli, ["explain", "K603", "--format", format], prog_name="postlint").stdout
    assert re.search(r"^ *postlint:\n *  channel: instagram$", page, re.MULTILINE)
    page = CliRunner().invoke(cli, ["explain", "B521", "--format", format], prog_name="postlint").stdout
    assert page.count("In answer to:") >= 6
