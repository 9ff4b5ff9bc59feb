"""A master and two workers on loopback, started by the repository's script; what is killed in the middle."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ..conftest import ROOT
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
    command = ["ps", "-eww", "-o", "pid=,ppid=,command="]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    parts = (line.split(maxsplit=2) for line in told.splitlines())
    return {int(part[0]): (int(part[1]), part[2]) for part in parts if len(part) == 3}


def _executors(spark: Any) -> list[int]:
    """The executors of this session, and of no other."""
    wanted = re.compile(rf"CoarseGrainedExecutorBackend .*--app-id {re.escape(spark.sparkContext.applicationId)}\b")
    return [pid for pid, (_, command) in _processes().items() if wanted.search(command)]


def _pythons(spark: Any) -> list[int]:
    """The Python processes that the daemon of an executor has started."""
    known, executors = _processes(), set(_executors(spark))
    daemons = {pid for pid, (parent, command) in known.items() if parent in executors and "pyspark.daemon" in command}
    return [pid for pid, (parent, _) in known.items() if parent in daemons]


@pytest.mark.parametrize("victims", [_pythons, _executors], ids=["python", "executor"])
def test_killed_in_the_middle(
    distributed: Any, check_frame: CheckFrame, alone: dict[str, dict[str, Any]], victims: Callable[[Any], list[int]]
) -> None:
    """What dies at work is replaced, and its rows are checked again: none is lost, and none comes twice."""
    tracker = distributed.sparkContext.statusTracker()
    killed, failed = 0, 0
    with ThreadPoolExecutor(1) as pool:
        rows = pool.submit(check_frame(_frame(distributed, 400), today=DAY).collect)
        while not rows.done():
            stages = [stage for id in tracker.getActiveStageIds() if (stage := tracker.getStageInfo(id))]
            failed = max([failed, *(stage.numFailedTasks for stage in stages)])
            if not killed and any(stage.numCompletedTasks >= 2 and stage.numActiveTasks == 2 for stage in stages):
                killed = victims(distributed)[0]
                os.kill(killed, signal.SIGKILL)
            time.sleep(0.05)
    assert killed
    assert failed
    assert killed not in _processes()
    _assert_same(rows.result(), alone, 400)


def test_no_words_in_any_log(cluster: Cluster, distributed: Any, check_frame: CheckFrame) -> None:
    """Law 3: neither the cluster nor its executors write down what a draft says, also where they died over it."""
    check_frame(_frame(distributed, 20), rewrites=True, today=DAY).collect()
    logs = cluster.logs()
    assert any(path.name == "stderr" and text for path, text in logs.items())
    for path, text in logs.items():
        assert not [part for part in CANARY.split() if part in text], path


def test_the_page(cluster: Cluster, tmp_path: Path) -> None:
    """What docs/spark.md says of a cluster works as it is printed there."""
    page = (ROOT / "docs" / "spark.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"<!-- run -->\n```python\n(.*?)```", page, re.DOTALL)
    (tmp_path / "posts.jsonl").write_text('{"id": "a", "text": "Saw Mrs Okafor again."}\n{"id": "b"}\n')
    (tmp_path / "clinic.yaml").write_text("extends: default\n")
    (tmp_path / "program.py").write_text(program)
    told = cluster.run("start")  # it runs already
    assert (told.returncode, told.stdout) == (1, "")
    assert cluster.run("status").returncode == 0
    where = f'SPARK_CONF_DIR="{cluster.folder}/conf" SPARK_LOCAL_IP=127.0.0.1'
    command = f'export {where}; exec "{sys.executable}" program.py'
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.findall(r"\| *(\w+)\|block *\|(\w+) *\|", done.stdout) == [("a", "true"), ("b", "false")]


def test_a_stranger_is_turned_away(cluster: Cluster, tmp_path: Path) -> None:
    """Who does not know the secret may not run anything as the cluster's owner."""
    program = (
        "from pyspark.sql import SparkSession\n"
        f"spark = SparkSession.builder.master('{cluster.settings()['spark.master']}').getOrCreate()\n"
        "print('came in', spark.range(3).count())\n"
    )
    env = {**os.environ, "SPARK_CONF_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode != 0
    assert "came in" not in done.stdout
    settings = cluster.folder / "conf" / "spark-defaults.conf"
    assert settings.stat().st_mode & 0o077 == cluster.folder.stat().st_mode & 0o077 == 0
