"""Zip files, opened as if somebody meant harm by them.

No declared size is believed: what is unpacked is counted while it is unpacked. Source: PKWARE's APPNOTE 6.3.10, 4.3.6
to 4.3.16 (layout), 4.4.4 (the bit that says encrypted).
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

from ...errors import DraftError

#: A word processor's file is mostly its pictures, which are not unpacked.
LARGEST_PACKAGE: Final = 50_000_000
#: Of one part, and of all parts together, unpacked.
LARGEST_PART: Final = 16_000_000
LARGEST_WHOLE: Final = 48_000_000
#: No text packs better than this; it is looked at from so many bytes on.
_DENSEST: Final = 400
_DENSE_FROM: Final = 1_000_000
#: Of the directory at the end, which is read whole before anything else can be said.
_LARGEST_DIRECTORY: Final = 16_000_000

_END: Final = b"PK\x05\x06"
_END_64: Final = b"PK\x06\x06"
_LOCATOR_64: Final = b"PK\x06\x07"
_ENCRYPTED: Final = 0x1


class Package:
    """The parts of a zip file, by name. Raises :class:`DraftError` for whatever is wrong with it."""

    __slots__ = ("_entries", "_left", "_part", "_zip")

    def __init__(self, file: IO[bytes], *, part: int = LARGEST_PART, whole: int = LARGEST_WHOLE) -> None:
        self._part, self._left = part, whole
        with _told():
            _weigh_directory(file)
            self._zip = zipfile.ZipFile(file)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in self._zip.infolist():
            if entry.filename in self._entries:  # programs differ in which of the two they show
                raise DraftError("is damaged: two of its parts have one name")
            self._entries[entry.filename] = entry

    @property
    def names(self) -> tuple[str, ...]:
        """Of its parts, in the order of its directory."""
        return tuple(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """A part, unpacked."""
        with self.opened(name) as part, _told():
            read: bytes = part.read()
            return read

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """A part as a stream, which raises :class:`DraftError` where it grows beyond what is allowed."""
        entry = self._entries.get(name)
        if entry is None:
            raise DraftError("is damaged: a part of it is missing")
        if entry.flag_bits & _ENCRYPTED:
            raise DraftError("is encrypted; save it without a password")
        with _told():
            stream = self._zip.open(entry)
        with stream:
            yield _Counted(self, stream, entry.compress_size)  # type: ignore[misc]

    def _take(self, count: int, so_far: int, packed: int) -> None:
        self._left -= count
        if so_far > self._part or self._left < 0:
            raise DraftError("unpacks to more than is read of one file")
        if so_far > _DENSE_FROM and so_far > _DENSEST * max(packed, 1):
            raise DraftError("is packed more densely than any text: it looks like a zip bomb")


class _Counted:
    """A stream of a part that never gives more than the package allows."""

    __slots__ = ("_package", "_packed", "_so_far", "_stream")

    def __init__(self, package: Package, stream: IO[bytes], packed: int) -> None:
        self._package, self._stream, self._packed = package, stream, packed
        self._so_far = 0

    def read(self, size: int = -1) -> bytes:
        pieces: list[bytes] = []
        while size != 0:
            with _told():
                piece = self._stream.read(min(size, 65_536) if size > 0 else 65_536)
            if not piece:
                break
            self._so_far += len(piece)
            self._package._take(len(piece), self._so_far, self._packed)
            pieces.append(piece)
            size = size - len(piece) if size > 0 else size
        return b"".join(pieces)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, UnicodeDecodeError, ValueError, OverflowError):
        raise DraftError("is damaged: its zip file cannot be unpacked") from None
    except NotImplementedError:
        raise DraftError("is packed in a way that is not read") from None
    except RuntimeError:  # the library's word for a password that is missing
        raise DraftError("is encrypted; save it without a password") from None
    except OSError as error:
        if error.errno is not None:  # the disk's fault
            raise
        raise DraftError("is damaged: its zip file cannot be unpacked") from None


def _weigh_directory(file: IO[bytes]) -> None:
    """Refuse a directory that would fill the memory; leave the file at its beginning."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 66_000))
    tail = file.read(66_000)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise DraftError("is damaged: it has no end")
    (length,) = struct.unpack_from("<L", tail, at + 12)
    if tail[max(0, at - 20) : at].startswith(_LOCATOR_64):
        (place,) = struct.unpack_from("<Q", tail, at - 12)
        file.seek(min(place, size))
        record = file.read(56)
        if not record.startswith(_END_64) or len(record) < 56:
            raise DraftError("is damaged: it has no end")
        (length,) = struct.unpack_from("<Q", record, 40)
    if length > _LARGEST_DIRECTORY:
        raise DraftError("has more parts than are looked through")
    file.seek(0)
