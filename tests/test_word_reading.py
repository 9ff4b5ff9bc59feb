"""Word documents: all that is in one is read, in one order, and every character's place is known."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postlint import Linter
from postlint.document import Document, Unread
from postlint.origin import TEXT, Piece
from postlint.reading import read
from postlint.reading.files import load, load_all
from postlint.reading.packages.tree import parse

from .conftest import CASES
from .office_fakes import LINKED, WORD, changed, full, part, simple, xml

ALL = """On hips

Saw Mrs Okafor today, 34, at Ward 7.

She came with family on Tuesday.

with her son Chidi

Read this and mail

Her page

https://example.org/ngozi-okafor

mailto:ngozi@example.org

Age	34

Town	Penzance

X-ray of Ngozi Okafor

Beside it a box.

In a box: bed 12

Draft of Dr Ada Byrne

Harbour Clinic

Comment by Ben Lee:

Is this Ngozi?

Okafor hip

Written by Ada Byrne

hip, Penzance"""


def words_at(path: Path, piece: Piece) -> str:
    """What the file holds where a piece says that it was read."""
    element = list(parse(part(path, piece.home.part)).iter("*"))[piece.home.node]
    value = (element.text or "") if piece.home.field == TEXT else element.get(piece.home.field.removeprefix("@"))
    return str(value)[piece.at : piece.at + piece.length]


def test_everything_is_read_in_order(tmp_path: Path) -> None:
    """Body with tables, boxes, pictures, links, tracked changes; header and footer; comments; properties."""
    document = load(str(full(tmp_path / "a.docx")))
    assert document.text == ALL
    assert (document.format, document.id) == ("plain", str(tmp_path / "a.docx"))


def test_what_is_no_running_text_is_told_apart(tmp_path: Path) -> None:
    """Kinds reach the prose, and stand around the words that they are of."""
    document = load(str(full(tmp_path / "a.docx")))
    prose = read(document)
    told = {(kind, prose.text[start:end]) for start, end, kind in prose.kinds}
    beside = {"Draft of Dr Ada Byrne", "Harbour Clinic", "Comment by Ben Lee:\n\nIs this Ngozi?", "Okafor hip",
              "Written by Ada Byrne", "hip, Penzance"}  # fmt: skip
    assert {words for kind, words in told if kind == "story"} == beside
    assert {words for kind, words in told if kind == "writer"} == {"Ben Lee", "Ada Byrne"}
    assert {(kind, words) for kind, words in told if kind not in ("story", "writer")} == {
        ("comment", "with her son Chidi"),
        ("url", "https://example.org/ngozi-okafor"),
        ("url", "mailto:ngozi@example.org"),
        ("title", "Her page"),
        ("alt", "X-ray of Ngozi Okafor"),
        ("meta", "Draft of Dr Ada Byrne"),
        ("meta", "Harbour Clinic"),
        ("comment", "Comment by Ben Lee:\n\nIs this Ngozi?"),
        ("meta", "Okafor hip"),
        ("meta", "Written by Ada Byrne"),
        ("meta", "hip, Penzance"),
    }


def test_every_piece_is_where_it_says(tmp_path: Path) -> None:
    """Law 2, at the other end: each piece's characters stand in the XML at the place that was written down."""
    path = full(tmp_path / "a.docx")
    document = load(str(path))
    assert document.origin is not None
    pieces = document.origin.pieces
    assert [document.text[p.start : p.end] for p in pieces] == [words_at(path, p) for p in pieces]
    between = "".join(document.text[a.end : b.start] for a, b in pairwise(pieces))
    assert set(between.split()) <= {"Comment", "Written", "by", ":"}  # the reader's own words and nothing of the file's


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
_PARAGRAPHS = st.lists(st.lists(_WORDS, max_size=4), min_size=1, max_size=5)


@settings(max_examples=CASES // 10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_PARAGRAPHS)
def test_any_text_in_any_runs(tmp_path: Path, paragraphs: list[list[str]]) -> None:
    """Whatever stands in the runs of a document is in the text, once, and where it says."""
    document = docx.Document()
    for runs in paragraphs:
        paragraph = document.add_paragraph()
        for words in runs:
            paragraph.add_run().add_text(words)
    document.core_properties.author = "Ada"
    path = tmp_path / "any.docx"
    document.save(str(path))
    read_one = load(str(path))
    assert read_one.origin is not None
    pieces = read_one.origin.pieces
    assert [read_one.text[p.start : p.end] for p in pieces] == [words_at(path, p) for p in pieces]
    written = "".join("".join(runs) for runs in paragraphs)
    body = "".join(read_one.text[p.start : p.end] for p in pieces if p.home.part == "word/document.xml")
    assert body == written


def test_findings_stand_at_their_words_in_the_file(linter: Linter, tmp_path: Path) -> None:
    """Each finding's range, followed through the origin, gives the characters of the XML."""
    path = full(tmp_path / "a.docx")
    document = load(str(path))
    report = linter.check(document, rewrites=False)
    assert document.origin is not None
    assert {"patient-name", "facility-linked-to-case"} <= {f.rule for f in report.findings}
    for finding in report.findings:
        said = ""
        for piece in document.origin.pieces:
            low, high = max(finding.start, piece.start), min(finding.end, piece.end)
            if low < high:
                said += words_at(path, piece)[low - piece.start : high - piece.start]
        assert said == document.text[finding.start : finding.end].replace("\n", "")
        assert said


def test_notes_fields_and_settings(tmp_path: Path) -> None:
    """Footnotes, merge fields, charts, variables and custom properties are read; the program's own are not."""
    source = simple(tmp_path / "a.docx", "Body.", author="Ada Byrne")
    rels = part(source, "word/_rels/document.xml.rels").decode()
    body = part(source, "word/document.xml").decode()
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>Note on bed 9.</w:t></w:r></w:p></w:footnote>'
    instructions = (" MERGEFIELD  PatientName \\* MERGEFORMAT ", " TOC \\o &quot;1-3&quot; ")
    fields = (f'<w:fldSimple w:instr="{one}"><w:r><w:t>x</w:t></w:r></w:fldSimple>' for one in instructions)
    field = f"<w:p>{''.join(fields)}</w:p>"
    chart = '<c xmlns:a="a"><a:t>Ward 7 by month</a:t><pt><v>Penzance</v></pt><pt><v>12</v></pt></c>'
    variables = f'<w:settings xmlns:w="{WORD}"><w:docVar w:name="n" w:val="MRN 482913"/></w:settings>'
    path = changed(
        source,
        tmp_path / "b.docx",
        {
            "word/document.xml": body.replace("<w:sectPr", field + "<w:sectPr", 1).encode(),
            "word/footnotes.xml": f'<w:footnotes xmlns:w="{WORD}">{note}</w:footnotes>'.encode(),
            "word/charts/chart1.xml": chart.encode(),
            "word/vars.xml": variables.encode(),
            "word/_rels/document.xml.rels": rels.replace(
                "</Relationships>",
                "".join(
                    f'<Relationship Id="x{i}" Type="{LINKED}/{kind}" Target="{target}"/>'
                    for i, (kind, target) in enumerate(
                        (("footnotes", "footnotes.xml"), ("chart", "charts/chart1.xml"), ("settings", "vars.xml"))
                    )
                )
                + "</Relationships>",
            ).encode(),
        },
    )
    text = load(str(path)).text.split("\n\n")
    assert text == ["Body.", "xx", "PatientName", "Note on bed 9.", "Ward 7 by month", "Penzance", "MRN 482913",
                    "Written by Ada Byrne"]  # fmt: skip


def test_what_word_would_not_write_is_not_lost(tmp_path: Path) -> None:
    """A deletion within a deletion, a field that never ends, an instruction outside of one."""
    document = docx.Document()
    paragraph = document.add_paragraph("Body.")
    inner = "<w:del><w:r><w:delText> twice</w:delText></w:r></w:del>"
    paragraph._p.append(xml(f"<w:del><w:r><w:delText>once</w:delText></w:r>{inner}</w:del>"))
    paragraph._p.append(xml("<w:r><w:instrText>QUOTE alone</w:instrText></w:r>"))
    paragraph._p.append(xml('<w:r><w:fldChar w:fldCharType="begin"/></w:r>'))
    paragraph._p.append(xml("<w:r><w:instrText>QUOTE open</w:instrText></w:r>"))
    document.add_paragraph("Next.")
    document.core_properties.author = document.core_properties.comments = ""
    document.save(str(tmp_path / "a.docx"))
    words = load(str(tmp_path / "a.docx")).text.split()
    assert words == ["Body.", "once", "twice", "alone", "Next.", "open"]


def test_a_reader_that_stumbles_leaves_the_draft_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law 4 for a fault of ours: one draft is not read, in words that hold none of its own."""

    def broken(*_: object) -> None:
        raise RuntimeError("could not digest Okafor")

    monkeypatch.setattr("postlint.reading.packages.word.write_properties", broken)
    (found,) = load_all(str(simple(tmp_path / "a.docx", "Body.")))
    assert isinstance(found, Unread)
    assert found.reason == "cannot be read: internal error (RuntimeError)"


def test_a_drawing_kept_twice_is_read_once_unless_it_differs(tmp_path: Path) -> None:
    """Word keeps a text box for new and for old programs; what only the old one says is in the file too."""
    box = "<w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent>"
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    for other, wanted in (("One", ["Body.", "One"]), ("Two", ["Body.", "One", "Two"])):
        document = docx.Document()
        kept = f"<mc:Choice>{box.format('One')}</mc:Choice><mc:Fallback>{box.format(other)}</mc:Fallback>"
        run = f"<w:r><mc:AlternateContent {space}>{kept}</mc:AlternateContent></w:r>"
        document.add_paragraph("Body.")._p.append(xml(run))
        document.core_properties.comments = document.core_properties.author = ""
        document.save(str(tmp_path / "a.docx"))
        assert load(str(tmp_path / "a.docx")).text.split("\n\n") == wanted


def test_a_file_within_is_not_passed_over(tmp_path: Path) -> None:
    """An embedded sheet may hold anybody: the document is checked, and the sheet reported as not read."""
    path = changed(
        simple(tmp_path / "a.docx", "Body."), tmp_path / "b.docx", {"word/embeddings/Sheet1.xlsx": b"PK\x03\x04"}
    )
    first, second = load_all(str(path))
    assert isinstance(first, Document)
    assert isinstance(second, Unread)
    assert second.id == f"{path}#word/embeddings/Sheet1.xlsx"
    assert "is not read" in second.reason


@pytest.mark.parametrize("suffix", [".docx", ".docm", ""])
def test_the_content_tells_a_word_document(tmp_path: Path, suffix: str) -> None:
    """Whatever it is called, unless it is called a text."""
    path = tmp_path / f"a{suffix}"
    simple(tmp_path / "b.docx", "Body.").rename(path)
    assert load(str(path)).text == "Body."
