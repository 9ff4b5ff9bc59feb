"""Suppressions of plain text: in front matter or in a file beside the draft, since readers would see a remark."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from postlint import Document, DraftError
from postlint.document import Format
from postlint.reading import read
from postlint.reading.files import expand, load

from .suppression_fakes import WORD, left, suppressed


@pytest.mark.parametrize(
    "remark", [WORD, "postlint: allow a-word", "# postlint: allow a-word", "PostLint: Allow a-word"]
)
def test_plain_text_has_no_remarks(remark: str) -> None:
    """Readers would see one, so that it is not heeded and says so."""
    text = f"Fine.\n{remark}\nHonestly."
    assert left(text, "plain") == ["plain-text", "a-word"]
    kept, _ = suppressed(Document(text))
    assert text[kept[0].finding.start : kept[0].finding.end] == remark


FRONT = "---\npostlint:\n  allow:\n{}---\n{}"


@pytest.mark.parametrize("format", ["plain", "markdown"])
def test_front_matter_speaks_for_the_whole_draft(format: Format) -> None:
    """A list of rules, each with its reason."""
    both = "    - {rule: a-word, reason: as he said it, until: 2026-06-01}\n    - {rule: X1, reason: public figure}\n"
    assert left(FRONT.format(both, "Honestly.\n\nHonestly, Okafor."), format) == []
    assert left(FRONT.format(both, "Honestly."), format) == ["unused"]


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ("{rule: a-wrod, reason: x}", "unknown-rule"),
        ("{rule: a-word}", "no-reason"),
        ("{rule: a-word, reason: }", "no-reason"),
        ("{rule: a-word, reason: x, until: 2026-05-31}", "expired"),
        ("{rule: a-word, reason: x, until: '2026-05-31'}", "expired"),
        ("{rule: a-word, reason: x, until: soon}", "malformed"),
        ("{rule: a-word, reason: x, until: 3}", "malformed"),
        ("{rule: a-word, reasn: x}", "malformed"),
        ("{rule: [a-word], reason: x}", "malformed"),
        ("{rule: a-word, reason: 3}", "malformed"),
        ("a-word", "malformed"),
    ],
)
def test_mistakes_in_front_matter_are_findings(entry: str, complaint: str) -> None:
    """At their own place."""
    text = FRONT.format(f"    - {{rule: a-day, reason: x}}\n    - {entry}\n", "Honestly. Tuesday.")
    assert left(text, "plain") == [complaint, "a-word"]
    kept, _ = suppressed(Document(text))
    assert text[kept[0].finding.start : kept[0].finding.end] == entry


def test_what_is_no_list_is_malformed() -> None:
    """One entry that should be in a list, and nonsense."""
    assert left("---\npostlint: {allow: all}\n---\nHonestly.", "plain") == ["malformed", "a-word"]
    assert left("---\npostlint: {allow: {rule: a-word, reason: as he said it}}\n---\nHonestly.", "plain") == []
    assert left("---\npostlint: {allow: }\n---\nHonestly.", "plain") == ["malformed", "a-word"]


# --- beside the draft -------------------------------------------------------------------------------------------------

ENTRY = "postlint:\n  allow:\n    - {rule: a-word, reason: as he said it, until: 2026-06-01}\n"


def _draft(folder: Path, beside: str | bytes, text: str = "Honestly.") -> Path:
    path = folder / "draft.txt"
    path.write_text(text, encoding="utf-8")
    raw = beside.encode() if isinstance(beside, str) else beside
    (folder / "draft.txt.postlint.yaml").write_bytes(raw)
    return path


def test_a_file_beside_the_draft_speaks_for_it(tmp_path: Path) -> None:
    """It says what front matter would, and the draft stays as it is."""
    document = load(str(_draft(tmp_path, ENTRY)))
    assert document.text == "Honestly."
    assert document.beside == {
        "postlint": {"allow": [{"rule": "a-word", "reason": "as he said it", "until": date(2026, 6, 1)}]}
    }
    kept, gone = suppressed(document)
    assert (kept, [one.rule for one in gone]) == ([], ["a-word"])
    kept, _ = suppressed(Document("Fine.", beside=document.beside))
    assert [(o.finding.rule, o.finding.start, o.finding.end) for o in kept] == [("bad-suppression", 0, 0)]


def test_it_joins_the_front_matter() -> None:
    """Suppressions add up; of anything else the draft's own word counts."""
    entry = {"rule": "a-word", "reason": "as he said it"}
    text = FRONT.format("    - {rule: a-name, reason: public figure}\n", "Honestly, Okafor.")
    assert left(text, "plain", allow=[entry], case="real") == []
    front = read(
        Document("---\npostlint: {case: self}\n---\nx", beside={"postlint": {"case": "real", "type": "case"}})
    ).front
    assert front["postlint"] == {"case": "self", "type": "case"}


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        ("allow:\n  - a\n", "draft.txt.postlint.yaml:1: unknown key 'allow' in a file beside a draft"),
        ("postlint:\n  allow: [\n", "draft.txt.postlint.yaml:3: not YAML"),
        ("postlint: yes\n", "draft.txt.postlint.yaml:1: expected keys and values for postlint"),
        ("postlint: {a: &x 1, b: *x}\n", "draft.txt.postlint.yaml:1: anchors and aliases"),
        ("", "draft.txt.postlint.yaml: the file is empty"),
        (b"postlint: {a: \xff}\n", "draft.txt.postlint.yaml, is not UTF-8"),
        ("#" * 64_001, "larger than 64,000 bytes"),
    ],
)
def test_a_wrong_file_beside_a_draft_leaves_it_unchecked(tmp_path: Path, beside: str | bytes, said: str) -> None:
    """With the name of that file and the line."""
    path = _draft(tmp_path, beside)
    with pytest.raises(DraftError) as caught:
        load(str(path))
    assert said in caught.value.reason
    assert caught.value.id == str(path)


def test_it_is_no_draft_itself(tmp_path: Path) -> None:
    """Folders, patterns and what a shell makes of one leave it out; named alone it says so."""
    path = str(_draft(tmp_path, ENTRY))
    for arguments in ([str(tmp_path)], [str(tmp_path / "*")], [path, path + ".postlint.yaml"]):
        assert list(expand(arguments)) == [path]
    assert list(expand([path + ".postlint.yaml"])) == [path + ".postlint.yaml"]
    with pytest.raises(DraftError, match="is no draft"):
        load(path + ".postlint.yaml")
