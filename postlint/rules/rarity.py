"""How rare a condition is, by a table made of Orphanet's prevalence classes (see NOTICE).

The table beside this module is written by ``models/recipe/rare_conditions.py``: ``# N`` opens the names of conditions
that at most N people in a million have, one a line, in the plain form of :func:`plain`. It is read when it is first
asked, and most drafts never ask.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).with_name("rare_conditions.txt")
_POSSESSIVE: Final = re.compile(r"['’]s?\b")
_NO_WORD: Final = re.compile(r"[^a-z0-9]+")
#: A mention holds few words; a longer one is a sentence in which the condition stands near the beginning.
_WORDS: Final = 12
#: "Huntington's" alone, as clinicians say it.
_TAILS: Final = (" disease", " syndrome")


def plain(name: str) -> str:
    """A name of a condition as the table writes it: small letters, no accents or possessives, one spelling."""
    letters = unicodedata.normalize("NFKD", name.lower())
    text = "".join(char for char in letters if not unicodedata.combining(char))
    text = _NO_WORD.sub(" ", _POSSESSIVE.sub("", text)).strip()
    return text.replace("ae", "e").replace("oe", "e").replace("our", "or")


@cache
def _table() -> dict[str, int]:
    table: dict[str, int] = {}
    most = 0
    for line in TABLE.read_text(encoding="ascii").splitlines():
        if line.startswith("#"):
            most = int(line[1:])
        else:
            table[line] = most
    return table


def per_million(words: str) -> int | None:
    """How many people in a million have the condition that ``words`` name, at most; None if it is not known as rare.

    The longest known name in the words counts: "her newly found Wilson's disease".
    """
    table = _table()
    parts = plain(words).split()[:_WORDS]
    for length in range(len(parts), 0, -1):
        for start in range(len(parts) - length + 1):
            name = " ".join(parts[start : start + length])
            if name in table:
                return table[name]
    if len(parts) == 1 and _POSSESSIVE.search(words):
        return next((table[parts[0] + tail] for tail in _TAILS if parts[0] + tail in table), None)
    return None
