"""``postlint batch`` on a PostgreSQL cluster of its own, with a password. ``POSTLINT_POSTGRES=1`` runs it.

The programs of PostgreSQL refuse to run as root, so they run as somebody else then; the cluster lives in a folder in
the temp folder, listens on loopback only, and is gone at the end.
"""

from __future__ import annotations

import getpass
import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text

from postlint.cli import cli, making

from ..cli_fakes import FakeLinter

pytestmark = pytest.mark.skipif(
    not os.environ.get("POSTLINT_POSTGRES"), reason="starts a database; POSTLINT_POSTGRES=1 runs it"
)
COUNT = 5_000
PASSWORD = "hunter2"


def _program(name: str) -> str:
    found = shutil.which(name) or next(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), None)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def _user() -> str:
    if os.geteuid() != 0:
        return getpass.getuser()
    return next(name for name in ("postgres", "nobody") if name in {entry.pw_name for entry in pwd.getpwall()})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a database that holds posts, as its owner would write it."""
    folder, user, port = Path(tempfile.mkdtemp(prefix="pg")), _user(), _free_port()
    entry = pwd.getpwnam(user)
    (folder / "password").write_text(PASSWORD)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    os.chown(folder / "password", entry.pw_uid, entry.pw_gid)

    def do(*words: str) -> None:
        as_user: dict[str, Any] = {"user": entry.pw_uid, "group": entry.pw_gid} if os.geteuid() == 0 else {}
        subprocess.run(words, check=True, cwd=folder, capture_output=True, timeout=120, **as_user)

    cluster = str(folder / "cluster")
    try:
        secret = ("-A", "scram-sha-256", "--pwfile", str(folder / "password"))
        do(_program("initdb"), "-D", cluster, "-U", "gwendolyn", *secret)
        settings = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
        # Not captured: the server would keep the pipe open.
        do("sh", "-c", f"'{_program('pg_ctl')}' -D {cluster} -w -o '{settings}' start > log 2>&1")
        try:
            made = f"postgresql+psycopg://gwendolyn:{PASSWORD}@127.0.0.1:{port}/postgres"
            _fill(made)
            yield made
        finally:
            do(_program("pg_ctl"), "-D", cluster, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _fill(address: str) -> None:
    engine = create_engine(address)
    words = ["Saw Mrs Okafor.", "Wash your hands.", "On Tuesday.", None]
    rows = [{"id": n, "text": words[n % 4], "created": f"2026-0{n % 9 + 1}-11"} for n in range(COUNT)]
    with engine.begin() as connection:
        connection.execute(text("create table posts (id int primary key, text text, created date)"))
        connection.execute(text("insert into posts values (:id, :text, cast(:created as date))"), rows)
    engine.dispose()


@pytest.fixture(autouse=True)
def linter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeLinter:
    """A linter that needs no model."""
    fake = FakeLinter()
    monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: fake)
    monkeypatch.chdir(tmp_path)
    return fake


def run(*args: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(cli, ["batch", *args])


QUERY = ("--query", "select * from posts", "--resume-key", "id", "-o", "out.jsonl")


def told() -> list[dict[str, Any]]:
    """The reports."""
    return [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]


def test_every_row(address: str) -> None:
    """In the order of the key; a null is a row that was not checked; months come from dates."""
    result = run(address, *QUERY, "--summary")
    assert result.exit_code == 2
    reports = told()
    assert [r["id"] for r in reports] == [str(n) for n in range(COUNT)]
    assert [r["complete"] for r in reports] == [n % 4 != 3 for n in range(COUNT)]
    assert "2026-09" in result.stderr
    assert PASSWORD not in result.output + Path("out.jsonl").read_text()


def test_going_on(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that stopped goes on, and comes to what an unbroken one does."""
    run(address, *QUERY)
    whole = Path("out.jsonl").read_bytes()
    Path("out.jsonl").unlink()
    real = FakeLinter.check

    def stops(self: FakeLinter, document: Any, **options: Any) -> Any:
        if document.id == "3000":
            raise KeyboardInterrupt
        return real(self, document, **options)

    with monkeypatch.context() as patch:
        patch.setattr(FakeLinter, "check", stops)
        assert run(address, *QUERY).exit_code == 130
    state = Path("out.jsonl.part.state").read_text()
    assert PASSWORD not in state
    assert json.loads(state)["rows"] == 3000
    assert "going on after 3000 rows" in run(address, *QUERY).stderr.replace(",", "")
    assert Path("out.jsonl").read_bytes() == whole


def test_it_is_streamed(address: str) -> None:
    """Rows come by a cursor of the server, a few hundred at a time, not all at once."""
    from postlint.batch.sources import Asked, source_of

    query = "select n as id, repeat('x', 1000) as text from generate_series(1, 2000000) n"
    source = source_of(address, Asked(query=query))
    rows = source.rows()
    assert [next(rows).number for _ in range(1000)] == list(range(1, 1001))
    peak = int(next(line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line).split()[1])
    assert peak < 1_000_000  # kilobytes; the rows would take two million
    rows.close()  # type: ignore[attr-defined]


def test_it_is_only_read(address: str) -> None:
    """Whatever the query says."""
    result = run(address, "--query", "delete from posts returning *", "-o", "out.jsonl")
    assert (result.exit_code, "the query failed" in result.stderr) == (2, True)
    engine = create_engine(address)
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from posts")).scalar_one() == COUNT
    engine.dispose()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda a: a.replace(PASSWORD, "wrong"), "cannot be reached"),
        (lambda a: a.replace("/postgres", "/nosuch"), "cannot be reached"),
    ],
)
def test_what_the_server_refuses(address: str, change: Any, words: str) -> None:
    """One line, without the address or the password, right or wrong."""
    result = run(change(address), *QUERY)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
    for word in (PASSWORD, "wrong", "gwendolyn", "127.0.0.1"):
        assert word not in result.output


def test_a_cell_that_fails_in_the_middle(address: str) -> None:
    """The server stops in the middle: what came is reported, and that the rest did not; its words are not repeated."""
    query = "select id, case when id < 2000 then 'Wash your hands.' else (text || 1/(id - 2000)) end as text from posts"
    result = run(address, "--query", query, "--resume-key", "id", "-o", "out.jsonl")
    assert result.exit_code == 2
    last = told()[-1]
    assert last["complete"] is False
    assert "nothing after it was read" in last["reason"]
    assert "division" not in result.output + json.dumps(last)
