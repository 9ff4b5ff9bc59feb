"""Edits: from a change of the prose to changes of the source, applied, merged and mended.

Markup is never touched: a change that reaches over a tag becomes several edits, and the tag stays between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from ..document import Prose
from ..finding import Edit

_TOKEN: Final = re.compile(r"\w+|\s+|[^\w\s]")
_CLOSES: Final = ".,;:!?)]}\u2026"
_PAIRS: Final = {"(": ")", "[": "]", "{": "}"}


def to_source(prose: Prose, start: int, end: int, text: str, document_text: str) -> tuple[Edit, ...]:
    """The source edits that put ``text`` in the place of prose characters ``start`` to ``end``.

    Words that old and new text share are left out of the edits. Raises ValueError for a range outside the prose.
    """
    if not 0 <= start <= end <= len(prose.text):
        raise ValueError(f"{start}..{end} is outside a prose of {len(prose.text)}")
    start, end, text = _tidied(prose.text, start, end, text)
    edits: list[Edit] = []
    for low, high, piece in _narrowed(prose.text[start:end], text):
        edits += _located(prose, start + low, start + high, piece, document_text)
    return merge(e for e in edits if document_text[e.start : e.end] != e.text)


def _tidied(prose: str, start: int, end: int, text: str) -> tuple[int, int, str]:
    """Widen a range so that no double space, no space before a comma and no empty brackets are left."""

    def at(index: int) -> str:
        return prose[index] if 0 <= index < len(prose) else ""

    if text:
        if text[0] == " " and (not at(start - 1) or at(start - 1).isspace()):
            text = text.lstrip(" ")
        if text.endswith(" ") and (not at(end) or at(end).isspace()):
            text = text.rstrip(" ")
    if text or start == end:
        return start, end, text
    while True:
        left, right = start, end
        while at(left - 1) in (" ", "\t"):
            left -= 1
        while at(right) in (" ", "\t"):
            right += 1
        if at(left - 1) in _PAIRS and _PAIRS[at(left - 1)] == at(right):
            start, end = left - 1, right + 1
            continue
        break
    opening = left == 0 or at(left - 1) == "\n"
    if opening and left == start:
        return start, right, ""
    if not at(right) or at(right) == "\n" or (at(right) in _CLOSES and at(right + 1) != "/"):
        return (start if opening else left), end, ""
    if left < start and right > end:
        return left, end, ""
    return start, end, ""


def _narrowed(old: str, new: str) -> list[tuple[int, int, str]]:
    """Pieces that turn ``old`` into ``new`` and leave the longest run of words that both hold as it is."""
    if not new or not old:
        return [(0, len(old), new)]
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    best: tuple[int, int, int] | None = None
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        size = sum(map(len, before[block.a : block.a + block.size]))
        if any(len(t) > 2 for t in before[block.a : block.a + block.size]) and (best is None or size > best[2]):
            best = (block.a, block.b, size)
    if best is None:
        return [(0, len(old), new)]
    here = sum(map(len, before[: best[0]]))
    there = sum(map(len, after[: best[1]]))
    pieces = [(0, here, new[:there]), (here + best[2], len(old), new[there + best[2] :])]
    return [p for p in pieces if old[p[0] : p[1]] != p[2]]


def _located(prose: Prose, start: int, end: int, text: str, source: str) -> list[Edit]:
    """Edits of the source for one piece, one for each stretch that was read without markup between."""
    offsets = prose.offsets
    if start == end:
        place = offsets.source(start - 1, start) if start else None
        at = place.end if place and len(place) else offsets.source(start, start).start
        return [Edit(at, at, text)] if text else []
    # A source character that gave several letters of prose is replaced whole, its other letters written again.
    while start > 0 and _shared(prose, start - 1):
        start -= 1
        text = prose.text[start] + text
    while end < len(prose.text) and _shared(prose, end - 1):
        text += prose.text[end]
        end += 1
    runs: list[list[int]] = []
    for index in range(start, end):
        span = offsets.source(index, index + 1)
        if not len(span):
            continue
        gap = source[runs[-1][1] : span.start] if runs and span.start >= runs[-1][1] else ""
        if runs and all(not c.isprintable() or c.isspace() for c in gap):
            runs[-1][1] = max(runs[-1][1], span.end)
        else:
            runs.append([span.start, span.end])
    if not runs:
        at = offsets.source(start, end).start
        return [Edit(at, at, text)] if text else []
    return [Edit(low, high, text if index == 0 else "") for index, (low, high) in enumerate(runs)]


def _shared(prose: Prose, index: int) -> bool:
    """Whether prose characters ``index`` and the next came from one source character."""
    first, second = prose.offsets.source(index, index + 1), prose.offsets.source(index + 1, index + 2)
    return len(first) > 0 and first == second


def apply(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with all edits done. Raises ValueError when two overlap or one lies outside."""
    pieces: list[str] = []
    at = 0
    previous: Edit | None = None
    for edit in sorted(edits):
        if edit.start < at or edit.end > len(text) or edit.end < edit.start or (previous and _clash(previous, edit)):
            raise ValueError(f"edits overlap or lie outside the text at {edit.start}..{edit.end}")
        pieces += (text[at : edit.start], edit.text)
        at = edit.end
        previous = edit
    pieces.append(text[at:])
    return "".join(pieces)


def _clash(one: Edit, other: Edit) -> bool:
    if one.start == one.end and other.start == other.end:
        return one.start == other.start
    if one.start == one.end or other.start == other.end:
        point, wide = (one, other) if one.start == one.end else (other, one)
        return wide.start < point.start < wide.end
    return one.start < other.end and other.start < one.end


def merge(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits without overlaps, in order: the widest wins, equal ones collapse, and what another one reaches beyond
    the winner is kept as an edit of its own (words that were to go never come back).
    """
    kept: list[Edit] = []
    waiting = sorted(set(edits), key=lambda e: (e.start - e.end, e.start, -len(e.text), e.text))
    for edit in waiting:
        remains = [edit]
        for winner in kept:
            remains = [part for piece in remains for part in _beyond(piece, winner)]
        kept += remains
    return tuple(sorted(kept))


def _beyond(edit: Edit, winner: Edit) -> list[Edit]:
    """The parts of ``edit`` outside ``winner``; its text goes with the first of them, unless the winner has words
    of its own: two sets of words for overlapping places would say the same twice.
    """
    if not _clash(edit, winner):
        return [edit]
    words = "" if winner.text else edit.text
    if winner.start == winner.end:
        return []  # two insertions, or one inside a narrower edit, which the order rules out
    parts = []
    if edit.start < winner.start:
        parts.append(Edit(edit.start, winner.start, words))
    if winner.end < edit.end:
        parts.append(Edit(winner.end, edit.end, "" if parts else words))
    return parts


def mend(edits: Iterable[Edit], text: str) -> tuple[Edit, ...]:
    """Merge, and put right what only the edits together break: capitals, and commas, spaces and links left alone."""
    merged = _one_gap(list(merge(_without_letters(edits, text))), text)
    for index, edit in enumerate(merged):
        if not edit.text:
            floor = merged[index - 1].end if index else 0
            ceiling = merged[index + 1].start if index + 1 < len(merged) else len(text)
            merged[index] = _closed(edit, text, floor, ceiling)
    return tuple(_apart(_capitals(merged, text), text))


def _apart(edits: list[Edit], text: str) -> list[Edit]:
    """Keep words apart where the white space between them went with an edit."""
    for index, edit in enumerate(edits):
        old = text[edit.start : edit.end]
        if not old:
            continue
        before = edits[index - 1] if index and edits[index - 1].end == edit.start else None
        left = (
            before.text[-1:] or text[before.start - 1 : before.start] if before else text[edit.start - 1 : edit.start]
        )
        touching = index + 1 < len(edits) and edits[index + 1].start == edit.end
        right = "" if touching else text[edit.end : edit.end + 1]
        lost = old[0].isspace() or (before is not None and any(c.isspace() for c in text[before.start : before.end]))
        words = edit.text
        if words.endswith(","):
            at = edit.end
            for other in edits[index + 1 :]:
                if other.text or text[at : other.start].strip():
                    break
                at = other.end
            if re.match(r"\s*[,.;:!?)]", text[at:]):
                words = words[:-1]
        if words and lost and words[0].isalnum() and (left.isalnum() or left in _STOPS):
            words = " " + words
        if words and old[-1].isspace() and right.isalnum() and words[-1].isalnum():
            words += " "
        apart = left.isalnum() or left in _STOPS
        if not words and not touching and apart and right.isalnum() and any(c.isspace() for c in old):
            words = " "
        edits[index] = Edit(edit.start, edit.end, words)
    return edits


def _without_letters(edits: Iterable[Edit], text: str) -> list[Edit]:
    """An edit that ends by writing the next letter as a capital gives that letter up to an edit which takes it."""
    listed = sorted(set(edits))
    free: list[Edit] = []
    for edit in listed:
        last = edit.end - 1
        letter = text[last : edit.end]
        if (
            edit.end - edit.start > 1
            and edit.text == letter.upper() != letter
            and any(other.start <= last < other.end and other.end > edit.end for other in listed)
        ):
            edit = Edit(edit.start, last, "")
        free.append(edit)
    return free


def _one_gap(edits: list[Edit], text: str) -> list[Edit]:
    """Deletions with only white space of one line between them become one."""
    joined: list[Edit] = []
    for edit in edits:
        if joined and not edit.text and not joined[-1].text:
            gap = text[joined[-1].end : edit.start]
            if not gap.strip() and "\n" not in gap and edit.start < edit.end and joined[-1].start < joined[-1].end:
                joined[-1] = Edit(joined[-1].start, edit.end, "")
                continue
        joined.append(edit)
    return joined


_STOPS: Final = frozenset(".!?\u2026")
_LINK_LEFT: Final = re.compile(r"(?:\s*,)?\s+(?:and|or|but|&)\s*\Z", re.I)
_SENTENCE_STARTS: Final = re.compile(r"(?:\A|[.!?\u2026][\"')\]*_]*\s+|\n)[\W_]*\Z")


def _closed(edit: Edit, text: str, floor: int, ceiling: int) -> Edit:
    """A deletion with what would stand there twice or alone: a comma, an "and", a space, empty brackets."""
    start, end = edit.start, edit.end
    if start == end:
        return edit
    while True:
        left, right = start, end
        while left > floor and text[left - 1] in " \t":
            left -= 1
        while right < ceiling and text[right] in " \t":
            right += 1
        before = text[left - 1] if left > floor else ""
        after = text[right] if right < ceiling else "" if right < len(text) else "\n"
        if before and after and _PAIRS.get(before) == after:
            start, end = left - 1, right + 1
            continue
        if after and after in ",.;:!?)\n" and text[right : right + 2] not in (":/", ".."):
            link = _LINK_LEFT.search(text[floor:left])
            if link and link.start():
                start, end = floor + link.start(), right if after != "\n" else end
                continue
            if before == "," and left - 1 >= floor:
                start, end = left - 1, right if after != "\n" else end
                continue
        opening = (not before and left == 0) or (before and before in ".!?\u2026\n")
        if opening and before != after and after and after in ",.;:!?" and text[right : right + 2] not in (":/", ".."):
            end = right + 1
            while end < ceiling and text[end] in " .,;:!?":
                end += 1
            break
        if opening and before == "." == after:
            end = right + 1
            continue
        if before in ("(", "[") and after in (",", ";"):
            end = right + 1
            while end < ceiling and text[end] == " ":
                end += 1
            continue
        break
    if start > floor and end < ceiling and text[start - 1] == " " and text[end] == " ":
        end += 1
    return Edit(start, end, "")


def _capitals(merged: list[Edit], text: str) -> list[Edit]:
    """Give a sentence whose first words went its capital back, and take a comma from its start."""
    for index, edit in enumerate(merged):
        gone = text[edit.start : edit.end]
        lead = len(gone) - len(gone.lstrip())  # the space before the sentence may have gone with its first words
        if edit.text or not _SENTENCE_STARTS.search(text[: edit.start + lead]):
            continue
        if not re.match(r"\W*[A-Z\d]", gone):
            continue
        following = merged[index + 1] if index + 1 < len(merged) else None
        if following is not None and not text[edit.end : following.start].strip(" ,;:"):
            if not following.text:
                continue
            if text[edit.end : following.start].strip() and following.start > edit.end:
                merged[index] = Edit(edit.start, following.start, "")
            merged[index + 1] = Edit(following.start, following.end, following.text[:1].upper() + following.text[1:])
    return merged
