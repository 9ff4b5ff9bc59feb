"""WordPress exports (WXR): an RSS file whose items are posts, pages, attachments and the like.

A post's body is HTML with block comments. Its document begins with the title, then come the body, the excerpt, the end
of its address, categories and tags, and what fields of its own and those of SEO plugins say; comments on it are
documents of their own. Source: wp-admin/includes/export.php of WordPress 6, which names the format WXR 1.2.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import IO, Any, Final

from ...document import STORY
from ...errors import DraftError
from ...origin import Origin
from ..packages.tree import local, refuse_declarations
from .records import Record, paragraph, picture, published, records

FORM: Final = "a post of a WordPress export"
#: In the head of every export; the version follows.
NAMESPACE: Final = b"wordpress.org/export/"
#: Fields that a plugin keeps for itself begin with an underscore; these are shown to readers.
_SHOWN: Final = ("_wp_attachment_image_alt", "_yoast_wpseo_title", "_yoast_wpseo_metadesc", "_aioseo_title",
                 "_aioseo_description", "rank_math_title", "rank_math_description")  # fmt: skip
#: Items of the theme: their bodies are settings.
_NO_POSTS: Final = frozenset(("wp_global_styles", "customize_changeset", "oembed_cache", "user_request", "custom_css"))
_BLOCK_MARK: Final = "<!-- wp:"
_EMPTY_LINE: Final = re.compile(r"\r?\n[ \t]*\r?\n\s*")
_UNPUBLISHED: Final = frozenset(("spam", "trash"))


def read_wordpress(file: IO[bytes]) -> Iterator[Record]:
    """The records of an export, one item in memory at a time. Raises :class:`DraftError` where it is no XML."""
    return records(_items(file), _made, FORM)


def _items(file: IO[bytes]) -> Iterator[Any]:
    from lxml import etree

    found = 0
    try:
        events = etree.iterparse(
            file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        for event, element in events:
            if event == "start":
                if element.getparent() is None:
                    refuse_declarations(element)
            elif local(element) == "item":
                found += 1
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError:
        raise DraftError(f"is damaged: after its item {found:,} it is no XML") from None


def _made(item: Any) -> Iterator[Record]:
    told: dict[str, str] = {}
    terms: list[str] = []
    fields: list[tuple[str, str]] = []
    comments: list[Any] = []
    for child in item:
        name, space = local(child), child.tag.rpartition("}")[0]
        if name == "category":
            terms.append(child.text or "")
        elif name == "postmeta":
            values = {local(one): one.text or "" for one in child}
            fields.append((values.get("meta_key", ""), values.get("meta_value", "")))
        elif name == "comment" and len(child):
            comments.append(child)
        elif name == "encoded":
            told["excerpt" if "/excerpt/" in space else "body"] = child.text or ""
        else:
            told.setdefault(name, child.text or "")
    id = told.get("post_id", "")
    if told.get("post_type") not in _NO_POSTS:
        page, beside = _page(told), _beside(told, terms, fields)
        ends = list(accumulate(map(len, beside), initial=len(page)))
        kinds = tuple((start, end, STORY) for start, end in pairwise(ends) if start < end)
        yield Record(id, page + "".join(beside), "html", origin=Origin(FORM, kinds=kinds))
    for comment in comments:
        values = {local(one): one.text or "" for one in comment}
        if values.get("comment_approved") not in _UNPUBLISHED:
            text = paragraph(values.get("comment_author", "")) + values.get("comment_content", "")
            yield Record(f"{id}-comment-{values.get('comment_id', '')}", text, "html")


def _page(told: dict[str, str]) -> str:
    """The page that readers get."""
    title, body = told.get("title", ""), told.get("body", "")
    if _BLOCK_MARK not in body:  # written before there were blocks: an empty line ends a paragraph
        body = _EMPTY_LINE.sub(r"\g<0><p>", body)
    excerpt = told.get("excerpt", "") and f"<div>{told['excerpt']}</div>\n"
    return (f"<h1>{title}</h1>\n" if title.strip() else "") + body + "\n" + excerpt


def _beside(told: dict[str, str], terms: list[str], fields: list[tuple[str, str]]) -> list[str]:
    """What is published beside the page, each part by itself."""
    title, slug = told.get("title", ""), told.get("post_name", "")
    parts = []
    if slug.replace("-", "") != "".join(char for char in title.lower() if char.isalnum()):
        parts.append(published("og:url", slug))
    parts.append(published("keywords", ", ".join(terms)))
    for key, value in fields:
        if key == "_wp_attached_file":
            parts.append(picture("", value))
        elif key in _SHOWN or (not key.startswith("_") and any(char.isalpha() for char in value)):
            parts.append(published("description", html.unescape(value)))
    return parts
