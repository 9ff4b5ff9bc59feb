"""A real Chromium on a real service."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ..own_suites import skip_unless_named
from ..test_service_process import Running, serving


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Only when they are asked for."""
    skip_unless_named(config, items, Path(__file__).parent, "Chromium and the extra postlint[browser]")


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The service, with the real model."""
    with serving(tmp_path_factory.mktemp("service")) as running:
        yield running


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


@pytest.fixture
def open_page(service: Running, chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens the page; what it logs, stores or asks of another address fails the test.

    ``token`` False leaves the token out; anything else goes to the browser's context.
    """
    contexts = []
    complaints: list[str] = []

    def opened(*, token: bool = True, running: Running = service, **options: Any) -> Any:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said.text) else None)
        page.on("request", lambda asked: complaints.append(asked.url) if f":{running.port}/" not in asked.url else None)
        page.goto(f"http://127.0.0.1:{running.port}/" + (f"#token={running.token}" if token else ""))
        return page

    yield opened
    for context in contexts:
        assert context.cookies() == []
        for page in context.pages:
            assert page.evaluate("localStorage.length + sessionStorage.length") == 0
            assert "token" not in page.url
        context.close()
    assert complaints == []


def _is_complaint(text: str) -> bool:
    """A status that is no success is an answer here; so is a service that was stopped."""
    return not text.startswith("Failed to load resource")
