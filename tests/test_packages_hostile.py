"""Files that are not what they say, or that mean harm: each is refused in one line, in bounded time and memory."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postlint.cli import cli
from postlint.document import Document, Unread
from postlint.reading.files import load_all
from postlint.reading.packages.zipped import LARGEST_PACKAGE

from .conftest import CASES
from .office_fakes import WORD, changed, part, simple, zipped

SECRET = "Quontashvili"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def reason(path: Path) -> str:
    """Why a file is not read: it is refused whole, soon, and without a word of what is in it."""
    begun = time.monotonic()
    (found,) = load_all(str(path))
    assert isinstance(found, Unread)
    assert found.id == str(path)
    assert SECRET not in found.reason
    assert time.monotonic() - begun < 10
    return found.reason


def body(inner: str, before: str = "") -> bytes:
    """A text part that says ``inner``."""
    return f'{before}<w:document xmlns:w="{WORD}"><w:body>{inner}</w:body></w:document>'.encode()


def with_body(folder: Path, content: bytes) -> Path:
    """A Word document with this text part."""
    source = simple(folder / "source.docx", SECRET)
    return changed(source, folder / "draft.docx", {"word/document.xml": content})


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.docx", b"Saw Quontashvili.", "is not a Word document, whatever its name says: it looks like text"),
        ("a.docx", b"%PDF-1.7 x", "it looks like a PDF"),
        ("a.docx", b"", "it looks like an empty file"),
        ("a.odt", b"\x00\x01", "is not an OpenDocument text, whatever its name says: it looks like a binary file"),
        ("a.rtf", b"Quontashvili", "is not a rich text document"),
        ("a.eml", b"Quontashvili came.", "is no mail"),
        ("a.txt", b"PK\x03\x04 word/document.xml", "it looks like a Word document"),
        ("a.txt", b"%PDF-1.7", "it looks like a PDF"),
        ("a.md", b"{\\rtf1 Quontashvili}", "it looks like an RTF document"),
        ("a.docx", OLE + "WordDocument".encode("utf-16-le"), "is a Word 97 document"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "is encrypted"),
        ("a.odt", OLE + "EncryptedPackage".encode("utf-16-le"), "is encrypted"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "is a Word 97 document"),
        ("a.xls", OLE, "is an old Office document"),
        ("a.docx", b"PK\x03\x04" + b"x" * 100, "is damaged: it has no end"),
        ("a.zip", b"PK\x05\x06" + b"\0" * 18, "is a zip archive without"),
        ("a.pdf", b"%PDF-1.7", "it looks like a PDF"),
    ],
)
def test_what_is_something_else(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    """A name that is wrong, an encrypted file, an old one: said as it is."""
    path = tmp_path / name
    path.write_bytes(content)
    assert words in reason(path)


def test_other_packages(tmp_path: Path) -> None:
    """A zip without a text part, a spreadsheet, a zip of zips, an archive of anything."""
    types = {"[Content_Types].xml": b"<Types/>"}
    assert "has no text part" in reason(zipped(tmp_path / "a.docx", types))
    assert "a spreadsheet" in reason(zipped(tmp_path / "b.docx", {**types, "xl/workbook.xml": b"<x/>"}))
    assert "slides" in reason(zipped(tmp_path / "c", {**types, "ppt/presentation.xml": b"<x/>"}))
    inner = zipped(tmp_path / "inner.zip", {"data/tweets.js": b"window.YTD.tweets.part0 = []"}).read_bytes()
    assert "without a network's" in reason(zipped(tmp_path / "d.zip", {"inner.zip": inner, "a.docx": inner}))
    sheet = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}
    assert "but no text" in reason(zipped(tmp_path / "e.odt", sheet))
    source = simple(tmp_path / "f.docx", SECRET)
    assert "no text part" in reason(changed(source, tmp_path / "g.docx", {"word/document.xml": None}))


def test_an_encrypted_opendocument(tmp_path: Path) -> None:
    """Its manifest says so."""
    manifest = b'<manifest><file-entry full-path="content.xml"><encryption-data/></file-entry></manifest>'
    parts = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"x"}
    assert "is encrypted" in reason(zipped(tmp_path / "a.odt", {**parts, "META-INF/manifest.xml": manifest}))


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    """The bit that says so is set in the directory."""
    path = simple(tmp_path / "a.docx", SECRET)
    raw = bytearray(path.read_bytes())
    at = 0
    while (at := raw.find(b"PK\x01\x02", at)) >= 0:
        raw[at + 8] |= 1
        at += 4
    path.write_bytes(raw)
    assert "is encrypted" in reason(path)


def test_a_part_that_unpacks_without_end(tmp_path: Path) -> None:
    """A zip bomb: the text part is a gigabyte of one letter, whatever the directory says of it."""
    source = simple(tmp_path / "a.docx", "x")
    path = tmp_path / "b.docx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "word/document.xml":
                new.writestr(name, old.read(name))
                continue
            with new.open(name, "w") as stream:
                for _ in range(100):
                    stream.write(b"a" * 1_000_000)
    assert path.stat().st_size < 1_000_000
    assert "unpacks to more" in reason(path)
    raw = bytearray(path.read_bytes())  # its directory now says that it is small
    at = raw.rfind(b"PK\x01\x02", 0, raw.rfind(b"word/document.xml"))
    struct.pack_into("<L", raw, at + 24, 1_000)
    path.write_bytes(raw)
    assert "damaged" in reason(path)


def test_a_directory_without_end(tmp_path: Path) -> None:
    """A directory that would fill the memory is not opened."""
    path = simple(tmp_path / "a.docx", "x")
    raw = bytearray(path.read_bytes())
    struct.pack_into("<L", raw, raw.rfind(b"PK\x05\x06") + 12, 400_000_000)
    path.write_bytes(raw)
    assert "more parts" in reason(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (body("<w:p>"), "a part of it is no XML"),
        (b"", "a part of it is no XML"),
        (b"<html/>", "its text part is something else"),
        (body("&a;", '<!DOCTYPE w [<!ENTITY a "Quontashvili">]>'), "document type"),
        (body("x", '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'), "document type"),
        (body("x", '<!DOCTYPE w SYSTEM "file:///etc/passwd">'), "document type"),
        (body("<w:p>" * 300 + "</w:p>" * 300), "a part of it is no XML"),
        (body("<w:p/>" * 1_000_001), "zip bomb"),
        (body("".join(f'<a n="{n}"/>' for n in range(1_000_001))), "more intricate"),
        (body('<w:altChunk r:id="x" xmlns:r="r"/>'), "a file of its own in its text"),
        (body(f"<w:p><w:r><w:t>{' '.join(map(str, range(800_000)))}</w:t></w:r></w:p>"), "more than 5,000,000"),
        (body("<w:p/>"), "is empty"),
    ],
    ids=["cut", "none", "html", "entity", "bomb", "system", "deep", "dense", "wide", "chunk", "long", "empty"],
)
def test_hostile_xml(tmp_path: Path, content: bytes, words: str) -> None:
    """Entities, depth, breadth, length: none of them is worked through."""
    assert words in reason(with_body(tmp_path, content))


def test_a_missing_part_is_not_passed_over(tmp_path: Path) -> None:
    """Comments that the document says it has, and has not."""
    source = simple(tmp_path / "a.docx", "Body.")
    rels = part(source, "word/_rels/document.xml.rels").replace(b"styles.xml", b"styles.xml").decode()
    more = '<Relationship Id="q" Type="http://x/comments" Target="comments9.xml"/></Relationships>'
    path = changed(
        source, tmp_path / "b.docx",
        {"word/_rels/document.xml.rels": rels.replace("</Relationships>", more).encode()},
    )  # fmt: skip
    assert "a part of it is missing" in reason(path)


def test_two_parts_of_one_name(tmp_path: Path) -> None:
    """Programs differ in which of the two they show."""
    path = simple(tmp_path / "a.docx", "Body.")
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as package:
        package.writestr("word/document.xml", body("<w:p><w:r><w:t>Other.</w:t></w:r></w:p>"))
    assert "two of its parts have one name" in reason(path)


def test_a_huge_file_is_refused_by_its_size(tmp_path: Path) -> None:
    """200 MB, none of which is read (the file is sparse but for its head)."""
    zip_head = b"PK\x03\x04"
    for name, head in (("a.docx", zip_head), ("a.odt", zip_head), ("a.rtf", b"{\\rtf1 x"), ("a.eml", b"A: b\nC: d\n")):
        path = tmp_path / name
        with path.open("wb") as file:
            file.write(head)
            file.truncate(200_000_000)
        begun = time.monotonic()
        assert f"is larger than {LARGEST_PACKAGE // 1_000_000} MB" in reason(path)
        assert time.monotonic() - begun < 0.5


@settings(max_examples=CASES // 4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_damage(tmp_path: Path, data: st.DataObject) -> None:
    """Bytes changed, cut off or repeated anywhere: a document, or a reason; nothing else is raised."""
    source = tmp_path / "source.docx"
    raw = bytearray((source if source.exists() else simple(source, SECRET)).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] = data.draw(st.integers(0, 255))
    raw = raw[: data.draw(st.integers(len(raw) // 2, len(raw)))] if data.draw(st.booleans()) else raw
    path = tmp_path / "damaged.docx"
    path.write_bytes(raw)
    for found in load_all(str(path)):
        assert isinstance(found, Document) or SECRET not in found.reason


def test_the_command_says_it_in_one_line(tmp_path: Path) -> None:
    """Exit status 2, one line, no traceback; and for a program, a report that blocks."""
    path = with_body(tmp_path, body("<w:p>"))
    done: Any = CliRunner().invoke(cli, [str(path)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"postlint: {path}: is damaged: a part of it is no XML\n"
    done = CliRunner().invoke(cli, [str(path), "--format", "json"])
    assert done.exit_code == 2
    assert '"complete": false' in done.stdout
    assert '"verdict": "block"' in done.stdout


def test_standard_input_is_known_by_its_content(tmp_path: Path) -> None:
    """A Word document that is piped in is read as one; a broken one is refused."""
    path = simple(tmp_path / "a.docx", "Saw Mrs Okafor, 34, this morning.")
    done: Any = CliRunner().invoke(cli, ["-", "--format", "json"], input=io.BytesIO(path.read_bytes()))
    assert done.exit_code == 1
    assert "patient-name" in done.stdout
    done = CliRunner().invoke(cli, ["-"], input=b"PK\x03\x04broken")
    assert (done.exit_code, done.stderr) == (2, "postlint: -: is damaged: it has no end\n")
