"""A master and two workers on loopback, started by the repository's script; what is killed in the middle."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from ..test_laws import CANARY, DRAFT
from .conftest import Cluster
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
    assert len(_executors(distributed)) == 2


def _processes() -> dict[int, tuple[int, str]]:
    """Parent and command line of all processes of this machine."""
    asked = ["ps", "-ww", "-e", "-o", "pid=,ppid=,command="]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    parts = (line.split(maxsplit=2) for line in told.splitlines())
    return {int(part[0]): (int(part[1]), part[2]) for part in parts if len(part) == 3}


def _executors(spark: Any) -> list[int]:
    """The executors of this session, and of no other."""
    wanted = re.compile(rf"CoarseGrainedExecutorBackend .*--app-id {re.escape(spark.sparkContext.applicationId)}\b")
    return [pid for pid, (_, command) in _processes().items() if wanted.search(command)]


def _pythons(spark: Any) -> list[int]:
    """The Python processes of the executors, at work or waiting for some, without the daemons that start them."""
    known, executors = _processes(), _executors(spark)
    daemons = {pid for pid, (parent, _) in known.items() if parent in executors}
    return [pid for pid, (parent, _) in known.items() if parent in daemons]


def _one_executor(spark: Any) -> list[int]:
    return _executors(spark)[:1]


@pytest.mark.parametrize("victims", [_pythons, _one_executor], ids=["python", "executor"])
def test_killed_in_the_middle(
    distributed: Any, check_frame: CheckFrame, alone: dict[str, dict[str, Any]], victims: Callable[[Any], list[int]]
) -> None:
    """What dies at work is replaced, and its rows are checked again: none is lost, and none comes twice."""
    tracker = distributed.sparkContext.statusTracker()
    killed: set[int] = set()
    failed, last = 0, 0.0
    with ThreadPoolExecutor(1) as pool:
        rows = pool.submit(check_frame(_frame(distributed, 1000), today=DAY).collect)
        while not rows.done():
            stages = [stage for id in tracker.getActiveStageIds() if (stage := tracker.getStageInfo(id))]
            failed = max([failed, *(stage.numFailedTasks for stage in stages)])
            halfway = any(stage.numCompletedTasks >= 2 and stage.numActiveTasks >= 2 for stage in stages)
            if halfway and not failed and time.monotonic() > last + 1:  # between two tasks, nobody may be at work
                for pid in victims(distributed):
                    with suppress(ProcessLookupError):  # one that was waiting may have been sent away just now
                        os.kill(pid, signal.SIGKILL)
                        killed.add(pid)
                last = time.monotonic()
            time.sleep(0.05)
    assert killed
    assert not killed & {*_processes()}
    assert failed
    _assert_same(rows.result(), alone, 1000)


def test_no_words_in_any_log(cluster: Cluster, distributed: Any, check_frame: CheckFrame) -> None:
    """Law 3: neither the cluster nor its executors write down what a draft says, also where they died over it."""
    check_frame(_frame(distributed, 20), rewrites=True, today=DAY).collect()
    logs = cluster.logs()
    assert any(path.name == "stderr" and text for path, text in logs.items())
    for path, text in logs.items():
        assert not [part for part in CANARY.split() if part in text], path
