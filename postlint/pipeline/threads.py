"""Numbers of the parts of a thread ("2/5"), which look like dates and are nobody's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ..annotation import Mention

_NUMBER: Final = re.compile(r"^\W*(\d{1,2})\s?/\s?(\d{1,2})(?![\d/])[ \t.):]*", re.MULTILINE)


def without_thread_numbers(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """``mentions`` without the numbers at the beginnings of lines, where two lines or more count to the same number."""
    numbered = [m for m in _NUMBER.finditer(text) if 1 <= int(m[1]) <= int(m[2])]
    totals = Counter(m[2] for m in numbered)
    places = [(m.start(1), m.end()) for m in numbered if totals[m[2]] > 1]
    kept: list[Mention] = []
    for mention in mentions:
        for start, end in places:
            if mention.kind == "date" and start <= mention.start < end:
                mention = replace(mention, start=min(end, mention.end))
        if len(mention):
            kept.append(mention)
    return kept
