"""Edits in a Word document: the text of its runs, alternative texts, comments and properties, and nothing else.

Each edit changes the characters that its words were read from, so that formatting stays as it is. The document is read
again before it is given away: if it does not say what the rewrite says, it is not written.
"""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final

from ..document import Document
from ..errors import DraftError
from ..origin import TEXT, Piece
from ..reading.packages.tree import local, parse
from ..reading.packages.word import NOWHERE, read_word
from ..reading.packages.zipped import Package
from .packing import repacked, serialised, unchanged

_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


def with_edits(original: bytes, before: Document, after: Document) -> bytes:
    """The document with the words of ``after``, which is ``before`` edited, in the place of its own.

    Raises :class:`DraftError` if the file is no longer the one that was read, or cannot be made to say that.
    """
    if before.origin is None or after.origin is None:
        raise ValueError("only what was read out of a package can be written back into it")
    unchanged(original, before.origin)
    package = Package(io.BytesIO(original))
    changed: dict[str, list[tuple[Piece, str]]] = defaultdict(list)
    for old, new in zip(before.origin.pieces, after.origin.settled(), strict=True):
        words = after.text[new.start : new.end]
        if words != before.text[old.start : old.end]:
            changed[old.home.part].append((old, words))
    parts = {}
    for part, pieces in changed.items():
        root = parse(package.read(part))
        elements = list(root.iter("*"))
        # From the end, so that places in the same text stay where they are.
        for piece, words in sorted(pieces, key=lambda one: (one[0].home.node, one[0].at), reverse=True):
            _change(elements[piece.home.node], piece, words)
        parts[part] = serialised(root)
    written = repacked(original, parts)
    text, origin, _ = read_word(Package(io.BytesIO(written)), "")
    said, own = _told(after.text, after.origin.settled())
    if _told(text, origin.pieces)[0] != said or own - _told(before.text, before.origin.pieces)[1]:
        raise DraftError("not written: the rewrite has words that belong nowhere in the document; use --comments")
    return written


def _told(text: str, pieces: Sequence[Piece]) -> tuple[str, Counter[str]]:
    """What the document says, without white space, and the words between that are a reader's own."""
    said: list[str] = []
    between: list[str] = []
    at = 0
    for piece in pieces:
        between.append(text[at : piece.start])
        said += text[piece.start : piece.end].split()
        at = max(at, piece.end)
    between.append(text[at:])
    return "".join(said), Counter(" ".join(between).split())


def _change(element: Any, piece: Piece, words: str) -> None:
    field = piece.home.field
    if field != TEXT:
        name = field.removeprefix("@")
        value = element.get(name)
        value = value[: piece.at] + words + value[piece.at + piece.length :]
        element.set(name, NOWHERE if not value and local(element) == "Relationship" else value)
        return
    text = element.text or ""
    text = text[: piece.at] + words + text[piece.at + piece.length :]
    if local(element) != "t" or "\n" not in text:
        element.text = text
        if local(element) in ("t", "delText", "instrText"):
            element.set(_SPACE, "preserve")
        return
    _write_lines(element, text)


def _write_lines(element: Any, text: str) -> None:
    """The text of a run in lines: Word shows a line break only where there is an element for it."""
    run, at = element.getparent(), element.getparent().index(element)
    first, *rest = text.split("\n")
    element.text = first
    element.set(_SPACE, "preserve")
    space = element.tag.rpartition("}")[0] + "}"
    for line in rest:
        more = element.makeelement(element.tag, {_SPACE: "preserve"})
        more.text = line
        run.insert(at + 1, element.makeelement(f"{space}br"))
        run.insert(at + 2, more)
        at += 2
