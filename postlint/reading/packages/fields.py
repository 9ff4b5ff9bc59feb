"""Field codes: what an author wrote into the instruction of a field, which Word hides and keeps.

Source: ECMA-376-1, 17.16.1 (syntax) and 17.16.5 (the fields).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ...origin import Home
from .sheet import WORD, Sheet

#: Fields whose arguments are settings and names of styles or bookmarks.
_MACHINE_MADE: Final = frozenset((
    "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "AUTOTEXT", "AUTOTEXTLIST", "CREATEDATE", "DATE", "EDITTIME", "EQ",
    "FILESIZE", "FORMCHECKBOX", "FORMDROPDOWN", "FORMTEXT", "GOTOBUTTON", "INDEX", "LISTNUM", "MERGEREC", "MERGESEQ",
    "NEXT", "NOTEREF", "NUMCHARS", "NUMPAGES", "NUMWORDS", "PAGE", "PAGEREF", "PRINTDATE", "RD", "REF", "REVNUM",
    "SAVEDATE", "SECTION", "SECTIONPAGES", "SEQ", "STYLEREF", "SYMBOL", "TIME", "TOA", "TOC",
))  # fmt: skip
_LINKS: Final = frozenset(("HYPERLINK", "INCLUDEPICTURE", "INCLUDETEXT", "LINK"))
_KEYWORD: Final = re.compile(r"\s*([A-Za-z=]+)")
# A switch that sets a format takes its argument along; that of any other is the author's.
_ARGUMENT: Final = re.compile(r'\\[@*#]\s*(?:"[^"]*"|\S+)|\\\S|"(?P<quoted>[^"]*)"?|(?P<bare>[^\s"\\]+)')

Instruction = Sequence[tuple[str, Home | None]]


def write_instruction(sheet: Sheet, pieces: Instruction) -> None:
    """Write the arguments of a field's instruction, which may be spread over several elements."""
    whole = "".join(text for text, _ in pieces)
    keyword = _KEYWORD.match(whole)
    if keyword is None or keyword.group(1).upper() in _MACHINE_MADE:
        return
    kind = "url" if keyword.group(1).upper() in _LINKS else "meta"
    for match in _ARGUMENT.finditer(whole, keyword.end()):
        group = match.lastgroup
        if group and match.group(group).strip():
            sheet.gap(WORD)
            with sheet.kind(kind):
                _write_range(sheet, pieces, *match.span(group))
            sheet.gap(WORD)


def _write_range(sheet: Sheet, pieces: Instruction, start: int, end: int) -> None:
    begin = 0
    for text, home in pieces:
        low, high = max(start, begin), min(end, begin + len(text))
        if low < high:
            sheet.write(text[low - begin : high - begin], home, low - begin)
        begin += len(text)
