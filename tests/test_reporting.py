"""Reports as text: what is shown of a draft, how it is aligned, and that it fits."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlint.document import Document, Span
from postlint.finding import Edit, Finding, Rewrite
from postlint.policy import Cure, Policy, Sample
from postlint.report import Report
from postlint.reporting import FORMATS, Occasion, cells, explain
from postlint.reporting.diff import render as diff
from postlint.reporting.lines import Lines, sentence
from postlint.reporting.text import NO_CERTIFICATE, render
from postlint.reporting.view import Outcome, Shown, show

from .cli_fakes import FakeLinter, rule


def finding(text: str, words: str, *, name: str = "patient-name", **changes: object) -> Finding:
    """A finding that marks ``words`` in ``text``."""
    start = text.index(words)
    line = text.count("\n", 0, start) + 1
    fields: dict[str, object] = {
        "rule": name,
        "family": "identifiers",
        "severity": "error",
        "start": start,
        "end": start + len(words),
        "line": line,
        "column": start - (text.rfind("\n", 0, start) + 1) + 1,
        "message": "A patient is named.",
    }
    return Finding(**{**fields, **changes})  # type: ignore[arg-type]


def shown(text: str, *findings: Finding, width: int = 80, color: bool = False) -> str:
    """The report on one draft."""
    drafts = [draft(Report.of("a.txt", findings), Document(text, "a.txt"))]
    return render(drafts, Occasion("0", width=width, color=color))


def draft(report: Report, document: Document | None = None, *, words: bool = True) -> Shown:
    """A draft as a printer gets it."""
    return show(Outcome(report, document), words=words)


def test_all_of_it() -> None:
    """Where, how bad, which rule; the line and its mark; why; what to write instead; then the sum."""
    text = "Busy day.\nSaw Mrs Okafor about her hip. All well.\n"
    cure = Rewrite("Write of a patient", "safe", (Edit(14, 24, "a patient"),))
    found = finding(text, "Mrs Okafor", rewrites=(cure,), related=(Span(0, 4),))
    assert shown(text, found) == (
        "a.txt: BLOCK (1 error)\n"
        "\n"
        "  2:5  error  patient-name\n"
        "    Saw Mrs Okafor about her hip. All well.\n"
        "        ^^^^^^^^^^\n"
        "    A patient is named.\n"
        '    together with "Busy" (1:1)\n'
        "    write instead:\n"
        "      Saw a patient about her hip.\n"
        "\n"
        "1 error in 1 draft\n"
        "--fix rewrites 1\n"
        "postlint explain patient-name says why, with examples\n"
    )


def test_summary_of_several() -> None:
    """Counts of all drafts; the sentence on certificates once; what could not be checked is not called clean."""
    texts = ["Mrs Okafor on Tuesday", "Hello.", "Hello again.", None]
    documents = [None if text is None else Document(text, str(n)) for n, text in enumerate(texts)]
    reports = [FakeLinter().check(d) if d else Report.unchecked("3", "is empty") for d in documents]
    out = render(list(map(draft, reports, documents)), Occasion("0", width=100))
    assert "1 error, 1 warning in 3 drafts; 1 draft could not be checked\n" in out
    assert out.count("no rule matched") == 3
    assert " ".join(out.split()).count(NO_CERTIFICATE) == 1
    assert "3: BLOCK\n  could not be checked: is empty\n" in out


def test_no_certificate_for_the_unchecked() -> None:
    """Where nothing was checked, nothing is said to have matched no rule."""
    out = render([draft(Report.unchecked("a", "is empty"))], Occasion("0"))
    assert "no rule matched" not in out
    assert "never certifies" not in out


@pytest.mark.parametrize(
    ("before", "mark"),
    [
        ("naïve: ", "Okafor"),
        ("日本語 ", "Okafor"),
        ("e\u0301e\u0301 ", "Okafor"),
        ("a\tb ", "Okafor"),
        ("\x1b ", "岡本さん"),
    ],
)
def test_mark_stands_below_what_it_marks(before: str, mark: str) -> None:
    """Wide letters take two cells, combining ones none, escaped ones as many as are printed."""
    text = f"{before}{mark} came."
    lines = shown(text, finding(text, mark)).splitlines()
    at = next(n for n, line in enumerate(lines) if mark in line)
    above, below = lines[at], lines[at + 1]

    def cell_width(part: str) -> int:
        wide = sum(unicodedata.east_asian_width(char) in "WF" for char in part)
        return len(part) + wide - sum(unicodedata.category(char) == "Mn" for char in part)

    assert below.index("^") == cell_width(above[: above.index(mark)])
    assert below.count("^") == cell_width(mark)


@given(
    st.text(st.sampled_from("ab .\n\u0301日\x1b\u202e\t\U0001f642é"), max_size=300),
    st.integers(0, 300),
    st.integers(1, 120),
    st.integers(20, 130),
)
def test_never_too_wide(text: str, start: int, length: int, width: int) -> None:
    """Whatever the draft, no line is wider than asked (40 at the least), and no control character comes through."""
    text += "x" * 5
    start = min(start, len(text) - 1)
    end = min(start + length, len(text))
    line = text.count("\n", 0, start) + 1
    cure = Rewrite("Leave it out", "suggested", (Edit(start, end, "somebody"),))
    found = Finding("patient-name", "identifiers", "error", start, end, line, 1, "Because.", rewrites=(cure,))
    for out in shown(text, found, width=width).splitlines():
        assert cells.width(out) <= max(width, 40)
        assert not set("\x1b\u202e\t") & set(out)


@given(st.text(max_size=80), st.integers(1, 30))
def test_wrapping_loses_no_words(text: str, room: int) -> None:
    """All but spaces at the breaks is kept, in order, and each part fits unless one character does not."""
    parts = cells.wrap(text, room)
    assert "".join(text[low:high] for low, high in parts).replace(" ", "") == text.replace(" ", "")
    for low, high in parts:
        assert cells.width(text[low:high]) <= room or high - low == 1


def test_long_lines_are_cut_around_the_mark() -> None:
    """Words are kept whole at the cuts."""
    text = "one two three four five " * 10 + "Mrs Okafor " + "six seven eight nine " * 10
    line = next(
        line for line in shown(text, finding(text, "Mrs Okafor"), width=60).splitlines() if "Mrs Okafor" in line
    )
    cut = re.fullmatch(r" {4}…(.*)…", line)
    assert cut
    assert set(cut.group(1).split()) <= set(text.split())


def test_same_rule_in_a_sentence_stays_together() -> None:
    """One heading, one line, two marks, one rewrite; another sentence has its own."""
    text = "Mrs Okafor met Kowalczyk here on Tuesday. Then Kowalczyk left."
    out = render([draft(FakeLinter().check(Document(text)), Document(text))], Occasion("0"))
    assert out.count("patient-name\n") == 2
    assert "  1:1, 1:16  error  patient-name\n" in out
    assert "    ^^^^^^^^^^     ^^^^^^^^^\n" in out
    assert "      a patient met a patient here on Tuesday.\n" in out
    assert "      Then a patient left.\n" in out


def test_a_passage_over_several_lines() -> None:
    """What is marked ends with the line; where the passage ends is told."""
    text = "A woman\ncame in\nand left.\n"
    out = shown(text, finding(text, "woman\ncame in\nand"))
    assert "    A woman\n      ^^^^^\n    (to line 3)\n" in out


def test_advice_without_edits() -> None:
    """A cure that only a person can make is shown as what to do."""
    text = "the only lighthouse keeper"
    out = shown(text, finding(text, "lighthouse", rewrites=(Rewrite("Leave out the occupation", "manual"),)))
    assert "    to do: Leave out the occupation\n" in out
    assert "write instead" not in out
    assert "--fix" not in out


def test_the_first_rewrite_that_can_be_made() -> None:
    """Advice for a person does not hide a rewrite that comes after it."""
    text = "Saw Mrs Okafor."
    cures = (Rewrite("Ask her", "manual"), Rewrite("Write of a patient", "suggested", (Edit(4, 14, "a patient"),)))
    assert "    write instead:\n      Saw a patient.\n" in shown(text, finding(text, "Mrs Okafor", rewrites=cures))


def test_a_rewrite_all_over_the_draft() -> None:
    """One that touches many lines is told by its title."""
    text = "Mrs Okafor\n" * 6
    edits = tuple(Edit(n * 11, n * 11 + 10, "she") for n in range(6))
    found = finding(text, "Mrs Okafor", rewrites=(Rewrite("Write of her in general", "suggested", edits),))
    out = shown(text, found)
    assert "write instead: Write of her in general\n" in out
    assert "(changes 6 lines: --diff shows them)\n" in out


def test_details_that_belong_together_are_named() -> None:
    """Each with its place, on one line however the draft breaks it, cut when long; of many, the rest are counted."""
    text = "Mrs Okafor, the keeper\nof a light\x1bhouse. " + "word " * 20
    spans = [Span(text.index("keeper"), text.index("house")), Span(text.index("word"), len(text))]
    spans += [Span(n, n + 1) for n in range(9)]
    out = " ".join(shown(text, finding(text, "Okafor", related=tuple(spans[:2]))).split())
    assert 'together with "keeper of a light\\x1b" (1:17), "word word word word word word\u2026" (2:19)' in out
    out = " ".join(shown(text, finding(text, "Okafor", related=tuple(spans))).split())
    assert '"M" (1:1), "r" (1:2), "s" (1:3), 1:4, ' in out
    assert ", 3 more" in out


def test_only_checked_drafts_are_counted_as_such() -> None:
    """That no rule matched is never said of a draft that could not be checked."""
    reports = [Report.of("a", ()), Report.unchecked("b", "is empty"), Report.unchecked("c", "is empty")]
    drafts = [draft(reports[0], Document("Hello.", "a")), *map(draft, reports[1:])]
    out = render(drafts, Occasion("0"))
    assert "\nno rule matched in 1 draft; 2 drafts could not be checked\n" in out
    assert "\n2 drafts could not be checked\n" in render(drafts[1:], Occasion("0"))


def test_a_finding_on_no_words() -> None:
    """Something that is missing from a draft has no line to show."""
    out = shown("Hello.", Finding("case-without-consent-record", "consent", "warning", 0, 0, 1, 1, "No consent."))
    assert "a.txt: REVIEW (1 warning)\n\n  1:1  warning  case-without-consent-record\n    No consent.\n" in out


def test_color_changes_nothing_but_color() -> None:
    """Without its styles a coloured report is the plain one."""
    text = "Saw Mrs Okafor.\n"
    found = FakeLinter().check(Document(text)).findings
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown(text, *found, color=True)) == shown(text, *found)


def test_formats() -> None:
    """What --format offers is what there is."""
    assert FORMATS == ("text", "json", "sarif", "github", "gitlab", "junit", "html")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines(end: str) -> None:
    """Lines are counted from one, whatever ends them."""
    text = f"one{end}two{end}"
    lines = Lines(text)
    assert len(lines) == 3
    assert [lines.number(text.index(word)) for word in ("one", "two")] == [1, 2]
    assert text[slice(*lines.bounds(2))] == "two"


def test_sentences() -> None:
    """A full stop after a title or an initial ends nothing."""
    text = "Well. Dr. Lindqvist saw J. Okafor today! Bye."
    low, high = sentence(text, text.index("Okafor"), text.index("Okafor") + 6)
    assert text[low:high] == "Dr. Lindqvist saw J. Okafor today!"


def test_diff_keeps_what_patch_needs() -> None:
    """Line ends and odd separators of the draft stay inside its lines."""
    out = diff("a.txt", "one\u2028two\r\n", "one\u2028three\r\n")
    assert out == "--- a.txt\n+++ a.txt\n@@ -1 +1 @@\n-one\u2028two\r\n+one\u2028three\r\n"


class TestExplain:
    def test_order_and_content(self) -> None:
        """A rule says all of itself: severities, authorities one a line, examples with their rewrites."""
        out = explain.page(rule("patient-name"))
        assert out.startswith("patient-name: The title of patient-name\nidentifiers; error for public and reply; ")
        assert "warning for clinic; off for peer\n" in out
        assert "  - 45 CFR 164.514(b)(2)(i)(A)\n  - A second authority\n" in out
        assert "    Write instead:\n      Saw a patient today.\n" in out
        assert "  Does not (for clinic):\n      Ask for Sam.\n" in out
        headings = ["What", "Why", "Source", "When it does not apply", "How to fix", "Examples"]
        assert [line for line in out.splitlines() if line in headings] == headings

    def test_nothing_to_say_has_no_heading(self) -> None:
        """An empty part is left out."""
        assert "When it does not apply" not in explain.page(rule("patient-name", unless=""))

    @pytest.mark.parametrize("width", [40, 80])
    def test_width(self, width: int) -> None:
        """Pages and tables fit."""
        one = rule("quasi-identifier-combination", why="Because of this and that. " * 20, title="A long title " * 9)
        for out in (explain.page(one, width=width), explain.table(Policy("p", (one,)), width=width)):
            assert max(map(len, out.splitlines())) <= width

    def test_markdown(self) -> None:
        """For the documentation: headings, and examples in fences that they cannot close."""
        cure = Cure("none", "Ask", "manual")
        out = explain.page(rule("patient-name", bad=(Sample("```\nSaw her.\n```"),), cures=(cure,)), "markdown")
        assert "\n## Why\n\nA name is enough" in out
        assert "\n````text\n```\nSaw her.\n```\n````\n" in out
        assert "- Ask (for you to do)" in out

    def test_table(self) -> None:
        """Severity for the policy's audience, name, title."""
        policy = Policy("p", (rule("patient-name"), rule("exact-date")), audience="peer")
        assert explain.table(policy).splitlines()[0] == "off  patient-name  The title of patient-name"
