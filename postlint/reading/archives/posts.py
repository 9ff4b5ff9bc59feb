"""Archives by what they hold: which network a file of posts is from is told by its content, never by its name alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO, Any, Final

from ...errors import DraftError
from ..packages.zipped import Package
from . import mastodon, meta, x
from .records import Maker, Record, elements, records
from .wordpress import NAMESPACE, read_wordpress

#: Of one file of an archive; the whole archive, with its pictures and films, may be of any size.
LARGEST_FILE: Final = 100_000_000
LARGEST_ARCHIVE: Final = 500_000_000
#: So much of a file is looked at to tell what it is.
HEAD: Final = 65_536

_BEFORE: Final = b"\xef\xbb\xbf \t\r\n"
_XML: Final = re.compile(r"(?:.*/)?[^/]+\.xml\Z", re.IGNORECASE)
_MEMBERS: Final = (x.MEMBERS, mastodon.MEMBERS, meta.MEMBERS)
_EMPTY: Final = re.compile(rb'\s*(?:\[\s*\]|\{\s*(?:"\w+"\s*:\s*\[\s*\]\s*)?\})\s*\Z')
_SIGNS: Final = (b'"creation_timestamp"', b'"timestamp"')


def is_named_like_one(name: str) -> bool:
    """Whether a file of this name may be one of an archive's files of posts."""
    name = name.replace("\\", "/")
    return any(pattern.match(name) for pattern in _MEMBERS)


def is_archive(head: bytes) -> bool:
    """Whether what a file begins with is an archive's: an assignment of X's, a collection of Mastodon's, entries of
    Meta's, or WordPress' export.
    """
    if NAMESPACE in head and b"<rss" in head:
        return True
    start = head.lstrip(_BEFORE)
    if x.ASSIGNMENT.match(start[:200].decode("latin-1")):
        return True
    if not start.startswith((b"{", b"[")):
        return False
    return (b'"OrderedCollection"' in head and b"activitystreams" in head) or any(sign in head for sign in _SIGNS)


def read_posts(head: bytes, rest: IO[bytes]) -> Iterator[Record] | None:
    """The records of one file of an archive, of which ``head`` is read already; None if it is none.

    Raises :class:`DraftError`.
    """
    if not is_archive(head):
        return None
    if head.lstrip(_BEFORE).startswith(b"<"):
        return read_wordpress(_Joined(head, rest))  # type: ignore[arg-type]
    raw = head + rest.read(LARGEST_FILE + 1 - len(head))
    if len(raw) > LARGEST_FILE:
        raise DraftError(f"is larger than {LARGEST_FILE // 1_000_000} MB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DraftError("is not UTF-8, as archives are") from None
    del raw
    return _read_json(text)


def _read_json(text: str) -> Iterator[Record] | None:
    assignment = x.ASSIGNMENT.match(text)
    if assignment:
        if assignment.group(1) not in x.POSTS:
            raise DraftError("is a file of an X archive that holds no posts")
        return records(elements(text, assignment.end()), x.made, x.FORM)
    if text.lstrip().startswith("["):
        made = _by_shape(next(elements(text, 0), None))
        return records(elements(text, 0), *made) if made else None
    try:
        value = json.loads(text)
    except RecursionError:
        raise DraftError("is nested more deeply than any archive") from None
    except ValueError:
        raise DraftError("is damaged: it is no JSON") from None
    if isinstance(value.get("orderedItems"), list):
        return records(iter(value["orderedItems"]), mastodon.made, mastodon.FORM)
    lists = [entries for entries in value.values() if isinstance(entries, list) and entries and _by_shape(entries[0])]
    entries = [entry for entries in lists for entry in entries] or [value]
    made = _by_shape(entries[0])
    return records(iter(entries), *made) if made else None


def _by_shape(entry: Any) -> tuple[Maker, str] | None:
    if meta.is_instagram(entry):
        return meta.instagram, meta.INSTAGRAM
    return (meta.facebook, meta.FACEBOOK) if meta.is_facebook(entry) else None


def read_zipped(package: Package) -> Iterator[Record] | None:
    """The records of all files of posts in a zip archive, by their names; None where there is no such file."""
    named = _members(package)
    return _all(package, sorted(named, key=_natural)) if named else None


def holds_posts(package: Package) -> bool:
    """Whether a zip archive has any file of posts."""
    return bool(_members(package))


def _members(package: Package) -> list[str]:
    named = [name for name in package.names if is_named_like_one(name)]
    for name in package.names:
        if _XML.match(name):
            with package.opened(name) as file:
                if is_archive(file.read(HEAD)):
                    named.append(name)
    return named


def _natural(name: str) -> list[tuple[int, str]]:
    """``part2`` comes before ``part10``."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name)]


def _all(package: Package, named: list[str]) -> Iterator[Record]:
    for name in named:
        try:
            with package.opened(name) as file:
                head = file.read(HEAD)
                if _EMPTY.match(head):
                    continue
                found = read_posts(head, file)
                if found is None:
                    raise DraftError("is no file of posts as it is known")
                yield from found
        except DraftError as error:
            yield Record(name.rpartition("/")[2], reason=error.reason)


class _Joined:
    """A stream whose beginning has been read already."""

    __slots__ = ("_head", "_rest")

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1) -> bytes:
        if not self._head:
            return self._rest.read(size)
        head = self._head if size < 0 else self._head[:size]
        self._head = self._head[len(head) :]
        return head
