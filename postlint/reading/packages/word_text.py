"""The text of one part of a Word document: paragraphs, tables, and what hangs on them.

Source: ECMA-376-1, 17.3 (paragraphs and runs), 17.4 (tables), 17.13.5 (tracked changes), 17.16 (fields), 20.4.2.5
(``docPr``), and ECMA-376-3, 10 (alternate content). Elements are known by their local names, so that the strict and
the transitional namespaces are read alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from ...errors import DraftError
from ...origin import Home
from .fields import Instruction, write_instruction
from .sheet import BLOCK, CELL, LINE, Sheet
from .tree import attribute, attributes, local, numbered

#: Settings, which hold no words; a content control's placeholder stands in its content too.
_SETTINGS: Final = frozenset((
    "pPr", "rPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr", "ffData", "spPr",
    "bodyPr", "style", "rubyPr", "smartTagPr", "customXmlPr", "fldData", "binData",
))  # fmt: skip
_TEXTS: Final = frozenset(("t", "delText"))
_CODES: Final = frozenset(("instrText", "delInstrText"))
_DELETED: Final = frozenset(("del", "moveFrom"))
_AS_TEXT: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_BLOCKS: Final = frozenset(("p", "tbl", "txbxContent"))
#: A picture's name is that of its file, unless the program made one up.
_FILE: Final = re.compile(r"(?!(?:image|picture|img|graphic)?[ _-]?\d*\.\w+\Z)[^.].*\.\w{2,5}", re.IGNORECASE)
_SAYING: Final = frozenset(("descr", "title", "alt", "string"))
#: Of pictures, shapes and links: which attributes hold words, and of what kind they are.
_SAID: Final[Mapping[str, Mapping[str, str]]] = {
    "docPr": {"descr": "alt", "title": "alt"},
    "cNvPr": {"descr": "alt", "title": "alt", "name": "url"},
    "imagedata": {"title": "alt"},
    "hyperlink": {"tooltip": "title"},
    "hlinkClick": {"tooltip": "title"},
    "hlinkHover": {"tooltip": "title"},
}
_SHAPES: Final = frozenset(("shape", "rect", "roundrect", "oval", "textbox", "group", "line", "arc", "polyline"))
_SHAPE_SAID: Final[Mapping[str, str]] = {"alt": "alt", "title": "alt", "string": "alt"}
_LINKS: Final = frozenset(("hyperlink", "hlinkClick", "hlinkHover"))


class WordText:
    """Writes the text of a part into ``sheet``.

    ``links`` tells the target of each relationship of the part, with its home. What would tear a sentence apart
    (deleted text, text boxes, alternative texts, addresses of links) is written behind the paragraph that it hangs on.
    """

    __slots__ = ("_cells", "_deletions", "_fields", "_later", "_links", "_nodes", "_part", "_sheet")

    def __init__(self, sheet: Sheet, part: str, root: Any, links: Mapping[str, tuple[str, Home]]) -> None:
        self._sheet, self._part, self._links = sheet, part, links
        self._nodes = numbered(root)
        self._fields: list[list[tuple[str, Home | None]]] = []
        self._cells = 0
        # What waits for the end of the paragraph; None outside of one. A deletion knows where in the text it was.
        self._later: list[Callable[[], None]] | None = None
        self._deletions: list[tuple[Any, int]] = []

    def home(self, element: Any, field: str = "text") -> Home:
        """The place of an element's text, or of the attribute ``@name``."""
        return Home(self._part, self._nodes[element], field)

    def write(self, element: Any) -> None:
        """Write what an element says, to its end."""
        self._children(element)
        for pieces in self._fields:  # a field that never ends
            self._instruction(pieces)
        self._fields = []

    def _children(self, element: Any) -> None:
        for child in element:
            self._write_one(child, local(child))

    def _write_one(self, element: Any, name: str) -> None:
        if name in _SETTINGS:
            return
        if name in _TEXTS:
            self._sheet.write(element.text or "", self.home(element))
        elif name in _CODES:
            self._code(element)
        elif name in _AS_TEXT:
            if self._later is not None:  # elsewhere it is a setting
                self._sheet.write(_AS_TEXT[name])
        elif name in _BLOCKS:
            self._block(element, name)
        elif name in ("tr", "tc"):
            self._row(element) if name == "tr" else self._cell(element)
        elif name in _DELETED and self._later is not None:
            self._deletions.append((element, self._sheet.length))
        elif name == "AlternateContent":
            self._alternate(element)
        elif name == "fldChar":
            self._field_edge(element)
        elif name == "altChunk":
            raise DraftError("holds a file of its own in its text; open it in Word and save it again")
        else:
            self._other(element, name)

    def _other(self, element: Any, name: str) -> None:
        said = _SHAPE_SAID if name in _SHAPES else _SAID.get(name, {})
        for key, value, full in attributes(element):
            if key == "instr" and name == "fldSimple":
                self._instruction([(value, self.home(element, f"@{full}"))])
            elif key in said and (key != "name" or _FILE.fullmatch(value)):
                self._aside(value, self.home(element, f"@{full}"), said[key])
        self._children(element)
        if name in _LINKS:
            self._target(element)

    # --- running text ---------------------------------------------------------------------------------------------

    def _target(self, element: Any) -> None:
        if link := self._links.get(attribute(element, "id") or ""):
            self._aside(*link, "url")

    def _code(self, element: Any) -> None:
        piece: tuple[str, Home | None] = (element.text or "", self.home(element))
        if self._fields:
            self._fields[-1].append(piece)
        else:  # an instruction outside a field is broken, and still in the file
            self._instruction([piece])

    def _field_edge(self, element: Any) -> None:
        edge = attribute(element, "fldCharType")
        if edge == "begin":
            self._fields.append([])
        elif self._fields:
            self._instruction(self._fields.pop())
            if edge != "end":
                self._fields.append([])

    def _instruction(self, pieces: Instruction) -> None:
        def write() -> None:
            self._end()
            write_instruction(self._sheet, pieces)
            self._end()

        write() if self._later is None else self._later.append(write)

    # --- blocks ---------------------------------------------------------------------------------------------------

    def _end(self) -> None:
        self._sheet.gap(LINE if self._cells else BLOCK)

    def _block(self, element: Any, name: str) -> None:
        if self._later is not None:
            self._later.append(lambda: self._block(element, name))
        elif name == "p":
            self._paragraph(element)
        else:
            self._end()
            self._children(element)
            self._end()

    def _paragraph(self, element: Any) -> None:
        self._end()
        self._later = []
        self._children(element)
        self._deleted()
        later, self._later = self._later, None
        self._end()
        for write in later:
            write()
        self._end()

    def _row(self, row: Any) -> None:
        self._end()
        self._children(row)
        self._end()

    def _cell(self, cell: Any) -> None:
        self._sheet.gap(CELL)
        self._cells += 1
        self._children(cell)
        self._cells -= 1
        self._sheet.gap(CELL)

    # --- what hangs on a paragraph --------------------------------------------------------------------------------

    def _aside(self, text: str, home: Home, kind: str) -> None:
        def write() -> None:
            if text.strip():
                self._end()
                with self._sheet.kind(kind):
                    self._sheet.write(text, home)
                self._end()

        write() if self._later is None else self._later.append(write)

    def _deleted(self) -> None:
        """What was deleted from the paragraph under track changes; deletions side by side are one."""
        fields, self._fields = self._fields, []
        before = -1
        self._end()
        while self._deletions:  # there may be one within another
            element, at = self._deletions.pop(0)
            if before not in (-1, at):
                self._sheet.gap(LINE)
            with self._sheet.kind("comment"):
                self._children(element)
            before = at
        self._fields = fields

    def _alternate(self, element: Any) -> None:
        """A drawing is kept twice, for new programs and for old ones; the second is read where it says otherwise."""
        seen: set[str] = set()
        for index, child in enumerate(element):
            words = {(e.text or "").strip() for e in child.iter("*") if local(e) in _TEXTS | _CODES}
            words |= {v.strip() for e in child.iter("*") for key, v, _ in attributes(e) if key in _SAYING}
            if not index or not words <= seen | {""}:
                self._children(child)
            seen |= words
