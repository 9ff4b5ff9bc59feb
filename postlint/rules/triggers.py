"""Whether an expression of the shipped rules can match a text at all, told by words that it needs.

Compiling three hundred expressions and searching each draft with all of them takes longer than the model. For most of
them one of a few words must stand in the draft. These are worked out beforehand (``triggers.json``, written and held
against the rules by ``tests/test_triggers.py``); an expression that is not in the file is searched for always.
"""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("triggers.json")


def key_of(source: str) -> str:
    """What an expression is called in the file."""
    return sha256(source.encode()).hexdigest()[:12]


def folded(text: str) -> str:
    """``text`` with all letters alike that an expression in any case takes for the same ASCII letter."""
    # The dotless i and the dotted capital are cases of "i" to ``re``, and not to Unicode.
    return text.casefold().replace("\u0131", "i").replace("i\u0307", "i")


def may_match(source: str, folded: str) -> bool:
    """Whether ``source`` could match, in any case, a text that was ``folded``."""
    words = _words(source)
    for word in words:  # a loop: this is asked two hundred times a draft
        if word in folded:
            return True
    return not words


@cache
def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return {key: tuple(words) for key, words in table.items()}


@cache
def _words(source: str) -> tuple[str, ...]:
    return _table().get(key_of(source), ())
