"""Archives of Facebook and Instagram in JSON: posts, reels, stories and the owner's own comments.

Both write each byte of a text's UTF-8 as a character of its own ("\\u00c3\\u00b8" for "ø"), which is undone. Shapes as
seen in archives of 2018 to 2025; none tells the id of a post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from .records import Plain, Record

FACEBOOK: Final = "a post of a Facebook archive"
INSTAGRAM: Final = "a post of an Instagram archive"
MEMBERS: Final = re.compile(
    r"(?:.*/)?(?:your_posts[^/]*|your_uncategorized_photos|your_videos|comments|your_comments[^/]*|group_posts_and_comments"
    r"|your_posts_in_groups|your_comments_in_groups|posts_\d+|archived_posts|reels|stories|igtv_videos"
    r"|(?:post|reels?)_comments(?:_\d+)?|threads_and_replies)\.json\Z"
)
_BEYOND: Final = re.compile("[^\x00-\xff]")
_KEYS: Final = ("Comment", "Caption")


def mended(text: str) -> str:
    """A text whose UTF-8 was written byte for byte as characters, as it was meant; any other as it is."""
    if text.isascii() or _BEYOND.search(text):
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return text


def mended_all(value: Any) -> Any:
    """A JSON value with all its texts mended."""
    if isinstance(value, str):
        return mended(value)
    if isinstance(value, list):
        return [mended_all(item) for item in value]
    if isinstance(value, dict):
        return {key: mended_all(item) for key, item in value.items()}
    return value


def is_facebook(entry: Any) -> bool:
    """Whether an entry is shaped like one of Facebook's."""
    return isinstance(entry, dict) and "timestamp" in entry and ("data" in entry or "attachments" in entry)


def is_instagram(entry: Any) -> bool:
    """Whether an entry is shaped like one of Instagram's."""
    return isinstance(entry, dict) and (
        isinstance(entry.get("media"), list)
        or ("uri" in entry and "creation_timestamp" in entry)
        or ("string_map_data" in entry and any(key in entry["string_map_data"] for key in _KEYS))
    )


def facebook(entry: Any) -> Iterator[Record]:
    """The record of a post or comment: its words, then attachments, then who and what it names."""
    entry = mended_all(entry)
    post = Plain()
    for part in entry.get("data") or ():
        post.add(part.get("post"))
        comment = part.get("comment")
        if isinstance(comment, Mapping):
            post.add(comment.get("comment"))
    for attachment in entry.get("attachments") or ():
        for part in attachment.get("data") or ():
            _facebook_part(post, part)
    tags = entry.get("tags") or ()
    post.add(", ".join(tag["name"] if isinstance(tag, Mapping) else tag for tag in tags), "meta")
    yield post.record()


def _facebook_part(post: Plain, part: Mapping[str, Any]) -> None:
    post.add(part.get("text"))
    for name, keys in (("media", ("title", "description")), ("place", ("name", "address")), ("event", ("name",)),
                       ("external_context", ("name", "source")), ("life_event", ("title",)),
                       ("for_sale_item", ("title", "description")), ("poll", ("question",))):  # fmt: skip
        inner = part.get(name) or {}
        for key in keys:
            post.add(inner.get(key), "" if name == "media" else "meta")
    post.add((part.get("external_context") or {}).get("url"), "url")


def instagram(entry: Any) -> Iterator[Record]:
    """The record of a post, story, reel or comment: its caption, then those of its pictures."""
    entry = mended_all(entry)
    post = Plain()
    captions = [entry.get("title")]
    for picture in entry.get("media") or ():
        captions.append(picture.get("title"))
        captions.append(picture.get("alt_text"))
    told = entry.get("string_map_data") or {}
    captions += [told[key].get("value") for key in _KEYS if key in told]
    for caption in dict.fromkeys(caption for caption in captions if caption):
        post.add(caption)
    yield post.record()
