"""``postlint batch``: one out for each one in, in order, whatever is in it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from postlint.batch import checking
from postlint.cli import making, showing
from postlint.document import MAX_BYTES
from postlint.reading.tables import Row, row_of
from postlint.report import Report

from .batch_fakes import CLEAN, FROM_BASE, NAMED, out, run
from .cli_fakes import FakeLinter

SUMMARY = "4 posts under test, for readers: public.\n  1 publish, 1 review, 1 block, 1 not checked\n"


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeLinter:
    """The linter that every command gets, in an empty folder."""
    fake = FakeLinter()
    monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: fake)
    monkeypatch.chdir(tmp_path)
    return fake


def told(rows: list[dict[str, Any]]) -> list[tuple[str, str, bool]]:
    """Id, verdict and whether it was checked."""
    return [(row["id"], row["verdict"], row["complete"]) for row in rows]


ROWS = [
    {"id": "a", "text": NAMED, "author": "Ann Lindqvist", "created": "2026-03-02"},
    {"id": "b", "text": CLEAN, "author": "Ben", "created": "2026-05-09"},
    {"id": "c", "text": None, "author": "Ann Lindqvist", "created": "2026-05-10"},
    {"id": "d", "text": "On Tuesday.", "author": "Ben", "created": None},
]
TOLD = [("a", "block", True), ("b", "publish", True), ("c", "block", False), ("d", "review", True)]


def _jsonl() -> str:
    Path("in.jsonl").write_text("\n".join(map(json.dumps, ROWS)))
    return "in.jsonl"


def _parquet() -> str:
    import pyarrow as pa
    from pyarrow import parquet

    parquet.write_table(pa.Table.from_pylist(ROWS), "in.parquet", row_group_size=2)
    return "in.parquet"


def _sqlite() -> str:
    with closing(sqlite3.connect("in.db")) as base:
        base.execute("create table posts (id text, text text, author text, created text)")
        base.executemany("insert into posts values (:id, :text, :author, :created)", ROWS)
        base.commit()
    return "sqlite:///in.db"


class TestSources:
    @pytest.mark.parametrize(("make", "how"), [(_jsonl, ()), (_parquet, ()), (_sqlite, FROM_BASE)])
    @pytest.mark.parametrize("form", ["jsonl", "parquet"])
    def test_the_same_rows_wherever_they_are(self, make: Any, how: tuple[str, ...], form: str) -> None:
        """The same out, in the same order, in both forms."""
        result = run(make(), "-o", f"out.{form}", *how)
        assert result.exit_code == 2
        if form == "jsonl":
            assert told(out()) == TOLD
            return
        from pyarrow import parquet

        rows = parquet.read_table("out.parquet").to_pylist()
        assert told(rows) == TOLD
        assert [f["rule"] for f in rows[0]["findings"]] == ["patient-name"]
        assert [row["reason"] for row in rows] == ["", "", '"text" is not a string', ""]
        assert sorted(path for path in os.listdir(".") if path.startswith("out")) == ["out.parquet"]

    def test_a_folder(self) -> None:
        """Each draft by its path, and those of a table by path and id; what is hidden or no draft is left out."""
        Path("posts/older").mkdir(parents=True)
        Path("posts/a.md").write_text(NAMED)
        Path("posts/older/b.txt").write_text(CLEAN)
        Path("posts/c.docx").write_bytes(b"no Word document")
        Path("posts/d.csv").write_text(f"id,text\n1,{CLEAN}\n2,{NAMED}\n")
        Path("posts/picture.png").write_bytes(b"\x89PNG")
        result = run("posts", "-o", "out.jsonl", "--one-author")
        assert result.exit_code == 2
        assert told(out()) == [
            ("posts/a.md", "block", True),
            ("posts/c.docx", "block", False),
            ("posts/d.csv#1", "publish", True),
            ("posts/d.csv#2", "block", True),
            ("posts/older/b.txt", "publish", True),
        ]

    def test_an_archive(self) -> None:
        """The posts of a network's archive."""
        posts = [{"tweet": {"id_str": str(n), "full_text": CLEAN}} for n in (1, 2)]
        Path("tweets.js").write_text(f"window.YTD.tweets.part0 = {json.dumps(posts)}")
        result = run("tweets.js", "-o", "out.jsonl")
        assert result.exit_code == 0
        assert told(out()) == [("tweets.js#1", "publish", True), ("tweets.js#2", "publish", True)]

    @pytest.mark.parametrize(
        "text", [None, 3, "x" * (MAX_BYTES + 1), b"\xff\xfe\xfa", "  ", True, ["a"], {"text": "a"}]
    )
    def test_a_bad_row_is_told_and_the_rest_go_on(self, linter: Any, fake: FakeLinter, text: Any) -> None:
        """By the real linter, which is what says that a text is too long."""
        fake.check = linter.check  # type: ignore[method-assign]
        row = b'{"id": "b", "text": "%s"}' % text if isinstance(text, bytes) else json.dumps({"text": text}).encode()
        Path("in.jsonl").write_bytes(b'{"id": "a", "text": "Hi."}\n' + row + b'\n{"id": "c", "text": "Hi."}\n')
        result = run("in.jsonl", "-o", "out.jsonl")
        assert result.exit_code == 2
        assert [(row["id"], row["complete"]) for row in out()] == [("a", True), ("row 2", False), ("c", True)]
        assert "1 of 3 rows could not be checked" in result.stderr

    def test_a_hundred_thousand_emoji(self, linter: Any, fake: FakeLinter) -> None:
        """There is no word in it to be checked; a few of them are a post like any other."""
        fake.check = linter.check  # type: ignore[method-assign]
        posts = ["\U0001f600" * 100_000, CLEAN, "\U0001f600" * 3]
        Path("in.jsonl").write_text("\n".join(json.dumps({"text": post}) for post in posts))
        result = run("in.jsonl", "-o", "out.jsonl")
        assert result.exit_code == 2
        assert [row["complete"] for row in out()] == [False, True, True]
        assert out()[0]["reason"] == "holds no readable text"

    def test_half_a_pair_of_surrogates(self) -> None:
        """JSON can say it and Parquet cannot: the row is there all the same."""
        Path("in.jsonl").write_text('{"id": "a\\ud83d", "text": "Wash your hands."}')
        run("in.jsonl", "-o", "out.parquet")
        from pyarrow import parquet

        assert [row["complete"] for row in parquet.read_table("out.parquet").to_pylist()] == [True]

    @pytest.mark.parametrize(
        ("args", "reason"),
        [
            (["in.parquet"], "is not a Parquet file"),
            (["posts.csv"], 'its header has no column "text" (postlint batch --text-column names another)'),
            (["missing.csv"], "missing.csv: no such file"),
            (["in.jsonl", "--by", "who"], None),
            (["folder", "--text-column", "body"], "a folder has no columns"),
            (["in.jsonl", "--resume-key", "id"], "--resume-key is for a database"),
            (["in.jsonl", "-o", "folder"], "is a folder"),
            (["in.jsonl", "--output-format", "parquet"], "Parquet needs a file to go to: -o OUT.parquet"),
            (["in.jsonl", "--resume"], "what goes to a pipe is not gone on with; -o OUT names a file"),
            (["-", "-o", "out.jsonl", "--resume"], "these rows need not come again in the same order"),
            (["in.jsonl", "--by", "a", "--one-author"], "--one-author says that there is only one"),
            (["in.jsonl", "-o", "out.jsonl", "--resume"], "there is no run to resume"),
        ],
    )
    def test_what_cannot_be(self, args: list[str], reason: str | None) -> None:
        """One line and exit status 2; a column of authors that no row of JSON has is no error."""
        Path("in.jsonl").write_text(json.dumps({"text": CLEAN}))
        Path("in.parquet").write_bytes(b"PAR1 CANARY")
        Path("posts.csv").write_text("CANARY,b\n")
        Path("folder").mkdir()
        result = run(*args)
        assert result.exit_code == (2 if reason else 0)
        assert (reason or "") in result.stderr
        assert "CANARY" not in result.output
        assert "internal" not in result.stderr


class TestDatabases:
    def test_the_address_is_told_nowhere(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Not where it is wrong, on another machine, or without a driver; it may stand in the environment."""
        addresses = (
            "postgresql+psycopg://ann:CANARY@127.0.0.1:1/posts", "postgresql://ann:CANARY@db.example.org/posts",
            "nosuch://ann:CANARY@localhost/posts", "mysql+pymysql://ann:CANARY@localhost/posts", "CANARY://",
        )  # fmt: skip
        for address in addresses:
            monkeypatch.setenv("BASE", address)
            for named in (address, "env:BASE"):
                result = run(named, *FROM_BASE)
                assert (result.exit_code, result.stdout) == (2, "")
                assert result.stderr.count("\n") == 1
                assert "CANARY" not in result.stderr
                assert "internal" not in result.stderr

    @pytest.mark.parametrize(
        "address",
        ["postgresql://db.example.org/p", "postgresql:///p?host=db.example.org", "postgresql:///p?host=/tmp,10.0.0.7",
         "postgresql:///p?hostaddr=10.0.0.7", "postgresql:///p?service=far", "mysql://10.0.0.7/p"],
    )  # fmt: skip
    def test_another_machine(self, address: str) -> None:
        """Drafts come over no network unless the operator says so."""
        result = run(address, *FROM_BASE)
        assert result.exit_code == 2
        assert "--remote-database" in result.stderr

    @pytest.mark.parametrize(
        ("query", "reason"),
        [
            ("select text from", "the query failed"),
            ("select id from posts", 'the query has no column "text"'),
            ("delete from posts", "the query failed"),
        ],
    )
    def test_a_query_that_cannot_be(self, query: str, reason: str) -> None:
        """One line; and nothing is ever written into the database."""
        result = run(_sqlite(), "--query", query, "-o", "out.jsonl")
        assert result.exit_code == 2
        assert reason in result.stderr
        with closing(sqlite3.connect("in.db")) as base:
            assert base.execute("select count(*) from posts").fetchone() == (4,)

    def test_resuming_needs_an_order(self) -> None:
        """Without a key rows may come in any order, and the run is not gone on with; a key must tell rows apart."""
        address = _sqlite()
        result = run(address, *FROM_BASE, "-o", "out.jsonl", "--resume")
        assert "--resume-key" in result.stderr
        assert run(address, *FROM_BASE, "-o", "out.jsonl", "--resume-key", "id").exit_code == 2
        assert [row["id"] for row in out()] == ["a", "b", "c", "d"]
        result = run(address, *FROM_BASE, "-o", "twice.jsonl", "--resume-key", "author")
        assert 'the values of "author" are not one for each row' in result.stderr


class TestWorkers:
    def test_they_are_asked_for(self, fake: FakeLinter, monkeypatch: pytest.MonkeyPatch) -> None:
        """The linter is told how many, and how many rows each takes; bad rows come back in their places."""
        asked: dict[str, Any] = {}
        plain = fake.check_many

        def several(documents: Any, *, rewrites: bool, **how: Any) -> Iterator[Report]:
            asked.update(how)
            return iter(list(plain(documents, rewrites=rewrites)))  # as processes do: many are read before one is told

        monkeypatch.setattr(fake, "check_many", several)
        assert run(_jsonl(), "-o", "out.jsonl", "--workers", "3").exit_code == 2
        assert told(out()) == TOLD
        assert asked == {"workers": 3, "batch_size": checking.AT_A_TIME}

    def test_a_row_without_a_report(self, fake: FakeLinter, monkeypatch: pytest.MonkeyPatch) -> None:
        """It would look as if it had been checked: exit status 2, and no output."""
        lost = FakeLinter().check_many
        monkeypatch.setattr(fake, "check_many", lambda documents, **how: iter(list(lost(documents, **how))[:-1]))
        result = run(_jsonl(), "-o", "out.jsonl")
        assert result.exit_code == 2
        assert "1 row came back without a report" in result.stderr
        assert not Path("out.jsonl").exists()


class TestSummary:
    def test_text(self) -> None:
        """Verdicts, rules, months, authors and the worst, by numbers; names and ids on request only."""
        result = run(_jsonl(), "-o", "out.jsonl", "--summary")
        assert result.stderr.startswith(SUMMARY)
        for line in ("1  The title of patient-name (1 error)", "1  2026-03 (1 block)", "0  2026-04",
                     "2  author 1 (1 block, 1 not checked)", "row 1: 1 error"):  # fmt: skip
            assert f"\n  {line}\n" in result.stderr
        assert "Lindqvist" not in result.stderr
        shown = run(_jsonl(), "-o", "out.jsonl", "--summary", "--show-ids").stderr
        assert "2  Ann Lindqvist (1 block, 1 not checked)" in shown
        assert "row 1 (a): 1 error" in shown

    def test_page(self) -> None:
        """The same on a page that loads nothing and runs nothing, whatever an id holds."""
        row = {"id": "<script>alert(1)</script>\u202e", "text": NAMED, "author": "<img src=x>", "created": "2026-01-01"}
        Path("in.jsonl").write_text(json.dumps(row))
        run("in.jsonl", "-o", "out.jsonl", "--summary-html", "sum.html", "--show-ids")
        page = Path("sum.html").read_text(encoding="utf-8")
        assert "&lt;script&gt;" in page
        for word in ("<script", "<img", "<link", "http:", "https:", "url(", "\u202e", "Okafor"):
            assert word not in page
        assert "<svg" in page
        assert "2026-01" in page

    def test_a_mistyped_year_does_not_fill_the_page(self) -> None:
        """Months without posts are shown between months with posts, but not a thousand years of them."""
        rows = [{"text": CLEAN, "created": day} for day in ("0001-01-01", "2026-01-01", "2026-03-01", "9999-12-31")]
        Path("in.jsonl").write_text("\n".join(map(json.dumps, rows)))
        lines = run("in.jsonl", "-o", "out.jsonl", "--summary").stderr.splitlines()
        at = lines.index("By month")
        assert [line.split()[1] for line in lines[at + 1 : at + 5]] == ["0001-01", "2026-01", "2026-03", "9999-12"]

    def test_progress(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A bar where somebody watches, and none where nobody does or it is not wanted."""
        assert run(_jsonl(), "-o", "out.jsonl").stderr == "postlint: in.jsonl: 1 of 4 rows could not be checked\n"
        monkeypatch.setattr(showing, "watched", lambda *, printing: True)
        shown = run(_jsonl(), "-o", "out.jsonl").stderr
        assert "posts/s" in shown
        assert SUMMARY in shown
        assert "posts/s" not in run(_jsonl(), "-o", "out.jsonl", "--quiet").stderr


def test_rows_are_not_kept(fake: FakeLinter) -> None:
    """A report comes out before the next row is read: memory does not grow with the rows."""
    read: list[int] = []

    def endless() -> Iterator[Row]:
        for number in count(1):
            read.append(number)
            row = row_of({"text": CLEAN}, number)
            assert isinstance(row, Row)
            yield row

    found = checking.checked(fake, endless())  # type: ignore[arg-type]
    for number in range(1, 5):
        next(found)
        assert len(read) == number
