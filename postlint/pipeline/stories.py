"""Stories: what stands beside the text of a document is read by itself.

The encoder takes what it reads together for one text. A header, a comment or a property between or behind the
paragraphs of a post makes it see a list of odds and ends, and overlook in it what it finds in the post alone (of 160
dev posts, saved in Word with an author, a footer and a comment, 133 of 641 findings); and what is wrong with a property
shows less beside a clean post than by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..document import STORY
from .words import Word

#: Stories that are read one by one; what comes after them (a sheet of comments, a list of fields) is read together.
MOST: Final = 200


def stories(words: Sequence[Word], kinds: Sequence[tuple[int, int, str]]) -> list[list[int]]:
    """Indices of the words that are read together: those of the text, then those of each story. None is empty."""
    ranges = sorted((start, end) for start, end, kind in kinds if kind == STORY)
    texts: list[list[int]] = [[] for _ in range(min(len(ranges), MOST) + 2)]
    at = 0
    for index, word in enumerate(words):
        while at < len(ranges) and ranges[at][1] <= word.start:
            at += 1
        inside = at < len(ranges) and ranges[at][0] < word.end
        texts[min(at, MOST) + 1 if inside else 0].append(index)
    return [text for text in texts if text]
