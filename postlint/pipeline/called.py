"""Names that the draft itself calls a patient's: what is said in so many words is not left to the encoder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ..annotation import Mention

#: The probability that somebody called "our patient" is one; the rest is irony, fiction and a patient spouse.
PLAINLY: Final = (0.9, 0.05, 0.05)
_BEFORE: Final = re.compile(
    r"\b(?:my|our)\s+(?:[\w-]+\s+){0,2}?(?:patients?|pt)[\s,:]+(?:(?:is|called|named)\s+)?"
    r"(?:(?:mr|mrs|ms|miss|mx)\.?\s+)?\Z",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    r"(?:\s*,?\s*\(?\d{1,3}\)?)?\s*,\s*(?:"
    r"(?:an?|our|my|one of (?:our|my))\s+(?:[\w-]+\s+){0,2}patients?\b"
    r"(?! (?:advocate|advocacy|safety|liaison|group|experience|coordinator|educator))"
    r"|(?:whom?|whose (?:\w+ ){1,2})\s*(?:we|I) (?:just |recently |first |once )?"
    r"(?:treated|mended|operated|looked after|cared for|nursed|replaced|stitched|delivered|resuscitated|ventilated)\b)",
    re.IGNORECASE,
)
#: Letters before and after a name that are looked at.
_REACH: Final = 60


def called_patients(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """``mentions``, of which names right behind "our patient" or before ", one of our patients" are a patient's."""
    return [
        replace(m, whose=PLAINLY) if m.kind == "name" and m.patient < PLAINLY[0] and _is_called(text, m) else m
        for m in mentions
    ]


def _is_called(text: str, mention: Mention) -> bool:
    before, after = text[max(0, mention.start - _REACH) : mention.start], text[mention.end : mention.end + _REACH]
    return _BEFORE.search(before) is not None or _AFTER.match(after) is not None
