"""A frame of drafts in, a frame of reports out: row for row, as one process says, and without a word of a draft."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from postlint import Document, Linter, PolicyError

from ..test_laws import CANARY, DRAFT
from .posts import DAY, expected, posts

CheckFrame = Callable[..., Any]
HOT = "Hot take: our car park is too small."


def _rows(frame: Any, id: str = "id") -> dict[Any, dict[str, Any]]:
    rows = [row.asDict(recursive=True) for row in frame.collect()]
    found = {row.pop(id): row for row in rows}
    assert len(found) == len(rows)
    return found


def test_as_one_process(local: Any, check_frame: CheckFrame, alone: dict[str, dict[str, Any]]) -> None:
    """A thousand posts, in seven partitions, are told exactly what one process tells them."""
    frame = local.createDataFrame(list(posts(1000).items()), "id string, text string").repartition(7)
    assert _rows(check_frame(frame, today=DAY)) == alone
    assert {row["verdict"] for row in alone.values()} == {"publish", "review", "block"}


def test_the_model_is_loaded_once(local: Any, check_frame: CheckFrame) -> None:
    """A worker process serves many tasks, and loads one model in its life."""
    frame = local.createDataFrame(list(posts(24).items()), "id string, text string").repartition(12)
    check_frame(frame).collect()
    check_frame(frame, profiles=("uk-gmc",)).collect()

    def loads(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        from postlint.spark import worker

        list(batches)  # a worker that leaves rows unread is not used again
        yield pa.RecordBatch.from_pylist([{"process": os.getpid(), "loads": worker._model.cache_info().misses}])

    seen = local.range(0, 8, 1, 8).mapInArrow(loads, "process long, loads long").collect()
    assert 1 <= len({row.process for row in seen}) <= 2
    assert {row.loads for row in seen} == {1}


def test_row_in_is_row_out(local: Any, check_frame: CheckFrame) -> None:
    """What cannot be checked is a row of its own that says why, whatever stands beside it, and ids are as they came."""
    long = local.sql("select 9007199254740993L as id, repeat('a b ', 1300000) as text")
    torn = local.sql("select 5L as id, cast(X'48ff41' as string) as text")
    given = [(2, None), (2, ""), (2, HOT), (None, " \n "), (7, "Busy clinic \ud800 today."), (8, "🙂" * 2_000)]
    frame = local.createDataFrame(given, "id long, text string").unionAll(long).unionAll(torn)
    rows = check_frame(frame).collect()
    assert Counter((row.id, row.reason) for row in rows if not row.complete) >= Counter(
        [
            (2, "is no text"),
            (2, "is empty"),
            (None, "is empty"),
            (9007199254740993, "is longer than 500,000 characters"),
            (5, "is not UTF-8"),
        ]
    )
    assert Counter(row.id for row in rows) == Counter([2, 2, 2, None, 7, 8, 9007199254740993, 5])
    for row in rows:
        assert row.complete or (row.verdict, bool(row.reason), row.findings) == ("block", True, [])
    assert [row.complete for row in rows if row.id == 2].count(True) == 1


def test_no_words_of_a_draft(local: Any, check_frame: CheckFrame) -> None:
    """Law 3: places, rules and messages come back, also with rewrites, and not what the draft says."""
    frame = local.createDataFrame([("a", DRAFT)], "id string, text string")
    (row,) = check_frame(frame, rewrites=True, today=DAY).collect()
    told = row.asDict(recursive=True)
    assert told.pop("id") == "a"
    assert told == expected(Linter(today=DAY).check(DRAFT))
    offered = [rewrite for finding in told["findings"] for rewrite in finding["rewrites"]]
    assert any(rewrite["edits"] for rewrite in offered)
    for part in (*CANARY.split(), "roofer", "00482913"):
        assert part not in json.dumps(told)


def test_offsets_are_code_points_in_spark_too(local: Any, check_frame: CheckFrame) -> None:
    """Spark counts as postlint does, so that a person who may see the drafts finds the places in them."""
    from pyspark.sql import functions as sql

    frame = local.createDataFrame([("a", "🙂🙂 Saw Mrs Okafor again this morning.")], "id string, text string")
    found = check_frame(frame).join(frame, "id").select("text", sql.explode("findings").alias("f"))
    words = found.where("f.rule = 'patient-name'").selectExpr("substring(text, f.start + 1, f.end - f.start) as word")
    assert [row.word for row in words.collect()] == ["Okafor"]


def test_the_policy_travels(local: Any, check_frame: CheckFrame, policy: Path) -> None:
    """Workers get what the file holds: it may be gone, or be another, when they start."""
    frame = local.createDataFrame([("a", HOT)], "id string, text string")
    under = check_frame(frame, policy=policy)
    policy.unlink()
    assert [finding.rule for finding in under.collect()[0].findings] == ["no-hot-takes"]
    assert check_frame(frame).collect()[0].findings == []


def test_what_is_asked_for(local: Any, check_frame: CheckFrame) -> None:
    """Profiles, audience, type and format mean what they mean on the command line; columns have any name."""
    text = "---\naudience: public\n---\n# *Saw* Mrs Okafor <!-- again --> this morning.\n"
    frame = local.createDataFrame([(1, text)], "`post.id` int, `the text` string")
    asked = {"profiles": ("uk-gmc",), "audience": "peer", "type": "case"}
    rows = _rows(check_frame(frame, "the text", "post.id", **asked, format="markdown", today=DAY), "post.id")
    declared = {"profile": ["uk-gmc"], "audience": "peer", "type": "case"}
    from postlint import load_policy

    linter = Linter(load_policy(audience="peer", profiles=("uk-gmc",), type="case"), today=DAY)
    assert rows == {1: expected(linter.check(Document(text, "-", "markdown", declared), rewrites=False))}
    assert rows != _rows(check_frame(frame, "the text", "post.id", today=DAY), "post.id")


def test_a_stream(local: Any, check_frame: CheckFrame, tmp_path: Path) -> None:
    """Files that come in are checked as they come."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.json").write_text(json.dumps({"id": "a", "text": "Saw Mrs Okafor again today."}) + "\n")
    (inbox / "b.json").write_text(json.dumps({"id": "b", "text": None}) + "\n")
    stream = check_frame(local.readStream.schema("id string, text string").json(str(inbox)))
    kept = stream.writeStream.format("memory").queryName("kept").option("checkpointLocation", str(tmp_path / "at"))
    kept.trigger(availableNow=True).start().awaitTermination(120)
    rows = {row.id: (row.verdict, row.complete) for row in local.table("kept").collect()}
    assert rows == {"a": ("block", True), "b": ("block", False)}


WRONG = [
    ("id int, text int", {}, TypeError, "text: the column 'text' is int, not string"),
    ("id int, text binary", {}, TypeError, "text: the column 'text' is binary, not string"),
    ("id double, text string", {}, TypeError, "id: the column 'id' is double, neither string nor a whole number"),
    ("id int, body string", {}, ValueError, "text: unknown column 'text'; expected one of id, body"),
    ("id int, texts string", {}, ValueError, "text: unknown column 'text'; did you mean 'texts'?"),
    ("id int, text string, text string", {}, ValueError, "text: the frame has 2 columns 'text'"),
    ("id int, text string", {"text": 1}, TypeError, "text and id are names of columns"),
    ("text string", {"id": "text"}, ValueError, "the column of the drafts cannot be the id"),
    ("Reason int, text string", {"id": "Reason"}, ValueError, "id: a report has a column 'Reason' of its own"),
    ("id int, text string", {"format": "pdf"}, ValueError, "unknown format 'pdf'; expected one of plain, markdown"),
    ("id int, text string", {"profiles": "uk-gmc"}, TypeError, "profiles are several names"),
    ("id int, text string", {"profiles": ("uk-gcm",)}, PolicyError, "unknown profile 'uk-gcm'; did you mean 'uk-gmc'?"),
    ("id int, text string", {"audience": "peers"}, PolicyError, "unknown audience 'peers'; did you mean 'peer'?"),
    ("id int, text string", {"type": "cases"}, PolicyError, "unknown content type 'cases'; did you mean 'case'?"),
    ("id int, text string", {"policy": "none.yaml"}, PolicyError, "none.yaml: the rules file cannot be read"),
    ("id int, text string", {"policy": 3}, TypeError, "policy is the path of a rules file"),
]


@pytest.mark.parametrize(("schema", "asked", "error", "said"), WRONG)
def test_what_is_wrong_is_said_at_once(
    local: Any, check_frame: CheckFrame, schema: str, asked: dict[str, Any], error: type[Exception], said: str
) -> None:
    """A column or a name that will not do is complained of by the call, before anything runs."""
    with pytest.raises(error) as caught:
        check_frame(local.createDataFrame([], schema), **asked)
    assert str(caught.value).startswith(said)
