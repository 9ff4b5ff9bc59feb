"""The page without a mouse, without sight, on a phone, in the dark."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .test_page import CLEAN, DRAFT, settled, written

Open = Callable[..., Any]
EXAMPLE = (Path(__file__).parents[2] / "examples" / "draft.txt").read_text(encoding="utf-8")
#: Where pictures of the page are put for somebody to look at.
SHOTS = os.environ.get("POSTLINT_SHOTS")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(open_page: Open, scheme: str, width: int) -> None:
    """In every state of the page, at both widths, in both schemes; and nothing is wider than the screen."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the extra postlint[browser]").Axe()
    options = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme, "reduced_motion": "reduce"}
    page = open_page(bypass_csp=True, **options)

    def look(name: str) -> None:
        found = axe.run(page).response["violations"]
        assert [(v["id"], [n["html"][:80] for n in v["nodes"]]) for v in found] == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{scheme}-{width}.png", full_page=width < 500)

    page.wait_for_selector("#desk:not([hidden])")
    look("empty")
    written(page, EXAMPLE)
    look("found")
    for title in ("A patient's name", "Details that add up", "A case without consent"):
        page.locator(".card", has_text=title).locator(".head").click()
        page.locator(".card.open summary").click()
    look("open")
    page.select_option("#audience", "reply")
    settled(page, "Not ready to publish")
    look("reply")
    page.select_option("#audience", "public")
    written(page, CLEAN, "No rule matched")
    look("clean")
    door = open_page(token=False, bypass_csp=True, **options)
    door.wait_for_selector("#door:not([hidden])")
    page = door
    look("door")


def test_with_the_keyboard_alone(open_page: Open) -> None:
    """From the draft to each finding, its rewrite and the copy, and out again at both ends."""
    page = open_page()
    page.wait_for_selector("#desk:not([hidden])")
    assert page.evaluate("document.activeElement.id") == "draft"
    page.keyboard.insert_text(DRAFT)
    settled(page, "Not ready to publish")
    seen = []
    for _ in range(3):
        page.keyboard.press("F8")
        seen.append(page.locator("#draft").evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)"))
    assert seen[0] == "Okafor"
    assert page.locator("#said").inner_text().startswith("3 of 3: ")
    page.keyboard.press("Shift+F8")
    page.keyboard.press("Shift+F8")
    page.keyboard.press("Alt+Enter")
    page.wait_for_function("() => !document.querySelector('#draft').value.includes('Okafor')")
    settled(page, "Not ready to publish")
    # The other way: to the list with Tab, open with Enter, to the rewrite with Tab, take with Enter.
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.includes(\"A patient's number\")"):
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert "take" in page.evaluate("document.activeElement.className")
    page.keyboard.press("Enter")
    settled(page, "No rule matched")
    assert page.evaluate("document.activeElement.id") == "headline"
    page.keyboard.press("Shift+Tab")
    page.wait_for_function("() => document.activeElement.id === 'copy'", timeout=3000)
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('#copy-why').textContent === 'Copied.'")


def test_no_trap(open_page: Open) -> None:
    """Tab goes through everything, always visibly, and leaves the page."""
    page = open_page()
    written(page, DRAFT)
    page.evaluate("document.querySelector('#skip').focus()")
    stops = []
    for at in range(60):
        if at:
            page.keyboard.press("Tab")
        stop = page.evaluate("""() => {
          const at = document.activeElement;
          if (at === document.body) return null;
          const style = getComputedStyle(at);
          const ringed = style.outlineStyle !== 'none' || at.id === 'draft';
          return [at.id || at.className, ringed];
        }""")
        if stop is None:
            break
        stops.append(tuple(stop))
    assert stop is None
    names = [name for name, _ in stops]
    for expected in ("skip", "audience", "draft", "open", "copy", "before", "next", "head"):
        assert expected in names
    assert all(ringed for _, ringed in stops), [name for name, ringed in stops if not ringed]
    border = "getComputedStyle(document.querySelector('.sheet')).borderColor"
    page.locator("#open").focus()
    page.evaluate("document.activeElement.blur()")
    before = page.evaluate(border)
    page.locator("#draft").focus()
    page.wait_for_function(f"() => {border} !== '{before}'")


def test_what_is_announced(open_page: Open) -> None:
    """The live region tells what is left when that changes, and is quiet while somebody types."""
    page = open_page()
    page.wait_for_selector("#desk:not([hidden])")
    page.evaluate("""() => {
      window.heard = [];
      new MutationObserver(() => heard.push(document.querySelector('#said').textContent))
        .observe(document.querySelector('#said'), {childList: true, characterData: true, subtree: true});
    }""")
    page.locator("#draft").press_sequentially(DRAFT, delay=10)
    settled(page, "Not ready to publish")
    heard = page.evaluate("heard")
    assert heard[-1].startswith("Not ready to publish. 3 must change")
    assert len(heard) <= 3
    page.locator("#draft").press_sequentially(" Do come.", delay=10)
    page.wait_for_timeout(1500)
    assert len(page.evaluate("heard")) <= len(heard) + 1


def test_the_findings_are_a_list(open_page: Open) -> None:
    """Names and roles are those of real elements, in the order of the draft."""
    page = open_page()
    written(page, DRAFT)
    items = page.get_by_role("list", name="Findings").get_by_role("listitem")
    assert items.count() == 3
    head = page.get_by_role("button", name="A patient's name")
    assert head.get_attribute("aria-expanded") == "false"
    head.click()
    assert page.get_by_role("button", name="A patient's name").get_attribute("aria-expanded") == "true"
    assert page.get_by_role("button", name="Leave the name out").is_visible()
    assert page.get_by_label("Your draft").get_attribute("id") == "draft"


def test_on_a_phone(open_page: Open) -> None:
    """By touch: a mark leads to its finding, and a rewrite does not call up the keyboard."""
    page = open_page(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    written(page, DRAFT)
    page.locator("#draft").blur()
    page.locator(".card", has_text="A patient's name").locator(".head").tap()
    page.locator(".take.first").tap()
    page.wait_for_function("() => !document.querySelector('#draft').value.includes('Okafor')")
    assert page.evaluate("document.activeElement.id") != "draft"
    settled(page, "Not ready to publish")
    page.tap("#undo")
    assert page.input_value("#draft") == DRAFT
    small = page.evaluate("""() => [...document.querySelectorAll('button, select, summary')]
      .filter((made) => made.checkVisibility() && made.getBoundingClientRect().height < 24)
      .map((made) => made.outerHTML)""")
    assert small == []
