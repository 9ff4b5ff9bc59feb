"""A run that stopped goes on: what comes out is what an unbroken run would have written, byte for byte."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from postlint import Linter
from postlint.batch import journal as journals
from postlint.batch.journal import Journal
from postlint.cli import cli, making
from postlint.errors import DraftError

from .cli_fakes import POLICY, FakeLinter, rule
from .conftest import ROOT

COUNT = 300
KILLED = """
    import sys, time
    from tests.cli_fakes import FakeLinter
    from postlint.batch import journal
    from postlint.cli import main, making

    class Slow(FakeLinter):
        def check(self, document, *, rewrites=True):
            time.sleep(0.004)
            return super().check(document, rewrites=rewrites)

    journal._ROWS = 20
    making.make_linter = lambda rules_path, audience, **chosen: Slow()
    sys.argv = ["postlint", *{args!r}]
    main()
"""


@pytest.fixture(autouse=True)
def checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeLinter:
    """The linter that every command gets, which remembers what it checked."""
    fake = FakeLinter()
    monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: fake)
    monkeypatch.chdir(tmp_path)
    return fake


def run(*args: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(cli, ["batch", *args])


def write_rows(count: int = COUNT) -> None:
    """Rows in a file and in a database, some of them bad."""
    texts = ["Saw Mrs Okafor.", "Wash your hands.", "On Tuesday, the lighthouse.", ""]
    rows = [{"id": f"p{n:04}", "text": texts[n % 4], "author": "Ann", "created": "2026-02-03"} for n in range(count)]
    Path("in.jsonl").write_text("\n".join(map(json.dumps, rows)))
    with sqlite3.connect("in.db") as made:
        made.execute("create table posts (id text, text text, author text, created text)")
        made.executemany("insert into posts values (:id, :text, :author, :created)", rows)
    made.close()


DATABASE = ("sqlite:///in.db", "--query", "select * from posts", "--resume-key", "id")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
@pytest.mark.parametrize(
    ("source", "out"), [(("in.jsonl",), "out.jsonl"), (("in.jsonl",), "out.parquet"), (DATABASE, "out.jsonl")]
)
def test_killed_in_the_middle(source: tuple[str, ...], out: str, tmp_path: Path, checked: FakeLinter) -> None:
    """SIGKILL, which nobody can catch, and on: no row lost, none twice, and most not checked again."""
    write_rows()
    run(*source, "-o", f"whole-{out}")
    checked.checked.clear()
    code = textwrap.dedent(KILLED).format(args=["batch", *source, "-o", out])
    child = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)})
    state = Path(f"{out}.part.state")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (not state.exists() or json.loads(state.read_text())["rows"] < 60):
        assert child.poll() is None
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait(timeout=60)
    assert not Path(out).exists()
    done = json.loads(state.read_text())["rows"]
    assert 60 <= done < COUNT
    with Path(f"{out}.part").open("ab") as part:
        part.write(b'{"id":"torn')
    result = run(*source, "-o", out, "--summary")
    assert f"going on after {done} rows" in result.stderr
    assert f"{COUNT} posts under" in result.stderr
    assert f"{COUNT}  2026-02" in result.stderr
    assert len(checked.checked) == COUNT - done
    assert Path(out).read_bytes() == Path(f"whole-{out}").read_bytes()
    assert not list(Path().glob("*.part*"))


@pytest.fixture
def stopped() -> None:
    """A run over ten rows that stopped after five."""
    write_rows(10)
    real = FakeLinter.check

    def stops(self: FakeLinter, document: Any, **options: Any) -> Any:
        if document.id == "p0005":
            raise KeyboardInterrupt
        return real(self, document, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FakeLinter, "check", stops)
        assert run("in.jsonl", "-o", "out.jsonl").exit_code == 130


@pytest.mark.usefixtures("stopped")
class TestStopped:
    def test_it_goes_on_by_itself(self) -> None:
        """The same command again."""
        result = run("in.jsonl", "-o", "out.jsonl", "--workers", "1")
        assert result.exit_code == 2
        assert "going on after 5 rows" in result.stderr
        ids = [json.loads(line)["id"] for line in Path("out.jsonl").read_text().splitlines()]
        assert ids == [f"p{n:04}" for n in range(10)]

    @pytest.mark.parametrize("change", ["input", "options", "policy", "model", "column"])
    def test_another_run_is_refused(self, change: str, checked: FakeLinter) -> None:
        """What is there is left as it is, until somebody says that it may go."""
        args = ["in.jsonl", "-o", "out.jsonl"]
        if change == "input":
            with Path("in.jsonl").open("a") as stream:
                stream.write("\n")
        elif change == "options":
            args.append("--rewrites")
        elif change == "policy":
            checked.policy = POLICY.__class__("test", (rule("patient-name", message="Another."),))
        elif change == "model":
            checked.model_info = {**checked.model_info, "sha256": "1" * 64}
        else:
            args += ["--id-column", "author"]
        before = Path("out.jsonl.part").read_bytes()
        result = run(*args)
        assert result.exit_code == 2
        assert "--restart" in result.stderr
        assert result.stderr.count("\n") == 1
        assert Path("out.jsonl.part").read_bytes() == before
        assert run(*args, "--restart").exit_code == 2  # an empty row among them
        assert len(Path("out.jsonl").read_text().splitlines()) == 10
        assert not list(Path().glob("*.part*"))

    def test_a_damaged_part_is_refused(self) -> None:
        """One that is shorter than it was, or a state that cannot be read."""
        part, state = Path("out.jsonl.part"), Path("out.jsonl.part.state")
        whole = part.read_bytes()
        part.write_bytes(whole[:-3])
        assert "shorter" in run("in.jsonl", "-o", "out.jsonl").stderr
        part.write_bytes(whole)
        state.write_text("{")
        assert "cannot be read" in run("in.jsonl", "-o", "out.jsonl").stderr

    def test_standard_input_does_not_go_on_with_it(self) -> None:
        """Nobody knows whether the same rows come again."""
        result = CliRunner().invoke(cli, ["batch", "-", "-o", "out.jsonl"], input=b'{"text": "x"}')
        assert (result.exit_code, "--restart" in result.stderr) == (2, True)

    def test_it_holds_nothing_of_the_drafts(self) -> None:
        """Law 3: neither file has words of a draft, an author, or a plain digest of one."""
        held = Path("out.jsonl.part").read_text() + Path("out.jsonl.part.state").read_text()
        for word in ("Okafor", "hands", "Ann", "lighthouse", "in.jsonl"):
            assert word not in held


def test_rows_that_changed_are_noticed() -> None:
    """A database may change between two runs: what was checked must still be what comes first."""
    write_rows(10)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FakeLinter, "check_many", lambda self, items, **_: _few(self, items))
        assert run(*DATABASE, "-o", "out.jsonl").exit_code == 130
    with sqlite3.connect("in.db") as made:
        made.execute("delete from posts where id = 'p0001'")
    made.close()
    result = run(*DATABASE, "-o", "out.jsonl")
    assert (result.exit_code, "have changed" in result.stderr) == (2, True)
    with sqlite3.connect("in.db") as made:
        made.execute("insert into posts values ('p0001', 'Wash your hands.', 'Ann', '2026-02-03')")
        made.execute("insert into posts values ('p9999', 'New.', 'Ann', null)")
    made.close()
    assert run(*DATABASE, "-o", "out.jsonl").exit_code == 2
    assert [json.loads(line)["id"] for line in Path("out.jsonl").read_text().splitlines()][-2:] == ["p0009", "p9999"]


def _few(linter: FakeLinter, items: Any) -> Any:
    for number, item in enumerate(items):
        if number == 5:
            raise KeyboardInterrupt
        yield linter.check(item) if item.text else _unchecked(item)


def _unchecked(item: Any) -> Any:
    from postlint import Report

    return Report.unchecked(item.id, "is empty")


def test_two_runs_do_not_write_one_file(tmp_path: Path) -> None:
    """The second is refused, and what the first wrote is left alone."""
    pytest.importorskip("fcntl")
    first = Journal(tmp_path / "out", ("a",))
    first.append(b"one\n", b"")
    first.save()
    with pytest.raises(DraftError, match="another run"):
        Journal(tmp_path / "out", ("a",))
    with pytest.raises(DraftError, match="another run"):
        Journal(tmp_path / "out", None, resume=False)
    assert list(first.lines()) == [b"one\n"]
    first.finish()
    assert (tmp_path / "out").read_bytes() == b"one\n"


def test_only_what_was_forced_to_the_disk_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every so many rows, the part is written before the state that tells of it."""
    monkeypatch.setattr(journals, "_ROWS", 2)
    order: list[str] = []
    if not Path("/proc/self/fd").exists():
        pytest.skip("needs /proc")
    monkeypatch.setattr(os, "fsync", lambda number: order.append(os.readlink(f"/proc/self/fd/{number}")))
    journal = Journal(tmp_path / "out", ("a",))
    for number in range(5):
        journal.append(b"x\n", bytes([number]))
    assert json.loads((tmp_path / "out.part.state").read_text())["rows"] == 4
    assert [Path(name).name for name in order] == ["out.part", "out.part.state.tmp"] * 2
    journal.leave()


def test_a_history_goes_on_too(linter: Linter, monkeypatch: pytest.MonkeyPatch, checked: FakeLinter) -> None:
    """It was kept nowhere, so the posts are read again; the findings and groups are those of an unbroken run."""
    from .test_history import ONE_PATIENT

    posts = ["Wash your hands.", *ONE_PATIENT, "Bring a coat."]
    Path("in.jsonl").write_text("\n".join(json.dumps({"text": post, "author": "Ann"}) for post in posts))
    monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: linter)
    args = ("in.jsonl", "--by", "author")
    assert run(*args, "-o", "whole.jsonl").exit_code == 1

    real = Linter.check
    with pytest.MonkeyPatch.context() as patch:

        def stops(self: Linter, document: Any, **options: Any) -> Any:
            if document.text == ONE_PATIENT[2]:
                raise KeyboardInterrupt
            return real(self, document, **options)

        patch.setattr(Linter, "check", stops)
        assert run(*args, "-o", "out.jsonl").exit_code == 130
    assert run(*args, "-o", "out.jsonl").exit_code == 1
    assert Path("out.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()
    history = Path("out.jsonl.history.json").read_text()
    assert history == Path("whole.jsonl.history.json").read_text()
    (group,) = json.loads(history)["groups"]
    assert (group["author"], group["rows"], group["change"]) == (1, [2, 3, 4], {"row": 4, "kind": "loc"})
    assert "Ann" not in history
    assert run(*args, "-o", "out.jsonl", "--show-ids").exit_code == 1
    (group,) = json.loads(Path("out.jsonl.history.json").read_text())["groups"]
    assert (group["author_name"], group["ids"]) == ("Ann", ["row 2", "row 3", "row 4"])
