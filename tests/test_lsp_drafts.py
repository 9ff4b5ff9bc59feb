"""When a draft is checked, and whose result counts: without a model, and without waiting blindly."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from postlint.document import Document
from postlint.errors import ModelError, StageError
from postlint.finding import Finding
from postlint.lsp import drafts as module
from postlint.lsp.checking import Checked, Draft
from postlint.lsp.drafts import Drafts, MovedOnError
from postlint.lsp.linters import SupersededError, stopping
from postlint.report import Report

URI = "file:///none/draft.txt"
PATIENCE = 20.0


class FakeModel:
    """A model that is asked once for each reading of a text."""

    def annotate(self) -> None:
        """Nothing is seen."""


class FakeLinter:
    """Finds one thing in every draft; ``wait`` in a draft's text holds up its check until ``go`` is set."""

    def __init__(self) -> None:
        self.policy = None
        self.checked: list[tuple[str, bool]] = []
        self.started, self.go = threading.Event(), threading.Event()

    def check(self, document: Document, *, rewrites: bool = True) -> Report:
        """As the linter's."""
        self.checked.append((document.text, rewrites))
        if "wait" in document.text:
            self.started.set()
            assert self.go.wait(PATIENCE)
        if "raise" in document.text:
            raise RuntimeError(document.text)
        return Report.of(document.id, [Finding("patient-name", "identifiers", "error", 0, 1, 1, 1, document.text)])


class FakeLinters:
    """Always the same linter, or an error."""

    def __init__(self) -> None:
        self.linter, self.error = FakeLinter(), None

    def get(self) -> Any:
        """As of the real ones."""
        if self.error is not None:
            raise self.error
        return self.linter


class Bench:
    """Drafts on fake linters, and what was found."""

    def __init__(self) -> None:
        self.linters = FakeLinters()
        self.found: list[Checked] = []
        self.drafts = Drafts(self.linters, self.found.append)  # type: ignore[arg-type]

    @property
    def linter(self) -> FakeLinter:
        """The one that checks."""
        return self.linters.linter

    async def started(self) -> None:
        """Wait until a check is held up."""
        assert await asyncio.get_running_loop().run_in_executor(None, self.linter.started.wait, PATIENCE)


def run(work: Callable[[Bench], Awaitable[None]]) -> None:
    """Do something with a bench in a loop."""

    async def all_of_it() -> None:
        await asyncio.wait_for(work(Bench()), PATIENCE)

    asyncio.run(all_of_it())


@pytest.fixture(autouse=True)
def _rewrites_of_fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postlint.lsp.checking.stopping", lambda linter, gone: linter)


def test_changes_in_a_row_are_checked_once() -> None:
    """Twenty versions within the pause: the first is checked, since it was opened, and the last."""

    async def work(bench: Bench) -> None:
        bench.drafts.put(Draft(URI, 0, "0"))
        await bench.drafts.checked(URI)
        for version in range(1, 21):
            bench.drafts.change(URI, version, str(version))
            await asyncio.sleep(0)
        checked = await bench.drafts.checked(URI)
        assert (checked.draft.version, checked.draft.text) == (20, "20")
        assert [c.draft.version for c in bench.found] == [0, 20]
        assert bench.linter.checked == [("0", False), ("20", False)]

    run(work)


def test_what_was_found_in_an_older_version_is_never_handed_on() -> None:
    """A check that runs when a newer version comes goes on, and its result is dropped; so it is when a draft closes."""

    async def work(bench: Bench) -> None:
        bench.drafts.put(Draft(URI, 1, "wait"))
        asked = asyncio.ensure_future(bench.drafts.checked(URI))
        await bench.started()
        bench.drafts.change(URI, 2, "new")
        with pytest.raises(MovedOnError):
            await asked
        bench.linter.go.set()
        await bench.drafts.checked(URI)
        assert [c.draft.version for c in bench.found] == [2]

        bench.linter.started.clear()
        bench.linter.go.clear()
        bench.drafts.change(URI, 3, "wait")
        bench.drafts.again(URI)
        await bench.started()
        assert bench.drafts.drop(URI)
        assert not bench.drafts.drop(URI)
        bench.linter.go.set()
        bench.drafts.put(Draft("file:///none/other.txt", 1, "other"))
        await bench.drafts.checked("file:///none/other.txt")  # the same thread: what came before is done
        assert [c.draft.uri for c in bench.found] == [URI, "file:///none/other.txt"]
        with pytest.raises(MovedOnError):
            await bench.drafts.checked(URI)

    run(work)


def test_saving_does_not_wait_for_the_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was saved is checked at once."""
    monkeypatch.setattr(module, "PAUSE", 1000.0)

    async def work(bench: Bench) -> None:
        bench.drafts.put(Draft(URI, 1, "old"))
        bench.drafts.change(URI, 2, "new")
        bench.drafts.again(URI)
        assert (await bench.drafts.checked(URI)).draft.text == "new"
        assert [c.draft.version for c in bench.found] == [2]

    run(work)


def test_rewrites_are_made_once_for_a_version() -> None:
    """Two that ask share one run; a newer version has its own."""

    async def work(bench: Bench) -> None:
        bench.drafts.put(Draft(URI, 1, "a"))
        await asyncio.gather(bench.drafts.rewritten(URI), bench.drafts.rewritten(URI))
        await bench.drafts.rewritten(URI)
        assert bench.linter.checked == [("a", False), ("a", True)]
        bench.drafts.put(Draft(URI, 2, "b"))
        await bench.drafts.rewritten(URI)
        assert bench.linter.checked[2:] == [("b", False), ("b", True)]

    run(work)


def test_who_gives_up_waiting_stops_nobody_else() -> None:
    """A request that is cancelled does not cancel the check that others wait for."""

    async def work(bench: Bench) -> None:
        bench.drafts.put(Draft(URI, 1, "wait"))
        first = asyncio.ensure_future(bench.drafts.checked(URI))
        second = asyncio.ensure_future(bench.drafts.checked(URI))
        await bench.started()
        first.cancel()
        bench.linter.go.set()
        assert (await second).draft.version == 1
        assert first.cancelled()

    run(work)


def test_long_work_hears_that_nobody_waits() -> None:
    """The event of work aside is set when it is cancelled, and a linter made with it then stops at its next reading."""

    async def work(bench: Bench) -> None:
        began, heard = threading.Event(), threading.Event()

        def long(gone: threading.Event) -> None:
            began.set()
            if gone.wait(PATIENCE):
                heard.set()

        task = asyncio.ensure_future(bench.drafts.aside(long))
        loop = asyncio.get_running_loop()
        assert await loop.run_in_executor(None, began.wait, PATIENCE)
        task.cancel()
        assert await loop.run_in_executor(None, heard.wait, PATIENCE)

    run(work)


def test_a_linter_that_nobody_waits_for_stops(linter: Any) -> None:
    """It works as the linter that it was made of, until nobody waits: then a stage fails."""
    gone = threading.Event()
    limited = stopping(linter, gone)
    draft = "Saw Mrs Okafor again this morning."
    assert limited.check(draft) == linter.check(draft)
    gone.set()
    with pytest.raises(StageError, match=SupersededError.__name__):
        limited.check(draft)


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (Draft(URI, 1, "raise Zybelmira"), "internal error (RuntimeError)"),
        (Draft(URI, 1, "", whole=False), "a part of it"),
        (Draft(URI + ".postlint.yaml", 1, "postlint: {}"), "speaks for the one beside it"),
    ],
)
def test_what_could_not_be_checked_says_so(draft: Draft, reason: str) -> None:
    """Law 4, and in no words of the draft."""

    async def work(bench: Bench) -> None:
        bench.drafts.put(draft)
        report = (await bench.drafts.checked(draft.uri)).report
        assert not report.complete
        assert reason in report.reason
        assert "Zybelmira" not in report.reason

    run(work)


def test_without_a_policy_or_a_model_nothing_is_checked() -> None:
    """The reason is told as trouble that all drafts have; an empty one has none of its own."""

    async def work(bench: Bench) -> None:
        bench.linters.error = ModelError("no model")
        assert await bench.drafts.warm() == "no model"
        bench.drafts.put(Draft(URI, 1, "a"))
        checked = await bench.drafts.rewritten(URI)
        assert (checked.trouble, checked.report.complete) == ("no model", False)
        bench.drafts.put(Draft(URI, 2, " \n"))
        assert (await bench.drafts.checked(URI)).report.complete

    run(work)


@pytest.mark.parametrize(
    ("uri", "language", "format"),
    [
        ("untitled:Untitled-1", "markdown", "markdown"),
        ("untitled:Untitled-1", "plaintext", "plain"),
        ("file:///a.md", "plaintext", "markdown"),
        ("file:///a.HTM", "", "html"),
        ("file:///a.txt", "html", "html"),
        ("file:///a%20b.py", "python", "plain"),
    ],
)
def test_formats(uri: str, language: str, format: str) -> None:
    """What the editor takes a draft for, else the end of its name."""
    assert Draft(uri, 1, "a", language).document().format == format
