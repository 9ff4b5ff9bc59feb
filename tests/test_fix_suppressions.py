"""Suppressions that a walk writes: where they stand in each format, what they cover, and when none is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postlint import Document
from postlint.cli import cli, making
from postlint.document import Format
from postlint.reading import read
from postlint.report import Report
from postlint.rewriting.edits import apply
from postlint.rewriting.suppressions import ways

from .cli_fakes import FakeLinter
from .suppression_fakes import left, suppressed

REASON = "as he said it"
REMARK = f'<!-- postlint: allow a-word reason="{REASON}" -->'
ENTRY = f'{{rule: a-word, reason: "{REASON}"}}'
FRONT = f"---\npostlint:\n  allow:\n    - {ENTRY}\n---\n"


def written(text: str, format: Format, reason: str = REASON, *, whole: bool = False) -> str:
    """The draft with its "honestly" let through, for its block or for the whole draft; empty if there is no such way.

    Of several, the last one.
    """
    document = Document(text, format=format)
    kept, _ = suppressed(document)
    finding = [o.finding for o in kept if o.finding.rule == "a-word"][-1]
    found = [way for way in ways(document, finding.rule, finding.span, reason) if way.whole == whole]
    assert len(found) <= 1
    return apply(text, found[0].edits) if found else ""


BLOCKS: list[tuple[Format, str, str]] = [
    ("markdown", "Fine.\n\nHonestly, *so*.\n", f"Fine.\n\n{REMARK}\n\nHonestly, *so*.\n"),
    ("markdown", "Fine.\r\n\r\nHonestly.\r\n", f"Fine.\r\n\r\n{REMARK}\r\n\r\nHonestly.\r\n"),
    ("markdown", "# Honestly\n\nFine.", f"{REMARK}\n\n# Honestly\n\nFine."),
    ("markdown", "**Honestly** so", f"{REMARK}\n\n**Honestly** so"),
    ("markdown", "- one\n- **Honestly**\n", f"- one\n- {REMARK}\n  **Honestly**\n"),
    ("markdown", "10. Honestly\n", f"10. {REMARK}\n    Honestly\n"),
    ("markdown", "- a\n\n  Honestly\n", f"- a\n\n  {REMARK}\n  Honestly\n"),
    ("markdown", "> - a\n> - Honestly\n", f"> - a\n> - {REMARK}\n>   Honestly\n"),
    ("markdown", "- [ ] Honestly\n", f"- [ ] {REMARK} Honestly\n"),
    ("markdown", "| a |\n|---|\n| b |\n| Honestly |\n", f"| a |\n|---|\n| b |\n| {REMARK} Honestly |\n"),
    ("markdown", "![Honestly](a.png)\n", f"{REMARK}\n\n![Honestly](a.png)\n"),
    ("markdown", f"{REMARK}\n\nHonestly.\n\nHonestly.", f"{REMARK}\n\nHonestly.\n\n{REMARK}\n\nHonestly."),
    ("html", "<p>Fine\n<p>Honestly</p>", f"<p>Fine\n{REMARK}\n<p>Honestly</p>"),
    ("html", "<ul>\n  <li>Honestly\n</ul>", f"{REMARK}\n<ul>\n  <li>Honestly\n</ul>"),
    ("html", "<ul>\n  <li>a\n  <li>Honestly</ul>", f"<ul>\n  <li>a\n  {REMARK}\n  <li>Honestly</ul>"),
    ("html", "<p>x <img alt='Honestly'></p>", f"{REMARK}\n<p>x <img alt='Honestly'></p>"),
    ("html", "<p>Fine</p><img alt='Honestly'>", f"<p>Fine</p>{REMARK}<img alt='Honestly'>"),
    ("html", "<html><title>Honestly</title><p>x", f"<html>{REMARK}<title>Honestly</title><p>x"),
]


@pytest.mark.parametrize(("format", "text", "after"), BLOCKS, ids=[text for _, text, _ in BLOCKS])
def test_before_a_block(format: Format, text: str, after: str) -> None:
    """On a line of its own where that changes nothing else; honoured, and for nothing else."""
    assert written(text, format) == after
    assert left(after, format) == []


ENTRIES = [
    ("Honestly.", f"{FRONT}Honestly."),
    ("---\ntitle: x\n---\nHonestly.", f"---\ntitle: x\n{FRONT[4:]}Honestly."),
    ("---\r\na: b\r\n---\r\nHonestly.", "---\r\na: b\r\n{}Honestly.".format(FRONT[4:].replace("\n", "\r\n"))),
    ("---\n---\nHonestly.", f"{FRONT}Honestly."),
    ("---\n{title: x}\n---\nHonestly.", f"---\n{{postlint: {{allow: [{ENTRY}]}}, title: x}}\n---\nHonestly."),
    ("---\npostlint: {}\n---\nHonestly.", f"---\npostlint: {{allow: [{ENTRY}]}}\n---\nHonestly."),
    (
        "---\npostlint: {case: self}\n---\nHonestly.",
        f"---\npostlint: {{allow: [{ENTRY}], case: self}}\n---\nHonestly.",
    ),
    (
        "---\npostlint:\n    case: self\n---\nHonestly.",
        f"---\npostlint:\n    allow:\n      - {ENTRY}\n    case: self\n---\nHonestly.",
    ),
    (
        "---\npostlint:\n  allow:\n  - {rule: a-day, reason: x}\n---\nHonestly. Tuesday",
        f"---\npostlint:\n  allow:\n  - {ENTRY}\n  - {{rule: a-day, reason: x}}\n---\nHonestly. Tuesday",
    ),
    (
        "---\npostlint: {allow: [{rule: a-day, reason: x}]}\n---\nHonestly. Tuesday",
        f"---\npostlint: {{allow: [{ENTRY}, {{rule: a-day, reason: x}}]}}\n---\nHonestly. Tuesday",
    ),
    ("---\npostlint:\n---\nHonestly.", ""),
    ("---\npostlint: {allow: {rule: a-day, reason: x}}\n---\nHonestly.", ""),
]


@pytest.mark.parametrize(("text", "after"), ENTRIES, ids=[text for text, _ in ENTRIES])
@pytest.mark.parametrize("format", ["plain", "markdown"])
def test_in_front_matter(format: Format, text: str, after: str) -> None:
    """In the style that is there; where YAML has no room for an entry there is no such way."""
    assert written(text, format, whole=True) == after
    assert not after or left(after, format) == []


def test_each_format_has_its_own_ways() -> None:
    """In plain text a comment would be published; HTML has no front matter; what is in front matter is in no block."""
    assert written("Honestly.", "plain") == ""
    assert written("<p>Honestly.", "html", whole=True) == REMARK.replace("allow", "allow-file") + "\n<p>Honestly."
    assert written("---\ntitle: Honestly\n---\nx", "markdown") == ""
    assert written("```\nHonestly\n```\n", "markdown") == ""


@pytest.mark.parametrize("format", ["markdown", "html", "plain"])
@pytest.mark.parametrize(
    "reason", ['a "b" c', "a --> b <!-- c", "a\\b: {c} #d", "it's\tso", "\u201cso\u201d --", "a]b}"]
)
def test_any_reason(format: Format, reason: str) -> None:
    """It ends neither its quotes nor its comment, and readers see no more than before."""
    text = "<p>Honestly.</p>" if format == "html" else "Honestly."
    after = written(text, format, reason, whole=format == "plain")
    assert left(after, format) == []
    shown = read(Document(after, format=format))
    unseen = [(start, end) for start, end, kind in shown.kinds if kind == "reason"]
    assert len(unseen) == (format != "plain")
    assert shown.text[unseen[0][1] if unseen else 0 :].strip() == "Honestly."


# --- in a walk --------------------------------------------------------------------------------------------------------


class WordLinter(FakeLinter):
    """Looks for the words of the policy of suppressions, and honours those."""

    def check(self, document: Document, *, rewrites: bool = True) -> Report:
        """As the real one does, without rewrites."""
        kept, gone = suppressed(document)
        return Report.of(document.id, [o.finding for o in kept], suppressed=gone)


@pytest.fixture(autouse=True)
def linter_(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The linter that every command gets, in an empty folder."""
    monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: WordLinter())
    monkeypatch.chdir(tmp_path)


def walk(name: str, text: str, *answers: str) -> Result:
    """Walk through a draft with these answers, one a line."""
    Path(name).write_text(text, encoding="utf-8")
    lines = "".join(f"{answer}\n" for answer in answers)
    return CliRunner().invoke(cli, ["fix", "-i", name], input=lines)


@pytest.mark.parametrize("answers", [["s", REASON], [f"skip {REASON}"]])
def test_a_reason_becomes_a_suppression(answers: list[str]) -> None:
    """Only what was asked about is let through; the status is that of what is left."""
    result = walk("a.md", "Honestly.\n\nHonestly.\n", *answers, "s", "")
    assert result.stdout == f"{REMARK}\n\nHonestly.\n\nHonestly.\n"
    assert "it speaks for the paragraph" in result.stderr
    assert "1 change made; REVIEW, 1 warning left; 1 suppressed" in result.stderr
    assert result.exit_code == 1
    assert walk("b.md", "Honestly.", f"s {REASON}").exit_code == 0


def test_undone() -> None:
    """A suppression goes as it came."""
    assert walk("a.md", "Honestly.", f"s {REASON}", "u", "q").stdout == "Honestly."


def test_plain_text_speaks_for_the_whole_draft_and_asks() -> None:
    """What else would be let through is counted; without a yes nothing is written."""
    text = "Honestly.\n\nHonestly.\n"
    yes = walk("a.txt", text, f"s {REASON}", "y")
    assert (yes.stdout, yes.exit_code) == (FRONT + text, 0)
    assert "for the whole draft: 1 other finding of a-word would go too" in yes.stderr
    for answer in ("n", "", "q"):
        no = walk("a.txt", text, f"s {REASON}", answer, "q")
        assert (no.stdout, no.exit_code) == (text, 1)
        assert "you did not want it" in no.stderr
        assert "1 finding to go through" in no.stderr
    alone = walk("a.txt", "Honestly.\n", f"s {REASON}")
    assert "Write it?" not in alone.stderr
    assert "it speaks for the whole draft" in alone.stderr


def test_two_in_one_block() -> None:
    """A block's suppression covers both, and asks as well."""
    result = walk("a.md", "Honestly, honestly.", f"s {REASON}", "y")
    assert "1 other finding of a-word" in result.stderr
    assert result.stdout == f"{REMARK}\n\nHonestly, honestly."


@pytest.mark.parametrize(
    ("name", "text", "reason", "why"),
    [
        ("a.md", "Okafor.", "ok", "its reason says too little"),
        ("a.txt", "Okafor.", "n/a", "its reason says too little"),
        ("a.md", "Honestly.", "Okafor agreed", "with it a-name would be found"),
        ("a.md", "Honestly.", "so \x1b[D", "control character"),
        ("a.txt", "---\npostlint:\n---\nHonestly.", REASON, "this draft has no place for one"),
        ("a.md", "<!-- postlint: allow a-word -->\n\nFine.", REASON, "This silences nothing"),
    ],
)
def test_where_none_can_be_written(name: str, text: str, reason: str, why: str) -> None:
    """It is said why, the draft stays as it was, and the finding is only skipped."""
    result = walk(name, text, f"s {reason}", "q")
    assert result.stdout == text
    assert "no suppression was written: " in result.stderr
    assert why in result.stderr
    assert result.stderr.count("to go through") == 1
    assert result.exit_code == 1


def test_what_a_suppression_hides_later_is_said() -> None:
    """Words typed afterwards, under a rule that the whole draft lets through, are found by nobody: that is told."""
    result = walk("a.txt", "Honestly, Okafor.", f"s {REASON}", "e honestly he")
    assert "1 finding more let through by what the draft allows" in result.stderr
