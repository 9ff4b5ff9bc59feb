"""The script that starts the cluster, and what docs/spark.md says of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..conftest import ROOT
from .conftest import Cluster, session_on
from .killing import killing, processes
from .posts import DAY, posts


def _program(name: str) -> str:
    """A program of docs/spark.md."""
    page = (ROOT / "docs" / "spark.md").read_text(encoding="utf-8")
    (program,) = re.findall(rf"<!-- run: {name} -->\n```python\n(.*?)```", page, re.DOTALL)
    return str(program)


def test_the_page_on_one_machine(check_frame: Callable[..., Any]) -> None:
    """What docs/spark.md begins with works as it is printed there."""
    command = [sys.executable, "-c", _program("alone.py")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    rows = dict(re.findall(r"\| *([\w-]+\.txt)\| *(\w+)\| *true\|", done.stdout))
    assert rows.keys() == {path.name for path in (ROOT / "examples").glob("*.txt")}
    assert (rows["awareness-day.txt"], rows["draft.txt"]) == ("publish", "block")


def test_the_page_on_a_cluster(cluster: Cluster, tmp_path: Path) -> None:
    """What it says of a cluster, too."""
    (tmp_path / "posts.jsonl").write_text('{"id": "a", "text": "Saw Mrs Okafor again."}\n{"id": "b"}\n')
    (tmp_path / "clinic.yaml").write_text("extends: default\n")
    (tmp_path / "program.py").write_text(_program("program.py"))
    told = cluster.run("start")  # it runs already
    assert (told.returncode, told.stdout) == (1, "")
    assert cluster.run("status").returncode == 0
    env = {**os.environ, "SPARK_CONF_DIR": str(cluster.folder / "conf"), "SPARK_LOCAL_IP": "127.0.0.1"}
    command = [sys.executable, "program.py"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert re.findall(r"\|(\w+) *\|block *\|(\w+) *\|", done.stdout) == [("a", "true"), ("b", "false")]


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


def test_a_worker_is_killed_in_the_middle(
    doomed: Cluster, check_frame: Callable[..., Any], alone: dict[str, dict[str, Any]]
) -> None:
    """The other worker does what the lost one was at: no row is lost, and none comes twice. The script tells of it, and
    clears up what is left.
    """
    lost = int((doomed.folder / "worker-1.pid").read_text())

    def worker(_: Any) -> list[int]:
        return [lost] if "worker.Worker" in processes().get(lost, (0, ""))[1] else []

    with session_on(doomed) as spark:
        frame = spark.createDataFrame(list(posts(1000).items()), "id string, text string").repartition(12, "id")
        rows, killed = killing(spark, check_frame(frame, today=DAY).collect, worker)
    assert killed == {lost}
    told = sorted((row.asDict(recursive=True) for row in rows), key=lambda row: row["id"])
    assert told == [{"id": id, **alone[id]} for id in sorted(alone)]
    status = doomed.run("status")
    assert (status.returncode, status.stdout) == (3, "master runs\nworker-1 is gone\nworker-2 runs\n")
