"""Records: the posts of an archive, one after the other, each with its key or the reason why it could not be read."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from ...document import MAX_BYTES, Format
from ...errors import DraftError
from ...origin import Origin

_BETWEEN: Final = re.compile(r"[\s,]*")
_POST: Final = Origin("a post of an archive")


@dataclass(frozen=True, slots=True, repr=False)
class Record:
    """One post, or with a ``reason`` one that could not be read. Without a ``key`` it is known by its number."""

    key: str = ""
    text: str = ""
    format: Format = "plain"
    reason: str = ""
    origin: Origin = _POST


#: Makes the records of one entry of an archive: none where the entry holds no words of the archive's owner.
Maker = Callable[[Any], Iterator[Record]]


def records(entries: Iterator[Any], make: Maker, form: str) -> Iterator[Record]:
    """The records of ``entries``; an entry that is not as expected is one that could not be read."""
    for entry in entries:
        try:
            made = list(make(entry))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
            yield Record(reason=f"is not {form} as it is known")
            continue
        for record in made:
            if len(record.text) > MAX_BYTES:
                yield Record(record.key, reason=f"is longer than {MAX_BYTES:,} characters")
            elif record.text.strip():
                yield replace(record, origin=replace(record.origin, form=form))


def elements(text: str, at: int) -> Iterator[Any]:
    """The elements of the JSON array that begins at ``text[at]``, one after the other.

    Raises :class:`DraftError` where it is no JSON any more: what follows cannot be told apart.
    """
    decoder = json.JSONDecoder()
    at = text.index("[", at) + 1
    count = 0
    while True:
        place = _BETWEEN.match(text, at)
        at = place.end() if place else at
        if text.startswith("]", at):
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except RecursionError:
            raise DraftError("is nested more deeply than any archive") from None
        except ValueError:
            raise DraftError(f"is damaged: from its entry {count + 1:,} on it is no JSON") from None
        count += 1
        yield value


class Plain:
    """A post in plain text: its words, and behind them, in blocks of their own, what is published with them."""

    __slots__ = ("_kinds", "_length", "_texts")

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._kinds: list[tuple[int, int, str]] = []
        self._length = 0

    def add(self, text: Any, kind: str = "") -> Plain:
        """Add a block, unless there is nothing in it; ``kind`` as in Prose."""
        if text is not None and not isinstance(text, str):
            raise TypeError("a text is a string")
        if text and text.strip():
            if self._length:
                self._texts.append("\n\n")
                self._length += 2
            if kind:
                self._kinds.append((self._length, self._length + len(text), kind))
            self._texts.append(text)
            self._length += len(text)
        return self

    def record(self, key: str = "") -> Record:
        """The post as a record."""
        return Record(key, "".join(self._texts), origin=Origin("a post", kinds=tuple(self._kinds)))


def paragraph(text: str) -> str:
    """Plain text as a paragraph of HTML."""
    return f"<p>{html.escape(text, quote=False)}</p>\n" if text.strip() else ""


def published(name: str, text: str) -> str:
    """What is published with a page beside its words (a summary, tags, the end of its address), as HTML says it."""
    return f'<meta name="{name}" content="{html.escape(text)}">\n' if text.strip() else ""


def picture(alt: str, address: str = "") -> str:
    """A picture's alternative text and the name of its file."""
    return f'<img alt="{html.escape(alt)}" src="{html.escape(address)}">\n' if alt.strip() or address else ""
