"""Spark on this machine: in one process, and as a cluster on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from postlint import Linter

from ..conftest import ROOT
from ..own_suites import skip_unless_named
from .posts import DAY, POLICY, expected, posts

NEEDS = "Java 17 and the extra postlint[spark]"
SCRIPT = ROOT / "integrations" / "spark" / "cluster.sh"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Only when they are asked for."""
    skip_unless_named(config, items, Path(__file__).parent, NEEDS)


@pytest.fixture(scope="session")
def check_frame() -> Callable[..., Any]:
    """What is tested; only importable with the extra."""
    module = pytest.importorskip("postlint.spark", reason=f"needs {NEEDS}")
    # Workers, which work elsewhere, import the postlint that is tested, whichever their Python has.
    os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1", PYTHONPATH=str(ROOT))
    check: Callable[..., Any] = module.check_frame
    return check


@pytest.fixture(scope="module")
def local(check_frame: Callable[..., Any]) -> Iterator[Any]:
    """A session of two workers in this process's JVM, which runs a task again when it failed."""
    with _session(**{"spark.master": "local[2,4]"}) as spark:
        yield spark


class Cluster:
    """The cluster that the script starts, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.folder = folder
        self.env = {**os.environ, "PYTHON": sys.executable, "PORT": str(port), "FOLDER": str(folder)}

    def run(self, what: str) -> subprocess.CompletedProcess[str]:
        """The script, with a command."""
        return subprocess.run([str(SCRIPT), what], env=self.env, capture_output=True, text=True, check=False)

    def settings(self) -> dict[str, str]:
        """What the script tells a driver."""
        lines = (self.folder / "conf" / "spark-defaults.conf").read_text(encoding="utf-8").splitlines()
        return dict(line.split(maxsplit=1) for line in lines)

    def logs(self) -> dict[Path, str]:
        """All that its parts and their executors wrote."""
        found = [*self.folder.glob("*.log"), *self.folder.glob("work-*/**/std*")]
        return {path: path.read_text(encoding="utf-8", errors="replace") for path in found}


@contextmanager
def _started(folder: Path) -> Iterator[Cluster]:
    """A master and two workers; afterwards nothing of them is left."""
    cluster = Cluster(folder)
    started = cluster.run("start")
    assert started.returncode == 0, started.stderr
    yield cluster
    assert cluster.run("stop").returncode == 0
    assert not cluster.folder.exists()
    assert cluster.run("status").returncode == 3
    left = subprocess.run(["ps", "-ww", "-e", "-o", "command="], capture_output=True, text=True, check=True).stdout
    assert str(cluster.folder) not in left


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory, check_frame: Callable[..., Any]) -> Iterator[Cluster]:
    """The cluster of most tests."""
    with _started(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture
def doomed(tmp_path: Path, check_frame: Callable[..., Any]) -> Iterator[Cluster]:
    """A cluster for one test, which may break it."""
    with _started(tmp_path / "doomed") as cluster:
        yield cluster


@pytest.fixture(scope="module")
def distributed(cluster: Cluster) -> Iterator[Any]:
    """A session on the cluster."""
    with session_on(cluster) as spark:
        yield spark


@pytest.fixture(scope="session")
def alone() -> dict[str, dict[str, Any]]:
    """What one process says of the invented posts, by id."""
    linter = Linter(today=DAY)
    texts = posts(1000)
    return {id: expected(report) for id, report in zip(texts, linter.check_many(texts.values()), strict=True)}


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """A clinic's rules file with a rule of its own."""
    path = tmp_path / "clinic.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return path


def session_on(cluster: Cluster) -> _session:
    """A session on a cluster; of this process there can be one at a time."""
    # The JVM of this process may be there already, so that it is told here what SPARK_CONF_DIR would tell it.
    return _session(**cluster.settings(), **{"spark.executor.memory": "512m"})


class _session:
    """A Spark session that is stopped at the end."""

    def __init__(self, **settings: str) -> None:
        self._settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "4", **settings}

    def __enter__(self) -> Any:
        from pyspark.sql import SparkSession

        self._spark = SparkSession.builder.config(map=self._settings).appName("postlint-tests").getOrCreate()
        self._spark.sparkContext.setLogLevel("ERROR")
        return self._spark

    def __exit__(self, *_: object) -> None:
        self._spark.stop()
