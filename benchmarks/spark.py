"""``python -m benchmarks spark --posts 20000``: many posts on Spark, beside one process.

Each runs in a process of its own: one linter, ``local[2]``, and a cluster of one master and two workers that
``integrations/spark/cluster.sh`` starts on loopback. All must say the same of every post, byte for byte.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .many import posts

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "integrations" / "spark" / "cluster.sh"
PLACES = ("one", "local", "cluster")
#: As docs/spark.md advises: partitions of about a thousand posts, several for each core.
IN_A_PARTITION = 1_000
#: Where consents and profiles are held against a day, it is the same one for all.
DAY = date(2026, 11, 28)


def told(rows: Iterable[tuple[int, dict[str, Any]]]) -> dict[str, Any]:
    """How many rows there are, and a digest of them: of number and report, in the order in which they come."""
    count, digest = 0, hashlib.sha256()
    for row in rows:
        count += 1
        digest.update(json.dumps(row, sort_keys=True).encode())
    return {"rows": count, "digest": digest.hexdigest()}


def on_one(count: int) -> dict[str, Any]:
    """Check them here, one after the other."""
    from postlint import Linter

    linter = Linter(today=DAY)
    linter.check("We open at nine.", rewrites=False)
    begin = time.perf_counter()
    reports = linter.check_many(posts(count))
    found = told((number, _as_row(report.to_dict())) for number, report in enumerate(reports))
    return {**found, "seconds": time.perf_counter() - begin}


def _as_row(report: dict[str, Any]) -> dict[str, Any]:
    """What the JSON report has and a row of Spark's shows: the same, save what it is called and that it is whole."""
    suppressed = [{key: one[key] for key in ("rule", "start", "end")} for one in report["suppressed"]]
    row = {key: report[key] for key in ("verdict", "complete", "findings")}
    return {**row, "reason": report.get("reason", ""), "suppressed": suppressed}


def on_spark(count: int, master: str) -> dict[str, Any]:
    """Check them on Spark, a twentieth of them first: on ``master``, or where SPARK_CONF_DIR says."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.executor.memory": "512m",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "500",
        **({"spark.master": master} if master else {}),
    }
    spark = SparkSession.builder.config(map=settings).appName("postlint-benchmark").getOrCreate()
    try:
        spark.sparkContext.setLogLevel("ERROR")
        _, early = _checked(spark, max(count // 20, 100))
        begin = time.perf_counter()
        rows, late = _checked(spark, count)
        seconds = time.perf_counter() - begin
    finally:
        spark.stop()
    rows.sort(key=lambda row: row["id"])  # they come partition by partition
    found = told((row.pop("id"), row) for row in rows)
    return {**found, "seconds": seconds, "early": early, "late": late}


def _checked(spark: Any, count: int) -> tuple[list[dict[str, Any]], float]:
    """The rows, and the largest size so far of a process that checked, in MB."""
    import pandas

    from postlint.spark import check_frame

    drafts = pandas.DataFrame({"id": range(count), "text": list(posts(count))})
    frame = spark.createDataFrame(drafts).repartition(max(8, count // IN_A_PARTITION))
    rows = [row.asDict(recursive=True) for row in check_frame(frame, today=DAY).collect()]
    return rows, max(row.peak for row in spark.range(0, 8, 1, 8).mapInArrow(_peak, "peak double").collect())


def _peak(batches: Iterator[Any]) -> Iterator[Any]:
    """The largest size so far of this process, in MB."""
    import resource

    import pyarrow

    list(batches)  # Spark does not use a process again that left rows unread
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield pyarrow.RecordBatch.from_pylist([{"peak": peak}])


def measured(count: int, place: str) -> dict[str, Any]:
    """In a process of its own, with a cluster of its own where it is the cluster."""
    # Workers, which work elsewhere, import this postlint, by this Python.
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    command = [sys.executable, "-m", "benchmarks.spark", "--posts", str(count), "--on", place]
    if place != "cluster":
        return _run(command, env)
    with _cluster(env) as conf:
        return _run(command, {**env, "SPARK_CONF_DIR": conf})


def _run(command: list[str], env: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=env)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[1:])} failed:\n{done.stderr}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def _cluster(env: dict[str, str]) -> Iterator[str]:
    """The folder of its settings."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "cluster")
        env = {**env, "PYTHON": sys.executable, "PORT": str(port), "FOLDER": str(folder)}
        if subprocess.run([str(SCRIPT), "start"], env=env, check=False, stdout=subprocess.DEVNULL).returncode:
            raise SystemExit("there is no cluster to measure on")
        try:
            yield str(folder / "conf")
        finally:
            subprocess.run([str(SCRIPT), "stop"], env=env, check=True)


def main(arguments: list[str]) -> None:
    """Print the figures; exit status 1 where Spark says anything else than one process."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks spark", description=__doc__)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--on", choices=PLACES, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.on == "one":
        print(json.dumps(on_one(asked.posts)))
        return
    if asked.on:
        print(json.dumps(on_spark(asked.posts, "local[2,4]" if asked.on == "local" else "")))
        return
    if find_spec("pyspark") is None:
        print("not measured: Spark is not here (pip install 'postlint[spark]', and Java 17)")
        return
    one = measured(asked.posts, "one")
    print(f"{asked.posts:,} posts: {one['rows']:,} rows out of one process in {one['seconds']:.0f} s", flush=True)
    right = one["rows"] == asked.posts
    for place, name in (("local", "local[2]"), ("cluster", "a cluster of two workers")):
        many = measured(asked.posts, place)
        same = (many["rows"], many["digest"]) == (one["rows"], one["digest"])
        right = right and same
        print(f"{name}: {many['rows']:,} rows in {many['seconds']:.0f} s; the same reports: {same}")
        print(f"  {one['seconds'] / many['seconds']:.2f} x one process")
        peaks = f"{many['early']:.0f} MB after the first twentieth, {many['late']:.0f} MB after all"
        print(f"  peak memory of a worker's Python {peaks}", flush=True)
    raise SystemExit(0 if right else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
