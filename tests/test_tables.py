"""Tables of posts: every row comes out, as a draft or as what is wrong with it."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postlint.document import Document, Unread
from postlint.errors import DraftError
from postlint.reading.files import load_all
from postlint.reading.tables import LONGEST_LINE, BadRow, Columns, Row, cell_rows, json_rows, load_table, row_of

TEXT = Columns(text="post", id="key", author="who", created="on")


def cells(data: bytes | str, columns: Columns = TEXT, encoding: str = "utf-8") -> list[Row | BadRow]:
    """The rows of a table of cells."""
    raw = data.encode() if isinstance(data, str) else data
    return list(cell_rows(io.BytesIO(raw), columns, encoding=encoding))


def seen(rows: list[Row | BadRow]) -> list[tuple[str, str]]:
    """Ids, with texts or reasons."""
    return [(r.document.id, r.document.text) if isinstance(r, Row) else (r.id, f"! {r.reason}") for r in rows]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_dialects(mark: str, end: str, delimiter: str) -> None:
    """The delimiter is the one that the header shows; quoted cells hold it, line breaks and quotation marks."""
    lines = [["key", "Post", "n"], ["a", f'"one{delimiter} two{end}""three"""', "1"], ["", "four", "2"]]
    table = mark + end.join(delimiter.join(line) for line in lines) + end
    assert seen(cells(table)) == [("a", f'one{delimiter} two{end}"three"'), ("row 2", "four")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(encoding: str) -> None:
    """They say the encoding, whatever was asked for."""
    assert seen(cells("post\nnaïve 🙂\n".encode(encoding), encoding="cp1252")) == [("row 1", "naïve 🙂")]


def test_an_encoding_by_name() -> None:
    """Tables saved on an old machine are read when somebody says so, and otherwise are not UTF-8."""
    table = "post\nna\u00efve\nplain\n".encode("cp1252")
    assert seen(cells(table, encoding="cp1252")) == [("row 1", "naïve"), ("row 2", "plain")]
    assert seen(cells(table)) == [("row 1", "! row is not UTF-8"), ("row 2", "plain")]
    with pytest.raises(DraftError, match="no encoding"):
        cells(table, encoding="klingon")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a,b,c,d", "4 cells under a header of 3"),
        ("a,b", "2 cells under a header of 3"),
        ('a,"b"x,c', "quotation marks"),
        ("a,b\x00,\udcffc", "not UTF-8"),
    ],
)
def test_a_bad_row_among_good_ones(row: str, reason: str) -> None:
    """It has its place, and the rest go on."""
    table = f"key,post,n\n1,x,1\n{row}\n3,z,3\n".encode("utf-8", "surrogateescape")
    (first, bad, last) = cells(table)
    assert isinstance(bad, BadRow)
    assert reason in bad.reason
    assert (bad.number, bad.id) == (2, "row 2")
    assert seen([first, last]) == [("1", "x"), ("3", "z")]


def test_a_quotation_that_never_ends_is_not_the_end_of_the_file() -> None:
    """What it swallows is told as not read, not left out."""
    assert seen(cells('key,post\n1,x\n2,"open\n3,z\n'))[1:] == [("row 2", "! its quotation marks do not pair")]


def test_a_line_that_is_too_long() -> None:
    """Nothing is cut and read as if it were whole."""
    (bad,) = cells(b"post,key\n" + b"x" * (LONGEST_LINE + 5) + b",1\ny,2\n")
    assert isinstance(bad, BadRow)
    assert "nothing after it was read" in bad.reason


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("", "no rows"),
        ("text,id\nx,1\n", 'no column "post"; postlint batch --text-column names another'),
        ("post,post\nx,1\n", "more than one"),
        ("My patient Zybelmira is here,key\n", "no column"),
    ],
)
def test_headers_that_are_none(table: str, reason: str) -> None:
    """One line, in which no word of the table is (law 3)."""
    with pytest.raises(DraftError, match=reason) as caught:
        cells(table)
    assert "Zybelmira" not in str(caught.value)


def test_a_column_that_was_named_must_be_there() -> None:
    """A slip of the pen in --by must not look like posts without authors."""
    with pytest.raises(DraftError, match="--by"):
        cells("post\nx\n", Columns(text="post", author="authr", named=frozenset({"author"})))


def test_what_else_a_row_tells() -> None:
    """Author, day, format, and what is declared, in JSON."""
    declared = '"{""audience"": ""peer""}"'
    table = f"key,post,who,on,format,declared\n1,x,Ann,2026-03-04T10:00:00Z,markdown,{declared}\n2,y,,soon,,\n"
    first, second = cells(table)
    assert isinstance(first, Row)
    assert (first.author, first.created) == ("Ann", date(2026, 3, 4))
    assert (first.document.format, first.document.declared) == ("markdown", {"audience": "peer"})
    assert isinstance(second, Row)
    assert (second.author, second.created, second.document.format) == ("", None, "plain")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"text": None}, "not a string"), ({"text": 3}, "not a string"), ({}, "missing"),
        ({"text": "x", "format": "pdf"}, "not one of plain"), ({"text": "x", "declared": "{"}, "not an object"),
        ({"text": "x", "declared": "[1]"}, "not an object"), ({"text": "x", "id": 1.5}, "not a string"),
    ],
)  # fmt: skip
def test_values_that_are_no_draft(values: dict[str, object], reason: str) -> None:
    """Each says which column is wrong, and not what it holds."""
    row = row_of(values, 7)
    assert isinstance(row, BadRow)
    assert reason in row.reason
    assert row.number == 7


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_text_comes_back(rows: list[tuple[str, str]]) -> None:
    """What the csv module of somebody else writes is read as it was written, and so is JSON."""
    import csv

    good = [(id, text) for id, text in rows if _is_plain(id + text)]
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(["key", "post"])
    writer.writerows(good)
    assert seen(cells(table.getvalue())) == good
    lines = "\n".join(json.dumps({"key": id, "post": text}) for id, text in rows)
    assert seen(list(json_rows(io.BytesIO(lines.encode()), TEXT))) == rows


def _is_plain(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text  # Python 3.10 refuses it


def test_load_table(tmp_path: Path) -> None:
    """By suffix; what cannot be opened is one line with the path."""
    (tmp_path / "a.tsv").write_text("id\ttext\n1\ta,b\n")
    (tmp_path / "a.jsonl").write_text('\n{"id": "1", "text": "a,b"}\nnone\n')
    assert seen(list(load_table(str(tmp_path / "a.tsv")))) == [("1", "a,b")]
    assert seen(list(load_table(str(tmp_path / "a.jsonl")))) == [("1", "a,b"), ("row 3", "! row is not JSON")]
    with pytest.raises(DraftError, match=r"b\.csv: cannot be read"):
        list(load_table(str(tmp_path / "b.csv")))


def test_the_rows_of_a_table_are_drafts(tmp_path: Path) -> None:
    """``postlint posts.csv`` checks each; a bad one is not checked, and the others are."""
    path = tmp_path / "posts.csv"
    path.write_text("id,text,format\n7,Saw her.,plain\n8,<p>Open at nine.</p>,html\n9,x,pdf\n", encoding="utf-8")
    first, second, bad = load_all(str(path))
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.id, first.text, second.id, second.format) == (f"{path}#7", "Saw her.", f"{path}#8", "html")
    assert isinstance(bad, Unread)
    assert (bad.id, "format" in bad.reason) == (f"{path}#9", True)


def test_a_table_without_rows_or_drafts_is_refused(tmp_path: Path) -> None:
    """And not taken for a clean one."""
    for content in ("id,text\n", "id,words\n1,Saw her.\n", ""):
        path = tmp_path / "posts.csv"
        path.write_text(content, encoding="utf-8")
        (only,) = load_all(str(path))
        assert isinstance(only, Unread)
        assert only.reason


def test_identifiers_of_a_database() -> None:
    """PostgreSQL's own kind names a row and an author; a number that is none does not."""
    key = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
    row = row_of({"id": key, "text": "x", "author": key}, 1, Columns(author="author"))
    assert isinstance(row, Row)
    assert row.document.id == row.author == str(key)
    assert isinstance(row_of({"id": 1.5, "text": "x"}, 1), BadRow)
