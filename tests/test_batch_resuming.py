"""A batch that was stopped goes on where it stopped: no row is lost, and none comes twice."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from postlint.cli import making

from .batch_fakes import CLEAN, FROM_BASE, NAMED, out, run
from .cli_fakes import FakeLinter
from .conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeLinter:
    """The linter that every command in this process gets, in an empty folder."""
    fake = FakeLinter()
    monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: fake)
    monkeypatch.chdir(tmp_path)
    return fake


# A fake that takes its time, so that there is a middle to be killed in.
SLOW = """
import sys, time
from tests.cli_fakes import FakeLinter
from postlint.cli import main, making

class Slow(FakeLinter):
    def check(self, document, *, rewrites=True):
        time.sleep({seconds})
        return super().check(document, rewrites=rewrites)

making.make_linter = lambda rules_path, audience, **chosen: Slow()
sys.argv = ["postlint", "batch", *{args!r}]
main()
"""


def child(*args: str, seconds: float = 0.0) -> subprocess.Popen[str]:
    """The command in a process of its own, in this folder."""
    return subprocess.Popen(
        [sys.executable, "-c", SLOW.format(seconds=seconds, args=args)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True, stderr=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip


def killed(*args: str, after: int, seconds: float = 0.004) -> None:
    """Run until more than ``after`` rows were written, and kill without a word."""
    part = Path(f"{args[args.index('-o') + 1]}.part")
    process = child(*args, seconds=seconds)
    deadline = time.monotonic() + 60
    while not (part.exists() and part.read_bytes().count(b"\n") > after):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)


@pytest.fixture(autouse=True)
def rows(fake: FakeLinter) -> None:
    """A thousand rows, some bad, of three authors, as JSON lines, Parquet and a database."""
    texts = [NAMED, CLEAN, None, "On Tuesday, é.", " "]
    rows = [{"id": f"p{n:04}", "text": texts[n % 5], "author": f"a{n % 3}"} for n in range(1000)]
    Path("in.jsonl").write_text("\n".join(map(json.dumps, rows)))
    with closing(sqlite3.connect("in.db")) as base:
        base.execute("create table posts (id text, text text, author text)")
        base.executemany("insert into posts values (:id, :text, :author)", rows)
        base.commit()


@pytest.mark.parametrize(
    "source", [("in.jsonl",), ("in.jsonl", "--by", "author"), ("sqlite:///in.db", *FROM_BASE, "--resume-key", "id")]
)
def test_after_a_kill(source: tuple[str, ...]) -> None:
    """No row is lost, none comes twice: byte for byte the output, and the summary, of a run that was not killed."""
    whole = run(*source, "-o", "whole.jsonl", "--summary", "--show-ids")
    killed(*source, "-o", "out.jsonl", after=300)
    with Path("out.jsonl.part").open("ab") as part:
        part.write(b'{"id":"p0999","verd')  # a line that was torn, whenever the kill came
    killed(*source, "-o", "out.jsonl", after=700)
    resumed = run(*source, "-o", "out.jsonl", "--summary", "--show-ids")
    assert "rows of it were written before; going on from there" in resumed.stderr
    assert resumed.exit_code == whole.exit_code == 2
    assert Path("out.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()
    assert resumed.stderr.split("\n", 1)[1] == whole.stderr
    assert not list(Path().glob("*.part*"))


def test_parquet_after_a_kill() -> None:
    """The parts are put together at the end."""
    from pyarrow import parquet

    run("in.jsonl", "-o", "whole.parquet")
    killed("in.jsonl", "-o", "out.parquet", after=300)
    assert run("in.jsonl", "-o", "out.parquet", "--resume").exit_code == 2
    assert parquet.read_table("out.parquet").equals(parquet.read_table("whole.parquet"))


@pytest.mark.parametrize("what", ["input", "options", "model", "row", "state", "part"])
def test_what_changed_is_not_gone_on_with(fake: FakeLinter, what: str) -> None:
    """Another input, other options, another model, or a file that is not as it was left: refused, and kept."""
    source, more = ["in.jsonl"], []
    if what == "row":  # of which a database says nothing but its rows
        source = ["sqlite:///in.db", *FROM_BASE, "--resume-key", "id"]
    killed(*source, "-o", "out.jsonl", after=300)
    before = Path("out.jsonl.part").read_bytes()
    if what == "input":
        Path("in.jsonl").write_text("")
    elif what == "options":
        more = ["--audience", "peer"]
    elif what == "model":
        fake.model_info = {"sha256": "1" * 64}
    elif what == "row":
        with closing(sqlite3.connect("in.db")) as base:
            base.execute("delete from posts where id = 'p0007'")
            base.commit()
    elif what == "state":
        Path("out.jsonl.part.state").write_text("{")
    else:
        Path("out.jsonl.part").write_bytes(before[:1000])
    refused = run(*source, *more, "-o", "out.jsonl")
    assert refused.exit_code == 2
    assert "--restart begins anew" in refused.stderr
    assert not Path("out.jsonl").exists()
    if what != "part":
        assert Path("out.jsonl.part").read_bytes().startswith(before[:10_000])
    if what != "input":
        run(*source, *more, "-o", "out.jsonl", "--restart")
        assert len(out()) == 1000 - (what == "row")


def test_two_at_once() -> None:
    """They would spoil it for each other: the second is refused."""
    first = child("in.jsonl", "-o", "out.jsonl", seconds=0.02)
    while not Path("out.jsonl.part").exists():
        time.sleep(0.01)
    second = run("in.jsonl", "-o", "out.jsonl", "--restart")
    first.kill()
    first.communicate()
    assert second.exit_code == 2
    assert "is being written by another run" in second.stderr


def test_nothing_is_held_of_the_drafts() -> None:
    """Neither in what was written so far, nor in what is known of it."""
    killed("in.jsonl", "-o", "out.jsonl", "--by", "author", after=300)
    kept = Path("out.jsonl.part").read_text() + Path("out.jsonl.part.state").read_text()
    assert "Okafor" not in kept
    state = json.loads(Path("out.jsonl.part.state").read_text())
    assert set(state) == {"postlint", "salt", "run", "rows", "bytes", "seen"}
