"""Publishing against advice: who may, for which text, and what is written down."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from .site import CLEAN, NAME, NAMED, Site, free_port, held

REASON = "The board has read it and agrees."


def _override(site: Site, post: int, *, user: str = "administrator", reason: str = REASON) -> httpx.Response:
    with site.rest(user) as api:
        return api.post("/postlint/v1/override", json={"post": post, "reason": reason})


def _log(site: Site) -> list[dict[str, Any]]:
    return list(site.php("return Postlint_Override::last();"))


def test_it_lets_one_text_through_until_that_changes(site: Site) -> None:
    post = site.insert(content=NAMED, title="A morning")
    before = len(_log(site))
    assert _override(site, post).json() == {"overridden": True}
    with site.rest() as api:
        assert api.post(f"/wp/v2/posts/{post}", json={"status": "publish"}).json()["status"] == "publish"
        said = held(api.post(f"/wp/v2/posts/{post}", json={"content": NAMED + " She is 43."}))
        assert "unchanged" in said["message"]
        api.post(f"/wp/v2/posts/{post}", json={"status": "draft", "content": NAMED + " She is 43."})
        held(api.post(f"/wp/v2/posts/{post}", json={"status": "publish"}))
        # The first text again: the override was void when it changed, and stays so.
        held(api.post(f"/wp/v2/posts/{post}", json={"status": "publish", "content": NAMED}))
    assert site.status(post) == "draft"
    newest, *rest = _log(site)
    assert len(rest) == before
    assert "patient-name" in newest["rules"]
    assert (newest["post_id"], newest["reason"]) == (str(post), REASON)
    assert len(newest["seal"]) == 64
    assert NAME not in str(newest)


def test_it_is_for_no_other_post(site: Site) -> None:
    post, other = (site.insert(content=NAMED, title="A morning") for _ in range(2))
    _override(site, post).raise_for_status()
    seal = site.php("return get_post_meta($post, '_postlint_override', true);", post=post)
    site.php("update_post_meta($other, '_postlint_override', $seal);", other=other, seal=seal)
    with site.rest() as api:
        held(api.post(f"/wp/v2/posts/{other}", json={"status": "publish"}))


def test_who_may(site: Site) -> None:
    post = site.insert(content=NAMED)
    assert _override(site, post, user="author").status_code == 403
    assert _override(site, post, user="editor").status_code == 403
    site.set(editors=True)
    assert _override(site, post, user="editor").status_code == 200


@pytest.mark.parametrize("reason", ["", "because", f"My patient {NAME} is happy with it."])
def test_a_reason_that_is_none_or_tells_too_much(site: Site, reason: str) -> None:
    post = site.insert(content=NAMED)
    before = _log(site)
    said = _override(site, post, reason=reason)
    assert said.status_code == 400
    assert NAME not in said.text
    assert _log(site) == before
    with site.rest() as api:
        held(api.post(f"/wp/v2/posts/{post}", json={"status": "publish"}))


def test_there_is_none_without_an_answer_nor_for_what_is_clean(site: Site) -> None:
    assert _override(site, site.insert("draft")).json()["code"] == "postlint_needless"
    post = site.insert(content=NAMED)
    site.set(url=f"http://127.0.0.1:{free_port()}")
    assert _override(site, post).status_code == 503


def test_the_panel_is_told_where_and_the_token_stays_here(site: Site) -> None:
    post = site.insert("draft", title="Straße", content=f"<p>Open 🙂 now.</p><p>{NAMED}</p>")
    with site.rest("author") as api:
        assert api.post("/postlint/v1/check", json={"post": post}).status_code == 403
    with site.rest() as api:
        content = f"<p>Open 🙂 now.</p><p>{NAMED}</p>"
        said = api.post("/postlint/v1/check", json={"post": post, "title": "Straße", "content": content})
        answer = said.json()
        assert (answer["allowed"], answer["complete"], answer["may_override"]) == (False, True, False)
        named = next(found for found in answer["findings"] if found["rule"] == "patient-name")
        assert content[named["start"] : named["end"]] == NAME
        edits = named["rewrites"][0]["edits"]
        assert named["rewrites"][0]["field"] == "content"
        assert all(content[edit["start"] : edit["end"]].strip() for edit in edits)
        assert site.environment["POSTLINT_TOKEN"] not in said.text
        clean = api.post("/postlint/v1/check", json={"post": post, "title": "Hours", "content": CLEAN}).json()
        assert (clean["allowed"], clean["findings"]) == (True, [])
