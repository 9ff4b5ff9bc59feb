"""The properties of a document: its title, who wrote it, and whatever else somebody filled in.

Each is a block of its own. Who wrote or changed the document is said with the reader's own words before it, since a
name that stands alone says nothing of whose it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ...origin import Home
from .sheet import BLOCK, Sheet
from .tree import local, numbered

#: What programs fill in themselves: dates, counts, versions.
_MACHINE_MADE: Final = frozenset((
    "Application", "AppVersion", "Characters", "CharactersWithSpaces", "DocSecurity", "HyperlinksChanged", "Lines",
    "LinksUpToDate", "Pages", "Paragraphs", "ScaleCrop", "SharedDoc", "Template", "TitlesOfParts", "HeadingPairs",
    "TotalTime", "Words", "created", "modified", "lastPrinted", "revision", "version", "language", "generator",
    "creation-date", "date", "editing-cycles", "editing-duration", "print-date", "document-statistic", "template",
    "auto-reload", "hyperlink-behaviour",
))  # fmt: skip
#: Custom values that are no text by their type.
_NUMBERS: Final = frozenset(("i1", "i2", "i4", "i8", "int", "uint", "ui1", "ui2", "ui4", "r4", "r8", "bool",
                              "filetime"))  # fmt: skip
_WRITERS: Final[Mapping[str, str]] = {
    "creator": "Written by ", "initial-creator": "Written by ", "lastModifiedBy": "Last changed by ",
    "printed-by": "Printed by ",
}  # fmt: skip
_LABELS: Final[Mapping[str, str]] = {"Manager": "Manager: ", "Company": "Company: "}


def write_properties(sheet: Sheet, parts: Mapping[str, Any]) -> None:
    """Write the properties in ``parts``: a root element for each part's name."""
    for part, root in parts.items():
        skipped: set[Any] = set()
        for element, node in numbered(root).items():
            above = element.getparent()
            if above in skipped or local(element) in _MACHINE_MADE:
                skipped.add(element)
            elif local(element) not in _NUMBERS and any(char.isalnum() for char in element.text or ""):
                home, name = Home(part, node), local(element)
                sheet.gap(BLOCK)
                with sheet.story("meta"):
                    if name in _WRITERS:
                        sheet.signature(_WRITERS[name], element.text, home)
                    else:
                        sheet.write(_LABELS.get(name, ""))
                        sheet.write(element.text, home)
                sheet.gap(BLOCK)
