"""What a file is: by its suffix where one was given, and always by what it begins with."""

from __future__ import annotations

import os
from typing import Final, Literal

from ..document import Format
from ..errors import DraftError
from .archives.posts import is_archive, is_named_like_one
from .rich_text import BEGINS
from .tables import SUFFIXES as TABLES

Form = Literal["text", "word", "opendocument", "rich text", "mail", "archive", "zip", "table"]

FORMATS: Final[dict[str, Format]] = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}
TEXTS: Final = (".txt", *FORMATS)
_PACKAGED: Final[dict[str, Form]] = {
    ".docx": "word", ".docm": "word", ".dotx": "word", ".dotm": "word", ".odt": "opendocument", ".ott": "opendocument",
    ".rtf": "rich text", ".eml": "mail",
}  # fmt: skip
#: What is read in a folder whatever is in it. What may be an archive is looked into first.
SUFFIXES: Final = (*TEXTS, *_PACKAGED)
_PERHAPS: Final = (".js", ".json", ".xml", ".zip")

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF: Final = b"%PDF-"
_NAMES: Final[dict[Form, str]] = {
    "word": "a Word document", "opendocument": "an OpenDocument text", "rich text": "a rich text document",
    "mail": "a mail",
}  # fmt: skip
#: So much is looked at.
HEAD: Final = 65_536


def format_of(path: str) -> Format:
    """What a text is by the end of its name; anything not known is plain text."""
    return FORMATS.get(os.path.splitext(path)[1].lower(), "plain")


def form_of(path: str, head: bytes) -> Form:
    """The form of a file that begins with ``head``. Raises :class:`DraftError` where its suffix says otherwise."""
    suffix = os.path.splitext(path)[1].lower()
    wanted = _PACKAGED.get(suffix)
    if suffix in TEXTS:
        return "text"
    if suffix in TABLES:
        return "table"
    if head.startswith(_OLE):
        return wanted or "word"  # who it is is told by what reads it
    if wanted in ("word", "opendocument"):
        if not head.startswith(_ZIP):
            raise DraftError(f"is not {_NAMES[wanted]}, whatever its name says: it looks like {_looks(head)}")
        return wanted
    if wanted == "rich text" and not head.startswith(BEGINS):
        raise DraftError(f"is not {_NAMES[wanted]}, whatever its name says: it looks like {_looks(head)}")
    if wanted is not None:
        return wanted
    if head.startswith(_ZIP):
        return "zip"
    if head.startswith(BEGINS):
        return "rich text"
    return "archive" if is_archive(head) else "text"


def _looks(head: bytes) -> str:
    if head.startswith(_ZIP):
        return "a zip archive"
    if head.startswith(_PDF):
        return "a PDF"
    if head.startswith(BEGINS):
        return "a rich text document"
    return "a binary file" if b"\x00" in head else "text" if head else "an empty file"


def is_draft(path: str) -> bool:
    """Whether a file that was found in a folder is one to check."""
    suffix = os.path.splitext(path)[1].lower()
    if suffix in SUFFIXES:
        return True
    if suffix not in _PERHAPS or not (suffix in (".xml", ".zip") or is_named_like_one(os.path.basename(path))):
        return False
    try:
        with open(path, "rb") as file:
            if suffix != ".zip":
                return is_archive(file.read(HEAD))
            return _holds_posts(path)
    except OSError:  # said when it is loaded
        return True


def _holds_posts(path: str) -> bool:
    from .archives.posts import LARGEST_ARCHIVE, LARGEST_FILE, holds_posts
    from .packages.zipped import Package

    try:
        with open(path, "rb") as file:
            return holds_posts(Package(file, part=LARGEST_FILE, whole=LARGEST_ARCHIVE))
    except DraftError:  # some other zip file, or a damaged one: nobody asked for it
        return False


def refuse_old_office(data: bytes) -> None:
    """Raise for a container of Microsoft's old kind, which is also what holds an encrypted document."""
    if not data.startswith(_OLE):
        return
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise DraftError("is encrypted; save it without a password")
    if "WordDocument".encode("utf-16-le") in data:
        raise DraftError("is a Word 97 document (.doc); save it as .docx")
    raise DraftError("is an old Office document (.doc, .xls or .ppt); save it as .docx")
