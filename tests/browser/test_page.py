"""The page, as people use it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..test_service_process import Running, serving

DRAFT = "🎉 Our library talk is on Saturday. Mrs Okafor, whose MRN is 00482913, will say a few words."
CLEAN = "🎉 Our library talk is on Saturday. A patient will say a few words."
Open = Callable[..., Any]


def settled(page: Any, headline: str) -> None:
    """Wait until the page says this, and has its rewrites."""
    page.wait_for_function(
        "words => document.querySelector('#headline').textContent === words"
        " && document.querySelector('#findings').getAttribute('aria-busy') === 'false'",
        arg=headline,
    )


def written(page: Any, text: str, headline: str = "Not ready to publish") -> None:
    """Put a draft on the page and wait for what is said of it."""
    page.fill("#draft", text)
    settled(page, headline)


def take(page: Any, title: str) -> None:
    """Open the finding of that title and take its first rewrite."""
    card = page.locator(".card", has_text=title)
    if card.locator(".head").get_attribute("aria-expanded") == "false":
        card.locator(".head").click()
    card.locator(".take.first").click()


def marked(page: Any) -> list[str]:
    """The words that are marked."""
    return page.locator("#backdrop mark").all_inner_texts()


def test_two_rewrites_and_a_copy(open_page: Open, service: Running) -> None:
    """A draft is typed, two rewrites are taken, and what is copied lints clean."""
    page = open_page()
    page.locator("#draft").press_sequentially(DRAFT[2:])
    page.evaluate("document.querySelector('#draft').setRangeText('🎉 ', 0, 0)")
    page.locator("#draft").press("End")
    page.locator("#draft").press(" ")
    settled(page, "Not ready to publish")
    assert page.locator("#copy").get_attribute("aria-disabled") == "true"
    # An emoji is one code point and two of the browser's units: marks stand where they belong.
    assert {"Okafor", "MRN is 00482913"} <= set(marked(page))
    assert page.locator("#sum").inner_text() == "Together, these could tell readers who it is: Okafor · MRN is 00482913"
    take(page, "A patient's name")
    page.wait_for_function("() => !document.querySelector('#draft').value.includes('Okafor')")
    settled(page, "Not ready to publish")
    take(page, "A patient's number")
    settled(page, "No rule matched")
    assert page.locator(".card").count() == 0
    page.click("#copy")
    page.wait_for_function("() => document.querySelector('#copy-why').textContent === 'Copied.'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == CLEAN
    status, answer = service.ask("/v1/check", {"text": copied})
    assert (status, json.loads(answer)["verdict"], json.loads(answer)["findings"]) == (200, "publish", [])


def test_it_never_certifies(open_page: Open) -> None:
    """Law 7."""
    page = open_page()
    written(page, CLEAN, "No rule matched")
    said = page.locator(".reading").inner_text().lower()
    assert "that is no certificate" in said
    for claim in ("is safe", "compliant", "certified", "de-identified", "all clear"):
        assert claim not in said


def test_undo(open_page: Open) -> None:
    """A rewrite is undone by the button, and by the browser's own undo, in one step."""
    page = open_page()
    written(page, DRAFT)
    take(page, "A patient's name")
    page.wait_for_function("() => !document.querySelector('#draft').value.includes('Okafor')")
    page.click("#undo")
    assert page.input_value("#draft") == DRAFT
    settled(page, "Not ready to publish")
    take(page, "A patient's name")
    page.wait_for_function("() => !document.querySelector('#draft').value.includes('Okafor')")
    page.locator("#draft").focus()
    page.keyboard.press("Control+z")
    assert page.input_value("#draft") == DRAFT


def test_all_safe_rewrites(open_page: Open, service: Running) -> None:
    """At once, as the service makes them, and undone at once."""
    page = open_page()
    written(page, DRAFT)
    fixed = json.loads(service.ask("/v1/fix", {"text": DRAFT})[1])["text"]
    assert fixed != DRAFT
    page.click("#safe")
    page.wait_for_function("text => document.querySelector('#draft').value === text", arg=fixed)
    page.click("#undo")
    assert page.input_value("#draft") == DRAFT


def test_choices(open_page: Open) -> None:
    """Readers, rules, kind and format go with the question; an answer has a second field."""
    page = open_page()
    asked: list[tuple[str, dict[str, Any]]] = []
    page.on("request", lambda r: asked.append((r.url, r.post_data_json)) if r.method == "POST" else None)
    page.select_option("#profile", "uk-gmc")
    page.select_option("#type", "announcement")
    page.select_option("#format", "markdown")
    written(page, DRAFT)
    chosen = {"audience": "public", "format": "markdown", "profile": "uk-gmc", "type": "announcement"}
    assert asked[-1][1] == {"text": DRAFT, "rewrites": True, **chosen}
    assert not page.is_visible("#to")
    page.select_option("#audience", "reply")
    page.fill("#to", "My root canal hurt for a week.")
    written(page, "We are sorry that your root canal hurt.")
    assert asked[-1][0].endswith("/v1/reply")
    assert page.locator(".card", has_text="root canal").count() > 0


def test_a_dropped_file(open_page: Open, tmp_path: Path) -> None:
    """Its text and its format are taken; a file that is no draft is not checked and says so."""
    page = open_page()
    page.locator("#file").set_input_files(
        {"name": "post.md", "mimeType": "text/markdown", "buffer": f"# Talk\n\n{DRAFT}".encode()}
    )
    settled(page, "Not ready to publish")
    assert page.input_value("#format") == "markdown"
    drop = """([name, text]) => {
      const carried = new DataTransfer();
      carried.items.add(new File([text], name));
      const dropped = new DragEvent('drop', {dataTransfer: carried, bubbles: true, cancelable: true});
      document.querySelector('#draft').dispatchEvent(dropped);
    }"""
    page.evaluate(drop, ["post.txt", CLEAN])
    settled(page, "No rule matched")
    assert page.input_value("#format") == "plain"
    page.evaluate(drop, ["scan.pdf", "%PDF-1.7"])
    settled(page, "Not checked")
    assert page.locator("#copy").get_attribute("aria-disabled") == "true"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("Bonjour à tous, nous avons vu ce matin une dame très malade. " * 8, "French"), ("\u200b\u200b", "holds")],
)
def test_what_is_not_checked_says_so(open_page: Open, text: str, reason: str) -> None:
    """Law 4: another language, nothing to read."""
    page = open_page()
    written(page, text, "Not checked")
    assert reason in page.locator("#under").inner_text() or "empty" in page.locator("#under").inner_text()
    assert page.locator("#copy").get_attribute("aria-disabled") == "true"


def test_too_long(open_page: Open) -> None:
    """It is not sent, and not checked."""
    page = open_page()
    page.evaluate("document.querySelector('#draft').value = 'word '.repeat(210000)")
    page.evaluate("document.querySelector('#draft').dispatchEvent(new Event('input'))")
    settled(page, "Too long")
    assert page.locator("#copy").get_attribute("aria-disabled") == "true"


def test_the_service_goes_and_comes(open_page: Open, tmp_path: Path) -> None:
    """While nobody answers, nothing is checked, whatever was said before; then it goes on by itself."""
    with serving(tmp_path, token="a-token-for-this-test") as running:
        page = open_page(running=running)
        written(page, CLEAN, "No rule matched")
        running.process.kill()
        running.process.wait()
        page.locator("#draft").press("End")
        page.keyboard.type(" Come along.")
        settled(page, "postlint does not answer")
        assert "Nothing is checked" in page.locator("#under").inner_text()
        assert page.locator("#state").get_attribute("data-state") == "gone"
        assert page.locator("#copy").get_attribute("aria-disabled") == "true"
        with serving(tmp_path, "--port", str(running.port), token="a-token-for-this-test"):
            settled(page, "No rule matched")


def test_the_token(open_page: Open, service: Running) -> None:
    """Without it the page asks; a wrong one is refused in words; a right one opens the desk."""
    page = open_page(token=False)
    page.wait_for_selector("#door:not([hidden])")
    assert not page.is_visible("#draft")
    page.fill("#token", "not-the-token-at-all")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('#door-wrong').textContent !== ''")
    page.fill("#token", service.token)
    page.keyboard.press("Enter")
    page.wait_for_selector("#desk:not([hidden])")
    written(page, CLEAN, "No rule matched")


def test_a_stale_answer_is_not_shown(open_page: Open) -> None:
    """An answer to a draft that has changed since says nothing of the new one."""
    page = open_page()

    def late(route: Any) -> None:
        if "Okafor" in (route.request.post_data or ""):
            page.wait_for_timeout(900)
        route.continue_()

    page.route(re.compile(r"/v1/check$"), late)
    page.fill("#draft", DRAFT)
    page.wait_for_timeout(500)
    page.fill("#draft", CLEAN)
    seen = set()
    for _ in range(25):
        seen.add(page.locator("#headline").inner_text())
        page.wait_for_timeout(100)
    assert seen <= {"Checking…", "No rule matched"}
    assert page.locator("#headline").inner_text() == "No rule matched"


def test_marks_follow_what_is_typed(open_page: Open) -> None:
    """Until the answer comes, marks stay on their words; one that is typed into is gone."""
    page = open_page()
    written(page, DRAFT)
    page.route(re.compile(r"/v1/check$"), lambda route: None)
    page.locator("#draft").press("Home")
    page.keyboard.type("Hello! ")
    assert {"Okafor", "MRN is 00482913"} <= set(marked(page))
    inside = page.evaluate("document.querySelector('#draft').value.indexOf('Okafor') + 3")
    page.evaluate("at => document.querySelector('#draft').setSelectionRange(at, at)", inside)
    page.keyboard.type("x")
    assert "Okafor" not in marked(page)
