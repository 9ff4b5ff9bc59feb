"""Comments in a Word document, each at the words that it is about. Nothing else in the document is changed.

python-docx, the library for this, writes every part that it has parsed anew and opens neither strict nor macro
documents, so that the few parts that change are written here. Source: ECMA-376-1, 17.13.4 (comments), ECMA-376-2, 9 and
10 (content types, relationships).
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from ..document import Document, Span
from ..reading.packages.tree import attribute, local, parse
from ..reading.packages.word import Relations
from ..reading.packages.zipped import Package
from .packing import repacked, serialised, unchanged
from .word_anchors import Anchors

AUTHOR: Final = "postlint"
_INITIALS: Final = "pl"
_TYPES: Final = "[Content_Types].xml"
_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES_SPACE: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
#: The two namespaces of the format, and where the types of their relationships begin.
_STRICT: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATION_TYPES: Final = {True: "http://purl.oclc.org/ooxml/officeDocument/relationships",
                          False: "http://schemas.openxmlformats.org/officeDocument/2006/relationships"}  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Note:
    """What is said of a place in the document's text, in paragraphs."""

    span: Span
    paragraphs: tuple[str, ...]


def with_comments(original: bytes, document: Document, notes: Iterable[Note]) -> bytes:
    """The document with each note as a comment of postlint's. ``original``: the bytes that it was read from.

    Raises :class:`DraftError` if the file is no longer the one that was read.
    """
    if document.origin is None:
        raise ValueError("only what was read out of a package can be written back into it")
    from lxml import etree

    unchanged(original, document.origin)
    package = Package(io.BytesIO(original))
    body = document.origin.body
    links = Relations(package)
    root = parse(package.read(body))
    space = "{" + root.tag[1:].partition("}")[0] + "}"
    part = next((part for kind, part in links.of(body) if kind == "comments" and part in package), "")
    comments = parse(package.read(part)) if part else etree.Element(f"{space}comments", nsmap={"w": space[1:-1]})
    roots = {part: comments} if part else {}

    def other(name: str) -> Any:
        if name not in roots:
            roots[name] = parse(package.read(name))
        return roots[name]

    notes = list(notes)
    if not notes:
        return original
    anchors = Anchors(document.origin, root, other)
    taken = [int(id) for one in (*comments, *root.iter("*")) if (id := _comment_id(one)).isdecimal()]
    for note in notes:
        anchors.at(note.span)
    placed = [(note, *anchors.at(note.span)) for note in notes]  # every cut is made: runs stay what they are
    for number, (note, first, last, place) in enumerate(placed, max(taken, default=-1) + 1):
        _mark(first, last, space, str(number))
        comments.append(_comment(comments, space, str(number), note.paragraphs, place))
    changed = {body: serialised(root)}
    if not part:
        part = _free(package, posixpath.join(posixpath.dirname(body), "comments"))
        file = posixpath.join(posixpath.dirname(body), "_rels", f"{posixpath.basename(body)}.rels")
        changed[file] = _related(package, file, part, strict=space[1:-1] == _STRICT)
        changed[_TYPES] = _typed(package, part)
    changed[part] = serialised(comments)
    return repacked(original, changed)


def _comment_id(element: Any) -> str:
    """The id of a comment, or of a mark of one in the text."""
    return (attribute(element, "id") or "") if local(element).startswith("comment") else ""


def _mark(first: Any, last: Any, space: str, id: str) -> None:
    start, end = (
        first.makeelement(f"{space}{name}", {f"{space}id": id}) for name in ("commentRangeStart", "commentRangeEnd")
    )
    reference = first.makeelement(f"{space}r")
    look = reference.makeelement(f"{space}rPr")
    look.append(look.makeelement(f"{space}rStyle", {f"{space}val": "CommentReference"}))
    reference.append(look)
    reference.append(reference.makeelement(f"{space}commentReference", {f"{space}id": id}))
    first.addprevious(start)
    last.addnext(end)
    end.addnext(reference)


def _comment(comments: Any, space: str, id: str, paragraphs: tuple[str, ...], place: str) -> Any:
    comment = comments.makeelement(
        f"{space}comment", {f"{space}id": id, f"{space}author": AUTHOR, f"{space}initials": _INITIALS}
    )
    for line in (f"{place}:", *paragraphs) if place else paragraphs:
        paragraph = comment.makeelement(f"{space}p")
        run = paragraph.makeelement(f"{space}r")
        text = run.makeelement(f"{space}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
        text.text = line
        run.append(text)
        paragraph.append(run)
        comment.append(paragraph)
    return comment


def _free(package: Package, stem: str) -> str:
    name, count = f"{stem}.xml", 1
    while name in package:
        count += 1
        name = f"{stem}{count}.xml"
    return name


def _related(package: Package, file: str, part: str, *, strict: bool) -> bytes:
    from lxml import etree

    root = parse(package.read(file)) if file in package else etree.Element(f"{{{_RELATIONS}}}Relationships")
    ids = {attribute(one, "Id") for one in root}
    count = 1
    while f"rIdComments{count}" in ids:
        count += 1
    given = {
        "Id": f"rIdComments{count}",
        "Type": f"{_RELATION_TYPES[strict]}/comments",
        "Target": f"/{part}",
    }
    root.append(root.makeelement(f"{{{_RELATIONS}}}Relationship", given))
    return serialised(root)


def _typed(package: Package, part: str) -> bytes:
    root = parse(package.read(_TYPES))
    given = {"PartName": f"/{part}", "ContentType": _COMMENTS_TYPE}
    root.append(root.makeelement(f"{{{_TYPES_SPACE}}}Override", given))
    return serialised(root)
