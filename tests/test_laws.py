"""The laws of the house, each seen to hold on the real pipeline."""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from postlint import Document, DraftError, Linter, StageError

from .conftest import ROOT

CANARY = "Zybelmira Quontashvili"
DRAFT = f"Saw {CANARY}, 34, a roofer, in our ED last night. MRN 00482913. Honestly I'd just stop the warfarin."


class _Blocked(Exception):
    pass


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every way out is a wall, and knocking is remembered (a library may swallow the error)."""
    knocks: list[str] = []

    def wall(name: str) -> Any:
        def knock(*_: Any, **__: Any) -> Any:
            knocks.append(name)
            raise _Blocked(name)

        return knock

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, wall(name))
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, wall(name))
    return knocks


def test_no_connection_is_tried(no_network: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Law 5: loading and checking a draft with e-mails and links in it knocks at no door, also with cold caches."""
    monkeypatch.setenv("TLDEXTRACT_CACHE", str(tmp_path))
    linter = Linter()
    linter.check(DRAFT + " Mail jane.doe@clinic.example.org or see https://example.org/a?b=c and 020 7946 0123.")
    assert no_network == []


def test_no_connection_at_import() -> None:
    """Law 5, in a fresh process: import, load and run with every address lookup forbidden."""
    code = (
        "import socket, sys\n"
        "def wall(*a, **k): sys.exit('knocked')\n"
        "socket.getaddrinfo = socket.gethostbyname = socket.create_connection = wall\n"
        "socket.socket.connect = socket.socket.connect_ex = wall\n"
        "from postlint import Linter\n"
        "print(Linter().check('Mail jane.doe@clinic.example.org about Mrs Okafor, seen today.').verdict)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in {"publish", "review", "block"}


def test_nothing_is_kept_for_anybody_else(tmp_path: Path) -> None:
    """Law 5, below Python: ONNX Runtime would keep reports for its maker, and an id of the machine."""
    code = "from postlint import Linter; print(Linter().check('Mrs Okafor was seen today.').verdict)"
    home = {name: str(tmp_path) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    env = {**os.environ, **home}
    env.pop("ORT_DISABLE_TELEMETRY", None)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=env)
    assert done.stdout.strip() in {"publish", "review", "block"}, done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_nothing_found_is_in_report_log_or_repr(linter: Linter, caplog: pytest.LogCaptureFixture) -> None:
    """Law 3: the canary stands in no report, representation or log record at any level."""
    caplog.set_level(logging.DEBUG)
    report = linter.check(DRAFT)
    seen = [json.dumps(report.to_dict()), repr(report), repr(report.findings), caplog.text, repr(linter)]
    seen.append(repr(linter.annotate(DRAFT)))
    for part in CANARY.split():
        for text in seen:
            # The rewritten sentence is the author's own draft, shown to them; it lacks the name.
            assert part not in text


def test_nothing_found_is_in_what_the_command_prints(tmp_path: Path) -> None:
    """Law 3, in a process: JSON output, standard error and the temp folder hold nothing of the person."""
    draft = tmp_path / "d.txt"
    draft.write_text(DRAFT, encoding="utf-8")
    temp = tmp_path / "temp"
    temp.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "postlint", str(draft), "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TMPDIR": str(temp), "HOME": str(temp), "XDG_CACHE_HOME": str(temp)},
    )
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["documents"][0]["verdict"] == "block"
    for part in CANARY.split():
        assert part not in done.stdout + done.stderr
        for path in temp.rglob("*"):
            assert not path.is_file() or part.encode() not in path.read_bytes()


STAGES = [
    ("postlint.reading", "read"),
    ("postlint.pipeline.model.Model", "annotate"),
    ("postlint.rules.matching", "match_rules"),
    ("postlint.rewriting.cures", "propose"),
]


@pytest.mark.parametrize(("place", "name"), STAGES)
def test_a_stage_that_fails_never_comes_back_clean(
    linter: Linter, monkeypatch: pytest.MonkeyPatch, place: str, name: str
) -> None:
    """Law 4: whatever stage raises, check() raises, check_many() says so, and neither repeats the words."""

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError(f"could not digest {CANARY}")

    monkeypatch.setattr(f"{place}.{name}", broken)
    with pytest.raises(StageError) as caught:
        linter.check(DRAFT)
    assert CANARY not in str(caught.value)
    assert caught.value.__cause__ is None
    (report,) = linter.check_many([Document(DRAFT, id="x")], rewrites=True)
    assert (report.verdict, report.complete, report.exit_status) == ("block", False, 2)
    assert CANARY not in json.dumps(report.to_dict())


@pytest.mark.parametrize("text", ["", "   \n\t ", "\u200b\u200b", "\U0001f642" * 100_000, "?! ..."])
def test_no_content_is_not_clean(linter: Linter, text: str) -> None:
    """Law 4: there is nothing to check in an empty draft, so it is not checked."""
    with pytest.raises(DraftError):
        linter.check(text)


def test_no_findings_is_no_certificate(linter: Linter) -> None:
    """Law 7: neither verdict nor message claims safety, compliance or de-identification."""
    done = subprocess.run(
        [sys.executable, "-m", "postlint", str(ROOT / "examples" / "review-reply-clean.txt")],
        capture_output=True,
        text=True,
        check=False,
    )
    words = done.stdout.lower()
    assert "no rule matched" in words
    for claim in ("is safe", "compliant", "certified", "de-identified", "hipaa ok"):
        assert claim not in words


def test_a_rewrite_cures_and_adds_nothing_as_severe(linter: Linter) -> None:
    """Law 6: each rewrite offered, applied alone, takes its finding away."""
    from postlint.rewriting.edits import apply

    report = linter.check(DRAFT)
    offered = [(f, r) for f in report.findings for r in f.rewrites if r.edits]
    assert offered
    for finding, rewrite in offered:
        text = apply(DRAFT, rewrite.edits)
        after = linter.check(text, rewrites=False)
        before = [f for f in report.findings if f.rule == finding.rule]
        assert len([f for f in after.findings if f.rule == finding.rule]) < len(before)
        assert sum(f.severity == "error" for f in after.findings) <= sum(f.severity == "error" for f in report.findings)


def test_the_same_draft_alone_or_among_others(linter: Linter) -> None:
    """A post's result does not hang on its neighbours."""
    others = ["Busy clinic today.", "World Sight Day is on 8 October.", DRAFT * 3]
    alone = linter.check(DRAFT, rewrites=False)
    among = list(linter.check_many([*others, DRAFT, *others]))[len(others)]
    assert alone.findings == among.findings


def test_no_temp_file_is_left(linter: Linter) -> None:
    """Law 3: checking writes nothing to the temp folder."""
    before = set(os.listdir(tempfile.gettempdir()))
    linter.fix(DRAFT, suggested=True)
    new = set(os.listdir(tempfile.gettempdir())) - before
    assert not {name for name in new if "postlint" in name}
