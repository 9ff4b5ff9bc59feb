"""The linter as a whole: what the front matter says, what a caller may hand in, and what threads share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from postlint import Document, Linter
from postlint.document import Format

STORY = "Saw Mrs Okafor, 71, at home last Tuesday. Her hip has healed and she is back at the bakery on Quay Lane."


def _rules(linter: Linter, front: str) -> dict[str, str]:
    report = linter.check(Document(f"---\npostlint: {front}\n---\n{STORY}", format="markdown"), rewrites=False)
    return {finding.rule: finding.severity for finding in report.findings}


def test_front_matter_tells_of_consent_and_of_invented_cases(linter: Linter) -> None:
    """A consent record or an invented case silences the question for consent, and never a name."""
    assert "case-without-consent-record" in _rules(linter, "{}")
    for told in ("{consent: {id: C-1}}", "{case: invented}"):
        found = _rules(linter, told)
        assert "case-without-consent-record" not in found
        assert found["patient-name"] == "error"


def test_a_case_declared_real_needs_its_consent(linter: Linter) -> None:
    """Saying that a case is real is no consent: the question becomes an error."""
    assert _rules(linter, "{case: real}")["case-without-consent-record"] == "error"
    assert "case-without-consent-record" not in _rules(linter, "{case: real, consent: {id: C-1}}")


FRAMES = [("html", "<p>{}</p>"), ("markdown", "> **{}**"), ("plain", "{}")]


@pytest.mark.parametrize(("format", "frame"), FRAMES)
def test_a_rewrite_that_leaves_only_markup_is_not_offered(linter: Linter, format: Format, frame: str) -> None:
    """Where the whole draft is one objection, leaving it out leaves no draft: it is still checked and blocked."""
    draft = Document(frame.format("Honestly, just stop the warfarin. Trust me, you don't need it."), format=format)
    report = linter.check(draft)
    assert report.verdict == "block"
    assert linter.fix(draft, suggested=True).text.strip()


def test_several_drafts_are_no_string(linter: Linter) -> None:
    """A string is one draft; read letter by letter it would come out clean."""
    with pytest.raises(TypeError, match="several"):
        next(linter.check_many(STORY))


def test_a_linter_may_be_shared_between_threads(linter: Linter) -> None:
    """Eight checks at once give what one gives."""
    alone = linter.check(STORY, rewrites=False)
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda text: linter.check(text, rewrites=False), [STORY] * 8))
    assert all(report == alone for report in reports)


def test_fixing_twice_changes_nothing_more(linter: Linter) -> None:
    """A rewritten draft is a fixed point, and nothing of the person is left in it."""
    once = linter.fix(STORY, suggested=True)
    assert linter.fix(once.text, suggested=True).text == once.text
    for word in ("Okafor", "Quay"):
        assert word not in once.text
    assert once.applied


def test_what_is_hardly_a_patients_is_not_taken_away_unseen(linter: Linter) -> None:
    """Where a detail is only asked about, its rewrite is shown and left to the author."""
    from dataclasses import replace

    from postlint.linter import Linter as Fresh

    parameters = {**linter.policy.parameters, "report_from": 2.0}
    report = Fresh(replace(linter.policy, parameters=parameters), linter.model).check(STORY)
    offered = [rewrite for finding in report.findings for rewrite in finding.rewrites if rewrite.edits]
    assert offered
    assert {rewrite.safety for rewrite in offered} == {"manual"}
