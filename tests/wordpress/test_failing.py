"""Whatever is wrong with the service, nothing is published and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from .site import CLEAN, Site, free_port, held
from .stand_ins import ALLOWED, after, answering, hanging_up, saying

BAD: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {
    "slow": after(4.0),
    "hangs up": hanging_up,
    "refused with 200": saying(200, {**ALLOWED, "allowed": False, "verdict": "block"}),
    "401": saying(401, {**ALLOWED, "allowed": False, "verdict": "block", "complete": False, "reason": "the token is wrong"}),
    "500": saying(500, ALLOWED),
    "no JSON": saying(200, b"<html>It works!</html>"),
    "nothing": saying(200, b""),
    "a list": saying(200, [ALLOWED]),
    "only allowed": saying(200, {"allowed": True}),
    "allowed as a word": saying(200, {**ALLOWED, "allowed": "true"}),
    "allowed and blocked": saying(200, {**ALLOWED, "verdict": "block"}),
    "allowed and not checked": saying(200, {**ALLOWED, "complete": False}),
    "allowed with 422": saying(422, ALLOWED),
    "findings that are none": saying(200, {**ALLOWED, "findings": ["x"]}),
    "sends elsewhere": saying(302, b"", location="http://127.0.0.1:1/v1/check"),
}


def test_the_stand_in_would_allow(site: Site) -> None:
    with answering(saying(200, ALLOWED)) as url:
        site.set(url=url)
        assert site.status(site.insert()) == "publish"


@pytest.mark.parametrize("how", BAD)
def test_an_answer_that_cannot_be_used(site: Site, how: str) -> None:
    with answering(BAD[how]) as url:
        site.set(url=url, timeout=1)
        _nothing_is_published(site)


def test_a_service_that_is_stopped(site: Site) -> None:
    site.set(url=f"http://127.0.0.1:{free_port()}")
    _nothing_is_published(site)


@pytest.mark.parametrize("url", ["", "ftp://127.0.0.1", "http://192.0.2.7:8765", "http://user@127.0.0.1:8765"])
def test_an_address_that_drafts_must_not_be_sent_to(site: Site, url: str) -> None:
    site.php("""add_filter('sanitize_option_postlint', function ($v) use ($url) { return array('url' => $url) + $v; }, 99);
        update_option('postlint', array('url' => $url) + Postlint_Settings::all());""", url=url)  # fmt: skip
    assert site.php("return Postlint_Settings::get('url');") == url
    _nothing_is_published(site)


def test_no_address_is_kept_that_drafts_must_not_be_sent_to(site: Site) -> None:
    code = "return (new Postlint_Settings_Page($GLOBALS['postlint_gate']))->clean(array('url' => $url))['url'];"
    assert site.php(code, url="http://192.0.2.7:8765") == site.service
    assert site.php(code, url="https://post.example.org") == "https://post.example.org"


def _nothing_is_published(site: Site) -> None:
    post = site.insert()
    assert site.status(post) == "draft"
    assert site.row(post)["post_content"] == CLEAN
    with site.rest() as api:
        said = held(api.post("/wp/v2/posts", json={"title": "Hours", "content": CLEAN, "status": "publish"}))
        assert said["data"]["status"] == 503
        assert "Not checked" in said["message"]
        draft = api.post("/wp/v2/posts", json={"title": "Hours", "content": CLEAN, "status": "draft"}).json()
        assert draft["status"] == "draft"
    assert not site.is_seen("Saturdays")


def test_a_scheduled_post_waits_for_somebody_when_nothing_answers(site: Site) -> None:
    post = site.insert("future", post_date="2099-01-01 00:00:00", post_date_gmt="2099-01-01 00:00:00")
    assert site.status(post) == "future"
    site.set(url=f"http://127.0.0.1:{free_port()}")
    site.php("""global $wpdb; $wpdb->update($wpdb->posts, array('post_date' => '2020-01-01 00:00:00',
        'post_date_gmt' => '2020-01-01 00:00:00'), array('ID' => $post)); clean_post_cache($post);
        do_action('publish_future_post', $post);""", post=post)  # fmt: skip
    assert site.status(post) == "draft"
    note = site.php("return get_post_meta($post, '_postlint_held', true);", post=post)
    assert "does not answer" in note["summary"]
