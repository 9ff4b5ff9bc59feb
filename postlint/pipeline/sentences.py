"""Sentences: where one ends, in prose that may have lost its capitals and its full stops."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ..annotation import Sentence

_ABBREVIATIONS: Final = frozenset(
    """
        dr mr mrs ms prof st sr jr vs etc approx no nos hosp dept inc ltd co e.g i.e eg ie al fig pt pts
        yr yrs hx dx tx jan feb mar apr jun jul aug sep sept oct nov dec mt rd ave
    """.split()
)
_END: Final = re.compile(r"[.!?\u2026]+[\"')\]]*(?=\s|$)|\n+")
_LAST_WORD: Final = re.compile(r"[\w.]+\Z")


def split_sentences(text: str, breaks: Sequence[int] = ()) -> tuple[Sentence, ...]:
    """Cut ``text`` at ends of sentences, line ends and block ends; white space at the edges belongs to none."""
    ends = {b for b in breaks if 0 < b < len(text)}
    for match in _END.finditer(text):
        mark = match.group()
        if mark[0] == ".":
            before = _LAST_WORD.search(text, max(0, match.start() - 12), match.start())
            word = before.group().lower() if before else ""
            if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
                continue
        ends.add(match.end())
    sentences = []
    start = 0
    for end in [*sorted(ends), len(text)]:
        piece = text[start:end]
        left = len(piece) - len(piece.lstrip())
        stripped = piece.strip()
        if stripped:
            sentences.append(Sentence(start + left, start + left + len(stripped)))
        start = end
    return tuple(sentences)
