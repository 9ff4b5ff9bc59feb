"""Every way by which a post becomes public: with a patient's name in it, it does not."""

from __future__ import annotations

import time
import xmlrpc.client

import pytest

from .site import CLEAN, NAME, NAMED, Site, held


@pytest.mark.parametrize("kind", ["posts", "pages"])
def test_rest_refuses_and_keeps_a_draft(site: Site, kind: str) -> None:
    with site.rest() as api:
        said = held(api.post(f"/wp/v2/{kind}", json={"title": "A morning", "content": NAMED, "status": "publish"}))
        assert said["data"]["status"] == 422
        assert "patient-name" in said["data"]["rules"]
        assert NAME not in str(said)
        row = site.row(said["data"]["post"])
        assert (row["post_status"], row["post_content"]) == ("draft", NAMED)
        assert not site.is_seen(NAME)


def test_rest_publishes_what_is_clean_and_saves_any_draft(site: Site) -> None:
    with site.rest("author") as api:
        clean = api.post("/wp/v2/posts", json={"title": "Winter hours", "content": CLEAN, "status": "publish"})
        assert (clean.status_code, clean.json()["status"]) == (201, "publish")
        draft = api.post("/wp/v2/posts", json={"title": "A morning", "content": NAMED, "status": "draft"})
        assert (draft.status_code, draft.json()["status"]) == (201, "draft")
        post = draft.json()["id"]
        held(api.post(f"/wp/v2/posts/{post}", json={"status": "publish"}))
        assert site.status(post) == "draft"
    assert site.is_seen("Saturdays")


@pytest.mark.parametrize(
    "field",
    [
        {"title": f"My patient {NAME} and her hip"},
        {"excerpt": f"My patient {NAME} came in about her hip."},
        {"slug": "my-patient-ngozi-okafor-and-her-hip"},
        {"content": f'<!-- wp:image {{"id":9}} -->\n<figure><img src="/a.png" alt="{NAMED}"/></figure>\n<!-- /wp:image -->'},
        {"content": f'<!-- wp:search {{"label":"{NAMED}"}} /-->'},
        {"content": f"<p>Open now.</p><!-- {NAMED} -->"},
    ],
    ids=["title", "excerpt", "slug", "alt", "block", "comment"],
)
def test_every_field_is_read(site: Site, field: dict[str, str]) -> None:
    with site.rest() as api:
        held(api.post("/wp/v2/posts", json={"title": "A note", "content": CLEAN, "status": "publish", **field}))
    assert not site.is_seen(NAME)


def test_a_title_hides_nothing_of_what_follows(site: Site) -> None:
    for title in ("<script>", "Hours <!-- ", 'See <a href="', "<style>"):
        post = site.insert(title=title, content=NAMED)
        assert site.status(post) == "draft"


def test_tags_fields_and_the_featured_image_are_read(site: Site) -> None:
    tag = site.php("return wp_insert_term($name, 'post_tag')['term_id'];", name=f"My patient {NAME}, 43")
    image = site.php("""return wp_insert_attachment(array('post_title' => 'x', 'post_mime_type' => 'image/png',
        'meta_input' => array('_wp_attachment_image_alt' => $alt)), 'x.png');""", alt=NAMED)  # fmt: skip
    site.set(meta_keys="summary_line")
    try:
        with site.rest() as api:
            for more in ({"tags": [tag]}, {"featured_media": image}, {"meta": {"summary_line": NAMED}}):
                held(api.post("/wp/v2/posts", json={"title": "A", "content": CLEAN, "status": "publish", **more}))
            fine = {"title": "A", "content": CLEAN, "status": "publish", "meta": {"summary_line": CLEAN}}
            post = api.post("/wp/v2/posts", json=fine).json()["id"]
            for more in ({"tags": [tag]}, {"featured_media": image}, {"meta": {"summary_line": NAMED}}):
                held(api.post(f"/wp/v2/posts/{post}", json=more))
        code = """wp_set_post_terms($post, array((int) $tag), 'post_tag', true); set_post_thumbnail($post, $image);
            update_post_meta($post, 'summary_line', $words); add_post_meta($post, 'summary_line', $words);
            return array(wp_get_post_tags($post), get_post_thumbnail_id($post), get_post_meta($post, 'summary_line'));"""
        assert site.php(code, post=post, tag=tag, image=image, words=NAMED) == [[], 0, [CLEAN]]
    finally:
        site.php("wp_delete_term($tag, 'post_tag');", tag=tag)


def test_a_live_post_keeps_its_old_text(site: Site) -> None:
    post = site.insert(title="Winter hours")
    with site.rest() as api:
        said = held(api.post(f"/wp/v2/posts/{post}", json={"content": NAMED}))
        assert "unchanged" in said["message"]
    kept = site.php(
        "return wp_list_pluck(wp_get_post_revisions($post, array('check_enabled' => false)), 'post_content');", post=post
    )
    assert NAMED in kept.values()
    assert site.row(post)["post_content"] == CLEAN
    site.php("wp_update_post(wp_slash(array('ID' => $post, 'post_content' => $text)));", post=post, text=NAMED)
    assert site.row(post)["post_content"] == CLEAN
    assert site.status(post) == "publish"
    assert not site.is_seen(NAME)


def test_a_live_post_can_be_taken_down_and_touched_whatever_it_says(site: Site) -> None:
    post = site.insert()
    site.php("global $wpdb; $wpdb->update($wpdb->posts, array('post_content' => $text), array('ID' => $post));",
             post=post, text=NAMED)  # fmt: skip
    site.php("wp_update_post(array('ID' => $post, 'comment_status' => 'closed'));", post=post)
    assert (site.status(post), site.row(post)["comment_status"]) == ("publish", "closed")
    site.php("wp_update_post(array('ID' => $post, 'post_status' => 'draft'));", post=post)
    assert site.status(post) == "draft"


def _in_an_hour() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 3600))


def test_scheduling_is_gated_and_so_is_the_release(site: Site) -> None:
    with site.rest() as api:
        when = {"status": "future", "date_gmt": _in_an_hour()}
        held(api.post("/wp/v2/posts", json={"title": "A morning", "content": NAMED, **when}))
        made = api.post("/wp/v2/posts", json={"title": "Winter hours", "content": CLEAN, **when}).json()
    assert made["status"] == "future"
    named = site.insert("draft", content=NAMED)
    # As if it had been scheduled before the plugin was there; both are due.
    code = """global $wpdb;
        foreach (array($clean, $named) as $id) {
            $wpdb->update($wpdb->posts, array('post_status' => 'future', 'post_date' => '2020-01-01 00:00:00',
                'post_date_gmt' => '2020-01-01 00:00:00'), array('ID' => $id));
            clean_post_cache($id);
            wp_clear_scheduled_hook('publish_future_post', array($id));
            wp_schedule_single_event(time() - 60, 'publish_future_post', array($id));
        }"""
    site.php(code, clean=made["id"], named=named)
    site.cron()
    assert site.status(made["id"]) == "publish"
    assert site.status(named) == "draft"
    assert not site.is_seen(NAME)


def test_php_on_the_command_line(site: Site) -> None:
    assert site.status(site.insert(content=NAMED)) == "draft"
    assert site.status(site.insert()) == "publish"
    assert site.status(site.insert("archived", content=NAMED)) == "draft"
    assert site.status(site.insert(content=NAMED, post_type="leaflet")) == "draft"
    assert site.status(site.insert(content=NAMED, post_type="wp_block")) == "draft"


def test_wp_publish_post_is_stopped_before_it_writes_or_tells_anybody(site: Site) -> None:
    post = site.insert("draft", content=NAMED)
    code = """$told = array();
        foreach (array('transition_post_status', 'publish_post', 'save_post') as $hook) {
            add_action($hook, function () use (&$told, $hook) { $told[] = $hook; });
        }
        try { wp_publish_post($post); $said = ''; } catch (RuntimeException $error) { $said = $error->getMessage(); }
        return array($said, $told, get_post_status($post));"""
    said, told, status = site.php(code, post=post)
    assert "was not published" in said
    assert NAME not in said
    assert (told, status) == ([], "draft")
    clean = site.insert("draft")
    site.php("wp_publish_post($post);", post=clean)
    assert site.status(clean) == "publish"


def test_a_status_written_past_every_door_is_taken_back(site: Site) -> None:
    code = """global $wpdb; $row = get_post($post);
        $wpdb->query("UPDATE {$wpdb->posts} SET post_status = 'publish' WHERE ID = {$row->ID}"); clean_post_cache($row);
        try { wp_transition_post_status('publish', 'draft', get_post($post)); } catch (RuntimeException $error) {}
        clean_post_cache($post); return get_post_status($post);"""
    assert site.php(code, post=site.insert("draft", content=NAMED)) == "draft"
    assert site.php(code, post=site.insert("draft")) == "publish"


def test_restoring_from_the_trash(site: Site) -> None:
    code = """add_filter('wp_untrash_post_status', 'wp_untrash_post_set_previous_status', 10, 3);
        global $wpdb; wp_trash_post($post);
        if ($text) { $wpdb->update($wpdb->posts, array('post_content' => $text), array('ID' => $post)); clean_post_cache($post); }
        wp_untrash_post($post); return get_post_status($post);"""
    assert site.php(code, post=site.insert(title="One"), text=NAMED) == "draft"
    assert site.php(code, post=site.insert(title="Two"), text="") == "publish"


def test_what_importers_call(site: Site) -> None:
    code = """$id = wp_insert_post(wp_slash(array('import_id' => 4711, 'post_title' => 'Old', 'post_content' => $text,
        'post_status' => 'publish', 'post_date' => '2019-03-01 10:00:00')), true); return array($id, get_post_status($id));"""
    assert site.php(code, defines="define('WP_IMPORTING', true);", text=NAMED) == [4711, "draft"]


@pytest.mark.parametrize("call", ["wp.newPost", "metaWeblog.newPost"])
def test_xmlrpc_hears_no(site: Site, call: str) -> None:
    def send(text: str) -> str:
        if call == "wp.newPost":
            post = {"post_title": "A morning", "post_content": text, "post_status": "publish"}
            return str(site.xmlrpc().wp.newPost(1, "author", "author", post))
        return str(site.xmlrpc().metaWeblog.newPost(1, "author", "author", {"title": "A morning", "description": text}, True))

    with pytest.raises(xmlrpc.client.Fault, match="was not published") as fault:
        send(NAMED)
    assert NAME not in fault.value.faultString
    kept = site.php("return wp_list_pluck(get_posts(array('post_status' => 'any')), 'post_status');")
    assert kept == ["draft"]
    assert site.status(int(send(CLEAN))) == "publish"


def test_private_posts_are_gated_if_the_settings_say_so(site: Site) -> None:
    assert site.status(site.insert("private", content=NAMED)) == "private"
    site.set(hold_private=True)
    assert site.status(site.insert("private", content=NAMED)) == "draft"


def test_a_private_post_that_becomes_public_is_asked_about(site: Site) -> None:
    post = site.insert("private", content=NAMED)
    site.php("wp_update_post(array('ID' => $post, 'post_status' => 'publish'));", post=post)
    assert site.status(post) == "private"


def test_warnings_hold_if_the_settings_say_so(site: Site) -> None:
    with site.rest() as api:
        sent = {"title": "On rounds", "content": "Patient agreed in writing.", "status": "publish"}
        assert api.post("/wp/v2/posts", json=sent).status_code == 201
        site.set(hold_review=True)
        held(api.post("/wp/v2/posts", json=sent))
