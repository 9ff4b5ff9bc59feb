"""Where sentences begin and end: the scene of a mention, and the whole sentences of a passage."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from ..annotation import Annotations, Mention
from ..document import Prose, Span
from .grammar import ABBREVIATION, Scene

_TITLE_ENDS: Final = re.compile(
    r"\b(?:mr|mrs|ms|dr|st|prof|smt|fr|rev|sgt|capt|cpl|maj|lt|col|pop|ca|approx)\.\s*\Z", re.I
)
_SENTENCE_END: Final = re.compile(r"[.!?\u2026]+[\"')\]]*\s+(?=\S)")
#: Kinds of which half a word is never meant; "34" of "34F" is.
_WHOLE_WORDS: Final = frozenset(("name", "loc", "fac", "date", "event", "occ", "rel", "dem", "idno"))


def set_scene(prose: Prose, annotations: Annotations, mention: Mention, seen: bool = False) -> Scene:
    """Find the sentence around a mention: the annotated one, or one found by its full stops; never over a line."""
    text = prose.text
    low, high = 0, len(text)
    for sentence in annotations.sentences:
        if sentence.start <= mention.start < sentence.end:
            low, high = sentence.start, max(sentence.end, mention.end)
            break
    while _TITLE_ENDS.search(text[max(0, low - 8) : low]):  # "Smt. | Rajalakshmi"
        earlier = [s.start for s in annotations.sentences if s.start < low]
        if not earlier:
            break
        low = max(earlier)
    for at in prose.breaks:
        if low < at <= mention.start:
            low = at
        elif mention.end <= at < high:
            high = at
    low = max(low, text.rfind("\n", 0, mention.start) + 1)
    line_end = text.find("\n", mention.end)
    high = min(high, line_end) if line_end >= 0 else high
    if not annotations.sentences:
        for match in _SENTENCE_END.finditer(text, low, high):
            if ABBREVIATION.search(text[max(low, match.start() - 12) : match.end()]):
                continue
            if match.end() <= mention.start:
                low = match.end()
            elif match.start() >= mention.end:
                high = match.end()
                break
    start, end = mention.start, mention.end
    if mention.kind in _WHOLE_WORDS:
        while start > low and _inner(text[start - 1]) and _inner(text[start]):
            start -= 1
        while end < high and _inner(text[end]) and _inner(text[end - 1]):
            end += 1
    while high > mention.end and text[high - 1].isspace():
        high -= 1
    while low < mention.start and text[low].isspace():
        low += 1
    return Scene(text, start, end, low, high, mention, annotations.mentions, seen, lower_case(text[:20_000]))


def whole_sentences(prose: Prose, annotations: Annotations, span: Span) -> Span:
    """The sentences that a stretch fills by half or more; at least the one that it fills most."""
    text = prose.text
    bounds = [(s.start, s.end) for s in annotations.sentences if s.start < span.end and span.start < s.end]
    if not bounds:
        return span
    pieces: list[tuple[int, int]] = []
    for low, high in bounds:
        for line in re.finditer(r"[^\n]+", text[low:high]):
            pieces.append((low + line.start(), low + line.end()))

    def filled(piece: tuple[int, int]) -> float:
        inside = text[max(piece[0], span.start) : min(piece[1], span.end)].strip()
        return len(inside) / max(1, len(text[piece[0] : piece[1]].strip()))

    touched = [p for p in pieces if p[0] < span.end and span.start < p[1]]
    chosen = [p for p in touched if filled(p) >= 0.5] or sorted(touched, key=filled)[-1:]
    if not chosen:
        return span
    start, end = chosen[0][0], chosen[-1][1]
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _inner(char: str) -> bool:
    """Whether a character can stand inside a word: a letter, a digit or a mark written over, under or after one."""
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def lower_case(text: str) -> bool:
    """Whether the author starts sentences in lower case."""
    starts = re.findall(r"(?:\A|[.!?]\s|\n)\W*([^\W\d_])", text)
    return bool(starts) and sum(c.islower() for c in starts) * 2 > len(starts)
