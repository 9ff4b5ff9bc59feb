"""A real WordPress, and the real service that it asks."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..conftest import ROOT
from ..own_suites import skip_unless_named
from .site import Site

TOKEN = "of-this-site-and-of-nobody-else"
#: Another checkout whose service is asked.
TREE = os.environ.get("POSTLINT_TREE", str(ROOT))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Only when they are asked for."""
    skip_unless_named(config, items, Path(__file__).parent, "PHP, MariaDB and the package of WordPress")


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the service, with the real model."""
    log = open(tmp_path_factory.mktemp("service") / "log", "w", encoding="utf-8")  # noqa: SIM115
    process = subprocess.Popen(
        [sys.executable, "-m", "postlint", "serve", "--port", "0"],
        stdout=subprocess.PIPE, stderr=log, text=True, cwd=TREE, env={**os.environ, "POSTLINT_TOKEN": TOKEN},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert select.select([process.stdout], [], [], 60)[0], "the service did not start"
        address = process.stdout.readline().strip().partition("#")[0].rstrip("/")
        assert address, Path(log.name).read_text(encoding="utf-8")
        yield address
    finally:
        process.kill()
        process.wait()
        log.close()


@pytest.fixture(scope="session")
def installed(service: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site, installed once."""
    for program in ("php", "mariadbd", "apt-get"):
        if shutil.which(program) is None:
            pytest.skip(f"no {program} here")
    site = Site(tmp_path_factory.mktemp("wordpress"), service, TOKEN)
    try:
        site.start()
        yield site
    finally:
        site.stop()


@pytest.fixture
def site(installed: Site) -> Iterator[Site]:
    """The site without posts; none of its logs holds a word of what a test wrote."""
    installed.settle()
    yield installed
    logs = installed.logs()
    assert "Okafor" not in logs
    assert TOKEN not in logs
    assert "PHP Fatal" not in logs
    assert not [line for line in logs.splitlines() if "plugins/postlint" in line and "PHP" in line]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser: that of CHROMIUM, or the system's."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs the extra postlint[browser]")
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium here; CHROMIUM names one")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
