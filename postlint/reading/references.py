"""Character references (``&eacute;``, ``&#233;``) and backslash escapes, decoded with their range.

Source: HTML Living Standard, 13.2.5.72 (character reference state) and 13.5 (the names); CommonMark 0.31, 2.4 and 2.5.
"""

from __future__ import annotations

import html
import re
from html.entities import html5
from typing import Final

from .extract import Extract

_REFERENCE: Final = re.compile(r"&(?:#[0-9]{1,32};?|#[xX][0-9a-fA-F]{1,32};?|[A-Za-z][A-Za-z0-9]{0,31};?)")
_IN_HTML: Final = re.compile("&")
# A destination or title may go on in the next line, behind the marks of a block quote.
_IN_MARKDOWN: Final = re.compile(r"&|\\[!-/:-@\[-`{-~]|(?P<wrap>(?:\r\n?|\n)[ \t>]*)")


def character_reference(
    text: str, at: int, end: int, *, strict: bool = False, attribute: bool = False
) -> tuple[str, int] | None:
    """What the reference at ``text[at]`` (an ampersand) stands for, and where it ends; ``None`` if it is no reference.

    ``strict`` wants the semicolon (Markdown does, HTML does not); in an ``attribute`` a reference without one counts
    only where no letter, digit or equals sign follows (``?a=1&copy=2``).
    """
    match = _REFERENCE.match(text, at, end)
    if match is None:
        return None
    name = match.group()
    closed = name.endswith(";")
    if name[1] == "#":
        return (html.unescape(name), match.end()) if closed or not strict else None
    if closed and name[1:] in html5:
        return html5[name[1:]], match.end()
    if strict:
        return None
    for width in range(len(name), 2, -1):
        if name[1:width] in html5:
            after = text[at + width : min(at + width + 1, end)]
            if attribute and (after == "=" or after.isalnum()):
                return None
            return html5[name[1:width]], at + width
    return None


def write_decoded(extract: Extract, text: str, start: int, end: int, *, base: int = 0, markdown: bool = False) -> None:
    """Write ``text[start:end]``, the value of an attribute, a destination or a title, decoded.

    ``base`` is where ``text`` begins in the source.
    """
    at = start
    for match in (_IN_MARKDOWN if markdown else _IN_HTML).finditer(text, start, end):
        if match.start() < at:
            continue
        first, value, last = match.start(), match.group(), match.end()
        if value == "&":
            reference = character_reference(text, first, end, strict=markdown, attribute=True)
            if reference is None:
                continue
            value, last = reference
        else:
            value = " " if match.group("wrap") else value[1:]
        extract.copy(text[at:first], base + at)
        extract.put(value, base + first, base + last)
        at = last
    extract.copy(text[at:end], base + at)
