"""People at a browser: the block editor's panel, the classic editor, quick edit, bulk edit and the settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import TOKEN
from .site import CLEAN, NAME, NAMED, Site

PARAGRAPH = f"<!-- wp:paragraph -->\n<p>{NAMED}</p>\n<!-- /wp:paragraph -->"
#: Where pictures of what was seen are kept, if anywhere.
SHOTS = os.environ.get("POSTLINT_SHOTS")

Admin = Callable[..., Any]


@pytest.fixture
def admin(site: Site, chromium: Any) -> Iterator[Admin]:
    """Opens a page of wp-admin for somebody; a script that fails, or a token in a page, fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def opened(path: str, user: str = "editor") -> Any:
        context = chromium.new_context(viewport={"width": 1360, "height": 1000})
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{site.url}/wp-login.php")
        page.fill("#user_login", user)
        page.fill("#user_pass", user)
        page.click("#wp-submit")
        page.wait_for_url("**/wp-admin/**")
        page.goto(f"{site.url}/wp-admin/{path}")
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            assert TOKEN not in page.content()
        context.close()
    assert complaints == []


def _shot(page: Any, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


def _editor(page: Any) -> None:
    page.wait_for_selector(".block-editor-block-list__layout")
    page.evaluate("""() => {
        wp.data.dispatch('core/edit-post').toggleFeature('welcomeGuide');
        if (wp.data.select('core/edit-post').isFeatureActive('welcomeGuide')) wp.data.dispatch('core/edit-post').toggleFeature('welcomeGuide');
    }""")


def test_block_editor_shows_rewrites_and_publishes(site: Site, admin: Admin) -> None:
    post = site.insert("draft", title="A morning", content=PARAGRAPH, post_author=1)
    page = admin(f"post.php?post={post}&action=edit")
    _editor(page)
    page.click(".editor-post-publish-panel__toggle")
    finding = page.locator(".postlint-finding", has_text="patient-name")
    finding.wait_for()
    assert NAME in finding.locator("mark").inner_text()
    publish = page.locator(".editor-post-publish-button")
    assert publish.get_attribute("aria-disabled") == "true"
    _shot(page, "panel-holds")
    # The lock is a courtesy: whoever takes it away is refused by the server, in words.
    page.evaluate("wp.data.dispatch('core/editor').unlockPostSaving('postlint')")
    page.evaluate("wp.data.dispatch('core/editor').editPost({status: 'publish'})")
    page.evaluate("wp.data.dispatch('core/editor').savePost()")
    page.locator(".components-snackbar, .components-notice", has_text="was not published").first.wait_for()
    assert site.status(post) == "draft"
    page.evaluate("wp.data.dispatch('core/editor').editPost({status: 'draft'})")
    finding.locator(".postlint-accept").first.click()
    page.wait_for_function("name => !wp.data.select('core/editor').getEditedPostContent().includes(name)", arg=NAME)
    page.locator(".postlint-finding", has_text="patient-name").wait_for(state="detached")
    _shot(page, "panel-after-a-rewrite")
    page.evaluate(
        """text => { const { getBlocks } = wp.data.select('core/block-editor');
        wp.data.dispatch('core/block-editor').updateBlockAttributes(getBlocks()[0].clientId, { content: text }); }""",
        CLEAN,
    )
    page.locator(".postlint-passes").wait_for()
    _shot(page, "panel-passes")
    publish.click()
    page.locator(".post-publish-panel__postpublish-header").wait_for()
    assert site.status(post) == "publish"
    assert CLEAN in site.row(post)["post_content"]


def test_block_editor_only_shows_what_lies_in_two_blocks_or_in_markup(site: Site, admin: Admin) -> None:
    post = site.insert("draft", title="A morning", content=PARAGRAPH + "\n\n" + PARAGRAPH)
    page = admin(f"post.php?post={post}&action=edit")
    _editor(page)
    accepts = """([field, edits]) => {
        const sent = { title: wp.data.select('core/editor').getEditedPostAttribute('title'),
                       content: wp.data.select('core/editor').getEditedPostContent(), excerpt: '' };
        const at = word => Array.from(sent.content.slice(0, sent.content.indexOf(word))).length;
        const places = edits.map(([from, to]) => ({ start: at(from), end: at(to), text: 'x' }));
        return Boolean(postlintRewriting.accepting({ field, edits: places }, sent));
    }"""
    assert page.evaluate(accepts, ["content", [["Saw", "Mrs"]]])
    assert not page.evaluate(accepts, ["content", [["Saw", "</p>"], ["<p>", "Saw"]]])
    assert not page.evaluate(accepts, ["content", [["/wp:paragraph", "\n\n"]]])
    assert not page.evaluate(accepts, ["slug", [["Saw", "Mrs"]]])
    both = """() => { const sent = { content: wp.data.select('core/editor').getEditedPostContent() };
        const last = sent.content.lastIndexOf('Saw'), first = sent.content.indexOf('Saw');
        const edits = [first, last].map(start => ({ start, end: start + 3, text: 'x' }));
        return Boolean(postlintRewriting.accepting({ field: 'content', edits }, sent)); }"""
    assert not page.evaluate(both)


def test_block_editor_override(site: Site, admin: Admin) -> None:
    post = site.insert("draft", title="A morning", content=PARAGRAPH)
    page = admin(f"post.php?post={post}&action=edit", "administrator")
    _editor(page)
    page.click(".editor-post-publish-panel__toggle")
    page.locator(".postlint-override input").fill("The board has read it and agrees.")
    page.locator(".postlint-override button").click()
    page.locator(".postlint-passes", has_text="Overridden").wait_for()
    _shot(page, "panel-overridden")
    page.locator(".editor-post-publish-button").click()
    page.locator(".post-publish-panel__postpublish-header").wait_for()
    assert site.status(post) == "publish"


def test_a_draft_with_a_name_is_saved_in_the_block_editor(site: Site, admin: Admin) -> None:
    page = admin("post-new.php")
    _editor(page)
    page.evaluate("text => wp.data.dispatch('core/editor').editPost({ title: 'A morning', content: text })", NAMED)
    page.click(".editor-post-save-draft")
    page.locator(".editor-post-saved-state.is-saved").wait_for()
    post = page.evaluate("wp.data.select('core/editor').getCurrentPostId()")
    assert site.status(post) == "draft"


def test_classic_editor(site: Site, admin: Admin) -> None:
    page = admin("post-new.php?post_type=leaflet", "administrator")
    page.fill("#title", "A morning")
    page.fill("#content", NAMED)
    page.click("#publish")
    notice = page.locator(".postlint-held")
    notice.wait_for()
    assert NAME in notice.inner_text()
    assert "patient-name" in notice.inner_text()
    assert "published." not in page.locator("#message").inner_text() if page.locator("#message").count() else True
    _shot(page, "classic-holds")
    post = int(page.input_value("#post_ID"))
    assert site.status(post) == "draft"
    page.fill("#content", CLEAN)
    page.click("#publish")
    page.locator("#message", has_text="published").wait_for()
    assert site.status(post) == "publish"
    assert page.locator(".postlint-held").count() == 0
    # And the update of the live post is held, with its old text for readers.
    page.fill("#content", NAMED)
    page.click("#publish")
    page.locator(".postlint-held", has_text="unchanged").wait_for()
    assert NAME in page.locator(".postlint-held").inner_text()
    assert (site.status(post), site.row(post)["post_content"]) == ("publish", CLEAN)
    _shot(page, "classic-live")


def test_classic_editor_override(site: Site, admin: Admin) -> None:
    page = admin("post-new.php?post_type=leaflet", "administrator")
    page.fill("#title", "A morning")
    page.fill("#content", NAMED)
    page.click("#publish")
    page.locator(".postlint-held").wait_for()
    post = int(page.input_value("#post_ID"))
    page.fill("[name=reason]", "The board has read it and agrees.")
    page.click("[form=postlint-override].button")
    page.locator(".notice", has_text="Overridden and logged").wait_for()
    page.click("#publish")
    page.locator("#message", has_text="published").wait_for()
    assert site.status(post) == "publish"


def test_quick_edit(site: Site, admin: Admin) -> None:
    clean, named = site.insert("draft", title="Winter hours"), site.insert("draft", title="A morning", content=NAMED)
    page = admin("edit.php")
    for post in (clean, named):
        page.hover(f"#post-{post}")
        page.click(f"#post-{post} .editinline")
        page.select_option(f"#edit-{post} select[name=_status]", "publish")
        page.click(f"#edit-{post} .save")
        if post == clean:
            page.locator(f"#post-{post}.status-publish").wait_for()
    page.locator(f"#edit-{named} .notice-error", has_text="was not published").wait_for()
    _shot(page, "quick-edit")
    assert (site.status(clean), site.status(named)) == ("publish", "draft")


def test_bulk_edit(site: Site, admin: Admin) -> None:
    clean, named = site.insert("draft", title="Winter hours"), site.insert("draft", title="A morning", content=NAMED)
    page = admin("edit.php")
    page.check(f"#cb-select-{clean}")
    page.check(f"#cb-select-{named}")
    page.select_option("#bulk-action-selector-top", "edit")
    page.click("#doaction")
    page.select_option("#bulk-edit select[name=_status]", "publish")
    page.click("#bulk_edit")
    page.locator(".postlint-held", has_text="patient-name").wait_for()
    _shot(page, "bulk-edit")
    assert (site.status(clean), site.status(named)) == ("publish", "draft")


def test_settings(site: Site, admin: Admin) -> None:
    site.php("update_option('postlint', array('token' => 'kept-in-the-table') + Postlint_Settings::all());")
    page = admin("options-general.php?page=postlint", "administrator")
    page.locator(".notice-success", has_text="postlint answers").wait_for()
    assert "kept-in-the-table" not in page.content()
    _shot(page, "settings")
    page.fill("#postlint-url", "http://192.0.2.7:8765")
    page.click("#submit")
    page.locator(".notice-error", has_text="in the clear").wait_for()
    page.check("[name='postlint[hold_review]']")
    page.fill("#postlint-url", "http://127.0.0.1:1")
    page.click("#submit")
    page.locator(".notice-error", has_text="Until it answers").wait_for()
    kept = site.php("return Postlint_Settings::all();")
    assert (kept["hold_review"], kept["url"], kept["token"]) == (True, "http://127.0.0.1:1", "kept-in-the-table")


def test_settings_are_for_administrators(site: Site, admin: Admin) -> None:
    page = admin("options-general.php?page=postlint")
    assert "not allowed" in page.content()
