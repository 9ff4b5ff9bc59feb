"""Forms: from a file that is open to the documents in it, whatever they are written in.

Of a text there is one; of a mail with files in it, or of an archive, there are several.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import IO, Final

from ..document import MAX_BYTES, Document, Unread
from ..errors import DraftError
from ..origin import Origin
from .archives.records import Record
from .decode import decode
from .packages.zipped import LARGEST_PACKAGE, Package
from .recognising import HEAD, Form, form_of, format_of, refuse_old_office

Several = Iterator[Document | Unread]
#: Mails in mails, and no further.
_DEEPEST: Final = 3
_CONTENT_TYPES: Final = "[Content_Types].xml"
_MIMETYPE: Final = "mimetype"
_OTHER_OFFICE: Final = (("xl/", "a spreadsheet (.xlsx)"), ("ppt/", "slides (.pptx)"))


def documents(file: IO[bytes], path: str, *, size: int | None = None, depth: int = 0) -> Several:
    """The documents in a file that is open at its beginning; ``path`` is what it is called, and ``size`` in bytes if
    that is known.

    Raises :class:`DraftError` where there is none, or, in the middle, where the rest cannot be told apart.
    """
    head = file.read(HEAD)
    form = form_of(path, head)
    if form == "text":
        yield _text(head, file, path, size)
    elif form == "table":
        yield from _table(head, file, path)
    elif form in ("zip", "archive"):
        yield from _archive(head, file, path, form)
    else:
        raw = _whole(head, file, size)
        refuse_old_office(raw)
        if form == "mail":
            yield from _mail(raw, path, depth)
        else:
            yield from _packaged(raw, path, form)


def _text(head: bytes, file: IO[bytes], path: str, size: int | None) -> Document:
    if size is not None and size > MAX_BYTES:
        raise DraftError(f"is larger than {MAX_BYTES // 1_000_000} MB")
    raw = head + file.read(MAX_BYTES + 1 - len(head)) if len(head) == HEAD else head
    return Document(decode(raw)[0], path, format_of(path))


def _table(head: bytes, file: IO[bytes], path: str) -> Several:
    """A draft for each row of a table with a column ``text``."""
    from .tables import BadRow, table_rows

    if file.seekable():
        file.seek(0)
    else:
        file = io.BytesIO(_whole(head, file, None))
    empty = True
    for row in table_rows(file, os.path.splitext(path)[1]):
        empty = False
        if isinstance(row, BadRow):
            yield Unread(f"{path}#{row.id}", row.reason)
        else:
            yield replace(row.document, id=f"{path}#{row.document.id}")
    if empty:
        raise DraftError("holds no rows")


def _whole(head: bytes, file: IO[bytes], size: int | None) -> bytes:
    """The bytes of a packaged file, if they are not too many: looked at before they are read where that can be."""
    if size is not None and size > LARGEST_PACKAGE:
        raise DraftError(f"is larger than {LARGEST_PACKAGE // 1_000_000} MB")
    raw = head + file.read(LARGEST_PACKAGE + 1 - len(head))
    if len(raw) > LARGEST_PACKAGE:
        raise DraftError(f"is larger than {LARGEST_PACKAGE // 1_000_000} MB")
    return raw


def _packaged(raw: bytes, path: str, form: Form) -> Several:
    digest = hashlib.sha256(raw).hexdigest()
    text, origin, embedded = _read_packaged(raw, digest, form)
    if not text.strip():
        raise DraftError("is empty")
    yield Document(text, path, origin=origin)
    for name in embedded:
        reason = "is a file within the document, which is not read; take it out, or check it by itself"
        yield Unread(f"{path}#{name}", reason)


def _read_packaged(raw: bytes, digest: str, form: Form) -> tuple[str, Origin, tuple[str, ...]]:
    if form == "rich text":
        from .rich_text import read_rich_text

        return read_rich_text(raw, digest)
    package = Package(io.BytesIO(raw))
    if form == "opendocument":
        from .packages.opendocument import read_opendocument

        return read_opendocument(package, digest)
    from .packages.word import read_word

    for folder, name in _OTHER_OFFICE:
        if any(part.startswith(folder) for part in package.names) and _CONTENT_TYPES in package:
            raise DraftError(f"is not a Word document: it looks like {name}")
    return read_word(package, digest)


def _archive(head: bytes, file: IO[bytes], path: str, form: Form) -> Several:
    from .archives.posts import LARGEST_ARCHIVE, LARGEST_FILE, read_posts, read_zipped

    if not file.seekable():
        file = io.BytesIO(_whole(head, file, None))
    if form == "archive":
        file.seek(len(head))
        found = read_posts(head, file)
        if found is None:  # some other JSON, which is a text
            file.seek(0)
            yield _text(file.read(HEAD), file, path, None)
        else:
            yield from _several(found, path)
        return
    package = Package(file, part=LARGEST_FILE, whole=LARGEST_ARCHIVE)
    if _CONTENT_TYPES in package or _MIMETYPE in package:
        file.seek(0)
        yield from _packaged(_whole(b"", file, None), path, "word" if _CONTENT_TYPES in package else "opendocument")
        return
    zipped = read_zipped(package)
    if zipped is None:
        raise DraftError("is a zip archive without a network's or WordPress' posts; unpack it, and check what is in it")
    yield from _several(zipped, path)


def _several(records: Iterator[Record], path: str) -> Several:
    """Documents from records, known by their keys or else by their numbers; an only one is known by the path."""
    used: set[str] = set()
    first = next(records, None)
    if first is None:
        raise DraftError("holds no posts with words")
    damage: DraftError | None = None
    try:
        second = next(records, None)
    except DraftError as error:
        second, damage = None, error
    if second is None and damage is None:
        yield _named(first, path)
        return
    yield _named(first, f"{path}#{_key(first, 1, used)}")
    if damage is not None:
        raise damage
    for count, record in enumerate(chain((second,), records), 2):
        if record is not None:
            yield _named(record, f"{path}#{_key(record, count, used)}")


def _key(record: Record, number: int, used: set[str]) -> str:
    key = record.key or str(number)
    if key in used:  # the same post in two files of an archive
        key = f"{key}-{number}"
    used.add(key)
    return key


def _named(record: Record, id: str) -> Document | Unread:
    if record.reason:
        return Unread(id, record.reason)
    return Document(record.text, id, record.format, origin=record.origin)


def _mail(raw: bytes, path: str, depth: int) -> Several:
    from .mail import read_mail

    document, attached = read_mail(raw, path)
    if not document.text.strip():
        raise DraftError("is empty")
    yield document
    used: set[str] = set()
    for number, one in enumerate(attached, 1):
        id = f"{path}#{_key(Record(one.name), number, used)}"
        try:
            if depth >= _DEEPEST:
                raise DraftError("lies too deep in mails within mails")
            for found in documents(io.BytesIO(one.content), one.name, size=len(one.content), depth=depth + 1):
                yield replace(found, id=id + found.id.removeprefix(one.name))
        except DraftError as error:
            yield Unread(id, f"is attached, and {error.reason}")
