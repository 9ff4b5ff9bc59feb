"""Many drafts: in order, whatever is among them, in one process or several."""

from __future__ import annotations

import asyncio
import pickle
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from postlint import Document, Linter, ModelError, Report
from postlint.frames import to_frame
from postlint.many import check_among

from .conftest import ROOT
from .many_fakes import Obedient

TEXTS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.txt"))]
DRAFTS = [Document(text, id=f"{number}") for number, text in enumerate(TEXTS * 3)]


def told(reports: Any) -> list[dict[str, Any]]:
    """Reports as a program sees them."""
    return [report.to_dict() for report in reports]


@pytest.fixture(scope="module")
def alone(linter: Linter) -> list[dict[str, Any]]:
    """What is found in each draft by itself."""
    return told(linter.check(draft, rewrites=False) for draft in DRAFTS)


def test_two_processes_find_what_one_finds(linter: Linter, alone: list[dict[str, Any]]) -> None:
    """In the same order; and a draft's neighbours change nothing."""
    assert told(linter.check_many(DRAFTS, workers=2, batch_size=4)) == alone
    shuffled = random.Random(3).sample(range(len(DRAFTS)), len(DRAFTS))
    found = told(linter.check_many([DRAFTS[index] for index in shuffled]))
    assert found == [alone[index] for index in shuffled]


BAD: list[Any] = [
    None, 7, b"Saw her.", "", " \n", "\ud800", "Saw \udc80 her today, and told her.", "We are open. " * 380_000,
    "x" * 5_000_000, Document(None, id="n"), Document("Hello there.", declared=None),  # type: ignore[arg-type]
    Report.unchecked("ready", "was not read"),
]  # fmt: skip


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_no_draft_is_not_checked_and_the_rest_go_on(linter: Linter, workers: int) -> None:
    """One report for each, in its place."""
    items = [item for bad in BAD for item in ("We open at nine.", bad)]
    reports = list(linter.check_many(items, workers=workers, batch_size=5))
    assert [report.complete for report in reports] == [True, False] * len(BAD)
    assert all(report.reason and report.verdict == "block" for report in reports[1::2])
    assert reports[-1].id == "ready"


def test_a_hundred_thousand_emoji_are_not_checked(linter: Linter) -> None:
    """They are no words."""
    (report,) = linter.check_many(["\U0001f600" * 100_000])
    assert not report.complete


def test_few_drafts_are_taken_in_advance() -> None:
    """However many there are."""
    taken = 0

    def drafts() -> Iterator[Document]:
        nonlocal taken
        while True:
            taken += 1
            yield Document("hello")

    reports = check_among(Obedient(), drafts(), workers=2, batch_size=3, rewrites=False)
    for _ in range(4):
        next(reports)
    assert taken <= 4 + 2 * 2 * 3
    reports.close()  # type: ignore[attr-defined]


def test_a_linter_goes_to_another_process(linter: Linter) -> None:
    """With its policy, its profile and its day; what is found stays the same."""
    strict = Linter(linter.policy, linter.model, profiles=["uk-gmc"])
    again = pickle.loads(pickle.dumps(strict))
    assert again.policy.profiles == strict.policy.profiles
    assert again.check(TEXTS[0]) == strict.check(TEXTS[0])
    assert again.model.threads == strict.model.threads == 1


def test_another_model_is_not_taken_for_the_one_that_was_pickled(linter: Linter) -> None:
    """A pickle holds the name of a folder, in which another model may lie by the time."""
    load, (folder, threads, digest) = linter.model.__reduce__()
    assert folder == ""  # the shipped one is found where postlint is installed
    with pytest.raises(ModelError, match="not the one"):
        load(folder, threads, "0" * len(digest))


def test_threads_share_a_linter(linter: Linter, alone: list[dict[str, Any]]) -> None:
    """Eight at once find what one finds."""
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda draft: linter.check(draft, rewrites=False).to_dict(), DRAFTS))
    assert found == alone


def test_threads_are_at_the_encoder_at_the_same_time(linter: Linter, monkeypatch: pytest.MonkeyPatch) -> None:
    """None waits for another: two that wait for each other both come through."""
    together = threading.Barrier(2)
    scores = linter.model.encoder.session.scores  # type: ignore[union-attr]

    def both(*told: Any) -> Any:
        together.wait(20)
        return scores(*told)

    monkeypatch.setattr(linter.model.encoder.session, "scores", both)
    with ThreadPoolExecutor(2) as pool:
        assert len(list(pool.map(linter.annotate, ["We open at nine.", "We open at ten."]))) == 2


def test_drafts_leave_nothing_behind(linter: Linter) -> None:
    """However many new words they hold, and whatever they say that they are."""
    words, entries = len(linter.model.nlp.vocab), len(linter.model.nlp.vocab.strings)
    policies = len(linter._policies._made)
    for number in range(80):
        told = {"type": f"kind-{number}", "audience": "public"}
        linter.check(Document(f"Our new kiosk is called Zork{number}ian{number}.", declared=told), rewrites=False)
    assert (len(linter.model.nlp.vocab), len(linter.model.nlp.vocab.strings)) == (words, entries)
    assert len(linter._policies._made) <= policies + 1


def test_acheck(linter: Linter, alone: list[dict[str, Any]]) -> None:
    """A loop goes on while drafts are checked; one that is cancelled is none of its business any more."""

    async def go() -> list[Report]:
        ticking = asyncio.create_task(asyncio.sleep(0))
        one = asyncio.create_task(linter.acheck(DRAFTS[0]))
        one.cancel()
        reports = await asyncio.gather(*(linter.acheck(draft, rewrites=False) for draft in DRAFTS))
        assert one.cancelled()
        await ticking
        return reports

    assert told(asyncio.run(go())) == alone


def test_nonsense_is_refused(linter: Linter) -> None:
    """At once, and not by the first report."""
    with pytest.raises(TypeError):
        linter.check_many("Saw her.")
    with pytest.raises(ValueError, match="one worker"):
        linter.check_many([], workers=0)


def test_frames(linter: Linter) -> None:
    """A row for each report or each finding; no cell holds words of a draft."""
    reports = [*linter.check_many(DRAFTS[:4]), Report.unchecked("bad", "is no text")]
    table = to_frame(reports, library="arrow")
    assert table.to_pylist() == [{"reason": "", **report.to_dict()} for report in reports]
    findings = to_frame(reports, library="arrow", rows="findings")
    assert findings.num_rows == sum(len(report.findings) for report in reports)
    assert set(findings.column("rule").to_pylist()) == {f.rule for report in reports for f in report.findings}
    with pytest.raises(ValueError, match="polars"):
        to_frame(reports, library="excel")  # type: ignore[arg-type]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames_of_other_libraries(linter: Linter, library: Any) -> None:
    """Where they are installed."""
    pytest.importorskip(library)
    frame = to_frame(linter.check_many(DRAFTS[:2]), library=library)
    assert list(frame["id"]) == ["0", "1"]
