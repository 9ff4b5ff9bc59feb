"""The command line in a terminal, in a pipe, and as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postlint.cli import cli, making, showing

from .cli_fakes import POLICY, FakeLinter

NAMED = "Saw Mrs Okafor about her hip.\n"
ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where commands run, with one draft in it."""
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(making, "make_linter", lambda rules_path, audience, **chosen: FakeLinter())
    monkeypatch.setattr(making, "make_policy", lambda rules_path, audience: POLICY)
    (tmp_path / "named.txt").write_text(NAMED)
    return tmp_path


def run(*args: str, **kwargs: object) -> Result:
    """Run the command line."""
    # color=True: the runner takes nothing away that was printed.
    return CliRunner().invoke(cli, args, color=True, **kwargs)  # type: ignore[arg-type]


class TestColor:
    @pytest.mark.parametrize(
        ("terminal", "args", "environment", "colored"),
        [
            (False, [], {}, False),
            (True, [], {}, True),
            (True, [], {"NO_COLOR": "1"}, False),
            (True, [], {"NO_COLOR": ""}, True),
            (True, [], {"TERM": "dumb"}, False),
            (True, ["--no-color"], {}, False),
            (False, ["--color"], {}, True),
            (True, ["--color"], {"NO_COLOR": "1"}, True),
        ],
    )
    @pytest.mark.parametrize("option", ["--rewrites", "--diff"])
    def test_when(
        self,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        terminal: bool,
        args: list[str],
        environment: dict[str, str],
        colored: bool,
        option: str,
    ) -> None:
        """The option decides, then NO_COLOR and TERM, then whether it is a terminal."""
        monkeypatch.setattr(showing, "on_terminal", lambda: terminal)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        assert ("\x1b[" in run("named.txt", option, *args).stdout) == colored

    def test_color_is_not_all(self, folder: Path) -> None:
        """The report says in words what the colours say."""
        plain = run("named.txt", "--no-color", "--show-text").stdout
        assert "BLOCK" in plain
        assert "error" in plain
        assert "^^^^^^^^^^" in plain


@pytest.mark.parametrize("terminal", [True, False])
class TestEscapes:
    DRAFT = "Mrs Okafor \x1b]0;owned\x07\x1b[2J \u202edrow\u202c \x9b31m said.\n"

    def test_report(self, folder: Path, monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
        """A draft sends nothing to the terminal: its control characters are spelt out."""
        monkeypatch.setattr(showing, "on_terminal", lambda: terminal)
        (folder / "bad.txt").write_text(self.DRAFT, encoding="utf-8")
        result = run("bad.txt", "--no-color", "--show-text")
        assert not set("\x1b\x07\x9b\u202e\u202c") & set(result.output)
        assert r"\x1b]0;owned\x07" in result.stdout
        assert r"\u202e" in result.stdout

    @pytest.mark.parametrize("option", ["--fix", "--diff"])
    def test_rewrites(self, folder: Path, monkeypatch: pytest.MonkeyPatch, terminal: bool, option: str) -> None:
        """On a terminal so do --fix and --diff; into a file every character goes as it is."""
        monkeypatch.setattr(showing, "on_terminal", lambda: terminal)
        (folder / "bad.txt").write_text(self.DRAFT, encoding="utf-8")
        result = run("bad.txt", option, "--no-color")
        assert ("\x1b[2J" in result.stdout) != terminal

    def test_names_of_files(self, folder: Path, monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
        """Nor does the name of a file."""
        monkeypatch.setattr(showing, "on_terminal", lambda: terminal)
        (folder / "a\x1b[2J.txt").write_text(NAMED)
        result = run("a\x1b[2J.txt", "b\x1b[2J.txt", "--no-color")
        assert "\x1b" not in result.output
        assert result.stderr.count(r"b\x1b[2J.txt") == 1
        assert result.stdout.count(r"\x1b[2J.txt") == 2


class TestWidth:
    @pytest.mark.parametrize("columns", [40, 60, 80])
    def test_respected(self, folder: Path, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
        """No line is wider than the terminal."""
        monkeypatch.setenv("COLUMNS", str(columns))
        (folder / "long.txt").write_text("So it goes, and on, and on. " * 20 + NAMED + "And on. " * 40)
        lines = run("long.txt", "named.txt", "--show-text").stdout.splitlines()
        assert max(map(len, lines)) <= columns
        assert any("Mrs Okafor" in line for line in lines)

    def test_a_stream_that_lacks_letters(self, folder: Path) -> None:
        """Letters that standard output cannot take are escaped, not refused."""
        (folder / "a.txt").write_text("Café: Mrs Okafor \U0001f642\n", encoding="utf-8")
        result = CliRunner(charset="ascii").invoke(cli, ["a.txt", "--no-color", "--show-text"])
        assert result.exit_code == 1
        assert r"Caf\xe9: Mrs Okafor" in result.stdout


class TestReading:
    def test_explain(self, folder: Path) -> None:
        """All headings are there."""
        result = run("explain", "patient-name")
        assert result.exit_code == 0
        for heading in ("What", "Why", "Source", "When it does not apply", "How to fix", "Examples"):
            assert f"\n{heading}\n" in result.stdout

    @pytest.mark.parametrize(("asked", "near"), [("patient_nam", "patient-name"), ("exact-dates", "exact-date")])
    def test_unknown_rule(self, folder: Path, asked: str, near: str) -> None:
        """One line that names the nearest rule, exit 2."""
        result = run("explain", asked)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"did you mean {near}?" in result.stderr
        assert result.stderr.count("\n") == 1

    @pytest.mark.parametrize("asked", ["Patient_Name", "patient name", "PATIENT-NAME"])
    def test_a_rule_by_any_spelling(self, folder: Path, asked: str) -> None:
        """Capitals, blanks and underscores do not matter."""
        assert run("explain", asked).stdout == run("explain", "patient-name").stdout != ""

    def test_rules_as_json(self, folder: Path) -> None:
        """An array with one object a rule."""
        told = json.loads(run("rules", "--format", "json").stdout)
        assert [entry["name"] for entry in told] == ["patient-name", "exact-date"]
        assert told[0]["severity"] == {"public": "error", "clinic": "warning", "reply": "error", "peer": None}
        assert told[0]["examples"]["bad"][0]["rewrite"] == "Saw a patient today."

    def test_annotate(self, folder: Path) -> None:
        """JSON holds positions and no words; text shows the words."""
        told = json.loads(run("annotate", "named.txt").stdout)
        assert (told["mentions"][0]["start"], told["mentions"][0]["document"]) == (8, [8, 14])
        assert "Okafor" not in run("annotate", "named.txt").stdout
        assert "Okafor" in run("annotate", "named.txt", "--format", "text").stdout

    def test_annotate_in_markdown(self, folder: Path) -> None:
        """Where prose and draft differ, both positions are told."""
        (folder / "a.md").write_text("Saw **Mrs** Okafor.\n")
        (mention,) = json.loads(run("annotate", "a.md").stdout)["mentions"]
        assert (mention["start"], mention["document"]) == (8, [12, 18])

    def test_annotate_nothing(self, folder: Path) -> None:
        """A missing draft: one line, exit 2."""
        result = run("annotate", "missing.txt")
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


def process(code: str, **kwargs: object) -> subprocess.Popen[str]:
    """A Python of its own that runs ``code``, with this checkout and the fakes to import."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        # A shell's background jobs ignore Ctrl-C, and so would their children.
        preexec_fn=None if sys.platform == "win32" else lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **kwargs,  # type: ignore[call-overload]
    )  # fmt: skip


WITH_FAKE = """
    import sys, time
    from tests.cli_fakes import FakeLinter
    from postlint.cli import main, making

    class Slow(FakeLinter):
        def check(self, document, *, rewrites=True):
            if "wait" in document.text:
                print("waiting", file=sys.stderr, flush=True)
                time.sleep(30)
            return super().check(document, rewrites=rewrites)

    making.make_linter = lambda rules_path, audience, **chosen: Slow()
    sys.argv = ["postlint", *{args!r}]
    main()
"""


class TestProcess:
    def test_help_loads_nothing_heavy(self) -> None:
        """``--help`` needs neither the model's libraries nor YAML."""
        code = """
            import sys
            from postlint.cli import main
            sys.argv = ["postlint", "--help"]
            try:
                main()
            except SystemExit as left:
                assert left.code == 0
            heavy = {"spacy", "presidio_analyzer", "onnxruntime", "numpy", "rich", "pydantic", "yaml", "phonenumbers"}
            assert not heavy & set(sys.modules), heavy & set(sys.modules)
        """
        child = process(code)
        out, err = child.communicate(timeout=60)
        assert (child.returncode, err) == (0, "")
        assert "Usage: postlint" in out

    def test_module(self, tmp_path: Path) -> None:
        """``python -m postlint`` is the same program."""
        child = subprocess.run(
            [sys.executable, "-m", "postlint", "missing.txt"],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=tmp_path,
            text=True, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        assert child.returncode == 2
        assert child.stdout == ""
        assert child.stderr.startswith("postlint: missing.txt: ")

    @pytest.mark.skipif(sys.platform == "win32", reason="descriptors are closed otherwise there")
    @pytest.mark.parametrize(
        ("args", "status"),
        [(["named.txt"], 1), (["named.txt", "--fix"], 0), (["named.txt", "--diff"], 1), (["batch", "in.jsonl"], 2)],
    )
    def test_closed_output(self, tmp_path: Path, args: list[str], status: int) -> None:
        """Whoever closes standard output wants the exit status, and gets it; a batch has nowhere to go and says so."""
        (tmp_path / "named.txt").write_text(NAMED)
        (tmp_path / "in.jsonl").write_text(json.dumps({"text": NAMED}))
        code = "import os, sys\nos.close(1)\nsys.stdout = None" + WITH_FAKE.format(args=args)
        child = process(code.replace("\n    ", "\n"), cwd=tmp_path)
        _, err = child.communicate(timeout=60)
        assert child.returncode == status
        assert "internal" not in err
        assert ("there is no standard output" in err) == (args[0] == "batch")

    @pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
    def test_interrupted_batch(self, tmp_path: Path) -> None:
        """Ctrl-C in the middle: status 130, no traceback, no output but what is needed to go on."""
        rows = [{"id": "1", "text": NAMED}, {"id": "2", "text": "wait"}]
        (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, rows)))
        child = process(WITH_FAKE.format(args=["batch", "in.jsonl", "-o", "out.jsonl"]), cwd=tmp_path)
        assert child.stderr is not None
        assert child.stderr.readline() == "waiting\n"
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=60)
        assert child.returncode == 130
        assert "Traceback" not in err
        assert "the same command goes on" in err
        assert sorted(os.listdir(tmp_path)) == ["in.jsonl", "out.jsonl.part", "out.jsonl.part.state"]

    @pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
    def test_broken_pipe(self, tmp_path: Path) -> None:
        """A reader that leaves early is no reason to complain."""
        row = json.dumps({"id": "1", "text": NAMED})
        (tmp_path / "in.jsonl").write_text((row + "\n") * 5000)
        child = process(WITH_FAKE.format(args=["batch", "in.jsonl"]), cwd=tmp_path)
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.readline()
        child.stdout.close()
        deadline = time.monotonic() + 60
        while child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert child.stderr.read() == ""
        child.stderr.close()
        assert child.returncode == 2
