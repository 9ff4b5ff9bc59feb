"""OpenDocument texts (.odt, .ott): the body, headers and footers, embedded charts, properties.

Source: OpenDocument 1.3 part 3, 5 (paragraphs), 5.5 (tracked changes), 6.1.2 (white space), 9 (tables), 10.4 (frames),
14.1 (annotations), 16.9 (master pages), and part 2, 3 and 4 (package, manifest).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from ...errors import DraftError
from ...origin import TAIL, TEXT, Home, Origin
from .properties import write_properties
from .sheet import BLOCK, CELL, LINE, Sheet
from .tree import attribute, attributes, local, numbered, parse
from .zipped import Package

FORM: Final = "an OpenDocument text"
MIMETYPE: Final = "application/vnd.oasis.opendocument.text"
_MIMETYPE_PART: Final = "mimetype"
_MANIFEST: Final = "META-INF/manifest.xml"
_BODY: Final = "content.xml"
_STYLES: Final = "styles.xml"
_META: Final = "meta.xml"
_OBJECT: Final = re.compile(r"[^/]+/content\.xml\Z")
#: What LibreOffice itself keeps beside the text.
_OWN: Final = re.compile(
    r"(?:content|styles|meta|settings)\.xml\Z|mimetype\Z|manifest\.rdf\Z|layout-cache\Z|[^/]+/(?:.*/)?(?:content|styles"
    r"|meta|settings)\.xml\Z|(?:META-INF|Configurations2|Thumbnails|Pictures|Fonts|media|ObjectReplacements|Basic"
    r"|Dialogs|Scripts)/.*|.*/\Z",
    re.DOTALL | re.IGNORECASE,
)

_PARAGRAPHS: Final = frozenset(("p", "h"))
_MARGINS: Final = frozenset((
    "header", "header-left", "header-first", "footer", "footer-left", "footer-first",
))  # fmt: skip
#: Settings and scripts; names of authors of changes are said in the properties.
_SETTINGS: Final = frozenset((
    "automatic-styles", "font-face-decls", "forms", "scripts", "event-listeners", "sequence-decls", "variable-decls",
    "user-field-decls", "change-info", "note-citation", "script", "creator-initials", "meta", "settings", "styles",
    "alphabetical-index-source", "table-of-content-source", "date",
))  # fmt: skip
_BLOCKS: Final = frozenset(("table", "text-box", "note", "annotation", "list", "section"))
#: They stand in a paragraph and hold elements; what is between those is layout.
_CONTAINERS: Final = frozenset(("frame", "annotation", "note", "g", "custom-shape", "object", "image"))
_ASIDES: Final = {"title": "alt", "desc": "alt"}
_SAID: Final = frozenset(("string-value", "string-value-if-true", "string-value-if-false", "help-text", "formula"))
_WHITE: Final = re.compile(r"[\t\n\r ]+")
_MOST_SPACES: Final = 1_000


def read_opendocument(package: Package, digest: str) -> tuple[str, Origin, tuple[str, ...]]:
    """As :func:`~postlint.reading.packages.word.read_word`, of an OpenDocument text."""
    if _MANIFEST in package and any(local(e) == "encryption-data" for e in parse(package.read(_MANIFEST)).iter("*")):
        raise DraftError("is encrypted; save it without a password")
    kind = package.read(_MIMETYPE_PART).decode("ascii", "replace").strip()
    if kind not in (MIMETYPE, f"{MIMETYPE}-template"):
        raise DraftError("is an OpenDocument file, but no text")
    sheet = Sheet()
    root = parse(package.read(_BODY))
    body = next((element for element in root if local(element) == "body"), None)
    if body is None:
        raise DraftError("is damaged: it has no text part")
    _OdfText(sheet, _BODY, root).write(body)
    if _STYLES in package:
        root = parse(package.read(_STYLES))
        text = _OdfText(sheet, _STYLES, root)
        for element in root.iter("*"):
            if local(element) in _MARGINS:
                sheet.gap(BLOCK)
                with sheet.story("meta"):
                    text.write(element)
    for name in package.names:
        if _OBJECT.match(name):
            root = parse(package.read(name))
            sheet.gap(BLOCK)
            with sheet.story("meta"):
                _OdfText(sheet, name, root).write(root)
    if _META in package:
        write_properties(sheet, {_META: parse(package.read(_META))})
    text_read, origin = sheet.finished(FORM, digest, body=_BODY)
    return text_read, origin, tuple(name for name in package.names if not _OWN.match(name))


class _OdfText:
    """Writes the text of a part; notes, comments, frames and alternative texts stand behind their paragraph."""

    __slots__ = ("_bare", "_cells", "_later", "_nodes", "_part", "_sheet")

    def __init__(self, sheet: Sheet, part: str, root: Any) -> None:
        self._sheet, self._part = sheet, part
        self._nodes = numbered(root)
        self._later: list[Callable[[], None]] | None = None
        self._cells = 0
        self._bare = True  # nothing stands in the paragraph yet, so that white space would say nothing

    def write(self, element: Any) -> None:
        """Write what an element's children say, and the text between them where they stand in a paragraph."""
        running = local(element) not in _CONTAINERS
        if running:
            self._words(element.text, element, TEXT)
        for child in element:
            self._write_one(child, local(child))
            if running:
                self._words(child.tail, child, TAIL)

    def _home(self, element: Any, field: str) -> Home:
        return Home(self._part, self._nodes[element], field)

    def _words(self, text: str | None, element: Any, field: str) -> None:
        if not text or self._later is None:
            return
        at = 0
        for match in _WHITE.finditer(text):
            self._run(text[at : match.start()], element, field, at)
            if match.group() == " ":
                self._run(" ", element, field, match.start())
            else:
                self._run(" ", None, field, 0)
            at = match.end()
        self._run(text[at:], element, field, at)

    def _run(self, text: str, element: Any, field: str, at: int) -> None:
        if text and not (text == " " and self._bare):
            self._sheet.write(text, None if element is None else self._home(element, field), at)
            self._bare = text == " "

    def _write_one(self, element: Any, name: str) -> None:
        if name in _SETTINGS or (name in _MARGINS and self._part == _STYLES):
            return
        if name in _PARAGRAPHS:
            self._deferred(lambda: self._paragraph(element))
        elif name in _BLOCKS:
            self._deferred(lambda: self._block(element, name))
        elif name in _ASIDES:
            self._aside(element.text or "", self._home(element, TEXT), _ASIDES[name])
        elif name == "tracked-changes":
            self._changes(element)
        elif name == "table-row":
            self._end()
            self.write(element)
            self._end()
        elif name in ("table-cell", "covered-table-cell"):
            self._cell(element)
        elif name == "s":
            count = attribute(element, "c") or "1"
            self._sheet.write(" " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES))
        elif name in ("tab", "line-break"):
            self._sheet.write("\t" if name == "tab" else "\n")
            self._bare = True
        else:
            self._other(element, name)

    def _other(self, element: Any, name: str) -> None:
        self.write(element)
        for key, value, full in attributes(element):
            if (key == "href" and name == "a" and not value.startswith("#")) or key in _SAID:
                self._aside(value, self._home(element, f"@{full}"), "url" if key == "href" else "meta")

    # --- blocks ---------------------------------------------------------------------------------------------------

    def _end(self) -> None:
        self._sheet.gap(LINE if self._cells else BLOCK)

    def _deferred(self, write: Callable[[], None]) -> None:
        write() if self._later is None else self._later.append(write)

    def _paragraph(self, element: Any) -> None:
        self._end()
        self._later, self._bare = [], True
        self.write(element)
        later, self._later = self._later, None
        self._end()
        for write in later:
            write()
        self._end()

    def _block(self, element: Any, name: str) -> None:
        self._end()
        if name == "annotation":
            with self._sheet.story("comment"):
                for child in element:
                    if local(child) == "creator" and (child.text or "").strip():
                        self._sheet.signature("Comment by ", child.text, self._home(child, TEXT))
                        self._sheet.write(":")
                        self._end()
                self.write(element)
        else:
            self.write(element)
        self._end()

    def _cell(self, element: Any) -> None:
        self._sheet.gap(CELL)
        self._cells += 1
        self.write(element)
        self._cells -= 1
        self._sheet.gap(CELL)

    def _aside(self, text: str, home: Home, kind: str) -> None:
        def write() -> None:
            if text.strip():
                self._end()
                with self._sheet.kind(kind):
                    self._sheet.write(text, home)
                self._end()

        self._deferred(write)

    def _changes(self, element: Any) -> None:
        """What was deleted under tracked changes; it is kept before the text that it was deleted from."""
        self._end()
        with self._sheet.kind("comment"):
            self.write(element)
        self._end()
