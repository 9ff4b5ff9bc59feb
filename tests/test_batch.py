"""``postlint batch``: whatever the rows come from, one report for each, in order, and nothing that they say."""

from __future__ import annotations

import csv
import json
import os
import re
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from postlint import Linter
from postlint.cli import cli, making

from .cli_fakes import FakeLinter

CANARY = "Zybelmira"
ROWS: list[dict[str, Any]] = [
    {"id": "p1", "text": "Saw Mrs Okafor about her hip.", "author": "Ann", "created": "2026-01-05"},
    {"id": "p2", "text": "Wash your hands,\nplease; \"twice\".", "author": "Ben", "created": "2026-03-01"},
    {"id": "p3", "text": "We meet on Tuesday.", "author": "Ann", "created": "2026-03-02"},
    {"id": "p4", "text": f"{CANARY}: fail in a stage", "author": "Ann", "created": None},
    {"id": "p5", "text": "", "author": "Ben", "created": "2026-03-02"},
]
VERDICTS = [("p1", "block", True), ("p2", "publish", True), ("p3", "review", True), ("p4", "block", False),
            ("p5", "block", False)]  # fmt: skip


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where commands run, with a linter that needs no model."""
    monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: FakeLinter())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(cli, ["batch", *args])


def told(path: str = "out.jsonl") -> list[dict[str, Any]]:
    """The reports in a file."""
    if path.endswith(".parquet"):
        return list(pq.read_table(path).to_pylist())
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


def write_jsonl(name: str = "in.jsonl", rows: list[dict[str, Any]] = ROWS) -> str:
    """The rows as JSON Lines."""
    Path(name).write_text("\n".join(map(json.dumps, rows)) + "\n")
    return name


def write_cells(name: str, delimiter: str) -> str:
    """The rows as cells."""
    with Path(name).open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(ROWS[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(ROWS)
    return name


def write_parquet() -> str:
    """The rows as Parquet."""
    pq.write_table(pa.Table.from_pylist(ROWS), "in.parquet", row_group_size=2)
    return "in.parquet"


def write_database() -> str:
    """The rows in SQLite."""
    with sqlite3.connect("posts.db") as made:
        made.execute("create table posts (id text, text text, author text, created text)")
        made.executemany("insert into posts values (:id, :text, :author, :created)", ROWS)
    made.close()
    return "sqlite:///posts.db"


QUERY = ("--query", "select * from posts order by id")
SOURCES = {
    "jsonl": lambda: (write_jsonl(),),
    "csv": lambda: (write_cells("in.csv", ";"),),
    "tsv": lambda: (write_cells("in.tsv", "\t"),),
    "parquet": lambda: (write_parquet(),),
    "sql": lambda: (write_database(), *QUERY),
}


class TestSources:
    @pytest.mark.parametrize("out", ["out.jsonl", "out.parquet"])
    @pytest.mark.parametrize("source", SOURCES)
    def test_the_same_from_everywhere(self, source: str, out: str) -> None:
        """One row out for each row in, in order, and the status of the worst."""
        args = SOURCES[source]()
        result = run(*args, "-o", out)
        assert result.exit_code == 2, result.output
        assert [(r["id"], r["verdict"], r["complete"]) for r in told(out)] == VERDICTS
        assert told(out)[3]["reason"]
        assert told(out)[0]["findings"][0]["rule"] == "patient-name"
        assert result.stderr.endswith("2 of 5 rows could not be checked\n")
        assert CANARY not in result.output + repr(told(out))
        assert not list(Path().glob("*.part*"))

    def test_a_folder(self) -> None:
        """Every draft in it by its path; one that is none has its row too."""
        Path("posts/old").mkdir(parents=True)
        Path("posts/a.txt").write_text("Saw Mrs Okafor.")
        Path("posts/b.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
        Path("posts/old/c.md").write_text("Wash your hands.")
        assert run("posts", "-o", "out.jsonl").exit_code == 2
        assert [(r["id"], r["complete"]) for r in told()] == [
            ("posts/a.txt", True), ("posts/b.txt", False), ("posts/old/c.md", True)
        ]  # fmt: skip

    def test_an_archive(self) -> None:
        """The posts of a network's archive, each by its own id; it has no columns."""
        posts = [{"tweet": {"id_str": str(n), "full_text": text}} for n, text in ((7, "Wash."), (8, "Mrs Okafor."))]
        Path("tweets.js").write_text(f"window.YTD.tweets.part0 = {json.dumps(posts)}")
        assert run("tweets.js", "-o", "out.jsonl", "--one-author").exit_code == 1
        assert [(r["id"], r["verdict"]) for r in told()] == [("tweets.js#7", "publish"), ("tweets.js#8", "block")]
        assert "has no columns" in run("tweets.js", "--text-column", "full_text").stderr

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names there")
    def test_a_pipe_with_a_name(self) -> None:
        """As a shell gives for <(command): nothing of it is read twice, and so nothing is lost."""
        os.mkfifo("pipe")
        lines = b"".join(Path(write_jsonl()).read_bytes().strip() + b"\n" for _ in range(2))
        writer = threading.Thread(target=lambda: Path("pipe").write_bytes(lines))
        writer.start()
        run("pipe", "-o", "out.jsonl")
        writer.join()
        assert [r["id"] for r in told()] == 2 * [id for id, *_ in VERDICTS]

    def test_columns_by_name(self) -> None:
        """Whatever they are called."""
        Path("in.csv").write_text("Nr,Beitrag\n7,Saw Mrs Okafor.\n")
        assert run("in.csv", "-o", "out.jsonl", "--text-column", "beitrag", "--id-column", "Nr").exit_code == 1
        assert told()[0]["id"] == "7"
        result = run("in.csv", "-o", "out.jsonl")
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
        assert "--text-column" in result.stderr

    def test_cells_of_parquet_that_are_no_text(self) -> None:
        """A null, a column of numbers, and a file that only says that it is one."""
        pq.write_table(pa.table({"text": pa.array(["x", None]), "id": pa.array([1, 2])}), "in.parquet")
        assert run("in.parquet", "-o", "out.jsonl").exit_code == 2
        assert [(r["id"], r["complete"]) for r in told()] == [("1", True), ("2", False)]
        pq.write_table(pa.table({"text": pa.array([1, 2])}), "in.parquet")
        assert run("in.parquet", "-o", "out.jsonl").exit_code == 2
        assert [r["reason"] for r in told()] == ['"text" is not a string'] * 2
        Path("in.parquet").write_bytes(b"PAR1" + b"x" * 50)
        assert run("in.parquet", "-o", "out.jsonl").stderr == "postlint: in.parquet: is not a Parquet file\n"
        assert not Path("out.jsonl.part").exists()

    @pytest.mark.parametrize(
        "row",
        [
            b'{"text": null}', b'{"text": 12}', b'{"text": "' + b"x" * 5_000_001 + b'"}', b'{"text": "\xff"}',
            b'{"text": ', json.dumps({"text": "\U0001f642" * 100_000}).encode(),
        ],
        ids=["null", "number", "5 MB", "not UTF-8", "half", "100,000 emoji"],
    )  # fmt: skip
    def test_a_bad_row(self, row: bytes, linter: Linter, monkeypatch: pytest.MonkeyPatch) -> None:
        """With the real linter: in its place, with a reason, and the next one is checked."""
        monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: linter)
        Path("in.jsonl").write_bytes(b'{"text": "Wash your hands."}\n' + row + b'\n{"text": "Bring a coat."}\n')
        assert run("in.jsonl", "-o", "out.jsonl").exit_code == 2
        assert [r["complete"] for r in told()] == [True, False, True]
        assert told()[1]["reason"]

    def test_surrogates_reach_parquet(self) -> None:
        """JSON takes half a pair in an id; Parquet gets a question mark, and the row is not lost."""
        Path("in.jsonl").write_text('{"id": "a\\ud800", "text": "Saw Mrs Okafor."}\n')
        assert run("in.jsonl", "-o", "out.parquet").exit_code == 1
        assert told("out.parquet")[0]["id"] == "a?"


class TestDatabase:
    def test_it_is_only_read(self) -> None:
        """A query that would change something fails, and nothing is changed."""
        address = write_database()
        result = run(address, "--query", "delete from posts returning *", "-o", "out.jsonl")
        assert result.exit_code == 2
        assert "the query failed" in result.stderr
        assert len(sqlite3.connect("posts.db").execute("select * from posts").fetchall()) == len(ROWS)

    @pytest.mark.parametrize(
        ("address", "args", "words"),
        [
            ("sqlite:///missing.db", QUERY, "no such database file"),
            ("sqlite:///posts.db", (), "needs --query"),
            ("sqlite:///posts.db", ("--query", "select 1 as one"), 'no column "text"'),
            ("sqlite:///posts.db", ("--query", "select"), "the query failed (OperationalError)"),
            ("postgresql+psycopg://u:hunter2@db.example.org/x", QUERY, "--remote-database"),
            ("postgresql+psycopg:///x?host=localhost,db.example.org&password=hunter2", QUERY, "--remote-database"),
            ("postgresql+psycopg://u:hunter2@127.0.0.1:1/x?connect_timeout=2", QUERY, "cannot be reached"),
            ("nosuch://u:hunter2@localhost/x", QUERY, "the database"),
            ("://u:hunter2@", QUERY, "is not like"),
            ("postgresql+psycopg://u:hunter2@[localhost/x", QUERY, "the database"),
        ],
    )
    def test_what_goes_wrong_is_one_line_without_a_password(
        self, address: str, args: tuple[str, ...], words: str
    ) -> None:
        """Neither the address nor what a driver says is repeated."""
        write_database()
        result = run(address, *args, "-o", "out.jsonl")
        assert result.exit_code == 2
        assert words in result.stderr
        assert result.stderr.count("\n") == 1
        assert "hunter2" not in result.output
        assert not list(Path().glob("out*"))
        assert not Path("missing.db").exists()

    def test_an_address_in_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """So that a password stands in no list of processes."""
        monkeypatch.setenv("POSTLINT_DATABASE", write_database())
        assert run("env://", *QUERY, "-o", "out.jsonl").exit_code == 2
        assert len(told()) == len(ROWS)

    def test_a_key_that_is_none(self) -> None:
        """Rows that it does not tell apart could be lost, so it is refused."""
        query = "select text, 1 as n from posts"
        result = run(write_database(), "--query", query, "--resume-key", "n", "-o", "out.jsonl")
        assert result.exit_code == 2
        assert "not one for each row" in result.stderr

    def test_resuming_needs_an_order(self) -> None:
        """Rows of a query come in any order, unless a key says which."""
        result = run(write_database(), *QUERY, "-o", "out.jsonl", "--resume")
        assert (result.exit_code, "--resume-key" in result.stderr) == (2, True)


class TestSummary:
    def test_on_the_terminal(self) -> None:
        """Verdicts, rules, months and authors, by number."""
        result = run(write_jsonl(), "-o", "out.jsonl", "--summary")
        for words in ("5 posts under", "1 publish, 1 review, 1 block, 2 not checked", "2026-02", "author 2",
                      "row 1: 1 error", "is not certified"):  # fmt: skip
            assert words in result.stderr
        for name in ("Ann", "p1", CANARY):
            assert name not in result.stderr
        shown = run("in.jsonl", "-o", "out.jsonl", "--summary", "--show-ids").stderr
        assert "row 1 (p1)" in shown
        assert "Ann" in shown

    def test_as_a_page(self) -> None:
        """It stands alone: nothing is loaded, nothing runs, and names are escaped where they are shown."""
        rows = [{**row, "author": "<script>Ann\u202e", "id": "<b>"} for row in ROWS]
        run(write_jsonl(rows=rows), "-o", "out.jsonl", "--summary-html", "s.html", "--show-ids")
        page = Path("s.html").read_text(encoding="utf-8")
        assert "&lt;script&gt;Ann" in page
        assert "row 1 (&lt;b&gt;)" in page
        for banned in ("<script", "http://", "https://", "src=", "url(", "@import", "onload"):
            assert banned not in page
        assert "prefers-color-scheme: dark" in page
        assert page.count("<svg") == page.count("</svg>") > 5
        assert "\u202e" not in page
        run("in.jsonl", "-o", "out.jsonl", "--summary-html", "s.html")
        assert "Ann" not in Path("s.html").read_text(encoding="utf-8")

    @pytest.mark.parametrize("summary", [("--summary",), ("--summary-html", "s.html")])
    def test_a_year_that_is_none(self, summary: tuple[str, ...]) -> None:
        """A mistyped year, and the 9999 that databases keep for "never": months of neither are made up between."""
        days = ("0001-01-01", "2026-01-01", "2026-03-01", "9999-12-31")
        result = run(write_jsonl(rows=[{"text": "Wash.", "created": day} for day in days]), "-o", "out.jsonl", *summary)
        assert result.exit_code == 0, result.stderr
        shown = result.stderr or Path("s.html").read_text(encoding="utf-8")
        assert [re.findall(month, shown) != [] for month in ("0001-01", "2026-01", "2026-02", "9999-12")] == [
            True, True, False, True
        ]  # fmt: skip
        assert len(shown) < 20_000

    def test_quiet(self) -> None:
        """Nothing on standard error but what stops the run."""
        assert run(write_jsonl(), "-o", "out.jsonl", "--quiet").stderr == ""
        assert run("missing.jsonl", "--quiet").stderr == "postlint: missing.jsonl: no such file\n"


class TestOptions:
    @pytest.mark.parametrize(
        ("args", "words"),
        [
            (("--by", "author", "--one-author"), "--by"),
            (("--output-format", "parquet"), "-o OUT"),
            (("--resume",), "-o OUT"),
            (("--resume-key", "id"), "--query"),
            (("-o", "out.jsonl", "--resume"), "no run to resume"),
            (("-o", "."), "is a folder"),
            (("-o", "no/such/out.jsonl"), "not there"),
            (("--by", "authr"), '"authr"'),
        ],
    )
    def test_nonsense_is_refused(self, args: tuple[str, ...], words: str) -> None:
        """One line that says why, and no output."""
        result = run(write_cells("in.csv", ","), *args)
        assert (result.exit_code, result.stdout) == (2, "")
        assert words in result.stderr
        assert sorted(path.name for path in Path().iterdir()) == ["in.csv"]

    def test_a_history_of_nobody(self) -> None:
        """What was asked for was not done, and a slip in --by is the likeliest reason."""
        result = run(write_jsonl(rows=ROWS[:1]), "--by", "authr", "-o", "out.jsonl")
        assert (result.exit_code, "no row names an author" in result.stderr) == (2, True)
        Path("posts").mkdir()
        Path("posts/a.txt").write_text("Wash your hands.")
        assert "has no columns" in run("posts", "--by", "author").stderr
        assert run("posts", "--one-author", "-o", "out.jsonl").exit_code == 0

    @pytest.mark.skipif(os.name == "nt", reason="permissions are others there")
    def test_permissions_stay(self) -> None:
        """Also those of what is written on the way."""
        Path("out.parquet").touch(0o600)
        assert run(write_jsonl(), "-o", "out.parquet").exit_code == 2
        assert Path("out.parquet").stat().st_mode & 0o777 == 0o600

    def test_workers_are_asked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The linter is told how many, and only if there are several."""
        asked: list[dict[str, Any]] = []

        class Several(FakeLinter):
            def check_many(self, documents: Any, *, rewrites: bool = False, **several: Any) -> Any:
                asked.append(several)
                return super().check_many(documents, rewrites=rewrites)

        monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: Several())
        run(write_jsonl(), "-o", "out.jsonl", "--workers", "3")
        run("in.jsonl", "-o", "out.jsonl")
        assert asked == [{"workers": 3, "batch_size": 32}, {}]

    def test_a_row_without_a_report_is_not_passed_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """If a linter ever lost one, the run fails (law 4)."""

        class Loses(FakeLinter):
            def check_many(self, documents: Any, *, rewrites: bool = False) -> Any:
                return list(super().check_many(documents, rewrites=rewrites))[:-1]

        monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: Loses())
        result = run(write_jsonl(), "-o", "out.jsonl")
        assert (result.exit_code, "without a report" in result.stderr) == (2, True)
        assert not Path("out.jsonl").exists()
