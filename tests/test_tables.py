"""Tables of posts: whatever is in a row, it is a draft or says why not, and the rows after it are read."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postlint.document import Document, Unread
from postlint.errors import DraftError
from postlint.reading.files import expand, load, load_all
from postlint.reading.tables import COLUMNS, BadRow, Columns, Row, row_of, table_rows

from .conftest import CASES

TAIL = b"z,Wash your hands.\n"


def read(content: bytes, suffix: str = ".csv", columns: Columns = COLUMNS, **how: str) -> list[Row | BadRow]:
    """All rows of a table."""
    return list(table_rows(io.BytesIO(content), suffix, columns, **how))


def told(rows: list[Row | BadRow]) -> list[tuple[str, str]]:
    """The id of each row, and its text or what is wrong with it."""
    return [
        (row.id, f"! {row.reason}") if isinstance(row, BadRow) else (row.document.id, row.document.text) for row in rows
    ]


class TestCells:
    @pytest.mark.parametrize(
        ("content", "suffix"),
        [
            (b"id,text\na,\"One, two\"\nb,Three\n", ".csv"),
            (b"\xef\xbb\xbfID;Text\r\na;One, two\r\nb;Three", ".csv"),
            (b"id|text\na|One, two\nb|Three\n", ".csv"),
            (b"id\ttext\na\tOne, two\nb\tThree\n", ".tsv"),
            ("\ufeffid,text\na,\"One, two\"\nb,Three\n".encode("utf-16-le"), ".csv"),
            ("\ufeffid,text\na,\"One, two\"\nb,Three\n".encode("utf-16-be"), ".CSV"),
            (b"\n\nid,text,other\n\na,\"One, two\",\n\nb,Three,x\n\n", ".csv"),
        ],
    )
    def test_dialects(self, content: bytes, suffix: str) -> None:
        """Byte order marks, separators, capitals in the header and empty lines."""
        assert told(read(content, suffix)) == [("a", "One, two"), ("b", "Three")]

    def test_line_breaks_and_quotation_marks_within_a_cell(self) -> None:
        """They are the post's own."""
        content = b'id,text\r\na,"One\r\n\r\nsaid ""two"""\r\nb,Three\r\n'
        assert told(read(content)) == [("a", 'One\r\n\r\nsaid "two"'), ("b", "Three")]

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (b"a\n", "row has 1 cells under a header of 2"),
            (b"a,One, two\n", "row has 3 cells under a header of 2"),
            (b"a,caf\xe9\n", "row is not UTF-8"),
            (b'a,"One" two\n', "its quotation marks do not pair"),
            (b"a," + b"x" * 70_000_000 + b"\n", "row is too long; nothing after it was read"),
        ],
    )
    def test_a_bad_row(self, row: bytes, reason: str) -> None:
        """It is told by its number, and those after it are read unless they cannot be told apart."""
        found = told(read(b"id,text\n" + row + TAIL))
        assert found[0] == ("row 1", f"! {reason}")
        assert found[1:] == ([] if "nothing after" in reason else [("z", "Wash your hands.")])

    def test_a_mark_that_nobody_closes(self) -> None:
        """The rows that it swallows are not lost unseen: the row that swallowed them was not checked."""
        (first, *rest) = read(b'id,text\na,"One\nb,Two\n')
        assert isinstance(first, BadRow)
        assert rest == []

    @pytest.mark.parametrize("content", [b"id,body\na,CANARY\n", b"CANARY said,she\n", b"text,text\nCANARY,b\n"])
    def test_no_such_column(self, content: bytes) -> None:
        """The header is not repeated: where there is none, it is a post."""
        with pytest.raises(DraftError) as caught:
            read(content)
        assert 'column "text"' in str(caught.value)
        assert "CANARY" not in str(caught.value)

    def test_columns_by_name(self) -> None:
        """Text, id, author, day, format and declaration from columns that the caller names."""
        columns = Columns("body", "key", "how", "about", "who", "on", frozenset({"text", "id", "author"}))
        content = b'key,body,how,about,who,on\n7,<p>Hi</p>,html,"{""audience"": ""peer""}",ann,2026-03-04T10:00:00Z\n'
        (row,) = read(content, columns=columns)
        assert isinstance(row, Row)
        assert row.document == Document("<p>Hi</p>", "7", "html", {"audience": "peer"})
        assert (row.author, row.created) == ("ann", date(2026, 3, 4))
        with pytest.raises(DraftError, match="--by names another"):
            read(b"key,body\n1,a\n", columns=columns)

    def test_another_encoding(self) -> None:
        """One that is named; one that there is not is refused."""
        assert told(read(b"text\ncaf\xe9\n", encoding="cp1252")) == [("row 1", "café")]
        with pytest.raises(DraftError, match="no encoding of that name"):
            read(b"text\na\n", encoding="klingon")

    @given(st.lists(st.tuples(st.text(), st.text()), max_size=4), st.sampled_from([",", ";", "\t"]))
    @settings(max_examples=min(CASES, 200), deadline=None)
    def test_what_a_spreadsheet_writes_is_read(self, posts: list[tuple[str, str]], delimiter: str) -> None:
        """Every cell comes back as it was, for any text that CSV can hold."""
        import csv

        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerows([("id", "text"), *posts])
        rows = read(out.getvalue().encode("utf-8", "replace"))
        cleaned = [text.encode("utf-8", "replace").decode() for _, text in posts]
        assert [row.document.text for row in rows if isinstance(row, Row)] == cleaned


class TestValues:
    @pytest.mark.parametrize(
        ("values", "reason"),
        [
            ({}, '"text" is missing'),
            ({"text": None}, '"text" is not a string'),
            ({"text": 3}, '"text" is not a string'),
            ({"text": "a", "id": 1.5}, '"id" is not a string'),
            ({"text": "a", "format": "pdf"}, '"format" is not one of plain, markdown, html'),
            ({"text": "a", "declared": "[CANARY"}, '"declared" is not an object'),
        ],
    )
    def test_wrong_ones(self, values: dict[str, object], reason: str) -> None:
        """What is wrong, without what was there."""
        row = row_of(values, 4)
        assert isinstance(row, BadRow)
        assert row.reason == reason

    @pytest.mark.parametrize("day", ["soon", 20260304, "2026-13-40", None, ""])
    def test_a_day_that_is_none(self, day: object) -> None:
        """It is no reason not to check the post."""
        row = row_of({"text": "a", "created": day}, 1)
        assert isinstance(row, Row)
        assert row.created is None


class TestAsDrafts:
    def test_a_table_on_the_command_line(self, tmp_path: Path) -> None:
        """Each row is a draft by path and id, what it declares with it; a bad one is not read, and the others are."""
        table = tmp_path / "posts.csv"
        table.write_bytes(b'id,text,declared\na,One,"{""audience"": ""peer""}"\na,Two,\nb,three,many,cells\n')
        first, second, third = load_all(str(table))
        assert isinstance(first, Document)
        assert isinstance(second, Document)
        assert (first.id, first.text, first.declared) == (f"{table}#a", "One", {"audience": "peer"})
        assert (second.id, second.text) == (f"{table}#a-2", "Two")
        assert third == Unread(f"{table}#row 3", "row has 4 cells under a header of 3")

    def test_json_lines(self, tmp_path: Path) -> None:
        """An only row is known by the path, and is the one draft of the file."""
        table = tmp_path / "posts.jsonl"
        table.write_text(json.dumps({"text": "One", "format": "markdown"}))
        draft = load(str(table))
        assert (draft.id, draft.text, draft.format) == (str(table), "One", "markdown")

    def test_no_posts(self, tmp_path: Path) -> None:
        """A table that was named and holds none is not clean."""
        table = tmp_path / "posts.csv"
        for content in (b"", b"text\n", b"name,town\nCANARY,x\n"):
            table.write_bytes(content)
            (found,) = load_all(str(table))
            assert isinstance(found, Unread)
            assert "CANARY" not in found.reason

    def test_in_a_folder(self, tmp_path: Path) -> None:
        """A table that has posts is one of its drafts, some other table is not."""
        (tmp_path / "posts.csv").write_bytes(b"id;text\na;One\n")
        (tmp_path / "posts.jsonl").write_bytes(b'\n{"id": 1, "text": "One"}\n')
        (tmp_path / "prices.csv").write_bytes(b"item,price\nCard,3\n")
        (tmp_path / "log.jsonl").write_bytes(b'{"level": "info"}\n')
        assert [Path(path).name for path in expand([str(tmp_path)])] == ["posts.csv", "posts.jsonl"]
