"""Word documents (.docx, .docm, .dotx): every part that holds words, in one order.

The body; footnotes and endnotes; headers and footers; comments; charts and diagrams; properties. Source: ECMA-376-1, 11
(the parts) and ECMA-376-2, 9.3 (relationships) and 11 (core properties).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from typing import Any, Final
from urllib.parse import unquote

from ...errors import DraftError
from ...origin import Home, Origin
from .properties import write_properties
from .sheet import BLOCK, Sheet
from .tree import attribute, attributes, local, numbered, parse
from .word_text import WordText
from .zipped import Package

FORM: Final = "a Word document"
#: The stories beside the body, by the last word of their relationship's type, in the order that they are read.
_NOTES: Final = ("footnotes", "endnotes")
_MARGINS: Final = ("header", "footer")
_PICTURED: Final = ("chart", "diagramData", "chartEx")
_MAIN: Final = "officeDocument"
#: What is in the package, holds words perhaps, and is not read.
_EMBEDDED: Final = re.compile(r"(?:[^/]+/)*embeddings/[^/]+\Z", re.IGNORECASE)
#: The target of a link that leads nowhere any more; an empty one would make Word call the file damaged.
NOWHERE: Final = "#"
_RELS: Final = "_rels/.rels"


def read_word(package: Package, digest: str) -> tuple[str, Origin, tuple[str, ...]]:
    """The text of a Word document, its origin, and the parts that are files of their own and were not read.

    Raises :class:`DraftError`.
    """
    if "EncryptedPackage" in package:
        raise DraftError("is encrypted; save it without a password")
    links = Relations(package)
    body = next((part for kind, part in links.of("") if kind == _MAIN), "")
    if not body or body not in package:
        raise DraftError("is no Word document: it has no text part")
    sheet = Sheet()
    root = parse(package.read(body))
    if local(root) != "document":
        raise DraftError("is no Word document: its text part is something else")
    WordText(sheet, body, root, links.targets(body)).write(root)
    beside = links.of(body)
    for wanted in (_NOTES, _MARGINS):
        for part in _parts(beside, wanted, package):
            _story(sheet, package, links, part, "meta" if wanted is _MARGINS else "")
    for part in _parts(beside, ("comments",), package):
        _comments(sheet, package, links, part)
    for part in _parts(beside, _PICTURED, package):
        _pictured(sheet, part, parse(package.read(part)))
    for part in _parts(beside, ("settings",), package):
        _variables(sheet, part, parse(package.read(part)))
    write_properties(sheet, {part: parse(package.read(part)) for part in _properties(links, package)})
    text, origin = sheet.finished(FORM, digest, written="word", body=body)
    return text, origin, tuple(name for name in package.names if _EMBEDDED.match(name))


def _parts(beside: list[tuple[str, str]], kinds: tuple[str, ...], package: Package) -> Iterator[str]:
    """The parts of some kinds that are in the package, each once, by kind and then name."""
    named = {(kinds.index(kind), part) for kind, part in beside if kind in kinds}
    for part in dict.fromkeys(part for _, part in sorted(named)):
        if part not in package:
            raise DraftError("is damaged: a part of it is missing")
        yield part


def _properties(links: Relations, package: Package) -> Iterator[str]:
    wanted = ("core-properties", "extended-properties", "extendedProperties", "custom-properties", "customProperties")
    return _parts([(kind, part) for kind, part in links.of("") if part in package], wanted, package)


def _story(sheet: Sheet, package: Package, links: Relations, part: str, kind: str) -> None:
    root = parse(package.read(part))
    sheet.gap(BLOCK)
    text = WordText(sheet, part, root, links.targets(part))
    with sheet.story(kind) if kind else nullcontext():
        text.write(root)
    sheet.gap(BLOCK)


def _comments(sheet: Sheet, package: Package, links: Relations, part: str) -> None:
    root = parse(package.read(part))
    text = WordText(sheet, part, root, links.targets(part))
    for comment in root:
        sheet.gap(BLOCK)
        with sheet.story("comment"):
            for name, author, full in attributes(comment):
                if name == "author" and author.strip():
                    sheet.signature("Comment by ", author, text.home(comment, f"@{full}"))
                    sheet.write(":")
                    sheet.gap(BLOCK)
            text.write(comment)
        sheet.gap(BLOCK)


def _pictured(sheet: Sheet, part: str, root: Any) -> None:
    """The words of a chart or a diagram: its titles, labels and the names of its rows."""
    with sheet.story():
        for element, node in numbered(root).items():
            above = element.getparent()
            if local(element) == "t" or (local(element) == "v" and above is not None and local(above) == "pt"):
                text = (element.text or "").strip()
                if any(char.isalpha() for char in text):
                    sheet.apart(element.text, Home(part, node), "meta")


def _variables(sheet: Sheet, part: str, root: Any) -> None:
    """Document variables: what a form or a mail merge left behind."""
    for element, node in numbered(root).items():
        if local(element) == "docVar":
            for name, value, full in attributes(element):
                if name == "val":
                    with sheet.story():
                        sheet.apart(value, Home(part, node, f"@{full}"), "meta")


class Relations:
    """What the parts of a package point at."""

    __slots__ = ("_package", "_read")

    def __init__(self, package: Package) -> None:
        self._package = package
        self._read: dict[str, list[tuple[str, str, str, bool, Home]]] = {}

    def _all(self, part: str) -> list[tuple[str, str, str, bool, Home]]:
        """For each relationship of a part: id, the last word of its type, target, whether it is outside, its home."""
        if part not in self._read:
            folder, name = posixpath.split(part)
            file = posixpath.join(folder, "_rels", f"{name}.rels") if part else _RELS
            found = []
            for element, node in numbered(parse(self._package.read(file))).items() if file in self._package else ():
                if local(element) == "Relationship":
                    given = {name: attribute(element, name) or "" for name in ("Id", "Type", "Target", "TargetMode")}
                    outside = given["TargetMode"].lower() == "external"
                    kind = given["Type"].rstrip("/").rpartition("/")[2]
                    found.append((given["Id"], kind, given["Target"], outside, Home(file, node, "@Target")))
            self._read[part] = found
        return self._read[part]

    def of(self, part: str) -> list[tuple[str, str]]:
        """The parts that a part (empty: the package) points at, each with the last word of the relationship's type."""
        folder = posixpath.dirname(part)
        return [
            (kind, posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/"))
            for _, kind, target, outside, _ in self._all(part)
            if not outside
        ]

    def targets(self, part: str) -> Mapping[str, tuple[str, Home]]:
        """The addresses outside the package that a part points at, by the relationship's id."""
        return {id: (target, home) for id, _, target, outside, home in self._all(part) if outside and target != NOWHERE}


