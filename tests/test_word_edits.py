"""Rewrites in a Word document: only words change, in the runs that they stood in."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner

from postlint.cli import cli
from postlint.document import Document
from postlint.errors import DraftError
from postlint.finding import Edit
from postlint.reading.files import load
from postlint.rewriting.edits import apply
from postlint.writing_back.word_edits import with_edits

from .office_fakes import full, simple


def edited(document: Document, *changes: tuple[str, str]) -> Document:
    """The document with the first occurrence of each of some words changed."""
    edits = []
    for old, new in changes:
        start = document.text.index(old)
        edits.append(Edit(start, start + len(old), new))
    return document.edited(apply(document.text, edits), edits)


def runs(path: Path) -> list[list[tuple[str, bool | None]]]:
    """Each paragraph's runs that say something, with their look."""
    paragraphs = docx.Document(str(path)).paragraphs
    return [[(run.text, run.bold) for run in paragraph.runs if run.text] for paragraph in paragraphs]


def test_words_change_and_their_look_stays(tmp_path: Path) -> None:
    """In running text across runs, deleted text, a link and its address, a cell, an alternative text, a header, a
    comment and a property.
    """
    path, out = full(tmp_path / "a.docx"), tmp_path / "b.docx"
    before = load(str(path))
    after = edited(
        before, ("Mrs Okafor", "A patient"), ("her son Chidi", "a relative"), ("https://example.org/ngozi-okafor", ""),
        ("Penzance", "a town"), ("X-ray of Ngozi Okafor", "An X-ray"), ("Dr Ada", "A."), ("Is this Ngozi", "Is it her"),
        ("Okafor hip", "A hip"),
    )  # fmt: skip
    out.write_bytes(with_edits(path.read_bytes(), before, after))
    text = load(str(out)).text
    for name in ("Okafor", "Ngozi", "Chidi", "Penzance"):
        assert name not in text.replace("ngozi@", "").replace("hip, Penzance", "")
    assert text.startswith("On hips\n\nSaw A patient today, 34, at Ward 7.")
    assert runs(out)[1] == [("Saw ", None), ("A patient", True), (" today, 34, at Ward 7.", None)]
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out) as new:
        same = {name for name in old.namelist() if old.read(name) == new.read(name)}
    assert {"word/styles.xml", "word/media/image1.png", "word/footer1.xml", "[Content_Types].xml"} <= same
    assert docx.Document(str(out)).core_properties.title == "A hip"


def test_lines_become_lines(tmp_path: Path) -> None:
    """Word shows a line break only where there is an element for it."""
    path, out = simple(tmp_path / "a.docx", "One."), tmp_path / "b.docx"
    before = load(str(path))
    out.write_bytes(with_edits(path.read_bytes(), before, edited(before, ("One.", "Two.\nThree."))))
    assert load(str(out)).text == "Two.\nThree."


def test_words_without_a_place_are_not_lost(tmp_path: Path) -> None:
    """What cannot be put into the file as it was checked is not written at all."""
    path = simple(tmp_path / "a.docx", "One.", "Two.")
    before = load(str(path))
    edits = [Edit(5, 5, "Between.")]
    after = before.edited(apply(before.text, edits), edits)
    with pytest.raises(DraftError, match="belong nowhere"):
        with_edits(path.read_bytes(), before, after)


def run(*arguments: str) -> Any:
    """The command line."""
    return CliRunner().invoke(cli, arguments)


def test_fixed_in_place_with_a_backup(tmp_path: Path) -> None:
    """``--write`` on a Word document: what the rewrite takes away is in no part of the file any more."""
    path = full(tmp_path / "a.docx")
    old = path.read_bytes()
    rewritten = run(str(path), "--fix", "--suggested").stdout
    done = run(str(path), "--write", "--suggested")
    assert done.exit_code == 1, done.stderr
    assert (tmp_path / "a.docx.bak").read_bytes() == old
    with zipfile.ZipFile(path) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
    names = ("Mrs Okafor", "Chidi", "Ward 7", "Penzance", "ngozi-okafor", "bed 12")
    gone = {name for name in names if name not in rewritten}
    assert {"Mrs Okafor", "Ward 7", "ngozi-okafor"} <= gone
    for name in gone:
        assert name.encode() not in everything
    assert set(load(str(path)).text.split()) <= set(rewritten.split())


def test_fixed_into_a_file_of_its_own(tmp_path: Path) -> None:
    """``fix -o`` gives a Word document where one is asked for, else the text; never a text in a document's name."""
    path = simple(tmp_path / "a.docx", "Saw Mrs Okafor, 34, at Ward 7 this morning.")
    assert "it is in" in run("fix", str(path), "-o", str(tmp_path / "b.docx")).stderr
    assert "Okafor" not in load(str(tmp_path / "b.docx")).text
    run("fix", str(path), "-o", str(tmp_path / "b.txt"))
    assert (tmp_path / "b.txt").read_text().strip() == load(str(tmp_path / "b.docx")).text.strip()
    for out in ("b.odt", "b.pdf"):
        done = run("fix", str(path), "-o", str(tmp_path / out))
        assert done.exit_code == 2
        assert "not written" in done.stderr
        assert not (tmp_path / out).exists()


def test_the_walk_writes_the_document(tmp_path: Path) -> None:
    """``fix --interactive``: what a person took is in the document's own runs."""
    path = simple(tmp_path / "a.docx", "Saw Mrs Okafor, 34, in clinic this morning.")
    done = CliRunner().invoke(cli, ["fix", "-i", str(path), "-o", str(tmp_path / "b.docx")], input="1\nq\n")
    assert done.exit_code == 0, done.stderr
    assert "what was done is in" in done.stderr
    assert load(str(tmp_path / "b.docx")).text != load(str(path)).text


@pytest.mark.parametrize(("name", "text", "kept"), [
    ("a.md", "# On *hips*\n\n> Saw **Mrs Okafor**, 34, at [Ward 7](https://example.org/w \"t\") this morning.\n\n"
             "<!-- a note -->\n\n| a | b |\n|---|---|\n| c | d |\n",
     ("# On *hips*", "> ", "**", "<!-- a note -->", "| a | b |\n|---|---|\n| c | d |")),
    ("a.html", "<article id=x>\n<h1>On <em>hips</em></h1>\n<p class='y'>Saw <b>Mrs Okafor</b>, 34, at <a href=\"#w\">"
               "Ward 7</a> this morning.</p>\n<!-- a note --><br/></article>\n",
     ("<article id=x>", "<h1>On <em>hips</em></h1>", "<p class='y'>", "<b>", "</b>", "<a href=\"#w\">", "</a>", "</p>",
      "<!-- a note --><br/></article>")),
])  # fmt: skip
def test_markup_of_texts_is_untouched(tmp_path: Path, name: str, text: str, kept: tuple[str, ...]) -> None:
    """Markdown and HTML, rewritten in place: every tag and mark of what was not rewritten is in the file as it was."""
    path = tmp_path / name
    path.write_bytes(text.encode())
    done = run(str(path), "--write", "--suggested")
    assert "the old text is in" in done.stderr
    now = path.read_bytes().decode()
    assert "Okafor" not in now
    for mark in kept:
        assert mark in now
