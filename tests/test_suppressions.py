"""Suppressions: what they silence, what they do not, and that none fails in silence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from postlint import Document, Linter
from postlint.annotation import Mention
from postlint.document import Format
from postlint.finding import Suppressed
from postlint.reading import read
from postlint.report import Report
from postlint.suppression import COMPLAINTS, MALFORMED, parse, reason_in

from .suppression_fakes import MESSAGES, WORD, left, suppressed

# --- what one covers --------------------------------------------------------------------------------------------------


def test_a_block_is_the_one_that_follows() -> None:
    """Neither the one before nor the one after it."""
    assert left(f"Honestly.\n\n{WORD}\n\nHonestly, yes.\nHonestly!\n\nHonestly.") == ["a-word", "a-word"]
    assert left(f"# A title\n\n{WORD}\nHonestly.") == []
    assert left(f"- one\n\n{WORD}\n\n- Honestly.\n- Honestly.") == ["a-word"]
    assert left(f"Honestly. {WORD} Honestly.") == ["a-word"]


@pytest.mark.parametrize("quote", ['"', "'", "\u201c"])
@pytest.mark.parametrize("frame", ["<p>{}</p>", "<ul><li>{}<li>Fine.</ul>", "<div><h2>{}</h2><p>Fine.</p></div>"])
def test_html_and_its_quotes(frame: str, quote: str) -> None:
    """As in Markdown; a system that makes quotes curly does no harm."""
    close = "\u201d" if quote == "\u201c" else quote
    told = f"<!-- postlint: allow X2 until=2026-06-01 reason={quote}as he said it{close} -->"
    assert left(told + frame.format("Honestly."), "html") == []
    assert left(told + "<p>Fine.</p>" + frame.format("Honestly."), "html") == ["unused", "a-word"]


def test_several_stand_above_one_another() -> None:
    """Remarks between them and the block are no block."""
    name = '<!-- postlint: allow a-name reason="public figure" -->'
    assert left(f"{WORD}\n\n{name}\n\n<!-- a note -->\n\nHonestly, Okafor.") == []
    assert left(f"{WORD}{name}\n\nHonestly, Okafor.") == []
    assert left(f"<p>{WORD}{name}Honestly, Okafor.</p><p>Okafor</p>", "html") == ["a-name"]


def test_the_whole_file() -> None:
    """``allow-file`` covers all of it, before and after."""
    told = '<!-- postlint: allow-file a-word reason="as he said it" -->'
    assert left(f"Honestly.\n\n{told}\n\nHonestly.\n\nOkafor, honestly.") == ["a-name"]


def test_all_places_of_a_finding_must_be_covered() -> None:
    """What stands for others elsewhere is not silenced by a remark above the first."""
    told = '<!-- postlint: allow a-day reason="as he said it" -->'
    assert left(f"{told}\n\nTuesday.") == []
    assert left(f"{told}\n\nTuesday.\n\nTuesday.") == ["unused", "a-day"]
    assert left(f"{told}\n\nTuesday.\n\n{told}\n\nTuesday.") == []


def test_folding_and_positions() -> None:
    """Characters that become several, and entities, before it and in it move nothing."""
    text = f"\ufb03 &eacute;\u2026 \u00bd\n\n{WORD}\n\n\ufb01ne \u2026 honestly.\n\nHonestly."
    kept, gone = suppressed(Document(text, format="markdown"))
    assert [o.finding.start for o in kept] == [text.rindex("Honestly")]
    assert [(text[one.start : one.end], one.rule) for one in gone] == [("honestly", "a-word")]


def test_only_a_comment_of_the_page_counts() -> None:
    """What shows how one is written is no suppression."""
    assert left(f"`{WORD}` and honestly") == ["a-word"]
    assert left(f"```\n{WORD}\n```\n\nHonestly.") == ["a-word"]
    assert left(f"<p>{WORD.replace('<', '&lt;')} Honestly.</p>", "html") == ["a-word"]


# --- each mistake is a finding ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("remark", "complaint"),
    [
        ('postlint: allow a-wrod reason="as he said it"', "unknown-rule"),
        ("postlint: allow a-word", "no-reason"),
        ('postlint: allow a-word reason=" "', "no-reason"),
        ('postlint: allow a-word reason="as he said it" until=2026-05-31', "expired"),
        ('postlint: allow off reason="as he said it"', "unused"),
        ('postlint: allow bad-suppression reason="as he said it"', "unused"),
        ("postlint: allow a-word reason=because", "malformed"),
        ('postlint: allow a-word because="as he said it"', "malformed"),
        ('postlint: allow a-word reason="as he said it" until=2026-13-01', "malformed"),
        ('postlint: allow a-word reason="as he said it" until=tomorrow', "malformed"),
        ('postlint: allow a-word reason="one" reason="two"', "malformed"),
        ('postlint: allow a-word, a-day reason="as he said it"', "malformed"),
        ('postlint: ignore a-word reason="as he said it"', "malformed"),
        ('postlint allow a-word reason="as he said it"', "malformed"),
        ('Postlint: Allow a-word reason="as he said it"', "malformed"),
        ("postlint: allow", "malformed"),
        ("postlint", "malformed"),
    ],
)
def test_what_is_not_honoured_says_why(remark: str, complaint: str) -> None:
    """The finding stays, and the remark is one of its own, at its own place."""
    text = f"Fine.\n\n<!-- {remark} -->\n\nHonestly."
    assert left(text) == [complaint, "a-word"]
    kept, gone = suppressed(Document(text, format="markdown"))
    finding = kept[0].finding
    assert (finding.rule, finding.family, finding.severity) == ("bad-suppression", "notice", "warning")
    assert text[finding.start : finding.end] == f"<!-- {remark} -->"
    assert (finding.line, finding.column) == (3, 1)
    assert gone == ()


def test_an_error_about_a_patient_needs_a_reason_that_says_something() -> None:
    """One word will do for a warning about advice, and not for a name."""
    assert left('<!-- postlint: allow a-word reason="ok" -->\n\nHonestly.') == []
    assert left('<!-- postlint: allow a-name reason="ok" -->\n\nOkafor.') == ["weak-reason", "a-name"]
    assert left('<!-- postlint: allow a-name reason="public figure" -->\n\nOkafor.') == []


def test_a_remark_without_an_end_is_none() -> None:
    """A browser takes the rest of the page for the comment, and so does nobody else."""
    assert "malformed" in left('Honestly.\n\n<!-- postlint: allow a-word reason="x y', "markdown")


def test_every_complaint_has_its_words() -> None:
    """The rule of the catalogue knows every case, with a message of its own."""
    assert set(MESSAGES) == set(COMPLAINTS)
    assert len(set(MESSAGES.values())) == len(COMPLAINTS)
    assert all(0 < len(message) <= 120 for message in MESSAGES.values())


def test_parsing() -> None:
    """The parts of a well-formed one, and where its reason stands."""
    words = " postlint:allow-file P101   until=2026-12-31\n reason='it\u2019s on the plaque' "
    asked = parse(words)
    assert (asked.rule, asked.until, asked.whole) == ("P101", date(2026, 12, 31), True)
    span = reason_in(words)
    assert span is not None
    assert words[slice(*span)] == asked.reason == "it\u2019s on the plaque"
    assert parse("postlint: allow") is MALFORMED
    assert "plaque" not in repr(asked)


# --- the reason is published with the page, and checked ---------------------------------------------------------------


def test_the_reason_is_read_and_the_rest_of_the_remark_is_not() -> None:
    """Whoever looks at the page's source reads the reason; the rule's name says nothing of anybody."""
    prose = read(Document('<!-- postlint: allow a-name reason="Okafor agreed" --><p>Hello.</p>', format="html"))
    assert prose.text == "Okafor agreed\nHello."
    assert left('<!-- postlint: allow a-word reason="Okafor agreed" --><p>Honestly.</p>', "html") == ["a-name"]


def test_a_reason_is_no_consent(linter: Linter) -> None:
    """What is said to postlint alone does not make less of a name elsewhere."""
    story = "Saw my patient Mrs Okafor, 71, at home. Her hip has healed and she is back at the bakery on Quay Lane."
    told = "She gave written consent to the publication of this post"
    openly = Document(f"<!-- {told} -->\n\n{story}", format="markdown")
    aside = Document(f'<!-- postlint: allow testimonial-used reason="{told}" -->\n\n{story}', format="markdown")
    severities = {f.rule: f.severity for f in linter.check(openly, rewrites=False).findings}
    assert severities["patient-name"] == "warning"
    severities = {f.rule: f.severity for f in linter.check(aside, rewrites=False).findings}
    assert severities["patient-name"] == "error"


# --- the report -------------------------------------------------------------------------------------------------------

PAGE = """\
# Flu week

<!-- postlint: allow exact-date reason="Our own opening day CANARY" -->

{}
"""


def _report(linter: Linter, text: str, format: Format = "markdown", **beside: Any) -> Mapping[str, Any]:
    told = {"postlint": beside} if beside else {}
    return linter.check(Document(text, format=format, beside=told)).to_dict()


STORY = "Saw Mrs Okafor, 71, at home last Tuesday. Her hip has healed and she is back at the bakery on Quay Lane."


def test_suppressed_findings_are_counted_without_words(linter: Linter) -> None:
    """Rule and place are told, and that there is a reason; the verdict follows from what is left."""
    bare = _report(linter, STORY, "plain")
    assert bare["suppressed"] == []
    rules = sorted({finding["rule"] for finding in bare["findings"]})
    told = _report(linter, STORY, "plain", allow=[{"rule": rule, "reason": "CANARY of ours"} for rule in rules])
    assert (told["findings"], told["verdict"], told["complete"]) == ([], "publish", True)
    places = [(finding["rule"], finding["start"], finding["end"]) for finding in bare["findings"]]
    assert [(one["rule"], one["start"], one["end"]) for one in told["suppressed"]] == places
    assert all(one["reason_given"] is True for one in told["suppressed"])
    assert "CANARY" not in json.dumps(told)


def test_one_rule_is_suppressed_and_the_others_stay(linter: Linter) -> None:
    """Also for rewrites: the name goes, and what was let through stays."""
    page = f'<!-- postlint: allow exact-date reason="agreed with the family" -->\n\n{STORY}'
    document = Document(page.replace("last Tuesday", "on 9 March"), format="markdown")
    report = linter.check(document, rewrites=False)
    assert [one.rule for one in report.suppressed] == ["exact-date"]
    assert "exact-date" not in {finding.rule for finding in report.findings}
    assert "bad-suppression" not in {finding.rule for finding in report.findings}
    assert "patient-name" in {finding.rule for finding in report.findings}
    fix = linter.fix(document)
    assert "Okafor" not in fix.text
    assert "9 March" in fix.text
    assert [one.rule for one in fix.report.suppressed] == ["exact-date"]


def test_the_text_report_counts_them() -> None:
    """Whoever reads "no rule matched" must know what was let through."""
    from postlint.reporting import Occasion, render
    from postlint.reporting.view import Outcome

    report = Report.of("draft.md", (), suppressed=(Suppressed("a-name", 0, 6), Suppressed("a-word", 9, 12)))
    said = render("text", [Outcome(report, Document("Okafor"))], Occasion("0", width=100), words=True)
    assert "draft.md: PUBLISH (no other rule matched; 2 suppressed)" in said
    assert report.exit_status == 0


def test_a_mention_in_no_report() -> None:
    """A directive's representation holds none of its words (law 3)."""
    prose = read(Document(PAGE.format("x"), format="markdown"))
    assert "CANARY" not in repr(prose.directives) + repr(Mention(0, 1, "name"))
