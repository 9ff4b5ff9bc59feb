"""Comments in a Word document: at the words, with the formatting kept, and nothing else changed."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner
from docx.oxml.ns import qn
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from postlint.cli import cli
from postlint.document import Span
from postlint.errors import DraftError
from postlint.reading.files import load
from postlint.writing_back.word_comments import Note, with_comments

from .conftest import CASES
from .office_fakes import changed, full, simple

CHANGING = {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}


def commented(path: Path, out: Path, *spans: tuple[int, int]) -> Any:
    """The document with a comment at each span, opened by the library."""
    document = load(str(path))
    notes = [Note(Span(*span), (f"note {number}",)) for number, span in enumerate(spans)]
    out.write_bytes(with_comments(path.read_bytes(), document, notes))
    return docx.Document(str(out))


def covered(document: Any, id: int) -> str:
    """The text between the marks of a comment, as Word shows it."""
    said, inside = [], False
    for element in document.element.body.iter():
        if element.tag in (qn("w:commentRangeStart"), qn("w:commentRangeEnd")) and element.get(qn("w:id")) == str(id):
            inside = element.tag == qn("w:commentRangeStart")
        elif inside and element.tag == qn("w:t"):
            said.append(element.text or "")
    return "".join(said)


def looks(document: Any) -> list[tuple[str, bool | None]]:
    """Every letter of the body with whether it is bold."""
    return [
        (letter, run.bold)
        for paragraph in document.paragraphs
        for run in paragraph.runs
        for letter in run.text
    ]


def test_each_comment_stands_at_its_words(tmp_path: Path) -> None:
    """In running text across runs, in a link, in a table cell; overlapping ones too."""
    path = full(tmp_path / "a.docx")
    text = load(str(path)).text
    wanted = ["Mrs Okafor", "Okafor today", "34, at", "this", "Penzance", "family on Tue"]
    spans = [(text.index(words), text.index(words) + len(words)) for words in wanted]
    document = commented(path, tmp_path / "b.docx", *spans)
    own = [comment for comment in document.comments if comment.author == "postlint"]
    assert [covered(document, comment.comment_id) for comment in own] == wanted
    assert [comment.text for comment in own] == [f"note {number}" for number in range(len(wanted))]
    assert looks(document) == looks(docx.Document(str(path)))
    assert load(str(tmp_path / "b.docx")).text.startswith(text[: text.index("Okafor hip")].rstrip())


def test_nothing_else_is_changed(tmp_path: Path) -> None:
    """All other parts are byte for byte as they were, in their order, and the original file is not touched."""
    path = full(tmp_path / "a.docx")
    before = hashlib.sha256(path.read_bytes()).digest()
    commented(path, tmp_path / "b.docx", (0, 5))
    assert hashlib.sha256(path.read_bytes()).digest() == before
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "b.docx") as new:
        assert new.namelist() == old.namelist()
        assert {n for n in old.namelist() if old.read(n) != new.read(n)} == {"word/document.xml", "word/comments.xml"}
    other = simple(tmp_path / "c.docx", "Body.")
    commented(other, tmp_path / "d.docx", (0, 2))
    with zipfile.ZipFile(other) as old, zipfile.ZipFile(tmp_path / "d.docx") as new:
        assert {n for n in new.namelist() if n not in old.namelist() or old.read(n) != new.read(n)} == CHANGING


@pytest.mark.parametrize(
    ("words", "place", "at"),
    [
        ("son Chidi", "In deleted text", "She came "),
        ("X-ray", "In what the document says of a picture or link", ""),
        ("bed 12", "In a text box", "In a box: bed 12"),
        ("Dr Ada", "In a header", "On hips"),
        ("Harbour", "In a footer", "On hips"),
        ("Is this Ngozi", "In a comment", ""),
        ("Okafor hip", "In the document's properties", "On hips"),
        ("https://example.org/ngozi", "In the address of a link", "this"),
        ("mailto:ngozi", "In a field", "mail"),
    ],
)
def test_where_word_takes_no_comment(tmp_path: Path, words: str, place: str, at: str) -> None:
    """It stands at what shows the place, or the nearest words, or the beginning, and says where."""
    path = full(tmp_path / "a.docx")
    start = load(str(path)).text.index(words)
    document = commented(path, tmp_path / "b.docx", (start, start + len(words)))
    (comment,) = [comment for comment in document.comments if comment.author == "postlint"]
    assert comment.text == f"{place}:\nnote 0"
    assert covered(document, comment.comment_id) == at


_WORDS = st.text("ab c", min_size=1, max_size=6)


@settings(max_examples=CASES // 10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(_WORDS, min_size=1, max_size=4), min_size=1, max_size=3), st.data())
def test_any_places_in_any_runs(tmp_path: Path, paragraphs: list[list[str]], data: st.DataObject) -> None:
    """However runs and comments cut each other, each comment covers its characters and every letter keeps its look."""
    assume(any(words.strip() for runs in paragraphs for words in runs))  # an empty document is refused
    made = docx.Document()
    for runs in paragraphs:
        paragraph = made.add_paragraph()
        for number, words in enumerate(runs):
            paragraph.add_run(words).bold = bool(number % 2)
    made.core_properties.author = made.core_properties.comments = ""
    path = tmp_path / "a.docx"
    made.save(str(path))
    text = load(str(path)).text
    places = st.integers(0, len(text) - 1)
    spans = [
        (start, data.draw(st.integers(start + 1, len(text)))) for start in data.draw(st.lists(places, max_size=4))
    ]
    document = commented(path, tmp_path / "b.docx", *spans)
    own = [comment.comment_id for comment in document.comments]
    for id, (start, end) in zip(own, spans, strict=True):
        said = text[start:end].replace("\n", "")
        assert covered(document, id) == said or not said
    assert looks(document) == looks(docx.Document(str(path)))


def test_a_file_that_changed_is_left_alone(tmp_path: Path) -> None:
    """Comments at places of another text would be worse than none."""
    path = simple(tmp_path / "a.docx", "Body.")
    document = load(str(path))
    simple(path, "Another body.")
    with pytest.raises(DraftError, match="has changed"):
        with_comments(path.read_bytes(), document, [Note(Span(0, 2), ("x",))])


def run(*arguments: str) -> Any:
    """The command line."""
    return CliRunner().invoke(cli, arguments)


def test_the_option(tmp_path: Path) -> None:
    """``--comments``: severity, message, why and what to do, in a copy; the status is that of the check."""
    path = simple(tmp_path / "a.docx", "Saw Mrs Okafor, 34, at Ward 7 this morning. Her MRN is 00482913.")
    out = tmp_path / "out.docx"
    done = run(str(path), "--comments", str(out))
    assert done.exit_code == 1
    document = docx.Document(str(out))
    first = next(comment for comment in document.comments if "patient-name" in comment.text)
    assert (first.author, first.initials) == ("postlint", "pl")
    assert first.text.startswith("Error: This names a patient.")
    assert "\nWhy: Names head the list" in first.text
    assert "\nInstead: Leave the name out" in first.text
    assert covered(document, first.comment_id) == "Okafor"
    assert f"comments in {out}" in done.stderr
    for comment in document.comments:  # what is said of the draft does not repeat it
        assert "Okafor" not in comment.text


def test_a_file_within_is_no_hindrance(tmp_path: Path) -> None:
    """A document with an embedded sheet gets its comments, and is still not wholly checked."""
    source = simple(tmp_path / "a.docx", "Saw Mrs Okafor, 34, this morning.")
    path = changed(source, tmp_path / "b.docx", {"word/embeddings/x.xlsx": b"x"})
    done = run(str(path), "--comments", str(tmp_path / "out.docx"))
    assert done.exit_code == 2
    assert "x.xlsx: is a file within the document" in done.stderr
    assert len(list(docx.Document(str(tmp_path / "out.docx")).comments)) > 1


def test_what_comments_are_not_for(tmp_path: Path) -> None:
    """Never over the original, never for two drafts or what is no Word document, never half."""
    path = str(simple(tmp_path / "a.docx", "Busy day."))
    text = tmp_path / "a.txt"
    text.write_text("Busy day.")
    out = str(tmp_path / "out.docx")
    for arguments, reason in (
        ([path, "--comments", path], "the draft itself"),
        ([path, str(text), "--comments", out], "takes one draft"),
        ([str(text), "--comments", out], "takes a Word document"),
        ([path, "--comments", str(tmp_path / "out.pdf")], "call it out.docx"),
        ([path, "--fix", "--comments", out], "leaves the words as they are"),
        ([str(tmp_path / "none.docx"), "--comments", out], "no such file"),
    ):
        done = run(*arguments)
        assert done.exit_code == 2
        assert reason in done.stderr
        assert sorted(tmp_path.iterdir()) == [tmp_path / "a.docx", text]
