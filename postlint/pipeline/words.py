"""Words: the unit that the encoder labels.

Word pieces are too small to decode on (a span would end inside a word) and spaCy's English tokens too large ("34yo" is
one token, of which only "34" is the age). A word here is a run of digits, a run of letters, or one other character;
in hashtags and handles a run of letters is split at its capitals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_WORD: Final = re.compile(r"\d+|(?:[^\W\d_][\u0300-\u036f]*)+|[^\w\s]|_|\w")
_CAMEL: Final = re.compile(r"[^\W\d_a-z]+(?![a-z])|[^\W\d_a-z]?[^\W\d_A-Z]+|[^\W\d_]+?")
_TAG_HEAD: Final = re.compile(r"[#@][\w.]*\Z")

SHAPES: Final = 8
GAPS: Final = 3
#: Number of different ids that :func:`word_shapes` gives.
SHAPE_IDS: Final = SHAPES * GAPS


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands."""

    start: int
    end: int


def split_words(text: str) -> list[Word]:
    """Split ``text``; every character that is no white space lies in exactly one word."""
    words: list[Word] = []
    tag_end = -1
    for match in _WORD.finditer(text):
        start, end = match.span()
        first = text[start]
        if first in "#@" and end < len(text) and not text[end].isspace():
            tag_end = end
        elif start == tag_end and (first.isalnum() or first in "_."):
            tag_end = end
            if end - start > 3 and not text[start + 1 : end].islower():
                words.extend(Word(start + m.start(), start + m.end()) for m in _CAMEL.finditer(text[start:end]))
                continue
        words.append(Word(start, end))
    return words


def _shape(word: str) -> int:
    first = word[0]
    if first.isdigit():
        return 1
    if not first.isalpha():
        return 7
    if len(word) == 1:
        return 6 if first.isupper() else 2
    if word.islower():
        return 2
    if word.isupper():
        return 4
    if first.isupper() and word[1:].islower():
        return 3
    return 5 if word.lower() != word else 0


def word_shapes(text: str, words: Sequence[Word]) -> list[int]:
    """One id a word, below :data:`SHAPE_IDS`: how it is written, and whether it is glued to the word before,
    follows a space, or begins a line.
    """
    shapes: list[int] = []
    at = 0
    for word in words:
        gap = text[at : word.start]
        glue = 0 if not gap else 2 if "\n" in gap else 1
        if at == 0 and not gap:
            glue = 2
        shapes.append(_shape(text[word.start : word.end]) + SHAPES * glue)
        at = word.end
    return shapes
