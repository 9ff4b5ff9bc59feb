"""Archives of networks and WordPress exports: one post is one document, and a broken one stops no other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from postlint.cli import cli
from postlint.document import Document, Unread
from postlint.reading import read
from postlint.reading.files import expand, load, load_all

from .office_fakes import zipped


def found(path: Path) -> dict[str, str]:
    """What a file holds: the text of each document, or the reason of what is not read, by the end of its id."""
    return {
        one.id.removeprefix(str(path)): one.text if isinstance(one, Document) else f"UNREAD {one.reason}"
        for one in load_all(str(path))
    }


def lines(document: Document) -> list[str]:
    """What readers of a document read, block by block."""
    return [line.strip() for line in read(document).text.split("\n")]


def tweet(id: str, text: str, **more: Any) -> dict[str, Any]:
    """A tweet as X's archives write it."""
    return {"tweet": {"id_str": id, "full_text": text, "entities": {"urls": [], "hashtags": []}, "lang": "en", **more}}


TWEETS = [
    tweet("11", "Saw Mrs Okafor &amp; Co https://t.co/x", entities={
        "urls": [{"url": "https://t.co/x", "expanded_url": "https://example.org/okafor"}]}),
    tweet("12", "An X-ray", extended_entities={"media": [{"ext_alt_text": "Her hip", "media_url": "https://x.example"}]},
          place={"full_name": "Penzance, England"}),
]  # fmt: skip


def js(name: str, value: Any) -> bytes:
    """A file of X's archive."""
    return f"window.YTD.{name}.part0 = {json.dumps(value, indent=2)}".encode()


def test_posts_of_x(tmp_path: Path) -> None:
    """Words unescaped, where short addresses lead, alternative texts, place."""
    path = tmp_path / "tweets.js"
    path.write_bytes(js("tweets", TWEETS))
    assert found(path) == {
        "#11": "Saw Mrs Okafor & Co https://t.co/x\n\nhttps://example.org/okafor",
        "#12": "An X-ray\n\nHer hip\n\nPenzance, England",
    }
    documents = [one for one in load_all(str(path)) if isinstance(one, Document)]
    assert [kind for _, _, kind in read(documents[1]).kinds] == ["alt", "meta"]
    assert read(documents[0]).kinds[-1][2] == "url"


def test_the_zip_of_x(tmp_path: Path) -> None:
    """All parts in order, long posts too; direct messages and likes are nobody's posts."""
    note = {"noteTweet": {"noteTweetId": "7", "core": {"text": "A long &lt;post&gt;", "urls": []}}}
    path = zipped(tmp_path / "x.zip", {
        "data/tweets-part10.js": js("tweets", [tweet("14", "d")]),
        "data/tweets-part2.js": js("tweets", [tweet("13", "c")]),
        "data/tweets.js": js("tweets", TWEETS[:1]),
        "data/note-tweet.js": js("note_tweet", [note]),
        "data/deleted-tweets.js": js("deleted_tweets", []),
        "data/direct-messages.js": js("direct_messages", [{"text": "secret"}]),
        "data/like.js": js("like", [{"like": {"fullText": "other"}}]),
        "assets/picture.png": b"x",
    })  # fmt: skip
    assert list(found(path)) == ["#note-7", "#13", "#14", "#11"]
    assert found(path)["#note-7"] == "A long <post>"


def as_meta_writes(value: Any) -> bytes:
    """JSON in which every byte of UTF-8 is a character, as Facebook and Instagram write it."""

    def spelled(inner: Any) -> Any:
        if isinstance(inner, str):
            return inner.encode().decode("latin-1")
        if isinstance(inner, list):
            return [spelled(one) for one in inner]
        return {key: spelled(one) for key, one in inner.items()} if isinstance(inner, dict) else inner

    return json.dumps(spelled(value)).encode()


FACEBOOK = [
    {
        "timestamp": 1, "title": "Ada Byrne updated her status.",
        "data": [{"post": "Zo\u00eb \U0001f44b, 34, \u2018na\u00efve\u2019"}, {"update_timestamp": 2}],
        "attachments": [{"data": [{"media": {"uri": "a.jpg", "description": "Her caf\u00e9"}},
                                  {"external_context": {"url": "https://example.org/z", "name": "Z"}},
                                  {"place": {"name": "Ward 7", "coordinate": {}}}]}],
        "tags": [{"name": "Chidi Okafor"}],
    },
    {"timestamp": 3, "attachments": [], "title": "Ada Byrne was somewhere."},
]  # fmt: skip


def test_posts_of_facebook(tmp_path: Path) -> None:
    """Letters as they were meant; what is published with a post; a post without words is none."""
    path = tmp_path / "your_posts_1.json"
    path.write_bytes(as_meta_writes(FACEBOOK))
    document = load(str(path))
    assert document.id == str(path)  # the only one
    assert document.text.split("\n\n") == [
        "Zo\u00eb \U0001f44b, 34, \u2018na\u00efve\u2019", "Her caf\u00e9", "Z", "https://example.org/z", "Ward 7",
        "Chidi Okafor",
    ]  # fmt: skip
    said = ({"comment": {"timestamp": 1, "comment": text, "author": "Ada"}} for text in ("One", "Two"))
    comments = {"comments_v2": [{"timestamp": 1, "title": "x", "data": [one]} for one in said]}
    path = tmp_path / "comments.json"
    path.write_bytes(as_meta_writes(comments))
    assert found(path) == {"#1": "One", "#2": "Two"}


def test_letters_that_are_no_mistake_stay(tmp_path: Path) -> None:
    """Text that is not UTF-8 spelled as letters is left as it is."""
    path = tmp_path / "your_posts_1.json"
    path.write_text(json.dumps([{"timestamp": 1, "data": [{"post": "caf\u00e9 \u2013 \u0142"}]}]))
    assert load(str(path)).text == "caf\u00e9 \u2013 \u0142"


def test_posts_of_instagram(tmp_path: Path) -> None:
    """Captions of posts and of their pictures; reels, stories and comments in their lists; the zip with all."""
    posts = [
        {"title": "Two pictures \u2013 caf\u00e9", "creation_timestamp": 1,
         "media": [{"uri": "a.jpg", "title": "First"}, {"uri": "b.jpg", "title": ""}]},
        {"media": [{"uri": "c.jpg", "title": "Alone"}]},
    ]  # fmt: skip
    reels = {"ig_reels_media": [{"media": [{"uri": "r.mp4", "title": "A reel", "creation_timestamp": 1}]}]}
    stories = {"ig_stories": [{"uri": "s.jpg", "creation_timestamp": 2, "title": "A story"}]}
    comments = [{"string_map_data": {"Comment": {"value": "Get well, Okafor"}, "Time": {"timestamp": 3}}}]
    base = "your_instagram_activity/media/"
    path = zipped(tmp_path / "i.zip", {
        f"{base}posts_1.json": as_meta_writes(posts), f"{base}reels.json": as_meta_writes(reels),
        f"{base}stories.json": as_meta_writes(stories),
        f"{base}archived_posts.json": b'{"ig_archived_post_media": [ ]}',
        "your_instagram_activity/comments/post_comments_1.json": as_meta_writes(comments),
        "your_instagram_activity/messages/inbox/x/message_1.json": as_meta_writes([{"timestamp": 1, "data": []}]),
    })  # fmt: skip
    assert found(path) == {
        "#1": "Get well, Okafor", "#2": "Two pictures \u2013 caf\u00e9\n\nFirst", "#3": "Alone", "#4": "A reel",
        "#5": "A story",
    }  # fmt: skip


MASTODON = {
    "@context": "https://www.w3.org/ns/activitystreams", "id": "outbox.json", "type": "OrderedCollection",
    "orderedItems": [
        {"type": "Create", "object": {
            "id": "https://social.example.org/users/ada/statuses/101", "type": "Note", "summary": "Case <3",
            "content": "<p>Saw Mrs Okafor &amp; son</p>",
            "attachment": [{"type": "Document", "url": "/media/okafor.png", "name": "An X-ray of \"her\" hip"}]}},
        {"type": "Announce", "object": "https://social.example.org/users/ben/statuses/5"},
        {"type": "Create", "object": {
            "id": "https://social.example.org/users/ada/statuses/102", "content": "<p>Poll</p>",
            "oneOf": [{"name": "Yes"}, {"name": "No"}]}},
    ],
}  # fmt: skip


def test_posts_of_mastodon(tmp_path: Path) -> None:
    """Content warning, words, alternative texts, choices; what was only passed on is not the owner's."""
    path = tmp_path / "outbox.json"
    path.write_text(json.dumps(MASTODON))
    first, second = (one for one in load_all(str(path)) if isinstance(one, Document))
    assert (first.id, second.id) == (f"{path}#101", f"{path}#102")
    assert lines(first) == ["Case <3", "Saw Mrs Okafor & son", 'An X-ray of "her" hip okafor.png']
    assert lines(second) == ["Poll", "Yes", "No"]


def wxr(*items: str, head: str = "") -> str:
    """A WordPress export, as wp-admin/includes/export.php lays it out."""
    return f"""<?xml version="1.0" encoding="UTF-8" ?>{head}
<!-- This is a WordPress eXtended RSS file generated by WordPress as an export of your site. -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Harbour Clinic</title><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login><![CDATA[ada]]></wp:author_login></wp:author>
{"".join(items)}</channel></rss>"""


def item(id: int, title: str, body: str, **more: str) -> str:
    """One item of an export."""
    told = {"type": "post", "slug": "", "excerpt": "", "inner": "", **more}
    return f"""<item><title><![CDATA[{title}]]></title><link>https://example.org/?p={id}</link>
<dc:creator><![CDATA[ada]]></dc:creator><description></description>
<content:encoded><![CDATA[{body}]]></content:encoded><excerpt:encoded><![CDATA[{told["excerpt"]}]]></excerpt:encoded>
<wp:post_id>{id}</wp:post_id><wp:post_date><![CDATA[2024-05-01 10:00:00]]></wp:post_date>
<wp:post_name><![CDATA[{told["slug"]}]]></wp:post_name><wp:status><![CDATA[draft]]></wp:status>
<wp:post_type><![CDATA[{told["type"]}]]></wp:post_type>{told["inner"]}</item>"""


INNER = """<category domain="post_tag" nicename="hips"><![CDATA[hips]]></category>
<category domain="category" nicename="cases"><![CDATA[Cases]]></category>
<wp:postmeta><wp:meta_key><![CDATA[_edit_last]]></wp:meta_key><wp:meta_value><![CDATA[one]]></wp:meta_value></wp:postmeta>
<wp:postmeta><wp:meta_key><![CDATA[_yoast_wpseo_metadesc]]></wp:meta_key>
<wp:meta_value><![CDATA[Okafor's "hip"]]></wp:meta_value></wp:postmeta>
<wp:comment><wp:comment_id>3</wp:comment_id><wp:comment_author><![CDATA[Chidi]]></wp:comment_author>
<wp:comment_author_email><![CDATA[chidi@example.org]]></wp:comment_author_email>
<wp:comment_content><![CDATA[She is my mother.]]></wp:comment_content>
<wp:comment_approved>1</wp:comment_approved></wp:comment>
<wp:comment><wp:comment_id>4</wp:comment_id><wp:comment_content><![CDATA[Buy]]></wp:comment_content>
<wp:comment_approved>spam</wp:comment_approved></wp:comment>"""
BLOCKS = (
    "<!-- wp:paragraph -->\n<p>Saw <b>Mrs</b> Okafor</p>\n<!-- /wp:paragraph -->\n"
    '<img src="/x/hip.jpg" alt="Her hip">'
)
ITEMS = (
    item(21, "On hips &amp; knees", BLOCKS, slug="mrs-okafor-hip", excerpt="In short", inner=INNER),
    item(22, "Old", "First paragraph\n\nSecond one", slug="old"),
    item(23, "", "", type="nav_menu_item"),
    item(24, "settings", '{"color": "blue"}', type="wp_global_styles"),
    item(25, "hip", "", type="attachment", inner="<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key>"
         "<wp:meta_value>Hip of Okafor</wp:meta_value></wp:postmeta><wp:postmeta><wp:meta_key>_wp_attached_file"
         "</wp:meta_key><wp:meta_value>2024/05/okafor.jpg</wp:meta_value></wp:postmeta>"),
)  # fmt: skip


def test_a_wordpress_export(tmp_path: Path) -> None:
    """Title, body, excerpt, address, terms, fields that are shown; comments apart; settings of the theme left out."""
    path = tmp_path / "site.xml"
    path.write_text(wxr(*ITEMS))
    documents = [one for one in load_all(str(path)) if isinstance(one, Document)]
    assert [one.id.removeprefix(str(path)) for one in documents] == ["#21", "#21-comment-3", "#22", "#25"]
    assert {one.format for one in documents} == {"html"}
    assert [lines(one) for one in documents] == [
        ["On hips & knees", "Saw Mrs Okafor", "hip.jpg Her hip", "In short", "mrs-okafor-hip", "hips, Cases",
         'Okafor\'s "hip"'],
        ["Chidi", "She is my mother."],
        ["Old", "First paragraph", "Second one"],
        ["hip", "Hip of Okafor", "okafor.jpg"],
    ]  # fmt: skip


def test_a_broken_export(tmp_path: Path) -> None:
    """What came before the break is checked; a document type is refused."""
    path = tmp_path / "site.xml"
    path.write_text(wxr(*ITEMS[:2]).replace("Second one", "Second \x01 one"))
    assert list(found(path)) == ["#21", "#21-comment-3", ""]
    assert found(path)[""] == "UNREAD is damaged: after its item 1 it is no XML"
    path.write_text(wxr(*ITEMS[:2], head='<!DOCTYPE rss [<!ENTITY a "b">]>'))
    assert "document type" in found(path)[""]


@pytest.mark.parametrize(
    ("name", "content", "wanted"),
    [
        ("tweets.js", js("tweets", [{"tweet": {"id_str": "1"}}, *TWEETS[:1]]),
         {"#1": "UNREAD is not a post of an X archive as it is known", "#11": None}),
        ("tweets.js", js("tweets", [*TWEETS[:1], 5]), {"#11": None, "#2": "UNREAD is not a post of an X"}),
        ("tweets.js", js("tweets", TWEETS)[:-40], {"#11": None, "": "UNREAD is damaged: from its entry 2 on"}),
        ("tweets.js", js("tweets", []), {"": "UNREAD holds no posts with words"}),
        ("like.js", js("like", [{"like": {}}]), {"": "UNREAD is a file of an X archive that holds no posts"}),
        ("tweets.js", b"window.YTD.tweets.part0 = [" + b"[" * 100_000, {"": "UNREAD is nested more deeply"}),
        ("outbox.json", json.dumps(MASTODON).encode()[:-9], {"": "UNREAD is damaged: it is no JSON"}),
        ("your_posts_1.json", as_meta_writes([{"timestamp": 1, "data": [{"post": 7}]}, FACEBOOK[0]]),
         {"#1": "UNREAD is not a post of a Facebook archive", "#2": None}),
        ("tweets.js", js("tweets", TWEETS).replace(b"Saw", b"\xff"), {"": "UNREAD is not UTF-8"}),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_read_stops_no_other(
    tmp_path: Path, name: str, content: bytes, wanted: Mapping[str, str | None]
) -> None:
    """It is one document that was not checked; no reason holds a word of it."""
    path = tmp_path / name
    path.write_bytes(content)
    seen = found(path)
    assert list(seen) == list(wanted)
    for key, reason in wanted.items():
        assert reason is None or seen[key].startswith(reason)


def test_folders_take_archives_by_their_content(tmp_path: Path) -> None:
    """Not every JSON, script or zip in a folder is somebody's posts."""
    posts = js("tweets", TWEETS)
    for name, content in {
        "tweets.js": posts, "app.js": b"window.x = 1", "comments.json": b"{}", "package.json": b'{"timestamp": 1}',
        "outbox.json": json.dumps(MASTODON).encode(), "site.xml": wxr(*ITEMS).encode(), "feed.xml": b"<rss></rss>",
        "a.txt": b"x", "data.json": as_meta_writes(FACEBOOK), "your_posts_1.json": as_meta_writes(FACEBOOK),
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(content)
    zipped(tmp_path / "x.zip", {"data/tweets.js": posts})
    zipped(tmp_path / "other.zip", {"a.txt": b"x"})
    (tmp_path / "broken.zip").write_bytes(b"PK")
    names = [Path(path).name for path in expand([str(tmp_path)])]
    assert names == ["a.txt", "outbox.json", "site.xml", "tweets.js", "x.zip", "your_posts_1.json"]


def test_records_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    """An archive is not turned into documents before the first is checked."""
    path = tmp_path / "tweets.js"
    path.write_bytes(js("tweets", [tweet(str(n), f"post {n}") for n in range(2_000)])[:-5])
    records = load_all(str(path))
    assert isinstance(next(records), Document)  # the end of the file is broken, and not looked at yet
    assert isinstance(list(records)[-1], Unread)


def test_json_that_is_no_archive_is_a_text(tmp_path: Path) -> None:
    """All of it, not only so much as was looked at to tell what it is."""
    path = tmp_path / "notes.json"
    path.write_text(json.dumps({"timestamp": 1, "notes": ["word " * 30_000, "the end"]}))
    assert load(str(path)).text == path.read_text()


def test_the_command_on_an_archive(tmp_path: Path) -> None:
    """Each post has a report of its own; the worst decides; nothing is written into an archive."""
    path = tmp_path / "tweets.js"
    posts = (tweet("11", "Saw Mrs Okafor, 34, on Ward 7."), tweet("15", "World Sight Day is on 8 October."))
    path.write_bytes(js("tweets", list(posts)))
    done = CliRunner().invoke(cli, [str(path), "--format", "json"])
    assert done.exit_code == 1
    verdicts = {one["id"]: one["verdict"] for one in json.loads(done.stdout)["documents"]}
    assert list(verdicts) == [f"{path}#11", f"{path}#15"]
    assert verdicts[f"{path}#15"] == "publish"
    before = path.read_bytes()
    done = CliRunner().invoke(cli, [str(path), "--write"])
    assert done.exit_code == 2
    assert "not written: a post of an X archive is not rewritten in its file" in done.stderr
    assert path.read_bytes() == before
