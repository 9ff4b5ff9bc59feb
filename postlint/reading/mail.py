"""Mails (.eml): who writes to whom about what, the words, and the names of what is attached.

What is attached is a draft of its own where it can be read, and is reported as not read where it cannot. Source: RFC
5322 (messages), RFC 2045 to 2047 and 2231 (MIME); the standard library's parser follows them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import policy
from email.errors import (
    InvalidBase64CharactersDefect,
    InvalidBase64LengthDefect,
    MultipartInvariantViolationDefect,
    NoBoundaryInMultipartDefect,
    StartBoundaryNotFoundDefect,
)
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Final, cast

from ..document import MAX_BYTES, STORY, WRITER, Document
from ..errors import DraftError
from ..origin import Origin

FORM: Final = "a mail"
#: Read of the head, in this order.
_HEADERS: Final = ("From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Organization", "Keywords", "Comments")
_CORRESPONDENTS: Final = _HEADERS[:6]
_DAMAGE: Final = (
    InvalidBase64CharactersDefect, InvalidBase64LengthDefect, MultipartInvariantViolationDefect,
    NoBoundaryInMultipartDefect, StartBoundaryNotFoundDefect,
)  # fmt: skip
#: What has no words that could be read: its name is read all the same.
_PICTURED: Final = frozenset(("image", "audio", "video"))
_WORD: Final = re.compile(r"\w+")
_HEADER: Final = re.compile(rb"(?:[!-9;-~]+[ \t]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2}")


@dataclass(frozen=True, slots=True, repr=False)
class Attached:
    """A file in a mail, by the name that it has there."""

    name: str
    content: bytes


def read_mail(raw: bytes, id: str) -> tuple[Document, list[Attached]]:
    """The mail as a document, and the files in it that may hold words. Raises :class:`DraftError`."""
    if not _HEADER.match(raw):
        raise DraftError("is no mail: it does not begin with the lines of one")
    try:
        message = BytesParser(policy=policy.default).parsebytes(raw)
        return _read(message, id)
    except DraftError:
        raise
    except LookupError:
        raise DraftError("is in an encoding that is not known") from None
    except Exception:  # noqa: BLE001 (the library raises many kinds on malformed heads, and their words are the mail's)
        raise DraftError("is damaged: it cannot be taken apart as a mail") from None


def _read(message: EmailMessage, id: str) -> tuple[Document, list[Attached]]:
    plain, pages, names, attached = _taken_apart(message)
    subject = _header(message, "Subject")
    said = ((0, len(subject), STORY),) if subject else ()
    lines = [(name, value) for name in _HEADERS if (value := _header(message, name))]
    lines += [("Attached", name) for name in names]
    if not pages:
        title = f"{subject}\n\n" if subject else ""
        head, kinds = _head(lines, len(title), "", "\n")
        text = "\n\n".join(block for block in ((title + head).rstrip("\n"), *plain) if block)
        return Document(text, id, "plain", origin=Origin(FORM, kinds=said + kinds)), attached
    title = f"<p>{html.escape(subject)}</p>\n" if subject else ""
    said = ((0, len(title), STORY),) if subject else ()
    head, kinds = _head([(name, html.escape(value)) for name, value in lines], len(title), "<p>", "</p>\n")
    body = "\n".join(pages)
    # What a program that shows no pages would show is mostly the same; where it says more, that is read too.
    seen = set(_WORD.findall(_words(body)))
    more = "".join(f"<pre>{html.escape(part)}</pre>\n" for part in plain if set(_WORD.findall(part)) - seen)
    return Document(title + head + body + "\n" + more, id, "html", origin=Origin(FORM, kinds=said + kinds)), attached


def _head(
    lines: Iterable[tuple[str, str]], start: int, opening: str, ending: str
) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """The lines of the head as one text, and what they are when it stands at ``start``."""
    text = ""
    kinds = []
    for name, value in lines:
        text += f"{opening}{name}: {value}"
        if name in _CORRESPONDENTS:
            end = start + len(text)
            kinds.append((end - len(value), end, WRITER))
        text += ending
    if text:
        end = start + len(text) - len(ending)
        kinds += [(start, end, "meta"), (start, end, STORY)]
    return text, tuple(sorted(kinds))


def _words(page: str) -> str:
    from .html import read_html

    return read_html(page).text


def _header(message: EmailMessage, name: str) -> str:
    return "; ".join(" ".join(str(value).split()) for value in message.get_all(name, ()))


def _taken_apart(message: EmailMessage) -> tuple[list[str], list[str], list[str], list[Attached]]:
    """Its texts, its pages, the names of its files, and those of them that may hold words."""
    plain: list[str] = []
    pages: list[str] = []
    names: list[str] = []
    attached: list[Attached] = []
    for part in _leaves(message):
        name = part.get_filename() or ""
        kind = part.get_content_type()
        if name:
            names.append(name)
        if not name and part.get_content_disposition() != "attachment" and kind in ("text/plain", "text/html"):
            (pages if kind == "text/html" else plain).append(_text(part))
        elif part.get_content_maintype() not in _PICTURED:
            suffix = ".eml" if kind == "message/rfc822" else ""
            attached.append(Attached(name or f"part {len(attached) + 1}{suffix}", _content(part)))
    return plain, pages, names, attached


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    if any(isinstance(defect, _DAMAGE) for defect in message.defects):
        raise DraftError("is damaged: a part of it has no beginning or no end")
    if message.is_multipart() and message.get_content_maintype() == "multipart":
        for part in message.iter_parts():
            yield from _leaves(cast(EmailMessage, part))
    else:
        yield message


def _text(part: EmailMessage) -> str:
    text = cast(str, part.get_content(errors="strict"))
    _refuse_damage(part)
    if len(text) > MAX_BYTES:
        raise DraftError(f"holds more than {MAX_BYTES:,} characters")
    return text.replace("\r\n", "\n")


def _content(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        return cast(EmailMessage, part.get_content()).as_bytes()
    payload = part.get_payload(decode=True)
    _refuse_damage(part)
    return payload if isinstance(payload, bytes) else str(part.get_payload()).encode("utf-8", "surrogateescape")


def _refuse_damage(part: EmailMessage) -> None:
    if any(isinstance(defect, _DAMAGE) for defect in part.defects):
        raise DraftError("is damaged: a part of it cannot be decoded")
