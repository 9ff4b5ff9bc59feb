"""Killing what works for a Spark session, while it works."""

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


def processes() -> dict[int, tuple[int, str]]:
    """Parent and command line of all processes of this machine."""
    asked = ["ps", "-ww", "-e", "-o", "pid=,ppid=,command="]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    parts = (line.split(maxsplit=2) for line in told.splitlines())
    return {int(part[0]): (int(part[1]), part[2]) for part in parts if len(part) == 3}


def executors(spark: Any) -> list[int]:
    """The executors of this session, and of no other."""
    wanted = re.compile(rf"CoarseGrainedExecutorBackend .*--app-id {re.escape(spark.sparkContext.applicationId)}\b")
    return [pid for pid, (_, command) in processes().items() if wanted.search(command)]


def pythons(spark: Any) -> list[int]:
    """The Python processes of the executors, at work or waiting for some, without the daemons that start them."""
    known, owners = processes(), executors(spark)
    daemons = {pid for pid, (parent, _) in known.items() if parent in owners}
    return [pid for pid, (parent, _) in known.items() if parent in daemons]


def killing(spark: Any, work: Callable[[], Any], victims: Callable[[Any], list[int]]) -> tuple[Any, set[int]]:
    """What ``work`` brings though its ``victims`` are killed when some of its tasks are done and more are running.

    They are killed until a task has failed of it. Also returns who was killed.
    """
    tracker = spark.sparkContext.statusTracker()
    killed: set[int] = set()
    failed, last = 0, 0.0
    with ThreadPoolExecutor(1) as pool:
        outcome = pool.submit(work)
        while not outcome.done():
            stages = [stage for id in tracker.getActiveStageIds() if (stage := tracker.getStageInfo(id))]
            failed = max([failed, *(stage.numFailedTasks for stage in stages)])
            halfway = any(stage.numCompletedTasks >= 2 and stage.numActiveTasks >= 2 for stage in stages)
            if halfway and not failed and time.monotonic() > last + 1:  # between two tasks, nobody may be at work
                for pid in victims(spark):
                    with suppress(ProcessLookupError):  # one that was waiting may have been sent away just now
                        os.kill(pid, signal.SIGKILL)
                        killed.add(pid)
                last = time.monotonic()
            time.sleep(0.05)
    assert killed
    assert failed
    return outcome.result(), killed
