"""Files written whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from ..document import Document
from ..errors import DraftError

#: Files that a text would not be opened from, whatever its words.
PACKAGED: Final = frozenset((".docx", ".docm", ".dotx", ".dotm", ".odt", ".ott", ".rtf", ".eml", ".zip",
                              ".pdf", ".doc"))  # fmt: skip


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """A file beside ``path`` to write to, which takes its place at the end; on any error, and on Ctrl-C, it is gone.

    A link keeps pointing where it does, and an existing file keeps its permissions. Raises OSError.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:  # a pipe or device cannot be replaced; a folder says so itself
            yield stream
        return
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with draft.open("xb") as stream:
            if path.exists():
                shutil.copymode(path, draft)
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def write_draft(path: Path, before: Document, after: Document) -> None:
    """Write a rewritten draft into a file of its own: a Word document as one, if that is what the file is called;
    else its text, in UTF-8 and with its own line ends, as it would be printed.

    Raises DraftError if that cannot be done.
    """
    try:
        if path.suffix.lower() in PACKAGED:
            content = _packaged(Path(before.id), path.suffix.lower(), before, after)
        else:
            content = after.text.encode("utf-8", "surrogatepass")
        write_bytes(path, content)
    except OSError as error:  # the draft is gone
        raise DraftError(f"not written to {path}: {error.strerror or type(error).__name__}") from None


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises DraftError."""
    try:
        with whole(path) as stream:
            stream.write(content)
    except OSError as error:
        raise DraftError(f"not written to {path}: {error.strerror or type(error).__name__}") from None


def _packaged(source: Path, suffix: str, before: Document, after: Document) -> bytes:
    """The package that ``before`` was read from with the words of ``after``."""
    if before.origin is None or not before.origin.written or suffix != source.suffix.lower() or not source.is_file():
        raise DraftError(f"not written: only a draft that is itself a {suffix} file is written into one")
    from ..writing_back.word_edits import with_edits

    return with_edits(source.read_bytes(), before, after)


def rewrite_file(path: Path, before: Document, after: Document) -> Path:
    """Put ``after`` in the place of the draft ``before`` in its file; return the backup. A text stays in the file's own
    encoding, a Word document keeps all but its words.

    Raises DraftError if the file is no longer the draft that was read, its encoding lacks a letter of the rewrite, or
    what the draft was read from is not rewritten in its file.
    """
    origin = before.origin
    if origin is not None and not origin.written:
        raise DraftError(f"not written: {origin.form} is not rewritten in its file; --fix prints its text")
    try:
        old = path.read_bytes()
        if origin is not None:
            from ..writing_back.word_edits import with_edits

            new = with_edits(old, before, after)
        else:
            mark, encoding = _encoding(old, before.text)
            new = mark + after.text.encode(encoding)
        backup = _back_up(path, old)
        try:
            with whole(path) as stream:
                stream.write(new)
        except BaseException:
            with suppress(OSError):
                backup.unlink()
            raise
    except UnicodeEncodeError:
        raise DraftError("not written: the rewrite has a letter that the file's encoding lacks") from None
    except OSError as error:
        raise DraftError(f"not written: {error.strerror or type(error).__name__}") from None
    return backup


def _encoding(raw: bytes, before: str) -> tuple[bytes, str]:
    """The byte order mark and the encoding of a file that holds the draft ``before``."""
    from ..reading.decode import decode

    text, encoding = decode(raw)
    body = text.encode(encoding)
    if text != before or not raw.endswith(body):
        raise DraftError("not written: the file has changed since it was read")
    return raw[: len(raw) - len(body)], encoding


def _back_up(path: Path, old: bytes) -> Path:
    """A copy beside the draft, under the first of ``.bak``, ``.bak1``, ``.bak2`` ... that is free."""
    number = 0
    while True:
        backup = path.with_name(f"{path.name}.bak{number or ''}")
        try:
            stream = backup.open("xb")
        except FileExistsError:
            number += 1
            continue
        try:
            with stream:
                shutil.copymode(path, backup)
                stream.write(old)
        except BaseException:
            with suppress(OSError):
                backup.unlink()
            raise
        return backup
