"""Plain text: read as it stands, paragraph by paragraph."""

from __future__ import annotations

import re
from typing import Final

from ..document import Prose
from ..suppression import in_plain_text
from .extract import Extract
from .front import write_front

# A block ends at a blank line, and where the next line is an item of a list.
_LINE_END: Final = r"(?:\r\n|\r(?!\n)|[\n\v\f\x85\u2028\u2029])"
_BREAK: Final = re.compile(
    rf"{_LINE_END}(?:[^\S\r\n]*{_LINE_END}\s*|(?=[^\S\r\n]*(?:[-*+\u2022\u25cf\u25e6\u2013]|\d{{1,3}}[.)])[^\S\r\n]))"
)


def read_plain(text: str) -> Prose:
    """Read plain text, with front matter if it has any. Every character of the body is in the prose."""
    extract = Extract(len(text))
    front, at = write_front(extract, text)
    for start, end in in_plain_text(text, at):
        extract.direct(start, end)
    while at < len(text):
        match = _BREAK.search(text, at)
        end = match.start() if match else len(text)
        extract.copy(text[at:end], at)
        if match is None:
            break
        if end > at:
            extract.end_block()
        extract.copy(match.group(), end)
        at = match.end()
    return extract.prose(front)
