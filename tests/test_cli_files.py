"""What the command line writes: rewritten drafts, differences, batches. And what it must not leave behind."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postlint.cli import cli, making, writing
from postlint.document import Document
from postlint.errors import DraftError

from .cli_fakes import FakeLinter

NAMED = "Saw Mrs Okafor about her hip.\n"


@pytest.fixture(autouse=True)
def linter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeLinter:
    """The fake that every command gets, in an empty folder."""
    fake = FakeLinter()
    monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: fake)
    monkeypatch.chdir(tmp_path)
    return fake


def run(*args: str, **kwargs: object) -> Result:
    """Run the command line."""
    return CliRunner().invoke(cli, args, **kwargs)  # type: ignore[arg-type]


def names() -> list[str]:
    """All that lies in the folder."""
    return sorted(os.listdir("."))


class TestFix:
    def test_to_standard_output(self) -> None:
        """The rewritten draft and nothing else, line ends kept; what was done is told on standard error."""
        Path("a.txt").write_bytes(b"Saw Mrs Okafor.\r\nShe is well.\r\n")
        result = run("--fix", "a.txt")
        assert result.stdout_bytes == b"Saw a patient.\r\nShe is well.\r\n"
        assert "1 rewrite made" in result.stderr
        assert names() == ["a.txt"]

    def test_suggested_only_when_asked(self) -> None:
        """A suggested rewrite needs --suggested."""
        Path("a.txt").write_text("Mrs Okafor, on Tuesday.\n")
        assert run("--fix", "a.txt").stdout == "a patient, on Tuesday.\n"
        assert run("--fix", "--suggested", "a.txt").stdout == "a patient, on one day.\n"

    def test_one_unreadable_draft(self) -> None:
        """The others are still rewritten, and the status says that one was not."""
        Path("a.txt").write_text(NAMED)
        result = run("--fix", "missing.txt", "a.txt")
        assert result.exit_code == 2
        assert result.stdout == "Saw a patient about her hip.\n"


class TestWrite:
    def test_in_place_with_backup(self) -> None:
        """The file holds the rewrite, the backup the old bytes; nothing is printed on standard output."""
        Path("a.txt").write_text(NAMED)
        os.chmod("a.txt", 0o640)
        result = run("--write", "a.txt")
        assert result.exit_code == 0
        assert result.stdout == ""
        assert "a.txt.bak" in result.stderr
        assert Path("a.txt").read_text() == "Saw a patient about her hip.\n"
        assert Path("a.txt.bak").read_text() == NAMED
        assert stat.S_IMODE(os.stat("a.txt").st_mode) == 0o640
        assert stat.S_IMODE(os.stat("a.txt.bak").st_mode) == 0o640
        assert names() == ["a.txt", "a.txt.bak"]

    def test_backups_are_never_overwritten(self) -> None:
        """The next free name is taken."""
        Path("a.txt.bak").write_text("first")
        Path("a.txt.bak1").write_text("second")
        Path("a.txt").write_text(NAMED)
        run("--write", "a.txt")
        assert Path("a.txt.bak").read_text() == "first"
        assert Path("a.txt.bak1").read_text() == "second"
        assert Path("a.txt.bak2").read_text() == NAMED

    @pytest.mark.parametrize(
        ("mark", "encoding"),
        [
            (b"", "utf-8"),
            (b"\xef\xbb\xbf", "utf-8"),
            (b"\xff\xfe", "utf-16-le"),
            (b"\xfe\xff", "utf-16-be"),
            (b"", "cp1252"),
        ],
    )
    def test_encoding_and_line_ends_are_kept(self, mark: bytes, encoding: str) -> None:
        """A file comes back in the bytes that it would have had if its author had made the change."""
        text = "Café, 5\u202f% – Mrs Okafor.\r\nWell.\n" if encoding != "cp1252" else "Café – Mrs Okafor.\r\nWell.\n"
        Path("a.txt").write_bytes(mark + text.encode(encoding))
        assert run("--write", "a.txt").exit_code == 0
        assert Path("a.txt").read_bytes() == mark + text.replace("Mrs Okafor", "a patient").encode(encoding)

    def test_told_as_it_is_written(self) -> None:
        """Ctrl-C among several drafts: what is already rewritten has been told, with the place of the old text."""
        Path("a.txt").write_text(NAMED)
        Path("b.txt").write_text("interrupt me")
        result = run("--write", "a.txt", "b.txt")
        assert result.exit_code == 130
        assert Path("a.txt").read_text() == "Saw a patient about her hip.\n"
        assert result.stderr.startswith("postlint: a.txt: 1 rewrite made; ")
        assert "the old text is in a.txt.bak\n" in result.stderr
        assert Path("b.txt").read_text() == "interrupt me"

    def test_told_beside_json(self) -> None:
        """A program's report does not hide from its user where the old text is."""
        Path("a.txt").write_text(NAMED)
        result = run("--write", "a.txt", "--format", "json")
        assert json.loads(result.stdout)["documents"][0]["rewrite"] == "Saw a patient about her hip.\n"
        assert "the old text is in a.txt.bak\n" in result.stderr

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("Wash your hands.", "nothing to rewrite; no rule matched"),
            ("On Tuesday.", "nothing to rewrite; REVIEW, 1 warning left"),
            (NAMED, "1 rewrite made; no rule matches any more"),
            ("Mrs Okafor on Tuesday.", "1 rewrite made; REVIEW, 1 warning left"),
        ],
    )
    def test_what_became_of_it(self, text: str, told: str) -> None:
        """What was done and what is left, in one line."""
        Path("a.txt").write_text(text)
        assert run("--fix", "a.txt").stderr == f"postlint: a.txt: {told}\n"

    def test_nothing_to_rewrite(self) -> None:
        """No backup is made of a draft that stays as it is."""
        Path("a.txt").write_text("Wash your hands.\n")
        assert run("--write", "a.txt").exit_code == 0
        assert names() == ["a.txt"]

    def test_a_link_stays_a_link(self) -> None:
        """What it points to is rewritten."""
        Path("real.txt").write_text(NAMED)
        os.symlink("real.txt", "a.txt")
        run("--write", "a.txt")
        assert Path("a.txt").is_symlink()
        assert "Okafor" not in Path("real.txt").read_text()

    def test_standard_input_is_refused(self) -> None:
        """There is no place to write it back to."""
        assert run("--write", "-", input=NAMED).exit_code == 2

    @pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")])
    def test_failure_leaves_the_draft_as_it_was(self, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
        """Ctrl-C or a full disk at the last step: the old text is there, and nothing beside it."""
        Path("a.txt").write_text(NAMED)

        def broken(*_: object) -> None:
            raise error

        monkeypatch.setattr(os, "replace", broken)
        result = run("--write", "a.txt")
        assert result.exit_code == (130 if isinstance(error, KeyboardInterrupt) else 2)
        assert Path("a.txt").read_text() == NAMED
        assert names() == ["a.txt"]

    def test_a_file_that_changed_meanwhile(self) -> None:
        """It is not overwritten."""
        path = Path("a.txt")
        path.write_text("Something else.\n")
        with pytest.raises(DraftError, match="changed"):
            writing.rewrite_file(path, Document(NAMED), Document("Saw a patient.\n"))
        assert names() == ["a.txt"]

    def test_a_letter_that_the_encoding_lacks(self) -> None:
        """It is told, and nothing is written."""
        path = Path("a.txt")
        path.write_bytes("Café".encode("cp1252"))
        with pytest.raises(DraftError, match="encoding"):
            writing.rewrite_file(path, Document("Café"), Document("Café \u2713"))
        assert names() == ["a.txt"]


class TestDiff:
    def test_unified(self) -> None:
        """Only the changed line, and the file stays as it is."""
        Path("a.txt").write_text("One.\n" + NAMED + "Three.\n")
        result = run("--diff", "a.txt")
        assert result.stdout == (
            "--- a.txt\n+++ a.txt\n@@ -1,3 +1,3 @@\n One.\n"
            "-Saw Mrs Okafor about her hip.\n+Saw a patient about her hip.\n Three.\n"
        )
        assert names() == ["a.txt"]

    def test_last_line_without_an_end(self) -> None:
        """It is said in the way that patch understands."""
        Path("a.txt").write_text("Mrs Okafor")
        assert run("--diff", "a.txt").stdout.count("\\ No newline at end of file\n") == 2

    def test_nothing_changes(self) -> None:
        """No difference, no output."""
        Path("a.txt").write_text("Wash your hands.\n")
        result = run("--diff", "a.txt")
        assert (result.exit_code, result.stdout) == (0, "")


def rows(text: str) -> list[dict[str, object]]:
    """The objects of a JSON Lines text."""
    return [json.loads(line) for line in text.splitlines()]


GOOD = json.dumps({"id": "p1", "text": NAMED}).encode()
BAD = {
    b"not json": "row 2",
    b"[1, 2]": "row 2",
    b'{"id": "p2"}': "p2",
    b'{"id": "p2", "text": 3}': "p2",
    b'{"id": ["p2"], "text": "x"}': "row 2",
    b'{"id": "p2", "text": "x", "format": "pdf"}': "p2",
    b'{"id": "p2", "text": "  "}': "p2",
    b'{"id": "p2", "text": "fail in a stage"}': "p2",
    b"\xff\xfe": "row 2",
    b"[" * 100_000: "row 2",
}


class TestBatch:
    @pytest.mark.parametrize("row", BAD, ids=[str(n) for n in range(len(BAD))])
    def test_a_bad_row_among_good_ones(self, row: bytes) -> None:
        """It is reported in its place as not checked, and the rest go on."""
        last = json.dumps({"id": 3, "text": "Wash your hands."}).encode()
        Path("in.jsonl").write_bytes(b"\n".join([GOOD, row, b"", last]) + b"\n")
        result = run("batch", "in.jsonl", "-o", "out.jsonl")
        assert result.exit_code == 2
        told = rows(Path("out.jsonl").read_text())
        assert [(r["id"], r["verdict"], r["complete"]) for r in told] == [
            ("p1", "block", True),
            (BAD[row], "block", False),
            ("3", "publish", True),
        ]
        assert told[1]["reason"]
        assert result.stderr == "postlint: in.jsonl: 1 of 3 rows could not be checked\n"
        assert "CANARY" not in Path("out.jsonl").read_text()
        assert names() == ["in.jsonl", "out.jsonl"]

    def test_pipes(self) -> None:
        """``-`` reads and writes the standard streams; rewrites are there on request only."""
        result = run("batch", "-", "-o", "-", input=GOOD)
        assert result.exit_code == 1
        (told,) = rows(result.stdout)
        assert told["findings"][0]["rewrites"] == []  # type: ignore[index]
        (told,) = rows(run("batch", "-", "--rewrites", input=GOOD).stdout)
        assert told["findings"][0]["rewrites"]  # type: ignore[index]

    def test_only_bad_rows(self) -> None:
        """Each has its line."""
        result = run("batch", "-", input=b"x\ny\n")
        assert [r["id"] for r in rows(result.stdout)] == ["row 1", "row 2"]

    @pytest.mark.parametrize("target", ["-", "out.jsonl"])
    def test_no_rows(self, target: str) -> None:
        """Nothing to check is not clean: a program before this one may have failed."""
        result = run("batch", "-", "-o", target, input=b"\n \n")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == "postlint: -: holds no rows\n"
        assert names() == []

    def test_streams(self, linter: FakeLinter) -> None:
        """A report comes out before the next row is read."""
        from postlint.batch.checking import checked
        from postlint.reading.tables import BadRow, Row

        def endless() -> Iterator[Row | BadRow]:
            for number in count(1):
                yield BadRow(number, "x", "row is not JSON")
                yield Row(number, Document(NAMED))

        found = checked(linter, endless())  # type: ignore[arg-type]
        assert [next(found)[1].complete for _ in range(4)] == [False, True, False, True]

    @pytest.mark.parametrize("words", ["interrupt me", "fail at random"])
    def test_what_was_there_stays(self, words: str) -> None:
        """Ctrl-C, or an error nobody foresaw: an earlier output is as it was, and beside it what was done so far."""
        Path("out.jsonl").write_text("earlier\n")
        Path("in.jsonl").write_bytes(GOOD + b"\n" + json.dumps({"id": "p2", "text": words}).encode())
        result = run("batch", "in.jsonl", "-o", "out.jsonl")
        assert result.exit_code == (130 if "interrupt" in words else 2)
        assert "CANARY" not in result.output
        assert Path("out.jsonl").read_text() == "earlier\n"
        assert names() == ["in.jsonl", "out.jsonl", "out.jsonl.part", "out.jsonl.part.state"]
        assert [row["id"] for row in rows(Path("out.jsonl.part").read_text())] == ["p1"]

    @pytest.mark.parametrize(
        "args", [["missing.jsonl"], ["in.jsonl", "-o", "no/such/out.jsonl"], ["in.jsonl", "-o", "."]]
    )
    def test_files_that_cannot_be_opened(self, args: list[str]) -> None:
        """One line, exit 2."""
        Path("in.jsonl").write_bytes(GOOD)
        result = run("batch", *args)
        assert result.exit_code == 2
        assert result.stderr.count("\n") == 1
        assert "internal" not in result.stderr

    def test_over_its_own_input(self) -> None:
        """The input is read to its end before it is replaced."""
        Path("in.jsonl").write_bytes(GOOD + b"\n" + GOOD)
        run("batch", "in.jsonl", "-o", "in.jsonl")
        assert len(rows(Path("in.jsonl").read_text())) == 2
