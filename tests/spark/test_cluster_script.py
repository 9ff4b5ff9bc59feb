"""The script that starts the cluster, and what docs/spark.md says of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from ..conftest import ROOT
from .conftest import Cluster


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
