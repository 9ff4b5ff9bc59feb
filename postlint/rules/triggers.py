"""Whether an expression of the shipped rules can match a text at all, told by words that it needs.

Compiling three hundred expressions and searching each draft with all of them takes longer than the model. For most of
them one of a few words must stand in the draft. These are worked out beforehand (``triggers.json``, written and held
against the rules by ``tests/test_triggers.py``); an expression that is not in the file is searched for always.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Set
from functools import cache, lru_cache
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


def triggered(folded: str) -> frozenset[str]:
    """The keys of those expressions of the file of which a word stands in a text that was ``folded``."""
    index = _index()
    found: set[str] = set()
    # Three letters of every word are looked up at once, so that few words have to be searched for.
    for letters in index.keys() & set(map("".join, zip(folded, folded[1:], folded[2:], strict=False))):
        for word, keys in index[letters]:
            if word in folded:
                found |= keys
    return frozenset(found)


def may_match(source: str, triggered: Set[str]) -> bool:
    """Whether ``source`` could match, in any case, a text of which these keys are ``triggered``."""
    key = _known(source)
    return not key or key in triggered


def could_match(sources: tuple[str, ...], triggered: Set[str]) -> bool:
    """Whether one of several expressions could match such a text."""
    keys = _keys(sources)
    return keys is None or not keys.isdisjoint(triggered)


@cache
def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return {key: tuple(words) for key, words in table.items()}


@cache
def _index() -> Mapping[str, list[tuple[str, frozenset[str]]]]:
    """Words by those three of their letters that the fewest words share, each with the keys that it triggers."""
    keys: dict[str, set[str]] = {}
    for key, words in _table().items():
        for word in words:
            keys.setdefault(word, set()).add(key)
    shared = Counter(letters for word in keys for letters in _threes(word))
    index: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for word, triggers in keys.items():
        index.setdefault(min(_threes(word), key=shared.__getitem__), []).append((word, frozenset(triggers)))
    return index


def _threes(word: str) -> list[str]:
    return [word[at : at + 3] for at in range(len(word) - 2)]


@lru_cache(maxsize=4096)
def _known(source: str) -> str:
    """The key of an expression in the file; empty if it is not there."""
    key = key_of(source)
    return key if key in _table() else ""


@lru_cache(maxsize=4096)
def _keys(sources: tuple[str, ...]) -> frozenset[str] | None:
    """The keys of several expressions; none where one is not in the file."""
    keys = frozenset(map(_known, sources))
    return None if "" in keys else keys
