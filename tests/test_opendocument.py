"""OpenDocument texts and rich text: what is in one is read, in one order, and what is the program's own is not."""

from __future__ import annotations

import codecs
import shutil
import subprocess
from pathlib import Path

import pytest

from postlint.document import Document, Unread
from postlint.errors import DraftError
from postlint.origin import TAIL, TEXT, Piece
from postlint.reading.files import load, load_all
from postlint.reading.packages.tree import parse

from .office_fakes import full, part, zipped

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    f'xmlns:{short}="{OFFICE}{long}:1.0"'
    for short, long in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
                        ("svg", "svg-compatible"), ("style", "style"), ("meta", "meta"))
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def odt(path: Path, body: str, *, styles: str = "", meta: str = "", **more: bytes) -> Path:
    """An OpenDocument text with this body, master pages and properties."""
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {SPACES}><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>",
        "styles.xml": f"<office:document-styles {SPACES}><office:master-styles>{styles}</office:master-styles>"
        "</office:document-styles>",
        "meta.xml": f"<office:document-meta {SPACES}><office:meta>{meta}</office:meta></office:document-meta>",
        **more,
    }
    return zipped(path, {name: text.encode() if isinstance(text, str) else text for name, text in parts.items()})


BODY = """
 <text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Ben Lee</dc:creator>
 <dc:date>2024-01-01</dc:date></office:change-info><text:p>with her son Chidi</text:p></text:deletion>
 </text:changed-region></text:tracked-changes>
 <text:h>On <text:span>hips</text:span></text:h>
 <text:p> Saw
   <text:span>Mrs</text:span> Okafor<text:s text:c="2"/>today<office:annotation><dc:creator>Ben Lee</dc:creator>
   <text:p>Is this Ngozi?</text:p></office:annotation><text:note><text:note-citation>1</text:note-citation>
   <text:note-body><text:p>In bed 9.</text:p></text:note-body></text:note>.</text:p>
 <text:list><text:list-item><text:p>Read <text:a xlink:href="https://example.org/okafor">this</text:a></text:p>
 </text:list-item></text:list>
 <table:table><table:table-row><table:table-cell><text:p>Town</text:p></table:table-cell><table:table-cell>
 <text:p>Pen<text:line-break/>zance</text:p></table:table-cell></table:table-row></table:table>
 <text:p>Box<draw:frame><draw:text-box><text:p>Ward 7</text:p></draw:text-box><svg:title>Title</svg:title>
 <svg:desc>X-ray</svg:desc></draw:frame></text:p>
"""
READ = ["with her son Chidi", "On hips", "Saw Mrs Okafor  today.", "Comment by Ben Lee:", "Is this Ngozi?", "In bed 9.",
        "Read this", "https://example.org/okafor", "Town\tPen\nzance", "Box", "Ward 7", "Title", "X-ray",
        "Clinic of Dr Byrne", "Okafor hip", "Written by Ada Byrne", "MRN 482913"]  # fmt: skip
STYLES = "<style:master-page><style:header><text:p>Clinic of Dr Byrne</text:p></style:header></style:master-page>"
META = (
    "<dc:title>Okafor hip</dc:title><meta:initial-creator>Ada Byrne</meta:initial-creator><dc:date>2024-01-01</dc:date>"
    '<meta:generator>Office</meta:generator><meta:user-defined meta:name="n">MRN 482913</meta:user-defined>'
)


def test_everything_of_an_opendocument(tmp_path: Path) -> None:
    """Text as ODF folds its white space; what hangs on a paragraph behind it; header and properties at the end."""
    document = load(str(odt(tmp_path / "a.odt", BODY, styles=STYLES, meta=META)))
    assert document.text.split("\n\n") == READ
    assert document.origin is not None
    told = {(kind, document.text[start:end]) for start, end, kind in document.origin.kinds}
    assert {
        ("comment", "with her son Chidi"), ("comment", "Comment by Ben Lee:\n\nIs this Ngozi?"), ("alt", "X-ray"),
        ("url", "https://example.org/okafor"), ("meta", "Clinic of Dr Byrne"), ("meta", "Written by Ada Byrne"),
    } <= told  # fmt: skip


def test_pieces_of_an_opendocument_are_where_they_say(tmp_path: Path) -> None:
    """Law 2, also for text that follows an element, and where white space was folded."""
    path = odt(tmp_path / "a.odt", BODY, styles=STYLES, meta=META)
    document = load(str(path))
    assert document.origin is not None

    def there(piece: Piece) -> str:
        element = list(parse(part(path, piece.home.part)).iter("*"))[piece.home.node]
        fields = {TEXT: element.text, TAIL: element.tail}
        value = fields[piece.home.field] if piece.home.field in fields else element.get(piece.home.field[1:])
        return str(value)[piece.at : piece.at + piece.length]

    pieces = document.origin.pieces
    assert len(pieces) > 25
    assert [document.text[p.start : p.end] for p in pieces] == [there(p) for p in pieces]


def test_an_object_is_not_passed_over(tmp_path: Path) -> None:
    """A chart's words are read; an object of another program is reported."""
    chart = f"<x {SPACES}><office:body><text:p>Bed 9 by day</text:p></office:body></x>".encode()
    more = {"Object 1/content.xml": chart, "Object 2": b"x"}
    path = odt(tmp_path / "a.odt", "<text:p>Body.</text:p>", **more)
    first, second = load_all(str(path))
    assert isinstance(first, Document)
    assert first.text.split("\n\n") == ["Body.", "Bed 9 by day"]
    assert isinstance(second, Unread)
    assert second.id == f"{path}#Object 2"


RTF = r"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fcharset204 Arial Cyr;}}{\colortbl;\red0;}
{\stylesheet{\s0 Normal;}}{\info{\title Okafor hip}{\author Ada Byrne}{\operator Ben Lee}{\creatim\yr2024}
{\upr{\subject n?}{\*\ud{\subject \u241?}}}}
{\header\pard Clinic of Dr Byrne\par}{\*\generator Word;}
\pard Saw {\b Mrs} Okafor\rquote s caf\'e9\u8212?na\u239\'efve {\f1\'cf\'f0\'e8} \{x\}.\par
{\deleted with her son Chidi}{\v hidden bed 9}\par
{\field{\*\fldinst{HYPERLINK "https://example.org/okafor" \\o "tip"}}{\fldrslt here}} now\line next
{\footnote\pard In bed 9.}{\*\atnid BL}{\*\atnauthor Ben Lee}\chatn{\*\annotation{\*\atndate 1}Is this Ngozi?}\par
\trowd Town\cell Penzance\cell\row
{\pict{\*\picprop{\sp{\sn wzDescription}{\sv X-ray of Okafor}}{\sp{\sn pibName}{\sv C:/x}}}\pngblip
89504e47}{\*\unknown words of a program}{\pict\bin5 }{}}.}\par}"""


def test_everything_of_a_rich_text(tmp_path: Path) -> None:
    """All streams; code pages of fonts; ``\\u`` and what it skips; binary pictures; unknown destinations left out."""
    path = tmp_path / "a.rtf"
    path.write_bytes(RTF.replace("\n", "\r\n").encode("latin-1"))
    document = load(str(path))
    assert document.text.split("\n\n") == [
        "Saw Mrs Okafor\u2019s caf\u00e9\u2014na\u00efve \u041f\u0440\u0438 {x}.", "hidden bed 9",
        " https://example.org/okafor tip here now\nnext", "Town\tPenzance", "with her son Chidi", "In bed 9.",
        "Clinic of Dr Byrne", "Comment by Ben Lee", "Is this Ngozi?", "Okafor hip", "Written by Ada Byrne",
        "Last changed by Ben Lee", "\u00f1", "X-ray of Okafor",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (r"{\rtf1 Okafor", "does not end"),
        (r"{\rtf1 Okafor}} more", "does not end"),
        (r"{\rtf1 Okafor" + "{" * 1_001, "nested more deeply"),
        (r"{\rtf1\ansicpg99999 Okafor}", "encoding"),
        (r"{\rtf1 {\*\generator x;}}", "is empty"),
    ],
)
def test_broken_rich_text(tmp_path: Path, content: str, words: str) -> None:
    """Cut off, glued together, nested, unknown, empty: not read, and not half read."""
    path = tmp_path / "a.rtf"
    path.write_text(content)
    with pytest.raises(DraftError, match=words) as error:
        load(str(path))
    assert "Okafor" not in str(error.value)


def test_an_object_in_rich_text(tmp_path: Path) -> None:
    """It is reported as not read."""
    path = tmp_path / "a.rtf"
    path.write_text(r"{\rtf1 Body {\object\objemb{\*\objdata 0105}{\result shown}}}")
    first, second = load_all(str(path))
    assert isinstance(first, Document)
    assert first.text == "Body shown"
    assert isinstance(second, Unread)


def test_every_codepage_is_known() -> None:
    """A font's character set names a codec that Python has."""
    from postlint.reading.rich_words import CHARSETS

    assert all(codecs.lookup(name) for name in CHARSETS.values())


SOFFICE = shutil.which("soffice")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed: files that it writes itself are not read")
@pytest.mark.parametrize("suffix", ["docx", "odt", "rtf"])
def test_files_that_libreoffice_writes(tmp_path: Path, suffix: str) -> None:
    """The same document, written by the program: the same words are read, whatever the format."""
    source = full(tmp_path / "a.docx")
    out = tmp_path / "out"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", suffix, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = load(str(out / f"a.{suffix}")).text
    for words in (
        "On hips", "Saw Mrs Okafor today, 34, at Ward 7.", "She came with family on Tuesday.", "with her son Chidi",
        "https://example.org/ngozi-okafor", "mailto:ngozi@example.org", "Town\tPenzance", "X-ray of Ngozi Okafor",
        "Draft of Dr Ada Byrne", "Harbour Clinic", "Comment by Ben Lee", "Is this Ngozi?", "Okafor hip",
        "Written by Ada Byrne",
    ):  # fmt: skip
        assert words in text
