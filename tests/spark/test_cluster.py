"""A master and two workers on loopback, started by the repository's script; what is killed in the middle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ..test_laws import CANARY, DRAFT
from .conftest import Cluster
from .killing import executors, killing, processes, pythons
from .posts import DAY, posts

CheckFrame = Callable[..., Any]


def _frame(spark: Any, count: int) -> Any:
    rows = [*posts(count).items(), ("canary", DRAFT)]
    return spark.createDataFrame(rows, "id string, text string").repartition(12, "id")


def _assert_same(rows: list[Any], alone: dict[str, dict[str, Any]], count: int) -> None:
    """Each post once, told as one process tells it."""
    told = sorted((row.asDict(recursive=True) for row in rows), key=lambda row: row["id"])
    assert told.pop()["id"] == "canary"
    assert told == [{"id": id, **alone[id]} for id in sorted(alone)[:count]]


def test_as_one_process(
    cluster: Cluster, distributed: Any, check_frame: CheckFrame, alone: dict[str, dict[str, Any]]
) -> None:
    """A thousand posts on two executors are told exactly what one process tells them."""
    assert distributed.sparkContext.master == cluster.settings()["spark.master"]
    _assert_same(check_frame(_frame(distributed, 1000), today=DAY).collect(), alone, 1000)
    assert len(executors(distributed)) == 2


def _one_executor(spark: Any) -> list[int]:
    return executors(spark)[:1]


@pytest.mark.parametrize("victims", [pythons, _one_executor], ids=["python", "executor"])
def test_killed_in_the_middle(
    distributed: Any, check_frame: CheckFrame, alone: dict[str, dict[str, Any]], victims: Callable[[Any], list[int]]
) -> None:
    """What dies at work is replaced, and its rows are checked again: none is lost, and none comes twice."""
    rows, killed = killing(distributed, check_frame(_frame(distributed, 1000), today=DAY).collect, victims)
    assert not killed & {*processes()}
    _assert_same(rows, alone, 1000)


def test_no_words_in_any_log(cluster: Cluster, distributed: Any, check_frame: CheckFrame) -> None:
    """Law 3: neither the cluster nor its executors write down what a draft says, also where they died over it."""
    check_frame(_frame(distributed, 20), rewrites=True, today=DAY).collect()
    logs = cluster.logs()
    assert any(path.name == "stderr" and text for path, text in logs.items())
    for path, text in logs.items():
        assert not [part for part in CANARY.split() if part in text], path
