"""Where a sentence stumbles after words were taken out of it: what a reader would notice at once.

There is no parser here. These are signs, each of which a rewrite must have brought in: what the author wrote so is no
stumble.
"""

from __future__ import annotations

import re
from typing import Final

from .grammar import verbish

_WORD: Final = re.compile(r"[^\W\d_][\w'\u2019-]*")
_LOOSE: Final = (
    r"(?:a|an|the|my|our|of|for|from|with|at|by|than|as|who|which|because|is|was|were|are|will|would|called|named|saw|met|thank)"
)
_SIGNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b([^\W\d_]+)\s+\1\b",
        # an article before what can be no noun
        r"\b(?:a|an|the|my|our)\s+"
        r"(?:of|for|in|at|on|to|from|with|was|is|were|are|has|had|who|which|and|or|but|he|she|they|we|I)\b",
        # a preposition, a verb or an article at the end of a clause
        rf"\b{_LOOSE}\s*(?:[,.;:!?)\u2026]|\Z)",
        r"\b(?:will|would|can|could|should|must|is|was|were|are|of|from|with|at|because|if)\s+"
        r"(?:who|which|and|but|because|of|from|with|at|for|when|while)\b",
        r",\s*,|\(\s*\)|\(\s*,",
        r"\b(?:he|she|they|we|I|you)\s+(?:a|an|the)?\s*(?:he|she|they|we|of|for|from|with|at|in|who|which|and|[,.;!?]|\Z)",
    )
)
#: A sentence of more words than these that is left with fewer is a stump.
_LONG: Final = 5
_STUMP: Final = 2


def stumbles(before: str, after: str) -> bool:
    """Whether a sentence reads badly now that read well before. One that went whole does not stumble."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if not new or not old:
        return False
    if len(old) > _LONG and len(new) <= _STUMP:
        return True
    if new[0].lower() != old[0].lower() and verbish(new[0]):  # its subject went
        return True
    return any(len(sign.findall(after)) > len(sign.findall(before)) for sign in _SIGNS)
