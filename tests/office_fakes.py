"""Documents of word processors, made by python-docx or written as XML, with invented people in them."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINKED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = f'xmlns:w="{WORD}" xmlns:r="{LINKED}"'


def xml(inner: str) -> Any:
    """An element of Word's; its namespaces are declared for it."""
    name = re.match(r"<[\w:]+", inner)
    assert name
    return parse_xml(f"{name.group()} {_SPACES}{inner[name.end() :]}")


def picture() -> io.BytesIO:
    """A red point, as PNG."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0\xff\0\0")
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


def full(path: Path) -> Path:
    """A document with everything in it that holds words, each saying what it is."""
    document = docx.Document()
    document.add_heading("On hips", 0)
    first = document.add_paragraph("Saw ")
    first.add_run("Mrs").bold = True
    first.add_run(" Okafor today, 34, at Ward 7.")
    second = document.add_paragraph("She came ")
    for tag, text, words in (("del", "delText", "with her son Chidi"), ("ins", "t", "with family")):
        run = f"<w:r><w:{text}>{words}</w:{text}></w:r>"
        second._p.append(xml(f'<w:{tag} w:id="9" w:author="Ben Lee">{run}</w:{tag}>'))
    second.add_run(" on Tuesday.")
    third = document.add_paragraph("Read ")
    id = document.part.relate_to("https://example.org/ngozi-okafor", f"{LINKED}/hyperlink", is_external=True)
    third._p.append(xml(f'<w:hyperlink r:id="{id}" w:tooltip="Her page"><w:r><w:t>this</w:t></w:r></w:hyperlink>'))
    third.add_run(" and ")
    for part in (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> HYPERLINK "mailto:ngozi@exam</w:instrText>',
        '<w:instrText xml:space="preserve">ple.org" </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>mail</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        third._p.append(xml(f"<w:r>{part}</w:r>"))
    table = document.add_table(2, 2)
    for row, words in zip(table.rows, (("Age", "34"), ("Town", "Penzance")), strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    document.add_picture(picture())._inline.docPr.set("descr", "X-ray of Ngozi Okafor")
    box = xml(
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In a box: bed 12</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    )
    document.add_paragraph("Beside it a box.")._p.append(box)
    document.sections[0].header.paragraphs[0].text = "Draft of Dr Ada Byrne"
    document.sections[0].footer.paragraphs[0].text = "Harbour Clinic"
    document.add_comment(first.runs[1], "Is this Ngozi?", author="Ben Lee", initials="BL")
    document.core_properties.title = "Okafor hip"
    document.core_properties.author = "Ada Byrne"
    document.core_properties.comments = ""
    document.core_properties.keywords = "hip, Penzance"
    document.save(str(path))
    return path


def simple(path: Path, *paragraphs: str, author: str = "") -> Path:
    """A document of plain paragraphs."""
    document = docx.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    document.core_properties.author = author
    document.core_properties.comments = ""
    document.save(str(path))
    return path


def changed(source: Path, target: Path, parts: Mapping[str, bytes | None]) -> Path:
    """A copy of a package with some parts in the place of its own, new ones added, and those that are None left out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = parts.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in parts.items():
            if name not in old.namelist() and content is not None:
                new.writestr(name, content)
    return target


def part(path: Path, name: str) -> bytes:
    """One part of a package."""
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def zipped(path: Path, parts: Mapping[str, bytes]) -> Path:
    """A zip file of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path
