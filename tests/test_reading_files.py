"""From bytes and command lines to documents: what is read, and what is refused in one plain line."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlint.document import MAX_BYTES
from postlint.errors import DraftError
from postlint.reading.decode import decode
from postlint.reading.files import expand, load

TEXT = "Mrs Okafor\u2019s hip, na\u00efve \u2013 caf\u00e9"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "cp1252"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    """The text is the same in every encoding, and a byte order mark is not part of it."""
    assert decode(data) == (TEXT, encoding)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\xff\xfe", "is empty"),
        ("\u00a0\u200b\n".encode(), "is empty"),
        (b"%PDF-1.7\nx", "a PDF"),
        (b"PK\x03\x04....word/document.xml", "Word document"),
        (b"PK\x03\x04....notes.csv", "zip"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"\xff\xd8\xff\xe0....", "JPEG"),
        (b"GIF89a....", "GIF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "Office"),
        (b"{\\rtf1 Okafor}", "RTF"),
        (b"Okafor\x00\x01\x02 on the ward today", "binary"),
        (b"Okafor \x81 x", "known encoding"),
        (b"Okafor \xe9 \x01", "known encoding"),
        (b"\xff\xfeO\x00k", "known encoding"),
        ("Okafor".encode("utf-32"), "UTF-32"),
        (b"a" * (MAX_BYTES + 1), "larger than 5 MB"),
    ],
)
def test_what_is_no_draft_is_refused(data: bytes, reason: str) -> None:
    """The error says what is wrong, and holds no word of the draft."""
    with pytest.raises(DraftError, match=reason) as error:
        decode(data)
    assert "Okafor" not in str(error.value)


@given(st.binary())
def test_bytes_are_text_or_an_error(data: bytes) -> None:
    """Any bytes are either decoded into some text or refused; nothing else is raised."""
    try:
        text, encoding = decode(data)
    except DraftError:
        return
    assert text.strip()
    assert text.encode(encoding) in data


@given(st.text().filter(lambda text: "\x00" not in text and not text.startswith(("{\\rtf", "%PDF-", "GIF8", "\ufeff"))))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    """Positions are code points of the text as decoded: nothing is normalised on the way."""
    if text.strip().strip("\u200b\u2060\ufeff").strip():
        assert decode(text.encode()) == (text, "utf-8")
    else:
        with pytest.raises(DraftError, match="is empty"):
            decode(text.encode())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of drafts, hidden files and others, which is the working folder."""
    for name in ("b.md", "a.txt", "c.HTML", "notes.docx", ".hidden.md", "~$notes.docx", "sub/d.markdown", "sub/e.htm",
                 ".git/x.md"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("Okafor", encoding="utf-8")
    (tmp_path / "none").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_gives_its_drafts_in_order(folder: Path) -> None:
    """Known suffixes only, those below too, nothing hidden."""
    assert list(expand(["."])) == [
        os.path.join(".", *name.split("/"))
        for name in ("a.txt", "b.md", "c.HTML", "notes.docx", "sub/d.markdown", "sub/e.htm")
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes there")
def test_a_folder_does_not_wait_for_a_pipe(folder: Path) -> None:
    """A named pipe in a folder is no draft; named outright, it is one. A link to nothing stays, to be complained of."""
    os.mkfifo("sub/pipe.txt")
    os.symlink("gone.txt", "sub/link.txt")
    found = [os.path.join("sub", name) for name in ("d.markdown", "e.htm", "link.txt")]
    assert list(expand(["sub"])) == found
    assert list(expand(["sub/pipe.txt"])) == ["sub/pipe.txt"]


def test_arguments_are_kept_in_order(folder: Path) -> None:
    """Every file that is named is answered for, whatever its suffix and however often; a pattern repeats none."""
    assert list(expand(["notes.docx", "b.md", "./b.md", "-", "*.md", "-", "a.txt"])) == [
        "notes.docx",
        "b.md",
        "./b.md",
        "-",
        "a.txt",
    ]


def test_patterns_are_expanded(folder: Path) -> None:
    """A shell that does not expand patterns leaves it to postlint, folders that match included."""
    assert list(expand(["[ab].*"])) == ["a.txt", "b.md"]
    assert list(expand(["s*"])) == [os.path.join("sub", "d.markdown"), os.path.join("sub", "e.htm")]
    assert [os.path.basename(path) for path in expand(["**/*.htm"])] == ["e.htm"]


def test_a_file_named_like_a_pattern_is_that_file(folder: Path) -> None:
    """Brackets in a name are no pattern where such a file exists."""
    (folder / "draft[1].md").write_text("x")
    assert list(expand(["draft[1].md"])) == ["draft[1].md"]


@pytest.mark.parametrize(
    ("argument", "reason"),
    [
        ("missing.md", "no such file"),
        ("*.rst", "no file matches"),
        ("none", "no drafts in this folder"),
        ("sub", "is a folder"),
        ("nul\x00.md", "no such file"),
    ],
)
def test_what_names_no_draft_is_an_error_at_loading(folder: Path, argument: str, reason: str) -> None:
    """Expanding never swallows an argument; loading says what is wrong with it, and with which."""
    if argument != "sub":
        assert list(expand([argument])) == [argument]
    with pytest.raises(DraftError, match=reason) as error:
        load(argument)
    assert error.value.id == argument
    assert str(error.value).startswith(argument)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_files_and_folders_are_errors(folder: Path) -> None:
    """What may not be read is reported, never passed over."""
    (folder / "a.txt").chmod(0)
    (folder / "sub").chmod(0)
    try:
        assert "./sub" in list(expand(["."]))
        for path in ("a.txt", "sub"):
            with pytest.raises(DraftError, match="cannot be read"):
                load(path)
    finally:
        (folder / "sub").chmod(0o700)


def test_an_unreadable_folder_is_not_passed_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be looked into comes back by name, and loading it fails."""
    real = os.scandir

    def scandir(path: str) -> object:
        if os.path.basename(path) == "sub":
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert os.path.join(".", "sub") in list(expand(["."]))
    with pytest.raises(DraftError, match="cannot be read"):
        load("sub")


def test_size_is_looked_at_before_reading(folder: Path) -> None:
    """A file of a terabyte is refused at once (this one is sparse)."""
    with open("huge.txt", "wb") as file:
        file.truncate(10**12)
    with pytest.raises(DraftError, match=r"huge\.txt: is larger than 5 MB"):
        load("huge.txt")


@pytest.mark.parametrize(("name", "format"), [("a.txt", "plain"), ("b.md", "markdown"), ("c.HTML", "html"),
                                              ("sub/d.markdown", "markdown"), ("sub/e.htm", "html")])  # fmt: skip
def test_the_suffix_tells_the_format(folder: Path, name: str, format: str) -> None:
    """The document is known by the path as it was given."""
    document = load(name)
    assert (document.id, document.format, document.text) == (name, format, "Okafor")


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("Okafor", "plain"),
        ("\n<!DOCTYPE html><p>x", "html"),
        ("<html lang=en>", "html"),
        ("<p>x</p>", "html"),
        ("<div class=a>x", "html"),
        ("<patient> came", "plain"),
        ("# Heading", "plain"),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, text: str, format: str) -> None:
    """Standard input is bytes, decoded like a file; what begins like a page is one."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode("utf-16"))))
    document = load("-")
    assert (document.id, document.format, document.text) == ("-", format, text)


def test_endless_standard_input_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is read than a draft may hold."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"a" * (MAX_BYTES + 10))))
    with pytest.raises(DraftError, match="-: is larger than 5 MB"):
        load("-")


def test_without_standard_input_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window program has no standard input at all."""
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(DraftError, match="standard input"):
        load("-")
