"""The drafts in ``examples/`` against reviewed snapshots of what the terminal shows.

``POSTLINT_SNAPSHOTS=write pytest tests/test_examples.py`` writes them anew; the diff is what is reviewed.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from .conftest import ROOT

EXAMPLES = sorted((ROOT / "examples").iterdir())
SNAPSHOTS = Path(__file__).parent / "snapshots"


def _postlint(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "postlint", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
        env=environment,
    )


def _arithmetic() -> str:
    """What the int8 results hang on: the runtime's version and the processor's instructions."""
    information = Path("/proc/cpuinfo")
    flags = set(information.read_text(encoding="utf-8").split()) if information.exists() else set()
    instructions = sorted(flags & {"avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8", "asimddp"})
    return " ".join(["onnxruntime", version("onnxruntime"), platform.machine(), *instructions])


def _verdict(shown: str) -> str:
    return shown.split(": ", 1)[1].split(" ", 1)[0]


def _findings(shown: str) -> set[tuple[str, str]]:
    """Line and rule of each finding."""
    return {
        (line, rule) for line, rule in re.findall(r"^  (\d+):\d\S*.*?  (?:error|warning|info)  (\S+)$", shown, re.M)
    }


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.name)
def test_example(path: Path) -> None:
    """The report is the reviewed one, word for word where the arithmetic is that of the review.

    Another version of ONNX Runtime, or a processor without the same int8 instructions, rounds otherwise: a detail on
    a threshold falls to the other side. There the verdict must be the same and at most three findings may differ.
    """
    shown = _postlint(f"examples/{path.name}", "--show-text").stdout
    snapshot, made_with = SNAPSHOTS / f"{path.name}.txt", SNAPSHOTS / "made-with"
    if os.environ.get("POSTLINT_SNAPSHOTS") == "write":
        SNAPSHOTS.mkdir(exist_ok=True)
        snapshot.write_text(shown, encoding="utf-8")
        made_with.write_text(_arithmetic() + "\n", encoding="utf-8")
    reviewed = snapshot.read_text(encoding="utf-8")
    if made_with.read_text(encoding="utf-8").strip() == _arithmetic():
        assert shown == reviewed
    assert _verdict(shown) == _verdict(reviewed)
    assert len(_findings(shown) ^ _findings(reviewed)) <= 3


def test_all_examples_together() -> None:
    """Exit 1, one document each in the order given, with publish and block among the verdicts."""
    names = [f"examples/{path.name}" for path in EXAMPLES]
    done = _postlint(*names, "--format", "json")
    documents = json.loads(done.stdout)["documents"]
    assert done.returncode == 1, done.stderr
    assert [d["id"] for d in documents] == names
    assert {"publish", "block"} <= {d["verdict"] for d in documents}
    assert all(d["complete"] for d in documents)


def test_posts_about_friend_requests_are_left_alone() -> None:
    """The guide and the essay: at most one error, where a patient of the same day is told of, and few warnings."""
    names = ["examples/friend-requests-guide.md", "examples/declining-essay.txt"]
    documents = json.loads(_postlint(*names, "--format", "json").stdout)["documents"]
    errors = [(d["id"], f) for d in documents for f in d["findings"] if f["severity"] == "error"]
    warnings = [f for d in documents for f in d["findings"] if f["severity"] == "warning"]
    assert len(warnings) <= 8
    assert len(errors) <= 1
    for name, finding in errors:
        text = (ROOT / name).read_text(encoding="utf-8")
        sentence = "One of the patients I saw today wants to be my friend."
        assert text.index(sentence) <= finding["start"] < text.index(sentence) + len(sentence)
