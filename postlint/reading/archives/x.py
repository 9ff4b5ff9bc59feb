"""Archives of X (Twitter): ``data/tweets.js`` and its further parts, long posts in ``data/note-tweet.js``.

Each file assigns a list to a name of its own (``window.YTD.tweets.part0 = [...]``). Shape as seen in archives of 2019
to 2024: an entry is ``{"tweet": {...}}``, before 2019 the bare tweet; a long one is ``{"noteTweet": {...}}``. The words
of a tweet are written as HTML escapes them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, Final

from .records import Plain, Record

FORM: Final = "a post of an X archive"
#: What the file begins with; the group is the name of what it holds.
ASSIGNMENT: Final = re.compile(r"\s*window\.YTD\.(\w+)\.part\d+\s*=\s*(?=\[)")
#: The names whose words are the owner's posts; deleted ones are kept by the site for a while.
POSTS: Final = frozenset(("tweet", "tweets", "deleted_tweets", "note_tweet", "community_tweet"))
MEMBERS: Final = re.compile(r"(?:.*/)?(?:tweets?|deleted-tweets|note-tweet|community-tweet)(?:-part\d+)?\.js\Z")


def made(entry: Any) -> Iterator[Record]:
    """The record of one entry."""
    if "noteTweet" in entry:
        yield _long(entry["noteTweet"])
        return
    tweet = entry.get("tweet", entry)
    post = Plain().add(html.unescape(tweet["full_text"] if "full_text" in tweet else tweet["text"]))
    entities = tweet.get("entities") or {}
    _add_links(post, entities.get("urls") or ())
    media = (tweet.get("extended_entities") or entities).get("media") or ()
    for picture in media:
        post.add(picture.get("ext_alt_text") or picture.get("alt_text"), "alt")
    place = tweet.get("place") or {}
    post.add(place.get("full_name") or place.get("name"), "meta")
    yield post.record(str(tweet.get("id_str") or tweet.get("id") or ""))


def _long(note: Any) -> Record:
    core = note["core"]
    post = Plain().add(html.unescape(core["text"]))
    _add_links(post, core.get("urls") or ())
    id = note.get("noteTweetId")
    return post.record(f"note-{id}" if id else "")


def _add_links(post: Plain, links: Any) -> None:
    """Where the short addresses in a post lead."""
    for link in links:
        post.add(link.get("expanded_url") or link.get("expandedUrl"), "url")
