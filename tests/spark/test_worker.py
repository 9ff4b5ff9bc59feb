"""What a worker process does with its batches, without Spark around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from postlint import ModelError, Report

from ..test_laws import CANARY, DRAFT
from .posts import DAY


@pytest.fixture
def terms(check_frame: Callable[..., Any]) -> Any:
    """Nothing but the shipped policy."""
    from postlint.spark.worker import Terms, edition

    return Terms(None, "", None, (), "", "plain", False, DAY, edition())


def _batch(drafts: list[str | None]) -> Any:
    import pyarrow as pa

    return pa.RecordBatch.from_arrays([pa.array(range(len(drafts))), pa.array(drafts, pa.string())], ["id", "text"])


def test_a_stage_that_fails(terms: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Laws 3 and 4: the row says that it was not checked, and the error's words are not in it."""
    from postlint.spark.worker import check_batches

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError(f"could not digest {CANARY}")

    monkeypatch.setattr("postlint.reading.read", broken)
    (out,) = check_batches(terms, iter([_batch([DRAFT])]))
    (row,) = out.to_pylist()
    assert (row["verdict"], row["complete"]) == ("block", False)
    assert row["reason"] == "could not be checked: reading failed (RuntimeError)"


def test_a_linter_that_fails(terms: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does an error that nobody foresaw end the batch, or come with its words."""
    from postlint.spark.worker import check_batches

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError(f"could not digest {CANARY}")

    monkeypatch.setattr("postlint.Linter.check_many", broken)
    (out,) = check_batches(terms, iter([_batch([DRAFT, DRAFT])]))
    assert [row["reason"] for row in out.to_pylist()] == ["internal error (RuntimeError)"] * 2


def test_large_batches_are_handed_on_in_parts(terms: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more reports are held than a few hundred, however many rows Spark sends at once; none is lost between."""
    from postlint.spark import worker

    pulled: list[int] = []

    class Counting:
        def check_many(self, documents: Any, *, rewrites: bool) -> Iterator[Report]:
            pulled.append(1)
            yield Report.of("-", ())

    monkeypatch.setattr(worker, "_linter", lambda *_: Counting())
    parts = worker.check_batches(terms, iter([_batch(["x"] * 1000), _batch([]), _batch(["x"])]))
    ids = next(parts).column(0).to_pylist()
    assert len(ids) == len(pulled) <= 256
    for part in parts:
        ids += part.column(0).to_pylist()
    assert ids == [*range(1000), 0]


def test_another_edition(terms: Any) -> None:
    """A worker that would check otherwise than the driver thinks does not check."""
    from postlint.spark.worker import check_batches

    told = f"this worker has postlint {terms.edition}, and the driver 0.0.9 (0123456789ab)"
    with pytest.raises(ModelError, match=re.escape(told)):
        next(check_batches(replace(terms, edition="0.0.9 (0123456789ab)"), iter([_batch(["x"])])))
