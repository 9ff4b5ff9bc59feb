"""The real site in a real browser: what an editor goes through. Screenshots go to POSTLINT_SHOTS, where that is set."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from .conftest import CANARY, SITE

CHROMIUM = os.environ.get("POSTLINT_CHROMIUM", "/usr/bin/chromium")
pytestmark = [
    pytest.mark.wagtail,
    pytest.mark.skipif(
        not find_spec("playwright") or not Path(CHROMIUM).exists(),
        reason="needs pip install playwright, and Chromium at POSTLINT_CHROMIUM",
    ),
]
NAMED = f"Saw Mrs Zybelmira {CANARY} again this morning. Her hip has healed."
CLEAN = "On 14 November the clinic is open to all for free blood sugar checks. Come in, you need no appointment."


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo site, started by its own command."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = tmp_path_factory.mktemp("site")
    env = {k: v for k, v in os.environ.items() if k != "POSTLINT_DEMO_OPTIONS"} | {"POSTLINT_DEMO": str(kept)}
    command = [sys.executable, str(SITE / "manage.py"), "demo", "--port", str(port)]
    with (kept / "log").open("w") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{address}/admin/login/", timeout=30).close()
            break
        except (urllib.error.URLError, TimeoutError):
            assert server.poll() is None, (kept / "log").read_text()
            time.sleep(0.2)
    yield address
    server.terminate()
    server.wait(10)
    assert CANARY not in (kept / "log").read_text()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for all."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Any, base: str) -> Iterator[Any]:
    """Open a window for somebody."""
    opened: list[Any] = []

    def open_(name: str) -> Any:
        page = chromium.new_page(base_url=base, viewport={"width": 1280, "height": 1000})
        page.on("dialog", lambda dialog: dialog.accept())
        page.set_default_timeout(20_000)
        page.goto("/admin/login/")
        page.fill("#id_username", name)
        page.fill("#id_password", "harbour")
        page.locator("button[type=submit]").click()
        page.wait_for_url("**/admin/")
        opened.append(page)
        return page

    yield open_
    for page in opened:
        page.close()


def _write(page: Any, title: str, lead: str) -> None:
    page.goto("/admin/pages/add/blog/blogpage/3/")
    page.fill("#id_title", title)
    page.locator("#panel-child-content-lead-section [contenteditable=true]").click()
    page.keyboard.insert_text(lead)
    page.wait_for_timeout(600)  # Draftail hands its words to the form a moment later


def _press(page: Any, action: str) -> None:
    """Press an action of the editor's menu."""
    button = page.locator(f"button[name='{action}']")
    if not button.is_visible():
        page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target='toggle']").first.click()
    with page.expect_navigation():
        button.click()


def _shot(page: Any, name: str) -> None:
    if folder := os.environ.get("POSTLINT_SHOTS"):
        page.wait_for_timeout(300)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def _is_public(base: str, slug: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/{slug}/", timeout=10) as answer:
            return CANARY not in answer.read().decode()
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise
        return False


def test_refused_rewritten_published(window: Any, base: str) -> None:
    """A post with a patient's name: refused, its findings in the editor, rewrites accepted by key, then public."""
    page = window("moderator")
    _write(page, "A hard week", NAMED)
    _press(page, "action-publish")
    page.get_by_text("Not published.").wait_for()
    assert not _is_public(base, "a-hard-week")
    report = page.locator("[data-postlint-report]")
    report.get_by_text("This names a patient").wait_for()
    assert CANARY in report.inner_text()
    assert CANARY not in page.locator(".messages").inner_text()
    _shot(page, "refused")
    for _ in range(8):
        page.locator("[data-postlint-left]").wait_for()
        offers = report.locator("button")
        if not offers.count():
            break
        offers.first.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
    _shot(page, "rewritten")
    assert CANARY not in page.locator("#panel-child-content-lead-section").inner_text()
    _press(page, "action-publish")
    page.get_by_text("has been published").wait_for()
    assert _is_public(base, "a-hard-week")


def test_scheduled(window: Any, base: str) -> None:
    """A time to go live is refused as publishing is."""
    page = window("moderator")
    _write(page, "Next week", NAMED)
    page.locator("[data-side-panel-toggle='status'], button[aria-label='Toggle status']").first.click()
    page.get_by_role("button", name="Set schedule").click()
    when = (datetime.now(timezone.utc) + timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    page.fill("#id_go_live_at", when)
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.get_by_role("button", name="Save schedule").press("Enter")  # the calendar lies over it
    _press(page, "action-publish")
    page.get_by_text("Not published.").wait_for()
    _shot(page, "scheduled")
    page.goto(page.url)
    assert page.get_by_text("Cancel scheduled publish").count() == 0


def test_approved(window: Any, base: str) -> None:
    """The editor submits, the moderator approves: refused, and still to be approved."""
    editor, moderator = window("editor"), window("moderator")
    _write(editor, "For approval", NAMED)
    _press(editor, "action-submit")
    editor.get_by_text("submitted for moderation").first.wait_for()
    moderator.goto("/admin/")
    moderator.get_by_role("link", name="For approval").first.click()
    moderator.wait_for_url("**/edit/**")
    moderator.locator("footer [data-w-dropdown-target='toggle'], footer .w-dropdown__toggle").first.click()
    with moderator.expect_navigation():
        moderator.locator("button[data-workflow-action-name='approve']").first.click()
    moderator.get_by_text("Not published.").wait_for()
    _shot(moderator, "approval")
    assert not _is_public(base, "for-approval")


def test_many_at_once(window: Any, base: str) -> None:
    """The bulk action publishes what may be public, and tells of the rest."""
    page = window("moderator")
    numbers = []
    for title, lead in (("Bulk bad", NAMED), ("Bulk good", CLEAN)):
        _write(page, title, lead)
        page.locator("footer button.action-save").first.click()
        page.wait_for_url("**/edit/**")
        numbers.append(page.url.rstrip("/").split("/")[-2])
    page.goto(f"/admin/bulk/wagtailcore/page/publish/?id={numbers[0]}&id={numbers[1]}&next=/admin/pages/3/")
    page.get_by_role("button", name="Yes, publish").click()
    page.get_by_text(f"Not published (page {numbers[0]})").wait_for()
    _shot(page, "bulk")
    assert not _is_public(base, "bulk-bad")
    assert _is_public(base, "bulk-good")


def test_let_through(window: Any, base: str) -> None:
    """Whoever has the permission gives a reason on the page of findings, and may then publish exactly this."""
    page = window("lead")
    _write(page, "With consent", CLEAN + " " + NAMED)
    _press(page, "action-publish")
    page.get_by_role("link", name="Publish in spite of this, with a reason").click()
    page.get_by_label("Reason").fill("She wrote it with us and signed for it.")
    _shot(page, "override")
    page.get_by_role("button", name="Let these words through").click()
    page.get_by_text("These words may now be published").wait_for()
    _shot(page, "overridden")
    page.get_by_role("link", name="Back to the editor").click()
    _press(page, "action-publish")
    page.get_by_text("has been published").wait_for()
