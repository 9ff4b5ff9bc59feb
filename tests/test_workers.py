"""Processes that check: what is done when they die, cannot begin, or are no longer wanted."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from postlint import Document, Linter, Report, WorkersError
from postlint.many import check_among, check_in_turn

from .conftest import ROOT
from .many_fakes import Damaged, Deaf, Foreign, Obedient


def documents(*texts: str) -> list[Document]:
    """Drafts that are known by their number."""
    return [Document(text, id=str(number)) for number, text in enumerate(texts)]


def told(linter: Any, items: Any, **changes: Any) -> list[Report]:
    """All reports of two processes."""
    return list(check_among(linter, items, **{"workers": 2, "batch_size": 3, "rewrites": False, **changes}))


def test_a_draft_that_ends_two_processes_is_not_checked_and_its_neighbours_are() -> None:
    """Each is reported once, in its place; what shared a batch with it is checked all the same."""
    drafts = documents(*["hello"] * 4, "die", *["hello"] * 6, "die", "hello")
    reports = told(Obedient(), drafts)
    assert [report.id for report in reports] == [draft.id for draft in drafts]
    assert [report.complete for report in reports] == [draft.text != "die" for draft in drafts]
    assert {report.reason for report in reports} == {"", "could not be checked: it ended the process that checked it"}


def test_a_draft_is_tried_again(tmp_path: Path) -> None:
    """What ended a process by chance is checked by the next one."""
    reports = told(Obedient(tmp_path), documents("hello", "die once", "hello"))
    assert (tmp_path / "died").exists()
    assert all(report.complete for report in reports)


def test_processes_that_are_killed_lose_nothing(linter: Linter) -> None:
    """All of them, by somebody else: nothing is missing, and nothing is there twice."""
    drafts = documents(*(f"Saw Mrs Okafor, {number}, on Tuesday." for number in range(40, 64)))
    alone = list(linter.check_many(drafts))
    reports = linter.check_many(drafts, workers=2, batch_size=2)
    found = []
    for number, report in enumerate(reports):
        found.append(report)
        if number == 0:
            for process in _processes():
                os.kill(process.pid, signal.SIGKILL)
    assert found == alone


def _processes() -> list[Any]:
    return [process for process in multiprocessing.active_children() if process.name == "postlint"]


def test_what_is_left_behind_ends(tmp_path: Path) -> None:
    """Whoever stops asking ends the processes, whatever they are at, and does not wait for it."""
    drafts = documents("hello", *["take an hour"] * 9)
    reports = check_among(Obedient(tmp_path), drafts, workers=2, batch_size=1, rewrites=False)
    assert next(reports).complete
    assert _processes()
    reports.close()  # type: ignore[attr-defined]
    assert not _processes()


PROGRAM = """
import sys
from pathlib import Path
from postlint import Document, WorkersError
from postlint.many import check_among
from tests.many_fakes import Obedient

def work():
    drafts = [Document(text) for text in sys.argv[2:]]
    for _ in check_among(Obedient(Path(sys.argv[1])), drafts, workers=2, batch_size=1, rewrites=False):
        pass
"""
GUARDED = "if __name__ == '__main__':\n    work()\n"


def begin(folder: Path, last: str, *texts: str) -> subprocess.Popen[str]:
    """A program that has these drafts checked, in a group of processes of its own; ``last``: its last lines."""
    program, left = folder / "program.py", folder / "left"
    program.write_text(PROGRAM + last)
    left.mkdir()
    return subprocess.Popen(
        [sys.executable, str(program), str(left), *texts],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


def _until(so: Callable[[], bool]) -> None:
    for _ in range(600):
        if so():
            return
        time.sleep(0.05)
    pytest.fail("it never came to that")


def _ended(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def test_an_interrupt_ends_the_processes(tmp_path: Path) -> None:
    """Ctrl-C reaches all of them at once; none but the first complains, and none is left."""
    running = begin(tmp_path, GUARDED, *["take an hour"] * 4)
    _until(lambda: len(list((tmp_path / "left").iterdir())) == 2)
    os.killpg(running.pid, signal.SIGINT)
    _, errors = running.communicate(timeout=30)
    assert errors.count("Traceback") == errors.count("KeyboardInterrupt") == 1
    _until(lambda: _ended(running.pid))


def test_processes_do_not_outlive_the_one_that_began_them(tmp_path: Path) -> None:
    """Killed, it cannot tell them to end; they see it, whatever they are at."""
    running = begin(tmp_path, GUARDED, *["take an hour"] * 4)
    _until(lambda: len(list((tmp_path / "left").iterdir())) == 2)
    running.kill()
    running.communicate(timeout=30)
    _until(lambda: _ended(running.pid))


def test_a_program_that_cannot_be_imported_is_told_so(tmp_path: Path) -> None:
    """Without ``if __name__`` each process would begin the whole program anew."""
    last = "try:\n    work()\nexcept WorkersError as error:\n    print(error)\n    raise SystemExit(3)\n"
    running = begin(tmp_path, last, "hello")
    said, _ = running.communicate(timeout=60)
    assert running.returncode == 3
    assert 'if __name__ == "__main__"' in said


def test_a_model_that_does_not_load_is_said_to(linter: Linter) -> None:
    """Once, in its own words, and not by ten thousand reports on drafts that nobody looked at."""
    with pytest.raises(WorkersError, match=r"^no model in nowhere: meta\.json is missing$"):
        told(Damaged(), documents("hello", "hello"))


def test_processes_that_cannot_begin_are_given_up() -> None:
    """After a second try."""
    with pytest.raises(WorkersError, match="cannot be started"):
        told(Deaf(), documents("hello", "hello"))


def test_a_rewriter_that_cannot_travel(linter: Linter) -> None:
    """It is said, before anything is checked."""
    own = Linter(linter.policy, linter.model, rewriter=lambda marked: None)  # type: ignore[arg-type]
    with pytest.raises(WorkersError, match="handed to other processes"):
        list(own.check_many(["hello"], workers=2))


def test_a_draft_that_cannot_travel_is_checked_here(linter: Linter) -> None:
    """Or cannot be read on arrival; the reports are those of one process."""
    odd = Document("Saw Mrs Okafor today.", id="odd", declared={"consent": lambda: 1})
    items = [odd, Foreign("Saw Mrs Okafor today."), "We open at nine."]
    assert list(linter.check_many(items, workers=2)) == list(linter.check_many(items))


@pytest.mark.parametrize("check", [check_in_turn, partial(check_among, workers=2, batch_size=2)])
def test_what_the_drafts_raise_comes_last(check: Callable[..., Iterator[Report]]) -> None:
    """After the reports on all drafts before it, from one process and from two."""

    def drafts() -> Iterator[Document]:
        yield from documents("hello", "fail", "hello")
        raise OSError("gone")

    reports = check(Obedient(), drafts(), rewrites=False)
    assert [next(reports).complete for _ in range(3)] == [True, False, True]
    with pytest.raises(OSError, match="gone"):
        next(reports)


def test_words_of_a_draft_do_not_come_back_with_an_error() -> None:
    """Law 3: of what went wrong in another process its kind is told, and nothing of its words."""
    (report,) = told(Obedient(), documents("fail"))
    assert not report.complete
    assert "ValueError" in report.reason
    assert "CANARY" not in report.reason
