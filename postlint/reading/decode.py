"""Decoding: bytes to text, or a plain word about what the bytes are instead.

Sources: the Unicode Standard, 2.13 and 23.8 (byte order marks); the signatures are those of each format's
specification. Windows code page 1252 is what "ANSI" text saved on a British or American machine is.
"""

from __future__ import annotations

import re
from typing import Final

from ..document import MAX_BYTES
from ..errors import DraftError

_SIGNATURES: Final = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (.doc, .xls or .ppt)"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
)
_OFFICE: Final = ((b"word/", "a Word document (.docx)"), (b"xl/", "a spreadsheet (.xlsx)"), (b"ppt/", "slides (.pptx)"),
                  (b"opendocument.text", "an OpenDocument text (.odt)"))  # fmt: skip
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_INVISIBLE: Final = "\ufeff\u200b\u2060"


def decode(data: bytes) -> tuple[str, str]:
    """Return the text, without its byte order mark, and the name of the encoding it was in.

    Raises :class:`DraftError` for what is too large, no text, in no known encoding or empty.
    """
    if len(data) > MAX_BYTES:
        raise DraftError(f"is larger than {MAX_BYTES // 1_000_000} MB")
    seems = _signature(data)
    if seems:
        raise DraftError(f"is no text: it looks like {seems}")
    encoding, skipped = _encoding(data)
    if encoding == "utf-8" and b"\x00" in data:
        raise DraftError("is no text: it looks like a binary file")
    try:
        text = data[skipped:].decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8" or skipped:
            raise DraftError("is not text in a known encoding; save it as UTF-8") from None
        text, encoding = _windows(data), "cp1252"
    if not text.strip().strip(_INVISIBLE).strip():
        raise DraftError("is empty")
    return text, encoding


def _signature(data: bytes) -> str:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((name for mark, name in _OFFICE if mark in data), "a zip archive")
    return next((name for mark, name in _SIGNATURES if data.startswith(mark)), "")


def _encoding(data: bytes) -> tuple[str, int]:
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise DraftError("is in UTF-32; save it as UTF-8")
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return name, len(mark)
    # Without a mark: every other byte of Latin text in UTF-16 is zero, and hardly any of those between.
    even, odd, half = data[0::2].count(0), data[1::2].count(0), max(1, len(data) // 2)
    if odd > 0.5 * half and even < 0.05 * half:
        return "utf-16-le", 0
    if even > 0.5 * half and odd < 0.05 * half:
        return "utf-16-be", 0
    return "utf-8", 0


def _windows(data: bytes) -> str:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = "\x00"
    if _CONTROL.search(text):
        raise DraftError("is not text in a known encoding; save it as UTF-8") from None
    return text
