"""Archives of Mastodon: ``outbox.json``, an ordered collection of activities.

Source: ActivityStreams 2.0 and Mastodon's documentation of ``Note``: ``content`` is HTML, ``summary`` the content
warning, ``name`` of an attachment its alternative text, ``name`` of an ``anyOf`` or ``oneOf`` a choice of a poll.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from .records import Record, paragraph, picture

FORM: Final = "a post of a Mastodon archive"
MEMBERS: Final = re.compile(r"(?:.*/)?outbox\.json\Z")


def made(entry: Any) -> Iterator[Record]:
    """The record of one activity; what the owner only passed on has no words of theirs."""
    if entry["type"] == "Announce":
        return
    note = entry["object"]
    warning = paragraph(note.get("summary") or "")
    choices = [paragraph(choice.get("name") or "") for choice in (note.get("oneOf") or note.get("anyOf") or ())]
    pictures = [picture(one.get("name") or "", one.get("url") or "") for one in note.get("attachment") or ()]
    text = "".join((warning, note["content"], "\n", *choices, *pictures))
    yield Record(_key(note.get("id") or entry.get("id") or ""), text, "html")


def _key(id: str) -> str:
    """``https://social.example.org/users/ada/statuses/1`` is known by its ``1``."""
    return id.rstrip("/").rpartition("/")[2]
