"""What is said of a post and not in it: consent on record, audience, whose story it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from .site import CLEAN, NAME, NAMED, Site, held

STORY = "Our patient Ngozi Okafor asks you to wear goggles at the grinder."
RECORD = {
    "id": "C-2026-031", "date": "2026-05-02", "scope": ["blog"], "identifiers": ["full-name"],
    "reviewed_text": True, "expires": "2099-01-01",
}  # fmt: skip


@contextmanager
def _publishing(site: Site, **more: Any) -> Iterator[Any]:
    with site.rest() as api:
        yield lambda declared: api.post(
            "/wp/v2/posts",
            json={"title": "At work", "content": STORY, "status": "publish", "postlint_declared": declared, **more},
        )


def test_recorded_consent_needs_no_override(site: Site) -> None:
    with _publishing(site) as publish:
        assert "patient-name" in held(publish({}))["data"]["rules"]
        said = publish({"consent": RECORD})
        assert (said.status_code, said.json()["status"]) == (201, "publish")
        assert site.php("return get_post_meta($id, '_postlint_override', true);", id=said.json()["id"]) == ""
        assert said.json()["postlint_declared"]["consent"]["id"] == "C-2026-031"


@pytest.mark.parametrize(
    "changed",
    [
        {"withdrawn": True}, {"withdrawn": "2026-06-01"}, {"withdrawn": {"on": "a day"}}, {"expires": "2026-05-03"},
        {"expires": "some day"}, {"expires": ["2099-01-01"]}, {"scope": ["instagram"]},
        {"scope": [["blog"]]}, {"reviewed_text": "perhaps"}, {"id": ""}, {"by": "a friend"},
    ],
    ids=str,
)  # fmt: skip
def test_a_consent_that_does_not_hold(site: Site, changed: dict[str, Any]) -> None:
    with _publishing(site) as publish:
        held(publish({"consent": {**RECORD, **changed}}))
    assert not site.is_seen(NAME)


@pytest.mark.parametrize("declared", [{"consent": "yes"}, {"consent": [1, 2]}, {"allow": [{"rule": "patient-name", "reason": "it is fine"}]}])
def test_what_is_no_declaration_lets_nothing_through(site: Site, declared: dict[str, Any]) -> None:
    with _publishing(site) as publish:
        held(publish(declared))


def test_what_the_service_does_not_understand_is_said(site: Site) -> None:
    post = site.insert("draft")
    with site.rest() as api:
        asked = {"post": post, "title": "Hours", "content": CLEAN, "postlint_declared": {"audience": "everybody"}}
        rules = [found["rule"] for found in api.post("/postlint/v1/check", json=asked).json()["findings"]]
    assert "declaration-not-understood" in rules


def test_it_is_kept_and_no_reader_sees_it(site: Site) -> None:
    with _publishing(site, content=CLEAN) as publish:
        post = publish({"consent": RECORD, "case": "real"}).json()["id"]
    for place in ("/", f"/?p={post}", "/feed/", f"/wp-json/wp/v2/posts/{post}", "/wp-json/wp/v2/posts"):
        assert "C-2026-031" not in httpx.get(site.url + place, follow_redirects=True, timeout=60).text
    with site.rest() as api:
        kept = api.get(f"/wp/v2/posts/{post}", params={"context": "edit"}).json()["postlint_declared"]
        assert (kept["case"], kept["consent"]) == ("real", RECORD)
        emptied = api.post(f"/wp/v2/posts/{post}", json={"postlint_declared": {}})
        assert emptied.json()["postlint_declared"] == {}
    assert site.php("return get_post_meta($id, '_postlint_declared', true);", id=post) == ""


def test_a_refused_post_keeps_what_was_said_of_it(site: Site) -> None:
    with _publishing(site) as publish:
        post = held(publish({"consent": {**RECORD, "withdrawn": True}}))["data"]["post"]
    assert site.php("return Postlint_Declared::stored($id);", id=post)["consent"]["withdrawn"] is True


def test_every_other_way_knows_it_too(site: Site) -> None:
    """Stored before, given with the post in code, or known to a filter of the site's own."""
    post = site.insert("draft", title="At work", content=STORY)
    site.php("Postlint_Declared::keep($id, $said);", id=post, said={"consent": RECORD})
    site.php("wp_publish_post($id);", id=post)
    assert site.status(post) == "publish"
    with_it = site.insert(title="At work", content=STORY, meta_input={"_postlint_declared": {"consent": RECORD}})
    assert site.status(with_it) == "publish"
    code = """add_filter('postlint_declared', function ($declared) use ($said) { return $said + $declared; });
        return get_post_status(wp_insert_post(wp_slash(array('post_title' => 'A', 'post_content' => $text, 'post_status' => 'publish'))));"""
    assert site.php(code, text=STORY, said={"consent": RECORD}) == "publish"
    assert site.status(site.insert(title="At work", content=STORY)) == "draft"


def test_the_scheduled_post_whose_consent_was_withdrawn_is_not_released(site: Site) -> None:
    when = {"post_date": "2099-01-01 00:00:00", "post_date_gmt": "2099-01-01 00:00:00"}
    post = site.insert("future", title="At work", content=STORY, meta_input={"_postlint_declared": {"consent": RECORD}}, **when)
    assert site.status(post) == "future"
    site.php("""Postlint_Declared::keep($id, $said);
        global $wpdb; $wpdb->update($wpdb->posts, array('post_date' => '2020-01-01 00:00:00',
        'post_date_gmt' => '2020-01-01 00:00:00'), array('ID' => $id)); clean_post_cache($id);
        do_action('publish_future_post', $id);""", id=post, said={"consent": {**RECORD, "withdrawn": True}})  # fmt: skip
    assert site.status(post) == "draft"


def test_an_override_is_for_what_was_said_too(site: Site) -> None:
    post = site.insert("draft", title="A morning", content=NAMED)
    with site.rest("administrator") as api:
        asked = {"post": post, "reason": "The board has read it and agrees."}
        assert api.post("/postlint/v1/override", json=asked).json() == {"overridden": True}
        api.post(f"/wp/v2/posts/{post}", json={"postlint_declared": {"audience": "clinic"}})
        held(api.post(f"/wp/v2/posts/{post}", json={"status": "publish"}))


def test_a_comment_in_the_text_is_no_override(site: Site) -> None:
    comment = '<!-- postlint: allow patient-name reason="she wrote it with us and signed for it" -->'
    with _publishing(site, content=f"{comment}<p>{STORY}</p>") as publish:
        said = held(publish({}))
        assert said["data"]["rules"] == ["patient-name"]
        assert "only an override" in said["message"]
    assert not site.is_seen(NAME)
